package outbox_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/outbox"
)

var virtual = time.Date(2031, 5, 2, 9, 30, 0, 0, time.UTC)

func open(t *testing.T, path string) *outbox.Outbox {
	t.Helper()
	o, err := outbox.Open(path, func() time.Time { return virtual })
	require.NoError(t, err)
	t.Cleanup(func() { _ = o.Close() })
	return o
}

// client is the SDK's own, as the functions have it.
func client(t *testing.T, o *outbox.Outbox) *sesv2.Client {
	t.Helper()
	mux := http.NewServeMux()
	o.Register(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return sesv2.New(sesv2.Options{
		Region: "local", BaseEndpoint: aws.String(server.URL), RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
}

func letter() *sesv2.SendEmailInput {
	return &sesv2.SendEmailInput{
		FromEmailAddress: aws.String("support@flat.example"),
		ReplyToAddresses: []string{"reply@flat.example"},
		Destination:      &types.Destination{ToAddresses: []string{"ivan@volga.example"}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: &types.Content{Data: aws.String("Заявка принята"), Charset: aws.String("UTF-8")},
			Body: &types.Body{
				Text: &types.Content{Data: aws.String("Здравствуйте!")},
				Html: &types.Content{Data: aws.String("<p>Здравствуйте!</p>")},
			},
			Headers: []types.MessageHeader{{Name: aws.String("Auto-Submitted"), Value: aws.String("auto-generated")}},
		}},
	}
}

func TestMailsAreKeptAndSurviveARestart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "outbox.jsonl")
	o := open(t, path)
	sent, err := client(t, o).SendEmail(t.Context(), letter())
	require.NoError(t, err)
	want := []outbox.Mail{{
		ID: aws.ToString(sent.MessageId), SentAt: virtual, From: "support@flat.example", To: []string{"ivan@volga.example"},
		ReplyTo: []string{"reply@flat.example"}, Subject: "Заявка принята", Text: "Здравствуйте!", HTML: "<p>Здравствуйте!</p>",
		Headers: map[string]string{"Auto-Submitted": "auto-generated"},
	}}
	assert.Equal(t, want, o.Mails())
	require.NoError(t, o.Close())
	assert.Equal(t, want, open(t, path).Mails())
}

func TestWhatIsNoMailIsRefused(t *testing.T) {
	t.Parallel()
	o := open(t, filepath.Join(t.TempDir(), "outbox.jsonl"))
	c := client(t, o)
	cases := []struct {
		name   string
		change func(*sesv2.SendEmailInput)
	}{
		{"no recipient", func(in *sesv2.SendEmailInput) { in.Destination = nil }},
		{"no sender", func(in *sesv2.SendEmailInput) { in.FromEmailAddress = nil }},
		{"a raw mail", func(in *sesv2.SendEmailInput) {
			in.Content = &types.EmailContent{Raw: &types.RawMessage{Data: []byte("From: x")}}
		}},
	}
	for _, each := range cases {
		t.Run(each.name, func(t *testing.T) {
			in := letter()
			each.change(in)
			_, err := c.SendEmail(t.Context(), in)
			refused := (*types.BadRequestException)(nil)
			assert.ErrorAs(t, err, &refused)
			assert.Empty(t, o.Mails())
		})
	}
}

func TestALineCutOffByAKillIsForgotten(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "outbox.jsonl")
	o := open(t, path)
	c := client(t, o)
	_, err := c.SendEmail(t.Context(), letter())
	require.NoError(t, err)
	require.NoError(t, o.Close())
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = file.WriteString(`{"id":"cut of`)
	require.NoError(t, err)
	require.NoError(t, file.Close())

	again := open(t, path)
	assert.Len(t, again.Mails(), 1)
	_, err = client(t, again).SendEmail(t.Context(), letter())
	require.NoError(t, err)
	require.NoError(t, again.Close())
	assert.Len(t, open(t, path).Mails(), 2, "what comes later is whole")
}

func TestAClosedOutboxTakesNothing(t *testing.T) {
	t.Parallel()
	o := open(t, filepath.Join(t.TempDir(), "outbox.jsonl"))
	c := client(t, o)
	require.NoError(t, o.Close())
	_, err := c.SendEmail(t.Context(), letter())
	assert.Error(t, err)
}
