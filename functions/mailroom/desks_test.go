package mailroom_test

import (
	"fmt"
	"mime"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/mailroom"
	"flatsupport/infra/handlertest"
	"flatsupport/infra/local/outbox"
	"flatsupport/infra/story/given"
	"flatsupport/shared/inbound"
	"flatsupport/shared/mail"
)

// instance is a whole desk with an address and a mail service of its own. The other's address is a contact's of its customer.
type instance struct {
	*handlertest.Desk
	inbox string
	sent  *outbox.Outbox
	seen  int // mails of it that have been looked at
}

func newInstance(t *testing.T, inbox, other string) *instance {
	t.Helper()
	d := handlertest.New(t)
	mirror := given.Given{Customers: []given.Customer{{
		ID: "mirror", Name: "Mirror", Contacts: []given.Contact{{Email: other}},
		Installations: []given.Installation{{ID: "hq", Product: "softswitch", CommissionedOn: "2025-03-15"}},
		Certificates:  []given.Certificate{{ID: "c1", Package: "TS_24X7", SoldOn: "2025-03-01", ActivationOn: "2025-03-15", TermMonths: 36, Installation: "hq"}},
	}}}
	require.NoError(t, mirror.Save(t.Context(), d.Store))
	sent, err := outbox.Open(filepath.Join(t.TempDir(), "outbox.jsonl"), d.Clock.Now)
	require.NoError(t, err)
	t.Cleanup(func() { _ = sent.Close() })
	return &instance{Desk: d, inbox: inbox, sent: sent}
}

// take is the mailroom with what follows from a mail, over the instance's own address and mail service.
func (i *instance) take(t *testing.T, l handlertest.Letter) {
	t.Helper()
	mux := http.NewServeMux()
	i.sent.Register(mux)
	server := httptest.NewServer(mux)
	defer server.Close()
	mailer := mail.NewSES(sesv2.New(sesv2.Options{
		Region: "local", BaseEndpoint: &server.URL, Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	}), i.inbox, "")
	threads := inbound.ThreadsOf(i.inbox, []byte("the key of "+i.inbox))

	room := i.Mailroom()
	room.Inbox, room.Threads, room.Mailer = i.inbox, threads, mailer
	i.Letters.Put(l.Object, l.Raw())
	l.At = i.Clock.Now()
	answer, err := room.Handle(t.Context(), events.SQSEvent{Records: []events.SQSMessage{l.Received(t)}})
	require.NoError(t, err)
	require.Empty(t, answer.BatchItemFailures)

	notify := i.Notify()
	notify.Inbox, notify.Threads, notify.Mailer = i.inbox, threads, mailer
	for _, id := range i.Queue.Take(handlertest.EntitlementQueue) {
		_, err := i.Entitlement().Handle(t.Context(), handlertest.Messages(t, id))
		require.NoError(t, err)
	}
	for _, id := range i.Queue.Take(handlertest.NotifyQueue) {
		_, err := notify.Handle(t.Context(), handlertest.Messages(t, id))
		require.NoError(t, err)
	}
}

// fresh are the mails to the address since the last look.
func (i *instance) fresh(to string) []outbox.Mail {
	all := i.sent.Mails()
	news := all[i.seen:]
	i.seen = len(all)
	return slices.DeleteFunc(slices.Clone(news), func(m outbox.Mail) bool { return m.To[0] != to })
}

// worn is what was taken away from a mail on its way: all of its head that tells a machine's mail from a person's, and the
// subject, in whose place there is another each time.
type worn struct{ head, subject bool }

// carry is the mail as it arrives at the other, as far as it is not worn.
func carry(m outbox.Mail, worn worn) handlertest.Letter {
	if worn.subject {
		m.Subject = "About " + m.ID
	}
	head := []string{"From: " + m.From, "To: " + m.To[0], "Subject: " + mime.BEncoding.Encode("utf-8", m.Subject), "Content-Type: text/plain; charset=utf-8"}
	if !worn.head {
		head = append(head, "Message-ID: <"+m.ID+"@email.amazonses.com>", "Reply-To: "+m.ReplyTo[0])
		for name, value := range m.Headers {
			head = append(head, name+": "+value)
		}
	}
	return handlertest.Letter{Object: m.ID, Whole: strings.Join(head, "\r\n") + "\r\n\r\n" + m.Text}
}

// Two instances of the desk that write to each other come to an end: at once where their mails arrive as they were sent, and
// by the limit of answers where nothing is left of what they were (EML-13).
func TestTwoDesksDoNotAnswerEachOtherForEver(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		worn worn
		most int
	}{
		{"as they were sent", worn{}, 2},
		{"without a sign of a machine", worn{head: true}, 2},
		{"nor of a ticket", worn{head: true, subject: true}, 2 * 10}, // as many of each as the edition answers in a day
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			one, other := newInstance(t, "support@flat.example", "desk@mirror.example"), newInstance(t, "desk@mirror.example", "support@flat.example")
			first := handlertest.Letter{Object: "first", From: other.inbox, Subject: "No outgoing calls", Text: "Since nine.", Headers: []string{"Message-ID: <first@mirror.example>"}}
			one.take(t, first)
			assert.Equal(t, mailroom.Ticket, outcome(t, one.Desk, "first").Outcome)

			sent := 0
			for quiet := 0; quiet < 2; {
				require.LessOrEqual(t, sent, c.most, "they do not stop")
				mails := one.fresh(other.inbox)
				if quiet++; len(mails) > 0 {
					quiet = 0
				}
				sent += len(mails)
				for _, m := range mails {
					other.take(t, carry(m, c.worn))
				}
				one, other = other, one
			}
			assert.Positive(t, sent, fmt.Sprint(c.name, ": nothing was sent at all"))
			t.Log(sent, "mails")
		})
	}
}
