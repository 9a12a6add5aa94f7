package mails_test

import (
	"bytes"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/mailroom"
	"flatsupport/infra/handlertest"
	"flatsupport/infra/supportctl/deadletters"
	"flatsupport/infra/supportctl/mails"
	"flatsupport/infra/supportctl/verb"
	"flatsupport/shared/inbound"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
)

// place is a desk with an object store and real queues.
type place struct {
	*handlertest.Desk
	bucket *handlertest.ObjectStore
	client *sqs.Client
	stack  string
	queues *verb.Queues
	room   mails.Room
}

func open(t *testing.T) place {
	t.Helper()
	p := place{Desk: handlertest.New(t, "volga"), bucket: handlertest.Objects(t), client: handlertest.SQS(t), stack: "s" + strings.ToLower(rand.Text()[:8])}
	for _, name := range []string{"MailQueue", "MailQueueDeadLetterQueue", "SlaTimerDeadLetterQueue"} {
		_, err := p.client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String(p.stack + "-" + name + "-X1")})
		require.NoError(t, err)
	}
	p.queues = verb.OfClient(p.client, p.stack)
	require.NoError(t, p.queues.Open(t.Context(), false))
	url, err := p.queues.URL("MailQueue")
	require.NoError(t, err)
	p.room = mails.Room{
		Store: p.Store, Bucket: p.bucket.Mails(), Queue: queue.NewSender(p.client), MailQueue: url, By: "operator", Now: p.Clock.Now,
	}
	return p
}

// take hands the mailroom what is in its queue, and gives how many messages there were and how many it did not take.
func (p place) take(t *testing.T) (messages, failed int) {
	t.Helper()
	handler := p.Mailroom()
	handler.Mails = p.bucket.Mails()
	for {
		got, err := p.client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &p.room.MailQueue, MaxNumberOfMessages: 10})
		require.NoError(t, err)
		if len(got.Messages) == 0 {
			return messages, failed
		}
		for _, m := range got.Messages {
			messages++
			answer, err := handler.Handle(t.Context(), events.SQSEvent{Records: []events.SQSMessage{{MessageId: *m.MessageId, Body: *m.Body}}})
			require.NoError(t, err)
			failed += len(answer.BatchItemFailures)
			_, err = p.client.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: &p.room.MailQueue, ReceiptHandle: m.ReceiptHandle})
			require.NoError(t, err)
		}
	}
}

func (p place) tell(t *testing.T, queueURL string, l handlertest.Letter) {
	t.Helper()
	_, err := p.client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &queueURL, MessageBody: aws.String(l.Received(t).Body)})
	require.NoError(t, err)
}

func (p place) outcome(t *testing.T, object string) store.Received {
	t.Helper()
	r, err := p.Store.ReceivedMail(t.Context(), object)
	require.NoError(t, err)
	return r
}

// A mail that no mailroom could read is read again by one that can, with the verdicts of its arrival: it is the contact's
// ticket, once, and its request is no longer for the desk (EML-21).
func TestAMailThatCouldNotBeReadIsReadAgain(t *testing.T) {
	t.Parallel()
	p := open(t)
	l := handlertest.Letter{Object: "o1", From: "ivan@volga.example", Subject: "No calls", Text: "All dead.", At: p.Clock.Now()}
	p.bucket.Put(t, "o1", strings.Replace(l.Raw(), "To:", "X-Long: "+strings.Repeat("x", inbound.MaxHeaders+1)+"\r\nTo:", 1))
	p.tell(t, p.room.MailQueue, l)
	_, failed := p.take(t)
	require.Zero(t, failed)
	require.Equal(t, mailroom.Unreadable, p.outcome(t, "o1").Reason)

	var out bytes.Buffer
	require.NoError(t, p.room.List(t.Context(), mails.Which{Reason: mailroom.Unreadable, Since: time.Now().Add(-time.Hour)}, &out))
	assert.Contains(t, out.String(), "o1  unverified unreadable request ")
	file := filepath.Join(t.TempDir(), "mail.eml")
	require.NoError(t, p.room.Show(t.Context(), "o1", file, &out))
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Contains(t, string(raw), "X-Long")
	require.Error(t, p.room.Show(t.Context(), "o1", file, &out), "no file is overwritten")

	p.bucket.Put(t, "o1", l.Raw()) // as a mailroom sees it that has learned to read it
	require.NoError(t, p.room.Replay(t.Context(), true, []string{"o1"}, &out))
	messages, _ := p.take(t)
	require.Zero(t, messages, "a dry run sends nothing")
	for range 2 {
		require.NoError(t, p.room.Replay(t.Context(), false, []string{"o1"}, &out))
	}
	_, failed = p.take(t)
	require.Zero(t, failed)
	is := p.outcome(t, "o1")
	assert.Equal(t, mailroom.Ticket, is.Outcome)
	assert.Len(t, p.Keys(t, "T#"), 1)
	page, err := p.Store.Unverified(t.Context(), p.Clock.Now(), false, "", 10)
	require.NoError(t, err)
	assert.Empty(t, page.Rows)
	out.Reset()
	require.ErrorIs(t, p.room.Replay(t.Context(), false, []string{"o1"}, &out), verb.ErrTold)
	assert.Contains(t, out.String(), "left alone, it became ticket")
}

