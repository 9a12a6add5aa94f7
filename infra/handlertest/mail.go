package handlertest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/mailroom"
	"flatsupport/infra/local/inbox"
	"flatsupport/infra/story/letter"
	"flatsupport/shared/attachment"
	"flatsupport/shared/queue"
	"flatsupport/shared/rawmail"
)

// MailBucket is where the mails are that people write.
const MailBucket = "mailbucket"

// Letters are the mails of the bucket, by their keys.
type Letters struct {
	mu  sync.Mutex
	all map[string]string
}

// Put keeps a mail.
func (l *Letters) Put(object, raw string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all == nil {
		l.all = map[string]string{}
	}
	l.all[object] = raw
}

// Read gives a mail, as much of it as rawmail does; rawmail.ErrMissing when there is none.
func (l *Letters) Read(_ context.Context, object string, limit int64) ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	raw, ok := l.all[object]
	if !ok {
		return nil, fmt.Errorf("mail %s: %w", object, rawmail.ErrMissing)
	}
	return []byte(raw[:min(int64(len(raw)), limit+1)]), nil
}

// Mailroom is the function that takes in mail.
func (d *Desk) Mailroom() mailroom.Handler {
	return mailroom.Handler{
		Store: d.Store, Docket: d.Docket, Mails: d.Letters, Bucket: MailBucket,
		Files: attachment.New(d.Attachments(), AttachmentsBucket), Mailer: d.Outbox, Threads: Threads(), Inbox: Inbox,
		Queue: d.Queue, EntitlementQueue: EntitlementQueue, NotifyQueue: NotifyQueue, PortalURL: "https://desk.example/",
		Now: d.Clock.Now,
	}
}

// NoVerdict in the place of a verdict: the mail service gives none.
const NoVerdict = "none"

// Letter is a mail with what the mail service says of it. The zero verdict is PASS, of everything.
type Letter struct {
	Object  string // key in the bucket
	From    string
	Subject string
	Headers []string // further lines
	Text    string
	HTML    string
	Files   []letter.File
	DMARC   string
	Virus   string
	Spam    string
	At      time.Time // when it was received; zero: now
	Whole   string    // the mail as it arrives, in the place of all that it would be made of
}

// Raw is the mail as it arrives.
func (l Letter) Raw() string {
	if l.Whole != "" {
		return l.Whole
	}
	head := append([]string{"From: " + l.From, "To: " + Inbox, "Subject: " + l.Subject}, l.Headers...)
	if strings.Contains(strings.Join(head, "\n"), "Content-Type:") {
		return strings.Join(head, "\r\n") + "\r\n\r\n" + l.Text + "\r\n"
	}
	lines, body := letter.Body(l.Text, l.HTML, l.Files)
	return strings.Join(append(head, lines...), "\r\n") + "\r\n\r\n" + body
}

// Received is the message that the mail service leaves in the queue about a mail.
func (l Letter) Received(t testing.TB) events.SQSMessage {
	t.Helper()
	told := inbox.Notice{
		Object: l.Object, Bucket: MailBucket, At: l.At, Source: "sender@example.org", To: []string{Inbox}, Verdicts: map[string]string{},
	}
	for check, status := range map[string]string{"dmarc": l.DMARC, "virus": l.Virus, "spam": l.Spam} {
		if status != NoVerdict {
			told.Verdicts[check] = cmp.Or(status, "PASS")
		}
	}
	body, err := told.Message()
	require.NoError(t, err)
	return events.SQSMessage{MessageId: "message of " + l.Object, Body: body}
}

// Notification is a message of a topic, as it lies in a queue.
func Notification(t testing.TB, message string) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"Type": "Notification", "Message": message})
	require.NoError(t, err)
	return string(body)
}

// Enclose sends a file to the ticket, in a reply by mail of a contact, and gives its id.
func (d *Desk) Enclose(t testing.TB, id, from string, f letter.File) string {
	t.Helper()
	d.Deliver(t, Letter{
		Object: "enclosing-" + id + f.Name, From: from, Subject: "Re: " + id, Text: "See the file " + f.Name, Files: []letter.File{f},
		Headers: []string{"References: <" + Threads().MessageID(id, "") + ">"},
	})
	messages, err := d.Store.Messages(t.Context(), id)
	require.NoError(t, err)
	require.NotEmpty(t, messages)
	last := messages[len(messages)-1]
	require.Len(t, last.Files, 1)
	return last.Files[0].ID()
}

// Deliver keeps a mail and hands it to the mailroom, which must take it.
func (d *Desk) Deliver(t testing.TB, l Letter) {
	t.Helper()
	d.Letters.Put(l.Object, l.Raw())
	if l.At.IsZero() {
		l.At = d.Clock.Now()
	}
	answer, err := d.Mailroom().Handle(t.Context(), events.SQSEvent{Records: []events.SQSMessage{l.Received(t)}})
	require.NoError(t, err)
	require.Empty(t, answer.BatchItemFailures, l.Object)
}

// Forward hands the forms that were taken to the mailroom, which must take them.
func (d *Desk) Forward(t testing.TB) {
	t.Helper()
	for _, id := range d.Queue.Take(FormQueue) {
		body, err := queue.Form{Form: id}.Encode()
		require.NoError(t, err)
		answer, err := d.Mailroom().Handle(t.Context(), events.SQSEvent{Records: []events.SQSMessage{{MessageId: id, Body: body}}})
		require.NoError(t, err)
		require.Empty(t, answer.BatchItemFailures, id)
	}
}

// Triage is within which time somebody looks at what is nobody's.
const Triage = 4 * time.Hour
