package inbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/textproto"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/inbox"
	"flatsupport/shared/inbound"
)

func TestAMailIsKeptFirstAndToldSecond(t *testing.T) {
	t.Parallel()
	p, _, address := open(t, nil)
	sent := letter("All lines are dead.\r\n.A line that begins with a dot.")
	require.NoError(t, deliver(t, address, ivan, support, sent))

	raw, n := p.only(t)
	key := n.Receipt.Action.ObjectKey
	assert.Regexp(t, `^[0-9a-v]{40}$`, key)
	assert.Equal(t, "Return-Path: <"+ivan+">\r\nReceived: from localhost (unknown [127.0.0.1])\r\n by localhost with SMTP id "+key+
		"\r\n for <"+support+">;\r\n Fri, 2 May 2031 09:30:00 +0000 (UTC)\r\n"+sent, raw)
	assert.Equal(t, "Received", n.NotificationType)
	assert.Equal(t, ivan, n.Mail.Source)
	assert.Equal(t, key, n.Mail.MessageID)
	assert.Equal(t, []string{support}, n.Mail.Destination)
	assert.Equal(t, virtual, n.Receipt.Timestamp)
	assert.Equal(t, "S3", n.Receipt.Action.Type)
	assert.Equal(t, "mailbucket", n.Receipt.Action.BucketName)
	m, err := inbound.Read([]byte(raw))
	require.NoError(t, err)
	assert.Equal(t, "one@volga.example", m.MessageID, "the lines before it do no harm")
	assert.Empty(t, m.Machine)
}

// What is told has the form of the events that the mailroom is tested with.
func TestTheNoticeHasTheFormOfTheEvents(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../events/mailroom/mail.json")
	require.NoError(t, err)
	var batch struct{ Records []struct{ Body string } }
	require.NoError(t, json.Unmarshal(text, &batch))
	p, _, address := open(t, nil)
	require.NoError(t, deliver(t, address, ivan, support, letter("x", "Date: Fri, 2 May 2031 12:30:00 +0300")))
	model, ours := fields(t, batch.Records[0].Body), fields(t, p.told[0])
	for _, field := range ours {
		assert.Contains(t, model, field)
	}
	assert.Subset(t, ours, []string{"Message.receipt.action.objectKey string", "Message.receipt.dmarcVerdict.status string", "Message.mail.source string"})
}

// fields are the names and kinds of all that a notification says.
func fields(t *testing.T, body string) []string {
	t.Helper()
	var outer map[string]any
	require.NoError(t, json.Unmarshal([]byte(body), &outer))
	var inner map[string]any
	require.NoError(t, json.Unmarshal([]byte(outer["Message"].(string)), &inner))
	outer["Message"] = inner
	var all []string
	var walk func(name string, value any)
	walk = func(name string, value any) {
		if m, ok := value.(map[string]any); ok {
			for key, each := range m {
				walk(name+"."+key, each)
			}
			return
		}
		all = append(all, fmt.Sprintf("%s %T", strings.TrimPrefix(name, "."), value))
	}
	walk("", outer)
	return all
}

func TestOnlyTheMailboxesOfTheRuleAreServed(t *testing.T) {
	t.Parallel()
	for to, served := range map[string]bool{
		support: true, "SUPPORT@Flat.Example": true, "support+k7m29qxf4a.0123456789.0123456789abcdefghjkmnpq@flat.example": true,
		"Support+X+Y@flat.example": true, "old.desk@FLAT.example": true, "support@else.example": false, "sup@flat.example": false,
		"supporter@flat.example": false, "+support@flat.example": false, "support": false, "postmaster@flat.example": false,
		"support@flat.example.else.example": false, `"support@flat.example"@else.example`: false,
	} {
		p, _, address := open(t, nil)
		err := deliver(t, address, ivan, to, letter("x"))
		if served {
			require.NoError(t, err, to)
			_, n := p.only(t)
			assert.Equal(t, []string{to}, n.Receipt.Recipients)
			continue
		}
		var refused *textproto.Error
		require.ErrorAs(t, err, &refused, to)
		assert.GreaterOrEqual(t, refused.Code, 500, to)
		if strings.Contains(to, "@") {
			assert.Equal(t, 550, refused.Code, to)
			assert.Contains(t, refused.Msg, support)
		}
		p.nothing(t)
	}
}

