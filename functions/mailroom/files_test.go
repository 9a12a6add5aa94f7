package mailroom_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/mailroom"
	"flatsupport/infra/handlertest"
	paper "flatsupport/infra/story/letter"
	"flatsupport/shared/inbound"
	"flatsupport/shared/mail"
	"flatsupport/shared/store"
)

const megabyte = 1 << 20

func requestOf(t *testing.T, d *handlertest.Desk, id string) store.Request {
	t.Helper()
	request, err := d.Store.RequestOf(t.Context(), d.Ticket(t, id))
	require.NoError(t, err)
	return request
}

// kept are the objects of the bucket, with their content.
func kept(t *testing.T, d *handlertest.Desk) map[string]string {
	t.Helper()
	client, bucket := d.Attachments(), aws.String(handlertest.AttachmentsBucket)
	list, err := client.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: bucket})
	require.NoError(t, err)
	all := map[string]string{}
	for _, o := range list.Contents {
		got, err := client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: bucket, Key: o.Key})
		require.NoError(t, err)
		body, err := io.ReadAll(got.Body)
		require.NoError(t, err)
		require.NoError(t, got.Body.Close())
		assert.Equal(t, "application/octet-stream", aws.ToString(got.ContentType))
		all[aws.ToString(o.Key)] = string(body)
	}
	return all
}

// links are the mails with a link by which files can be sent.
func links(d *handlertest.Desk) []mail.Message {
	var all []mail.Message
	for _, m := range d.Outbox.Mails() {
		if strings.Contains(m.Text, "/v1/uploads/") {
			all = append(all, m)
		}
	}
	return all
}

func TestFilesOfAMailAreKeptUnderSafeKeys(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	for range 3 {
		l := letter("o1")
		l.HTML = `<p onclick="x()">See <img src="cid:a@mail"><a href="javascript:x()">this</a> <b>trace</b>.</p>`
		l.Files = []paper.File{
			{Name: "../../etc/пароли.txt", Content: "first"},
			{Name: "a.png", Type: "image/png", CID: "a@mail", Content: "second"},
			{Name: "a.png", Type: "image/png", Content: "second"},
			{Type: "message/rfc822", Content: "Subject: inner\r\n\r\nText"},
		}
		d.Deliver(t, l)
	}
	id := outcome(t, d, "o1").Ticket
	request := requestOf(t, d, id)
	require.Len(t, request.Files, 4)
	objects := kept(t, d)
	assert.Len(t, objects, 4, "a repeated delivery writes the same")
	names := []string{"пароли.txt", "a.png", "a.png", "mail.eml"}
	for i, f := range request.Files {
		assert.Equal(t, names[i], f.Name)
		assert.Regexp(t, "^volga/"+id+"/[A-Za-z0-9_-]{22}/file[a-z.]*$", f.Key)
		assert.Equal(t, int64(len(objects[f.Key])), f.Size)
	}
	assert.Equal(t, "a@mail", request.Files[1].CID)
	assert.Equal(t, "<p>See this <b>trace</b>.</p>", strings.Join(strings.Fields(strings.ReplaceAll(request.HTML, "\n", " ")), " "))
	assert.Equal(t, "o1", request.Mail)
	assert.Contains(t, request.Description, "Since nine o'clock", "the text stays what everything works on")
	assert.NotContains(t, request.Description, "inner", "a forwarded mail is a file")
	assert.Empty(t, links(d))
}

// Nothing names a file that is not there: while the bucket takes none there is no ticket, and afterwards there is one.
func TestNoTicketNamesAFileThatIsNotThere(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	l := letter("o1")
	l.Files = []paper.File{{Name: "a.log", Content: "a trace"}}
	d.Letters.Put(l.Object, l.Raw())
	l.At = d.Clock.Now()
	bucket := d.Objects
	d.Objects = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	answer, err := d.Mailroom().Handle(t.Context(), events.SQSEvent{Records: []events.SQSMessage{l.Received(t)}})
	require.NoError(t, err)
	assert.Len(t, answer.BatchItemFailures, 1)
	assert.Empty(t, tickets(t, d, "volga"))
	d.Objects = bucket
	d.Deliver(t, l)
	assert.Len(t, tickets(t, d, "volga"), 1)
	assert.Len(t, kept(t, d), 1)
}

func TestAReplyBringsItsFilesAndItsHistory(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	l := letter("o1")
	l.Text = "Here it is.\n\nOn Mon, Nov 23, 2026 at 10:00 AM Support <support@flat.example> wrote:\n> Please send the log."
	l.Headers = append(l.Headers, "References: <"+handlertest.Threads().MessageID(id, "")+">")
	l.Files = []paper.File{{Name: "a.log", Content: "a trace"}}
	for range 2 {
		d.Deliver(t, l)
	}
	messages, err := d.Store.Messages(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, messages, 1)
	assert.True(t, strings.HasPrefix(messages[0].Text, "Here it is."))
	assert.NotContains(t, messages[0].Text, "Please send the log.")
	assert.Contains(t, messages[0].Quoted, "> Please send the log.")
	require.Len(t, messages[0].Files, 1)
	assert.Equal(t, map[string]string{messages[0].Files[0].Key: "a trace"}, kept(t, d))
}