// A request that somebody has settled is not made a second ticket by its mail.
func TestAMailWhoseRequestIsSettledIsLeftAlone(t *testing.T) {
	t.Parallel()
	p := open(t)
	l := handlertest.Letter{Object: "o1", From: "ivan@volga.example", Subject: "No calls", At: p.Clock.Now(), Headers: []string{"X-Long: " + strings.Repeat("x", inbound.MaxHeaders+1)}}
	p.bucket.Put(t, "o1", l.Raw())
	p.tell(t, p.room.MailQueue, l)
	p.take(t)
	u, err := p.Store.UnverifiedRequest(t.Context(), p.outcome(t, "o1").Request)
	require.NoError(t, err)
	_, err = p.Store.SettleUnverified(t.Context(), u, store.Settled{What: store.Dismissed, By: "orlova", At: p.Clock.Now()})
	require.NoError(t, err)
	var out bytes.Buffer
	require.ErrorIs(t, p.room.Replay(t.Context(), false, []string{"o1"}, &out), verb.ErrTold)
	assert.Contains(t, out.String(), "its request was dismissed by orlova")
	messages, _ := p.take(t)
	assert.Zero(t, messages)
}

// Dead letters go back to the queue that gave them up, as many as asked for, and are done once.
func TestDeadLettersArePutBack(t *testing.T) {
	t.Parallel()
	p := open(t)
	dead, err := p.queues.DeadLetters("MailQueue")
	require.NoError(t, err)
	for _, object := range []string{"o1", "o2", "o3"} {
		l := handlertest.Letter{Object: object, From: "ivan@volga.example", Subject: "No calls " + object, At: p.Clock.Now()}
		p.bucket.Put(t, object, l.Raw())
		p.tell(t, dead, l)
	}
	var out bytes.Buffer
	require.NoError(t, deadletters.List(t.Context(), p.queues, &out))
	assert.Regexp(t, `MailQueue +3\n`, out.String())
	dry := deadletters.Replay{Dry: true}
	require.NoError(t, dry.Run(t.Context(), p.queues, "MailQueue", &out))
	assert.Contains(t, out.String(), "MailQueue: 3 would be put back")
	messages, _ := p.take(t)
	assert.Zero(t, messages)
	require.NoError(t, deadletters.Replay{Max: 1}.Run(t.Context(), p.queues, "MailQueue", &out))
	messages, failed := p.take(t)
	assert.Equal(t, []int{1, 0}, []int{messages, failed})
	require.NoError(t, deadletters.Replay{}.Run(t.Context(), p.queues, "MailQueue", &out))
	messages, failed = p.take(t)
	assert.Equal(t, []int{2, 0}, []int{messages, failed})
	assert.Len(t, p.Keys(t, "T#"), 3)
	assert.ErrorIs(t, deadletters.Replay{}.Run(t.Context(), p.queues, "SlaTimer", &out), verb.ErrNoQueue)
}

// Whoever mistypes a reason is told which there are, and not that there are no such mails.
func TestAReasonThatThereIsNot(t *testing.T) {
	t.Parallel()
	err := mails.Verb.Run(t.Context(), verb.Call{Args: []string{"list", "--local", "--reason", "nonsense"}, Out: t.Output(), Err: t.Output()})
	require.ErrorIs(t, err, verb.ErrUsage)
	assert.NotContains(t, err.Error(), "\n")
	for _, known := range []string{
		mailroom.Unreadable, mailroom.SeveralSenders, mailroom.Unauthenticated, mailroom.UnknownSender, mailroom.ForeignThread,
		mailroom.WhichCustomer, mailroom.NotTaken, mailroom.VerdictsLost, mailroom.TooMany, mailroom.Machine,
		"virus", "spam", "old", string(inbound.Bulk), string(inbound.OurOwn),
	} {
		assert.Contains(t, err.Error(), known)
	}
}
