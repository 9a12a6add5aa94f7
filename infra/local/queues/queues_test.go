package queues_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/queues"
)

const (
	work = "WorkQueue"
	dead = "WorkQueueDeadLetterQueue"
)

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
