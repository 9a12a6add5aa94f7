package queue

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

const (
	batchLimit    = 10 // entries that SQS takes in one call
	sendAttempts  = 4  // calls for one batch, counting the first
	firstPause    = 50 * time.Millisecond
	detailsInText = 10 // ids that an UnsentError spells out
)

// UnsentError names the tickets, or the watches as customer/certificate, whose messages did not reach the queue, in the order
// in which they were given. Whoever gets it
// may go on: what was not sent is found by the next sweep.
type UnsentError struct {
	Tickets []string
	// Cause is the last thing that went wrong, from the SDK or the queue.
	Cause error
}

// Error gives how many and which.
func (e *UnsentError) Error() string {
	named := e.Tickets
	more := ""
	if len(named) > detailsInText {
		more = fmt.Sprintf(" and %d more", len(named)-detailsInText)
		named = named[:detailsInText]
	}
	return fmt.Sprintf("%d unsent (%s%s): %v", len(e.Tickets), strings.Join(named, ", "), more, e.Cause)
}

// Unwrap gives the cause.
func (e *UnsentError) Unwrap() error { return e.Cause }

// Sender puts messages into queues.
type Sender struct {
	client *sqs.Client
}

// NewSender makes a Sender over a client, which the caller keeps.
func NewSender(client *sqs.Client) *Sender { return &Sender{client: client} }

// Send puts one message for each ticket into the queue, ten in a call. A call may succeed for some entries and fail for others:
// only the failed ones are tried again, at most 3 times, after a short random pause that grows. A call that fails as a whole
// has already been retried by the SDK, and ends the sending.
//
// It returns *UnsentError with every ticket that is not known to have been taken, which includes those whose answer was lost:
// they may be in the queue as well. An id that cannot be one is ErrBadTicket, and then nothing has been sent. No tickets, no call.
func (s *Sender) Send(ctx context.Context, queueURL string, tickets ...string) error {
	bodies := make([]string, len(tickets))
	for i, ticket := range tickets {
		body, err := Message{Ticket: ticket}.Encode()
		if err != nil {
			return fmt.Errorf("send to %s: %w", queueURL, err)
		}
		bodies[i] = body
	}
	return s.send(ctx, queueURL, tickets, bodies)
}

// SendWatches is Send for watches; one that names no certificate is ErrBadWatch.
func (s *Sender) SendWatches(ctx context.Context, queueURL string, watches ...Watch) error {
	names, bodies := make([]string, len(watches)), make([]string, len(watches))
	for i, watch := range watches {
		body, err := watch.Encode()
		if err != nil {
			return fmt.Errorf("send to %s: %w", queueURL, err)
		}
		names[i], bodies[i] = watch.String(), body
	}
	return s.send(ctx, queueURL, names, bodies)
}

// SendForm is Send for a form. Nothing else would find a form again, so that whoever sends it must not answer before it is
// sent.
func (s *Sender) SendForm(ctx context.Context, queueURL string, form Form) error {
	body, err := form.Encode()
	if err != nil {
		return fmt.Errorf("send to %s: %w", queueURL, err)
	}
	return s.send(ctx, queueURL, []string{form.Form}, []string{body})
}

// send puts the bodies, each of which is about what is named, into the queue.
func (s *Sender) send(ctx context.Context, queueURL string, names, bodies []string) error {
	unsent := &UnsentError{}
	for start := 0; start < len(names); start += batchLimit {
		end := min(start+batchLimit, len(names))
		left, err := s.sendBatch(ctx, queueURL, bodies[start:end])
		for _, i := range left {
			unsent.Tickets = append(unsent.Tickets, names[start+i])
		}
		if len(left) > 0 {
			unsent.Cause = err
		}
		if errors.Is(err, errCallFailed) {
			unsent.Tickets = append(unsent.Tickets, names[end:]...)
			break
		}
	}
	if len(unsent.Tickets) > 0 {
		return fmt.Errorf("send to %s: %w", queueURL, unsent)
	}
	return nil
}

// errCallFailed says that a call brought no per-entry results, so that going on with the next batch is vain.
var errCallFailed = errors.New("call failed")

// sendBatch returns the indices of the bodies that were not taken, ascending, and why.
func (s *Sender) sendBatch(ctx context.Context, queueURL string, bodies []string) ([]int, error) {
	waiting := make([]int, len(bodies))
	for i := range waiting {
		waiting[i] = i
	}
	var refused []int // the queue says that trying again is no use
	var cause error
	for attempt := range sendAttempts {
		if err := pauseBefore(ctx, attempt); err != nil {
			return merged(refused, waiting), fmt.Errorf("%w: %w", errCallFailed, err)
		}
		result, err := s.client.SendMessageBatch(ctx, &sqs.SendMessageBatchInput{
			QueueUrl: aws.String(queueURL), Entries: entries(bodies, waiting),
		})
		if err != nil {
			return merged(refused, waiting), fmt.Errorf("%w: %w", errCallFailed, err)
		}
		var hopeless []int
		waiting, hopeless, err = outcome(waiting, result)
		refused = append(refused, hopeless...)
		if err != nil {
			cause = err
		}
		if len(waiting) == 0 {
			break
		}
	}
	return merged(refused, waiting), cause
}

func entries(bodies []string, waiting []int) []types.SendMessageBatchRequestEntry {
	list := make([]types.SendMessageBatchRequestEntry, 0, len(waiting))
	for _, i := range waiting {
		list = append(list, types.SendMessageBatchRequestEntry{
			Id: aws.String(strconv.Itoa(i)), MessageBody: aws.String(bodies[i]),
		})
	}
	return list
}

// outcome sorts the entries of one call into those to try again and those refused for good. An entry that the answer does not
// mention has not been sent.
func outcome(waiting []int, result *sqs.SendMessageBatchOutput) (again, refused []int, err error) {
	taken := map[string]bool{}
	for _, entry := range result.Successful {
		taken[aws.ToString(entry.Id)] = true
	}
	failed := map[string]types.BatchResultErrorEntry{}
	for _, entry := range result.Failed {
		failed[aws.ToString(entry.Id)] = entry
	}
	for _, i := range waiting {
		id := strconv.Itoa(i)
		entry, isFailed := failed[id]
		switch {
		case isFailed:
			err = fmt.Errorf("%s: %s", aws.ToString(entry.Code), aws.ToString(entry.Message))
			if entry.SenderFault {
				refused = append(refused, i)
			} else {
				again = append(again, i)
			}
		case !taken[id]:
			err = errors.New("the queue did not say whether it took the message")
			again = append(again, i)
		}
	}
	return again, refused, err
}

// pauseBefore waits before every attempt but the first; spread at random, so that functions that failed together do not come
// back together.
func pauseBefore(ctx context.Context, attempt int) error {
	if attempt == 0 {
		return ctx.Err()
	}
	longest := firstPause << (attempt - 1)
	timer := time.NewTimer(longest/2 + rand.N(longest/2)) //nolint:gosec // spreading load needs no secrecy
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func merged(a, b []int) []int {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return all
}
