package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// answerTime is kept back from the invocation's time for giving the answer. A function that is killed has told the queue
// nothing, and then the finished messages of the batch come again together with the unfinished ones.
const answerTime = 2 * time.Second

// ErrNoTime says that a message was left for its next delivery because the invocation is about to end.
var ErrNoTime = errors.New("no time left in this invocation")

// ErrPanicked says that the handler panicked; the message counts as failed and its neighbours go on.
var ErrPanicked = errors.New("handler panicked")

// Each hands the messages of a batch to handle, one after another in their order, and names those that must come again: the
// ones that handle returned an error for (or panicked on), the undecodable ones, and the ones not begun. Unprocessed means
// failed, because the queue deletes whatever is not named.
//
// The context given to handle ends 2 seconds before ctx does, and from then on no message is begun. The list in the answer is
// never nil. One log line tells of each failure, without the body.
func Each(ctx context.Context, event events.SQSEvent, handle func(context.Context, Message) error) events.SQSEventResponse {
	return each(ctx, event, func(body string) (job, error) { return ticketJob(body, handle) })
}

// EachWatch is Each for a queue of watches.
func EachWatch(ctx context.Context, event events.SQSEvent, handle func(context.Context, Watch) error) events.SQSEventResponse {
	return each(ctx, event, func(body string) (job, error) { return watchJob(body, handle) })
}

// EachOf is Each for a queue of both.
func EachOf(
	ctx context.Context, event events.SQSEvent, ticket func(context.Context, Message) error, watch func(context.Context, Watch) error,
) events.SQSEventResponse {
	return each(ctx, event, func(body string) (job, error) {
		if of, err := watchJob(body, watch); err == nil {
			return of, nil
		}
		return ticketJob(body, ticket)
	})
}

// EachBody is Each for a queue whose messages are not ours: handle reads the body itself. It is not logged either.
func EachBody(ctx context.Context, event events.SQSEvent, handle func(ctx context.Context, body string) error) events.SQSEventResponse {
	return each(ctx, event, func(body string) (job, error) {
		return job{"message", func(ctx context.Context) error { return handle(ctx, body) }}, nil
	})
}

// job is what a message asks for.
type job struct {
	about string // for the log
	do    func(ctx context.Context) error
}

func ticketJob(body string, handle func(context.Context, Message) error) (job, error) {
	m, err := Decode(body)
	return job{"ticket " + m.Ticket, func(ctx context.Context) error { return handle(ctx, m) }}, err
}

func watchJob(body string, handle func(context.Context, Watch) error) (job, error) {
	w, err := DecodeWatch(body)
	return job{"watch " + w.String(), func(ctx context.Context) error { return handle(ctx, w) }}, err
}

func each(ctx context.Context, event events.SQSEvent, read func(body string) (job, error)) events.SQSEventResponse {
	work, done := beforeTheEnd(ctx)
	defer done()

	answer := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	for _, record := range event.Records {
		if err := one(work, record.Body, read); err != nil {
			slog.ErrorContext(ctx, "message failed",
				"message", record.MessageId, "received", record.Attributes["ApproximateReceiveCount"], "error", err.Error())
			answer.BatchItemFailures = append(answer.BatchItemFailures,
				events.SQSBatchItemFailure{ItemIdentifier: record.MessageId})
		}
	}
	return answer
}

func beforeTheEnd(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadlineCause(ctx, deadline.Add(-answerTime), ErrNoTime)
}

func one(ctx context.Context, body string, read func(body string) (job, error)) (err error) {
	if ctx.Err() != nil {
		return fmt.Errorf("not begun: %w", context.Cause(ctx))
	}
	asked, err := read(body)
	if err != nil {
		return err
	}
	defer func() {
		if thrown := recover(); thrown != nil {
			err = fmt.Errorf("%s: %w: %v\n%s", asked.about, ErrPanicked, thrown, debug.Stack())
		}
	}()
	if err := asked.do(ctx); err != nil {
		return fmt.Errorf("%s: %w", asked.about, err)
	}
	return nil
}
