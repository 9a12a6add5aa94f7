package boot_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
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

// A setting is the secret itself, or names one of AWS Secrets Manager.
//
//nolint:paralleltest // it sets the environment
func TestSecrets(t *testing.T) {
	secrets := map[string]string{"arn:aws:secretsmanager:eu-central-1:1:secret:key": "from afar", "arn:aws:secretsmanager:eu-central-1:1:secret:empty": ""}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			ID string `json:"SecretId"`
		}
		assert.NoError(t, json.NewDecoder(r.Body).Decode(&asked))
		value, known := secrets[asked.ID]
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		if !known {
			w.Header().Set("X-Amzn-ErrorType", "ResourceNotFoundException")
			w.WriteHeader(http.StatusBadRequest)
		}
		_ = json.NewEncoder(w).Encode(map[string]string{"SecretString": value})
	}))
	t.Cleanup(server.Close)
	t.Setenv("AWS_REGION", "eu-central-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "local")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "local")
	t.Setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", server.URL)
	cfg, err := boot.AWS(t.Context())
	require.NoError(t, err)
	for setting, want := range map[string]string{"plain": "plain", "arn:aws:secretsmanager:eu-central-1:1:secret:key": "from afar"} {
		got, err := boot.Secret(t.Context(), cfg, setting)
		require.NoError(t, err)
		assert.Equal(t, want, string(got))
	}
	for _, setting := range []string{"arn:aws:secretsmanager:eu-central-1:1:secret:empty", "arn:aws:secretsmanager:eu-central-1:1:secret:none"} {
		_, err := boot.Secret(t.Context(), cfg, setting)
		assert.Error(t, err, "no key is no key to start with")
	}
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
