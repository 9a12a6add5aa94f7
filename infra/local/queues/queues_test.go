package queues_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/parts"
	"flatsupport/infra/local/queues"
)

const (
	work = "WorkQueue"
	dead = "WorkQueueDeadLetterQueue"
)

// bench is a fresh ElasticMQ with one queue and its dead letters.
type bench struct {
	client *sqs.Client
	urls   map[string]string
}

func start(t *testing.T, maxReceive int) bench {
	t.Helper()
	dir, err := parts.CheckoutDir()
	require.NoError(t, err)
	require.NoError(t, parts.Fetch(t.Context(), dir, t.Output()))
	mq, err := parts.StartElasticMQ(t.Context(), parts.Options{Dir: dir, Queues: []parts.QueueSpec{
		{Name: work, DeadLetter: dead, MaxReceive: maxReceive, Visibility: 20 * time.Second},
	}})
	require.NoError(t, err)
	t.Cleanup(mq.Stop)
	client := sqs.New(sqs.Options{
		Region: "local", BaseEndpoint: aws.String(mq.Endpoint()),
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
	return bench{client, map[string]string{work: parts.QueueURL(mq.Endpoint(), work), dead: parts.QueueURL(mq.Endpoint(), dead)}}
}

func (b bench) send(t *testing.T, bodies ...string) {
	t.Helper()
	for _, body := range bodies {
		_, err := b.client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: aws.String(b.urls[work]), MessageBody: aws.String(body)})
		require.NoError(t, err)
	}
}

func (b bench) poll(t *testing.T, reports bool, f *fake) *queues.Pollers {
	t.Helper()
	p := queues.Poll(b.client, []queues.Mapping{{
		Function: "Worker", Queue: work, URL: b.urls[work], BatchSize: 10, Visibility: 20 * time.Second, ReportFailures: reports,
	}}, f.invoke, t.Output())
	t.Cleanup(p.Stop)
	return p
}

func (b bench) holds(t *testing.T, queue string, waiting, inFlight int) {
	t.Helper()
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		depths, err := queues.Depths(context.Background(), b.client, b.urls)
		if assert.NoError(c, err) {
			assert.Equal(c, queues.Depth{Waiting: waiting, InFlight: inFlight}, depths[queue])
		}
	}, 15*time.Second, 50*time.Millisecond)
}

// fake is a function: it notes what it got and answers as the test wants.
type fake struct {
	mu     sync.Mutex
	seen   []events.SQSMessage
	answer func(batch []events.SQSMessage) ([]byte, error)
}

func (f *fake) invoke(_ context.Context, _ string, event []byte) ([]byte, error) {
	var batch events.SQSEvent
	if err := json.Unmarshal(event, &batch); err != nil {
		return nil, err
	}
	f.mu.Lock()
	f.seen = append(f.seen, batch.Records...)
	f.mu.Unlock()
	return f.answer(batch.Records)
}

// times tells how often each body has come.
func (f *fake) times() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	counts := map[string]int{}
	for _, m := range f.seen {
		counts[m.Body]++
	}
	return counts
}

func (f *fake) comes(t *testing.T, body string, times int) {
	t.Helper()
	require.Eventually(t, func() bool { return f.times()[body] >= times }, 15*time.Second, 20*time.Millisecond, "%s %d times", body, times)
}

func report(failed ...string) ([]byte, error) {
	answer := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	for _, id := range failed {
		answer.BatchItemFailures = append(answer.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: id})
	}
	return json.Marshal(answer)
}

