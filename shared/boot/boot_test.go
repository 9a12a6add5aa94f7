package boot_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/boot"
)

//nolint:paralleltest // it sets the environment
func TestSettingsAreReadByName(t *testing.T) {
	t.Setenv("TABLE_NAME", "support")
	t.Setenv("MAIL_FROM", "")
	t.Setenv("PORTAL_URL", "")
	t.Setenv("JWKS_URL", "")

	settings, err := boot.Read("TABLE_NAME", "JWKS_URL?")
	require.NoError(t, err)
	assert.Equal(t, boot.Settings{"TABLE_NAME": "support", "JWKS_URL": ""}, settings)

	_, err = boot.Read("TABLE_NAME", "MAIL_FROM", "PORTAL_URL", "JWKS_URL?")
	assert.EqualError(t, err, "environment variables not set: MAIL_FROM, PORTAL_URL", "all that are missing at once")
}

//nolint:paralleltest // it sets the environment
func TestEndpointsMayBeElsewhere(t *testing.T) {
	t.Setenv("AWS_REGION", "eu-central-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "local")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "local")
	t.Setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:8000")
	t.Setenv("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:9324")
	cfg, err := boot.AWS(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 3, cfg.Retryer().MaxAttempts())
	assert.Equal(t, "http://127.0.0.1:8000", *boot.DynamoDB(cfg).Options().BaseEndpoint)
	assert.Equal(t, "http://127.0.0.1:9324", *boot.SQS(cfg).Options().BaseEndpoint)
}
