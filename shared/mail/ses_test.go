package mail_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/mail"
)

// ses is a mail service that answers every request alike and keeps the last one.
type ses struct {
	status int
	kind   string // of the error, as AWS names it
	asked  struct {
		FromEmailAddress     string
		ReplyToAddresses     []string
		ConfigurationSetName string
		EmailTags            []struct{ Name, Value string }
		Destination          struct{ ToAddresses, CcAddresses []string }
		Content              struct {
			Simple struct {
				Subject struct{ Data, Charset string }
				Body    struct {
					Text, HTML struct{ Data, Charset string }
				}
				Headers []struct{ Name, Value string }
			}
		}
	}
	times int
}

func (s *ses) mailer(t *testing.T) mail.SES {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.times++
		assert.Equal(t, "/v2/email/outbound-emails", r.URL.Path)
		assert.NoError(t, json.NewDecoder(r.Body).Decode(&s.asked))
		w.Header().Set("Content-Type", "application/json")
		if s.kind != "" {
			w.Header().Set("X-Amzn-ErrorType", s.kind)
		}
		w.WriteHeader(s.status)
		_, _ = w.Write([]byte(`{"MessageId":"0100019","message":"a reason that names kate@volga.example"}`))
	}))
	t.Cleanup(server.Close)
	return mail.NewSES(sesv2.New(sesv2.Options{
		BaseEndpoint: aws.String(server.URL), Region: "eu-central-1", RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	}), "desk@flat.example", "reports")
}

func TestWhatGoesToTheMailService(t *testing.T) {
	t.Parallel()
	s := &ses{status: http.StatusOK}
	message := mail.Message{
		To: "kate@volga.example", Subject: "Заявка принята", Text: "Здравствуйте", HTML: "<p>Здравствуйте</p>",
		Ticket: "74HRBKGQ54", Key: "decided/accepted>катя", ReplyTo: "desk+tag@flat.example", Thread: "thread@flat.example", Tag: "a_tag",
	}
	require.NoError(t, s.mailer(t).Send(t.Context(), message))
	simple := s.asked.Content.Simple
	assert.Equal(t, "desk@flat.example", s.asked.FromEmailAddress)
	assert.Equal(t, []string{message.To}, s.asked.Destination.ToAddresses)
	assert.Empty(t, s.asked.Destination.CcAddresses)
	assert.Equal(t, message.Subject, simple.Subject.Data)
	assert.Equal(t, message.Text, simple.Body.Text.Data)
	assert.Equal(t, message.HTML, simple.Body.HTML.Data)
	assert.Equal(t, "UTF-8", simple.Subject.Charset)
	headers := map[string]string{}
	for _, h := range simple.Headers {
		headers[h.Name] = h.Value
		assert.Regexp(t, `^[ -~]+$`, h.Value, "a header is ASCII, whatever script an id is in")
	}
	assert.Equal(t, "auto-generated", headers["Auto-Submitted"], "other robots do not answer it")
	assert.Equal(t, "All", headers["X-Auto-Response-Suppress"])
	assert.Equal(t, "<tickets.flat.example>", headers["List-Id"])
	assert.Equal(t, "<thread@flat.example>", headers["In-Reply-To"])
	assert.Equal(t, "<thread@flat.example>", headers["References"])
	for _, own := range []string{"Message-ID", "Reply-To", "Subject", "From", "To", "Date", "MIME-Version", "Content-Type"} {
		assert.NotContains(t, headers, own, "the service sets it, and refuses a mail that does")
	}
	assert.Equal(t, []string{message.ReplyTo}, s.asked.ReplyToAddresses)
	assert.Equal(t, "reports", s.asked.ConfigurationSetName)
	assert.Equal(t, []struct{ Name, Value string }{{mail.TagName, "a_tag"}}, s.asked.EmailTags)
	assert.Equal(t, message.Ticket, headers["X-Ticket"])
	assert.Contains(t, headers["X-Notice"], "=?utf-8?q?decided/accepted>")
}

