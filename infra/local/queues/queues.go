// Package queues polls SQS queues for the functions, as the event source mappings of Lambda do: a batch of messages
// becomes one event; what was worked on is deleted, what failed becomes visible again; SQS itself moves to the
// dead-letter queue what was received too often.
package queues

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

const (
	longPoll     = 2  // seconds that a poll waits for a first message; ElasticMQ sits polls out before it stops
	mostMessages = 10 // that SQS gives at once
	pollers      = 2  // per mapping, so that one slow batch does not hold up the next
	errorPause   = time.Second
)

// Mapping feeds a function from a queue, as the template says.
type Mapping struct {
	Function       string
	Queue          string // its name
	URL            string
	BatchSize      int
	Visibility     time.Duration // of the queue
	ReportFailures bool          // the function reports which messages failed (ReportBatchItemFailures)
}

// Invoke asks a function, see function.Host.
type Invoke func(ctx context.Context, name string, event []byte) ([]byte, error)

// Pollers poll until Stop.
type Pollers struct {
	client *sqs.Client
	invoke Invoke
	log    io.Writer

	stop      context.CancelFunc
	all       sync.WaitGroup
	delivered atomic.Int64
}

// Poll begins to poll. The log takes one line about each failure.
func Poll(client *sqs.Client, mappings []Mapping, invoke Invoke, log io.Writer) *Pollers {
	ctx, stop := context.WithCancel(context.Background())
	p := &Pollers{client: client, invoke: invoke, log: log, stop: stop}
	for _, m := range mappings {
		for range pollers {
			p.all.Go(func() { p.poll(ctx, m) })
		}
	}
	return p
}

// Stop ends the polls and returns when the batches that are under way have ended.
func (p *Pollers) Stop() {
	p.stop()
	p.all.Wait()
}

// Delivered tells how many messages have been given to functions so far, failures included.
func (p *Pollers) Delivered() int64 { return p.delivered.Load() }

func (p *Pollers) poll(ctx context.Context, m Mapping) {
	for ctx.Err() == nil {
		got, err := p.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl:                    aws.String(m.URL),
			MaxNumberOfMessages:         int32(min(max(m.BatchSize, 1), mostMessages)),
			WaitTimeSeconds:             longPoll,
			MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
			MessageAttributeNames:       []string{"All"},
		})
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			_, _ = fmt.Fprintf(p.log, "receive from %s: %v\n", m.Queue, err)
			select {
			case <-ctx.Done():
			case <-time.After(errorPause):
			}
		case len(got.Messages) > 0:
			p.deliver(context.WithoutCancel(ctx), m, got.Messages) // a batch is finished also while stopping
		}
	}
}

// deliver gives a batch to the function, deletes what succeeded and hands back what failed.
func (p *Pollers) deliver(ctx context.Context, m Mapping, messages []types.Message) {
	p.delivered.Add(int64(len(messages)))
	failed := everyID(messages)
	event, err := batch(m, messages)
	if err == nil {
		var answer []byte
		if answer, err = p.invoke(ctx, m.Function, event); err == nil {
			failed, err = m.failures(answer, messages)
		}
	}
	if err != nil {
		_, _ = fmt.Fprintf(p.log, "%s: batch of %d from %s: %v\n", m.Function, len(messages), m.Queue, err)
	}
	var done []types.DeleteMessageBatchRequestEntry
	var again []types.ChangeMessageVisibilityBatchRequestEntry
	for n, message := range messages {
		id := aws.String(strconv.Itoa(n))
		if failed[aws.ToString(message.MessageId)] {
			again = append(again, types.ChangeMessageVisibilityBatchRequestEntry{
				Id: id, ReceiptHandle: message.ReceiptHandle, VisibilityTimeout: seconds(pause(message, m.Visibility)),
			})
			continue
		}
		done = append(done, types.DeleteMessageBatchRequestEntry{Id: id, ReceiptHandle: message.ReceiptHandle})
	}
	p.settle(ctx, m, done, again)
}

// settle reports what SQS refuses; such a message simply comes again when its visibility ends.
func (p *Pollers) settle(ctx context.Context, m Mapping, done []types.DeleteMessageBatchRequestEntry, again []types.ChangeMessageVisibilityBatchRequestEntry) {
	if len(done) > 0 {
		got, err := p.client.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{QueueUrl: aws.String(m.URL), Entries: done})
		if err != nil || len(got.Failed) > 0 {
			_, _ = fmt.Fprintf(p.log, "delete from %s: %v\n", m.Queue, err)
		}
	}
	if len(again) > 0 {
		got, err := p.client.ChangeMessageVisibilityBatch(ctx, &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: aws.String(m.URL), Entries: again})
		if err != nil || len(got.Failed) > 0 {
			_, _ = fmt.Fprintf(p.log, "hand back to %s: %v\n", m.Queue, err)
		}
	}
}

// pause is how long a failed message stays hidden: 1 s, 2 s, 4 s... and at most the queue's own visibility. On AWS it
// is always the latter; here a person waits for the next try.
func pause(message types.Message, visibility time.Duration) time.Duration {
	received, err := strconv.Atoi(message.Attributes[string(types.MessageSystemAttributeNameApproximateReceiveCount)])
	if err != nil || received < 1 {
		received = 1
	}
	return min(time.Second<<min(received-1, 16), visibility)
}

// seconds of at most the 12 hours that SQS allows.
func seconds(d time.Duration) int32 { return int32(d / time.Second) }

// arn is what messages name as their source.
func (m Mapping) arn() string {
	return strings.Join([]string{"arn", "aws", "sqs", "local", "000000000000", m.Queue}, ":")
}