func TestNothingIsPretendedWhenTheMailCannotBeKept(t *testing.T) {
	t.Parallel()
	p, _, address := open(t, nil)
	p.noBucket = true
	assert.Equal(t, 451, code(t, deliver(t, address, ivan, support, letter("x"))))
	p.nothing(t)

	p, _, address = open(t, nil)
	p.noSNS = true
	assert.Equal(t, 451, code(t, deliver(t, address, ivan, support, letter("x"))))
	assert.Equal(t, []string{"bucket"}, p.order, "it is in the bucket all the same")
}

func code(t *testing.T, err error) int {
	t.Helper()
	var answer *textproto.Error
	require.ErrorAs(t, err, &answer)
	return answer.Code
}

// line is a connection on which commands are written as they are.
func line(t *testing.T, address string) *textproto.Conn {
	t.Helper()
	c, err := textproto.Dial("tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	_, _, err = c.ReadResponse(220)
	require.NoError(t, err)
	return c
}

func say(t *testing.T, c *textproto.Conn, command string) (code int, text string) {
	t.Helper()
	require.NoError(t, c.PrintfLine("%s", command))
	code, text, err := c.ReadResponse(0)
	require.NoError(t, err)
	return code, text
}

// sayChunk sends the command and the bytes after it.
func sayChunk(t *testing.T, c *textproto.Conn, command, chunk string) (code int, text string) {
	t.Helper()
	_, err := c.W.WriteString(command + "\r\n" + chunk)
	require.NoError(t, err)
	require.NoError(t, c.W.Flush())
	code, text, err = c.ReadResponse(0)
	require.NoError(t, err)
	return code, text
}

func TestWhatIsOffered(t *testing.T) {
	t.Parallel()
	_, _, address := open(t, nil)
	c := line(t, address)
	_, text := say(t, c, "EHLO here")
	assert.Contains(t, text, fmt.Sprintf("SIZE %d", inbox.Largest))
	for _, what := range []string{"8BITMIME", "SMTPUTF8", "PIPELINING"} {
		assert.Contains(t, text, what)
	}
	assert.NotContains(t, text, "AUTH")
}

func TestWhatIsTooLargeIsToldTheLimitAndTheOtherWay(t *testing.T) {
	t.Parallel()
	const way = "40 MB at most; where a file of a mail is too large for its ticket, the answer has a link to upload it"
	p, _, address := open(t, nil)
	c := line(t, address)
	say(t, c, "EHLO here")
	status, text := say(t, c, fmt.Sprintf("MAIL FROM:<%s> SIZE=%d", ivan, inbox.Largest+1))
	assert.Equal(t, 552, status)
	assert.Contains(t, text, way, "the size was told beforehand")

	whole := letter(strings.Repeat(strings.Repeat("x", 76)+"\r\n", inbox.Largest/78+1))
	err := deliver(t, address, ivan, support, whole)
	assert.Equal(t, 552, code(t, err))
	assert.ErrorContains(t, err, way, "and here it was not")
	p.nothing(t)

	say(t, c, "MAIL FROM:<"+ivan+">")
	say(t, c, "RCPT TO:<"+support+">")
	status, text = sayChunk(t, c, fmt.Sprintf("BDAT %d LAST", len(whole)), whole)
	assert.Equal(t, 552, status)
	assert.Contains(t, text, way)
	p.nothing(t)

	nearly := letter(strings.Repeat(strings.Repeat("x", 76)+"\r\n", inbox.Largest/78-10))
	require.NoError(t, deliver(t, address, ivan, support, nearly))
	raw, _ := p.only(t)
	assert.LessOrEqual(t, len(raw), inbound.MaxBytes, "what is taken can be read")
}

func TestEveryMailOfManySendersIsKept(t *testing.T) {
	t.Parallel()
	p, _, address := open(t, nil)
	const senders = 120 // more than are served at a time
	var all sync.WaitGroup
	for range senders {
		all.Go(func() { assert.NoError(t, deliver(t, address, ivan, support, letter("x"))) })
	}
	all.Wait()
	assert.Len(t, p.mails, senders)
	told := map[string]bool{}
	for _, body := range p.told {
		told[read(t, body).Receipt.Action.ObjectKey] = true
	}
	assert.Len(t, told, senders)
}

func TestAnEnvelopeHasAnEnd(t *testing.T) {
	t.Parallel()
	_, _, address := open(t, nil)
	c := line(t, address)
	say(t, c, "EHLO here")
	say(t, c, "MAIL FROM:<"+ivan+">")
	for i := range 100 {
		status, text := say(t, c, fmt.Sprintf("RCPT TO:<support+%d@flat.example>", i))
		require.Equal(t, 250, status, text)
	}
	status, _ := say(t, c, "RCPT TO:<"+support+">")
	assert.Equal(t, 452, status)
}

func TestAMailInChunks(t *testing.T) {
	t.Parallel()
	p, _, address := open(t, nil)
	c := line(t, address)
	say(t, c, "EHLO here")
	say(t, c, "MAIL FROM:<"+ivan+"> BODY=8BITMIME")
	say(t, c, "RCPT TO:<"+support+">")
	raw := letter("Здравствуйте")
	for i, chunk := range []string{raw[:10], raw[10:]} {
		last := map[int]string{1: " LAST"}[i]
		status, text := sayChunk(t, c, fmt.Sprintf("BDAT %d%s", len(chunk), last), chunk)
		assert.Equal(t, 250, status, text)
		if i == 0 {
			p.nothing(t)
		}
	}
	kept, _ := p.only(t)
	assert.True(t, strings.HasSuffix(kept, raw), kept)
}

func TestAMailThatBreaksOffIsNotKept(t *testing.T) {
	t.Parallel()
	p, i, address := open(t, nil)
	c := line(t, address)
	say(t, c, "EHLO here")
	say(t, c, "MAIL FROM:<"+ivan+">")
	say(t, c, "RCPT TO:<"+support+">")
	say(t, c, "DATA")
	require.NoError(t, c.PrintfLine("Subject: half"))
	require.NoError(t, c.Close())
	i.Stop(t.Context())
	p.nothing(t)
}

func TestALineWithoutEndIsNoMail(t *testing.T) {
	t.Parallel()
	p, _, address := open(t, nil)
	assert.Error(t, deliver(t, address, ivan, support, letter(strings.Repeat("x", 2<<20))))
	p.nothing(t)
}

// A mail that is being put away when the end comes is put away; a sender who says nothing holds nobody up.
func TestStopWaitsForWhatIsBeingPutAway(t *testing.T) {
	t.Parallel()
	begun, further := make(chan struct{}), make(chan struct{})
	p, i, address := open(t, func(c *inbox.Config) {
		put := c.Put
		c.Put = func(ctx context.Context, key string, raw []byte) error {
			close(begun)
			<-further
			return put(ctx, key, raw)
		}
	})
	idle := line(t, address)
	say(t, idle, "EHLO idle")
	go func() { _ = deliver(t, address, ivan, support, letter("x")) }()
	<-begun
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		i.Stop(context.Background())
	}()
	require.Eventually(t, func() bool {
		c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
		if err == nil {
			_ = c.Close()
		}
		return err != nil
	}, eventually, tick)
	select {
	case <-stopped:
		assert.Fail(t, "it did not wait")
	default:
	}
	close(further)
	<-stopped
	p.only(t)
	_, err := idle.ReadLine()
	assert.Error(t, err, "cut off")
}
