package outbox_test

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/outbox"
	"flatsupport/shared/alert"
)

// Alerts are sent by what the functions send them with, and kept beside the mails, also over a restart.
func TestAlertsAreKeptBesideTheMails(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "outbox.jsonl")
	o := open(t, path)
	o.Secret = []byte("secret")
	mux := http.NewServeMux()
	o.Register(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	client := sns.New(sns.Options{
		Region: "local", BaseEndpoint: aws.String(server.URL), RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
	sms := alert.NewSMS(client)
	require.NoError(t, sms.Send(t.Context(), alert.Line{Phone: "+7 900 000-01-01", Text: "P1: перезвоните"}))
	require.ErrorIs(t, sms.Send(t.Context(), alert.Line{Phone: "+79000000404", Text: "P1"}), alert.ErrRefused)
	_, err := client.Publish(t.Context(), &sns.PublishInput{TopicArn: aws.String("arn:aws:sns:local:1:t"), Message: aws.String("x")})
	require.Error(t, err, "no function uses topics")
	_, err = client.ListTopics(t.Context(), &sns.ListTopicsInput{})
	require.Error(t, err)

	now := func() time.Time { return virtual }
	hook, err := alert.NewWebhook(server.URL+outbox.WebhookPath, []byte("secret"), now)
	require.NoError(t, err)
	require.NoError(t, hook.Send(t.Context(), alert.Call{Key: "k", Ticket: "K7M29-QXF4T", Kind: "callback"}))
	stranger, err := alert.NewWebhook(server.URL+outbox.WebhookPath, []byte("another"), now)
	require.NoError(t, err)
	require.ErrorIs(t, stranger.Send(t.Context(), alert.Call{Key: "k"}), alert.ErrRefused, "the signature is looked at")

	kept := o.Mails()
	require.Len(t, kept, 2)
	assert.Equal(t, "sms", kept[0].By)
	assert.Equal(t, []string{"+79000000101"}, kept[0].To)
	assert.Equal(t, "P1: перезвоните", kept[0].Text)
	assert.Equal(t, "webhook", kept[1].By)
	assert.Contains(t, kept[1].Text, `"kind":"callback"`)
	require.NoError(t, o.Close())
	assert.Equal(t, kept, open(t, path).Mails())
}