func TestWhatSucceedsIsDeleted(t *testing.T) {
	t.Parallel()
	b := start(t, 5)
	f := &fake{answer: func([]events.SQSMessage) ([]byte, error) { return report() }}
	b.send(t, "one", "two")
	p := b.poll(t, true, f)
	f.comes(t, "one", 1)
	f.comes(t, "two", 1)
	b.holds(t, work, 0, 0)
	assert.Equal(t, int64(2), p.Delivered())

	record := f.seen[0]
	assert.Equal(t, "aws:sqs", record.EventSource)
	assert.Equal(t, "arn:aws:sqs:local:000000000000:WorkQueue", record.EventSourceARN)
	assert.Equal(t, "1", record.Attributes["ApproximateReceiveCount"])
	assert.NotEmpty(t, record.MessageId)
	assert.NotEmpty(t, record.ReceiptHandle)
}

func TestOnlyReportedMessagesComeAgain(t *testing.T) {
	t.Parallel()
	b := start(t, 2)
	f := &fake{answer: func(batch []events.SQSMessage) ([]byte, error) {
		var failed []string
		for _, m := range batch {
			if m.Body == "poison" {
				failed = append(failed, m.MessageId)
			}
		}
		return report(failed...)
	}}
	b.send(t, "good", "poison", "fine")
	b.poll(t, true, f)
	f.comes(t, "poison", 2)
	b.holds(t, dead, 1, 0)
	b.holds(t, work, 0, 0)
	assert.Equal(t, map[string]int{"good": 1, "poison": 2, "fine": 1}, f.times())
}

func TestNothingIsDeletedWhenTheBatchFails(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		reports bool
		answer  func(batch []events.SQSMessage) ([]byte, error)
	}{
		{"the function fails", true, func([]events.SQSMessage) ([]byte, error) { return nil, errors.New("killed") }},
		{"the function fails and does not report", false, func([]events.SQSMessage) ([]byte, error) { return nil, errors.New("killed") }},
		{"the report is no JSON", true, func([]events.SQSMessage) ([]byte, error) { return []byte("oops"), nil }},
		{"the report names a stranger", true, func([]events.SQSMessage) ([]byte, error) { return report("stranger") }},
		{"the report names nothing", true, func([]events.SQSMessage) ([]byte, error) { return report("") }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := start(t, 2)
			f := &fake{answer: c.answer}
			b.send(t, "one", "two")
			b.poll(t, c.reports, f)
			f.comes(t, "one", 2)
			f.comes(t, "two", 2)
			b.holds(t, dead, 2, 0)
		})
	}
}

func TestNoListMeansThatAllWentWell(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{"", "null", "{}", `{"batchItemFailures":null}`, `{"batchItemFailures":[]}`} {
		t.Run(fmt.Sprintf("answer %q", answer), func(t *testing.T) {
			t.Parallel()
			failed, err := queues.Failures(true, []byte(answer), []string{"a", "b"})
			require.NoError(t, err)
			assert.Empty(t, failed)
		})
	}
	failed, err := queues.Failures(false, []byte("anything"), []string{"a"})
	require.NoError(t, err)
	assert.Empty(t, failed, "not asked for")
}

func TestABatchUnderWayIsFinishedBeforeStop(t *testing.T) {
	t.Parallel()
	b := start(t, 5)
	begun := make(chan struct{})
	f := &fake{answer: func([]events.SQSMessage) ([]byte, error) {
		close(begun)
		time.Sleep(300 * time.Millisecond)
		return report()
	}}
	b.send(t, "one")
	p := b.poll(t, true, f)
	<-begun
	p.Stop()
	b.holds(t, work, 0, 0)
}

func TestEveryBatchFitsTheMapping(t *testing.T) {
	t.Parallel()
	b := start(t, 5)
	var mu sync.Mutex
	var sizes []int
	f := &fake{answer: func(batch []events.SQSMessage) ([]byte, error) {
		mu.Lock()
		sizes = append(sizes, len(batch))
		mu.Unlock()
		return report()
	}}
	for n := range 25 {
		b.send(t, fmt.Sprint(n))
	}
	b.poll(t, true, f)
	b.holds(t, work, 0, 0)
	mu.Lock()
	defer mu.Unlock()
	assert.LessOrEqual(t, slices.Max(sizes), 10)
}
