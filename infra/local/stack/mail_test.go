package stack_test

import (
	"fmt"
	"io"
	"net"
	"net/smtp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/mailroom"
	"flatsupport/infra/local/inbox"
	"flatsupport/infra/local/stack"
	"flatsupport/shared/store"
)

const inboxAddress = "support@flat.example"

// Not in one piece, so that no scanner finds it here.
const eicar = `X5O!P%@AP[4\PZX54(P^)7CC)7}$` + `EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`

// correspondence is a stack to which mails are written.
type correspondence struct {
	t    *testing.T
	s    *stack.Stack
	data string
}

// The whole way of a mail, over real SMTP: from any mail program to the ticket, and from the notice about it back to the
// ticket by an answer.
func TestMailsAreTakenOverSMTP(t *testing.T) {
	t.Parallel()
	options := stack.Options{Data: filepath.Join(t.TempDir(), "data"), Progress: t.Output(), Log: io.Discard}
	c := correspondence{t, start(t, options), options.Data}

	assert.Regexp(t, `^127\.0\.0\.1:\d+$`, c.s.SMTP(), "of this machine only")
	assert.Equal(t, []string{inboxAddress}, c.s.Mailboxes())

	first := c.send(ivan, inboxAddress, letter("one", "[P2] No outgoing calls", inboxAddress, "All lines are dead."))
	became := c.became(first)
	require.Equal(t, mailroom.Ticket, became.Outcome)
	number := became.Ticket
	replyTo := c.replyTo(ivan, number)
	assert.NotEqual(t, inboxAddress, replyTo)

	answer := strings.ToUpper(replyTo[:3]) + replyTo[3:]
	became = c.became(c.send(ivan, answer, letter("two", "Re: your request", answer, "It is the second floor only.")))
	assert.Equal(t, store.Received{Outcome: mailroom.Reply, Ticket: number}, became)
	messages, err := store.New(c.s.DynamoDB(), c.s.Table()).Messages(t.Context(), number)
	require.NoError(t, err)
	assert.Equal(t, "It is the second floor only.", messages[len(messages)-1].Text)

	became = c.became(c.send("who@else.example", replyTo, letter("three", "Re: your request", replyTo, "Close it, please.")))
	assert.Equal(t, store.Received{Outcome: mailroom.Unverified, Reason: mailroom.Unauthenticated}, became, "the sender is not Ivan")
	became = c.became(c.send(ivan, inboxAddress, letter("four", "A file", inboxAddress, eicar)))
	assert.Equal(t, store.Received{Outcome: mailroom.Kept, Reason: "virus"}, became)
	after, err := store.New(c.s.DynamoDB(), c.s.Table()).Messages(t.Context(), number)
	require.NoError(t, err)
	assert.Equal(t, messages, after, "neither touched the ticket")

	before := c.objects()
	err = c.try(ivan, "sales@flat.example", letter("five", "A licence", "sales@flat.example", "How much?"))
	assert.ErrorContains(t, err, "550")
	err = c.try(ivan, inboxAddress, letter("six", "A dump", inboxAddress, strings.Repeat("0123456789\r\n", inbox.Largest/12)))
	assert.ErrorContains(t, err, "has a link to upload it", "the way for large files")
	assert.Equal(t, before, c.objects(), "what was refused is nowhere")

	again := letter("seven", "[P3] A question", inboxAddress, "How do I add a line?")
	asked := c.became(c.send(ivan, inboxAddress, again))
	require.Equal(t, mailroom.Ticket, asked.Outcome)
	for range 2 {
		assert.Equal(t, asked, c.became(c.send(ivan, inboxAddress, again)), "the same mail")
	}

	c.s.Stop()
	assert.Error(t, c.try(ivan, inboxAddress, again), "no more mail")
	kept := c.objects()
	assert.Len(t, kept, 7)
	c.s = start(t, options)
	assert.Equal(t, kept, c.objects(), "whatever was taken is there after a restart")
	assert.Equal(t, asked, c.became(c.send(ivan, inboxAddress, again)), "still the same mail")
}

func TestATakenPortOfMailIsNamed(t *testing.T) {
	t.Parallel()
	other, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, other.Close()) }()
	port := other.Addr().(*net.TCPAddr).Port
	options := stack.Options{Data: filepath.Join(t.TempDir(), "data"), SMTPPort: port}
	refused(t, options, stack.ErrPortTaken, fmt.Sprintf("port %d; stop it, or choose another by --smtp-port", port))
}

func TestAWiringWithoutAReceiptRuleTakesNoMail(t *testing.T) {
	t.Parallel()
	s := start(t, room(t))
	assert.Empty(t, s.SMTP())
	assert.Empty(t, s.Mailboxes())
}

func letter(id, subject, to, text string) string {
	return strings.Join([]string{
		"From: Ivan <" + ivan + ">", "To: " + to, "Subject: " + subject, "Message-ID: <" + id + "@volga.example>",
		"Content-Type: text/plain; charset=utf-8", "", text, "",
	}, "\r\n")
}

func (c correspondence) try(from, to, raw string) error {
	return smtp.SendMail(c.s.SMTP(), nil, from, []string{to}, []byte(raw))
}

// send sends the mail and gives the object that it was kept as.
func (c correspondence) send(from, to, raw string) string {
	c.t.Helper()
	before := c.objects()
	require.NoError(c.t, c.try(from, to, raw))
	for object, kept := range c.objects() {
		if _, was := before[object]; !was {
			assert.True(c.t, strings.HasSuffix(kept, raw), "as it was sent")
			return object
		}
	}
	require.Fail(c.t, "the mail was taken and is not in the bucket")
	return ""
}

// objects are the mails in the bucket.
func (c correspondence) objects() map[string]string {
	c.t.Helper()
	files, err := filepath.Glob(filepath.Join(c.data, "objects", "buckets", "mailbucket", "*"))
	require.NoError(c.t, err)
	all := map[string]string{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(c.t, err)
		all[filepath.Base(file)] = string(raw)
	}
	return all
}

// became waits until the mail was read.
func (c correspondence) became(object string) store.Received {
	c.t.Helper()
	var r store.Received
	require.Eventually(c.t, func() bool {
		var err error
		r, err = store.New(c.s.DynamoDB(), c.s.Table()).ReceivedMail(c.t.Context(), object)
		return err == nil && r.Outcome != ""
	}, time.Minute, 50*time.Millisecond, object)
	return store.Received{Outcome: r.Outcome, Reason: r.Reason, Ticket: r.Ticket}
}

// replyTo waits for the notice of the ticket, and gives the address for answers to it.
func (c correspondence) replyTo(person, number string) string {
	c.t.Helper()
	var address string
	require.Eventually(c.t, func() bool {
		for _, m := range c.s.Outbox() {
			if slices.Contains(m.To, person) && len(m.ReplyTo) == 1 && strings.Contains(m.ReplyTo[0], strings.ToLower(number)) {
				address = m.ReplyTo[0]
				return true
			}
		}
		return false
	}, time.Minute, 50*time.Millisecond)
	return address
}