// A file above the limit stays in the mail, and so does what is too much of all together; one link is told for a mail.
func TestFilesThatAreTooLargeGetALink(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		files []paper.File
		left  []string
	}{
		{"as large as may be", []paper.File{{Name: "a", Size: 10 * megabyte}}, nil},
		{"a byte too large", []paper.File{{Name: "a", Size: 10*megabyte + 1}, {Name: "b", Size: 10}}, []string{"a"}},
		{"too much of all together", []paper.File{{Name: "a", Size: 10 * megabyte}, {Name: "b", Size: 9 * megabyte}, {Name: "c", Size: 7 * megabyte}, {Name: "d", Size: 2 * megabyte}}, []string{"c"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "volga")
			l := letter("o1")
			l.Files = c.files
			d.Deliver(t, l)
			l.Object = "o2"
			d.Deliver(t, l)
			request := requestOf(t, d, outcome(t, d, "o1").Ticket)
			var left []string
			for _, f := range request.Files {
				if f.Key == "" {
					left = append(left, f.Name)
				}
			}
			assert.Equal(t, c.left, left)
			assert.Len(t, kept(t, d), len(c.files)-len(left))
			told := links(d)
			if left == nil {
				assert.Empty(t, told)
				return
			}
			require.Len(t, told, 1, "once, however often the mail arrives")
			assert.Equal(t, handlertest.Ivan.Subject, told[0].To)
			for _, name := range left {
				assert.Contains(t, told[0].Text, "\n"+name+"\n")
			}
		})
	}
}

// Where the link could not be told the mail comes again, and it is told then.
func TestALinkIsToldAtLast(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	l := letter("o1")
	l.Files = []paper.File{{Name: "a", Size: 10*megabyte + 1}}
	l.At = d.Clock.Now()
	d.Letters.Put(l.Object, l.Raw())
	d.Outbox.Before = func(mail.Message) error { return errors.New("the mail service is busy") }
	answer, err := d.Mailroom().Handle(t.Context(), events.SQSEvent{Records: []events.SQSMessage{l.Received(t)}})
	require.NoError(t, err)
	assert.Len(t, answer.BatchItemFailures, 1)
	d.Outbox.Before = nil
	for range 2 {
		d.Deliver(t, l)
	}
	assert.Len(t, tickets(t, d, "volga"), 1)
	assert.Len(t, links(d), 1)
}

// A mail above 40 MB is a ticket by its head alone, and its sender learns how to send the rest (EML-23).
func TestAMailThatIsTooLargeToBeRead(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	l := letter("o1")
	l.Subject = "[P2] No outgoing calls"
	l.Files = []paper.File{{Name: "huge.log", Size: 31 * megabyte}} // and a third more, as it is written
	require.Greater(t, len(l.Raw()), inbound.MaxBytes)
	for range 2 {
		d.Deliver(t, l)
	}
	done := outcome(t, d, "o1")
	require.Equal(t, mailroom.Ticket, done.Outcome)
	request := requestOf(t, d, done.Ticket)
	assert.Equal(t, "[P2] No outgoing calls", request.Subject)
	assert.Contains(t, request.Description, "40 ")
	assert.Equal(t, 1, request.Unlisted)
	assert.Equal(t, "o1", request.Mail)
	assert.EqualValues(t, "P2", d.Ticket(t, done.Ticket).Ticket.Priority)
	assert.Len(t, links(d), 1)

	stranger := l
	stranger.Object, stranger.From = "o2", "who@else.example"
	d.Deliver(t, stranger)
	assert.Equal(t, mailroom.UnknownSender, outcome(t, d, "o2").Reason)
	assert.Len(t, links(d), 1, "a stranger gets none")
}

// Whatever a mail brings, its record stays well below what an item may have.
func TestARecordStaysSmall(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	l := letter("o1")
	l.Text = strings.Repeat("😀", 60_000) + "\n\nOn Mon, Nov 23, 2026 at 10:00 AM Support <support@flat.example> wrote:\n" + strings.Repeat("> \"\n", 10_000)
	l.HTML = "<p>" + strings.Repeat(`<a href="https://x.example/">"</a>`, 3000) + "</p>"
	for i := range 120 {
		l.Files = append(l.Files, paper.File{Name: strings.Repeat("я", 70) + ".log", Content: strings.Repeat("x", i+1)})
	}
	d.Deliver(t, l)
	d.Settle(t)
	done := outcome(t, d, "o1")
	require.Equal(t, mailroom.Ticket, done.Outcome)
	request := requestOf(t, d, done.Ticket)
	assert.Len(t, request.Files, 50)
	assert.Equal(t, 70, request.Unlisted)
	assert.True(t, request.HTMLLeft)
	assert.Len(t, kept(t, d), 50, "what is not listed is not copied")
	require.Len(t, links(d), 1)
	assert.Contains(t, links(d)[0].Text, "больше 50")
	assert.NotContains(t, links(d)[0].Text, "велики")
	assert.Equal(t, 40, strings.Count(links(d)[0].Text, "я.log\n"))
	assert.Contains(t, links(d)[0].Text, "и ещё 30")
	assert.WithinDuration(t, d.Clock.Now(), request.ReceivedAt, time.Minute)
}