// Nothing gets a line of its own into the head of a mail: such a mail does not leave at all.
func TestNoHeaderCanBeSmuggledIn(t *testing.T) {
	t.Parallel()
	const bad = "x\r\nBcc: everybody@example.org"
	good := mail.Message{To: "kate@volga.example", Subject: "s", Text: "t", HTML: "h", Ticket: "74HRBKGQ54", ReplyTo: "desk@flat.example", Thread: "a@flat.example"}
	for name, change := range map[string]func(*mail.Message){
		"to":       func(m *mail.Message) { m.To = bad },
		"subject":  func(m *mail.Message) { m.Subject = bad },
		"reply-to": func(m *mail.Message) { m.ReplyTo = bad },
		"ticket":   func(m *mail.Message) { m.Ticket = bad },
		"thread":   func(m *mail.Message) { m.Thread = bad },
	} {
		s := &ses{status: http.StatusOK}
		m := good
		change(&m)
		require.ErrorIs(t, s.mailer(t).Send(t.Context(), m), mail.ErrRefused, name)
		assert.Zero(t, s.times, name)
	}
	s := &ses{status: http.StatusOK}
	m := good
	m.Key = bad
	require.NoError(t, s.mailer(t).Send(t.Context(), m))
	for _, h := range s.asked.Content.Simple.Headers {
		assert.Regexp(t, `^[ -~]+$`, h.Value, "the key is encoded, whatever is in it")
	}
}

// Which answers of the mail service are for good: trying again would only repeat them.
func TestAnswersOfTheMailService(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		status  int
		kind    string
		forGood bool
	}{
		{"the message is rejected", http.StatusBadRequest, "MessageRejected", true},
		{"the address is none", http.StatusBadRequest, "BadRequestException", true},
		{"too many requests", http.StatusTooManyRequests, "TooManyRequestsException", false},
		{"the quota is used up", http.StatusBadRequest, "LimitExceededException", false},
		{"sending is paused", http.StatusBadRequest, "SendingPausedException", false},
		{"the account is suspended", http.StatusBadRequest, "AccountSuspendedException", false},
		{"the sender's domain is not verified yet", http.StatusBadRequest, "MailFromDomainNotVerifiedException", false},
		{"the service is broken", http.StatusInternalServerError, "", false},
		{"nothing is understood", http.StatusBadGateway, "", false},
	}
	for _, c := range cases {
		s := &ses{status: c.status, kind: c.kind}
		err := s.mailer(t).Send(t.Context(), mail.Message{To: "kate@volga.example", Subject: "s", Text: "t", HTML: "h"})
		require.Error(t, err, c.name)
		assert.NotContains(t, err.Error(), "kate", "errors are logged, and no address may be")
		assert.Equal(t, c.forGood, errors.Is(err, mail.ErrRefused), c.name)
	}
}

// The whole way: from a waiting notice to the mail service and back into the ticket.
func TestANoticeByTheMailService(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Submit(t, handlertest.Kate, "the-ticket", handlertest.Request("hq"))
	_, err := d.Entitlement().Handle(t.Context(), handlertest.Messages(t, id))
	require.NoError(t, err)
	s := &ses{status: http.StatusServiceUnavailable}
	h := d.Notify()
	h.Mailer = s.mailer(t)
	answer, err := h.Handle(t.Context(), handlertest.Messages(t, id))
	require.NoError(t, err)
	assert.Len(t, answer.BatchItemFailures, 1)
	s.status = http.StatusOK
	answer, err = h.Handle(t.Context(), handlertest.Messages(t, id, id))
	require.NoError(t, err)
	assert.Empty(t, answer.BatchItemFailures)
	assert.Equal(t, 2, s.times, "failed, then sent")
	assert.Equal(t, []string{"kate@volga.example"}, s.asked.Destination.ToAddresses)
	assert.Equal(t, "Registered Decided Notified", d.Facts(t, id))
}

// A mail that is about no ticket has no empty header for one, which the service would refuse.
func TestAMailAboutNoTicket(t *testing.T) {
	t.Parallel()
	s := &ses{status: http.StatusOK}
	require.NoError(t, s.mailer(t).Send(t.Context(), mail.Message{To: "kate@volga.example", Key: "volga/c1/expired/2026-03-15"}))
	for _, h := range s.asked.Content.Simple.Headers {
		assert.NotEqual(t, "X-Ticket", h.Name)
		assert.NotEmpty(t, h.Value)
	}
}
