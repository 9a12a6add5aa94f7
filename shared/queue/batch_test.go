package queue_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/queue"
)

// The failures that these tests make by the thousand are not worth reading.
func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

func ticket(i int) string { return fmt.Sprintf("T%02d", i) }

func batch(size int) events.SQSEvent {
	event := events.SQSEvent{}
	for i := range size {
		event.Records = append(event.Records, events.SQSMessage{
			MessageId: "m-" + ticket(i), Body: fmt.Sprintf(`{"ticket":%q}`, ticket(i)),
		})
	}
	return event
}

func failed(answer events.SQSEventResponse) []string {
	ids := []string{}
	for _, failure := range answer.BatchItemFailures {
		ids = append(ids, failure.ItemIdentifier)
	}
	return ids
}

// Every batch size that the event source may send, every set of messages that fail.
func TestEachNamesExactlyTheFailedMessages(t *testing.T) {
	t.Parallel()
	for size := 1; size <= 10; size++ {
		t.Run(fmt.Sprintf("%d messages", size), func(t *testing.T) {
			t.Parallel()
			for subset := range 1 << size {
				want, seen := []string{}, []string{}
				for i := range size {
					if subset&(1<<i) != 0 {
						want = append(want, "m-"+ticket(i))
					}
				}
				answer := queue.Each(t.Context(), batch(size), func(_ context.Context, m queue.Message) error {
					i := len(seen)
					seen = append(seen, m.Ticket)
					if subset&(1<<i) != 0 {
						return errors.New("no")
					}
					return nil
				})
				require.Equal(t, want, failed(answer), "subset %b", subset)
				require.Len(t, seen, size, "subset %b: every message is tried, whatever its neighbours did", subset)
				require.NotNil(t, answer.BatchItemFailures)
			}
		})
	}
}

// The same, with the time running out while message `last` is worked on: from there on everything comes again.
func TestEachLeavesTheRestWhenTimeRunsOut(t *testing.T) {
	t.Parallel()
	for size := 1; size <= 10; size++ {
		t.Run(fmt.Sprintf("%d messages", size), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				for last := range size {
					for subset := range 1 << (last + 1) {
						outOfTimeDuring(t, size, last, subset)
					}
				}
			})
		})
	}
}

func outOfTimeDuring(t *testing.T, size, last, subset int) {
	t.Helper()
	ctx, done := context.WithTimeout(t.Context(), 20*time.Second)
	defer done()
	want := []string{}
	for i := range size {
		if i > last || subset&(1<<i) != 0 {
			want = append(want, "m-"+ticket(i))
		}
	}
	begun := 0
	answer := queue.Each(ctx, batch(size), func(context.Context, queue.Message) error {
		i := begun
		begun++
		if i == last {
			time.Sleep(18*time.Second + time.Millisecond) // 2 s less a millisecond remain
		}
		if subset&(1<<i) != 0 {
			return errors.New("no")
		}
		return nil
	})
	require.Equal(t, want, failed(answer), "time out during %d, subset %b", last, subset)
	require.Equal(t, last+1, begun)
	require.NoError(t, ctx.Err(), "there is time left to answer")
}

func TestEachEdgesOfTheTimeThatRemains(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		remains time.Duration // when the first message is done
		want    []string
	}{
		{"a nanosecond more than 2 s: the next message is begun", 2*time.Second + time.Nanosecond, []string{}},
		{"2 s sharp: it is not", 2 * time.Second, []string{"m-T01"}},
		{"less: it is not", time.Second, []string{"m-T01"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, done := context.WithTimeout(t.Context(), time.Minute)
				defer done()
				answer := queue.Each(ctx, batch(2), func(_ context.Context, m queue.Message) error {
					if m.Ticket == ticket(0) {
						time.Sleep(time.Minute - c.remains)
						synctest.Wait()
					}
					return nil
				})
				assert.Equal(t, c.want, failed(answer))
			})
		})
	}
}

func TestEachStopsAHandlerThatWaitsTooLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, done := context.WithTimeout(t.Context(), 20*time.Second)
		defer done()
		start := time.Now()
		answer := queue.Each(ctx, batch(3), func(ctx context.Context, _ queue.Message) error {
			<-ctx.Done() // as a call to a table that never answers
			return ctx.Err()
		})
		assert.Equal(t, []string{"m-T00", "m-T01", "m-T02"}, failed(answer))
		assert.Equal(t, 18*time.Second, time.Since(start))
	})
}

func TestEachBeginsNothingWithoutTime(t *testing.T) {
	t.Parallel()
	ctx, done := context.WithTimeout(t.Context(), time.Second)
	defer done()
	answer := queue.Each(ctx, batch(2), func(context.Context, queue.Message) error {
		t.Error("begun")
		return nil
	})
	assert.Equal(t, []string{"m-T00", "m-T01"}, failed(answer))
}

func TestEachKeepsTheUndecodableForTheDeadLetters(t *testing.T) {
	t.Parallel()
	event := batch(3)
	event.Records[1].Body = `{"ticket":"T01","priority":"P1"}`
	var seen []string
	answer := queue.Each(t.Context(), event, func(_ context.Context, m queue.Message) error {
		seen = append(seen, m.Ticket)
		return nil
	})
	assert.Equal(t, []string{"m-T01"}, failed(answer))
	assert.Equal(t, []string{"T00", "T02"}, seen, "its neighbours pass")
}

func TestEachSurvivesAPanic(t *testing.T) {
	t.Parallel()
	answer := queue.Each(t.Context(), batch(3), func(_ context.Context, m queue.Message) error {
		if m.Ticket == ticket(1) {
			panic("a mistake of ours")
		}
		return nil
	})
	assert.Equal(t, []string{"m-T01"}, failed(answer))
}

func TestEachAnswersAnEmptyListInJSON(t *testing.T) {
	t.Parallel()
	for _, event := range []events.SQSEvent{{}, batch(1)} {
		answer := queue.Each(t.Context(), event, func(context.Context, queue.Message) error { return nil })
		text, err := json.Marshal(answer)
		require.NoError(t, err)
		assert.JSONEq(t, `{"batchItemFailures":[]}`, string(text))
	}
}

// A queue of one kind leaves the other to the dead letters; a queue of both gives each to whom it concerns.
func TestTicketsAndWatchesInOneBatch(t *testing.T) {
	t.Parallel()
	event := batch(2)
	event.Records = append(event.Records, events.SQSMessage{MessageId: "m-watch", Body: `{"customer":"volga","certificate":"c1"}`},
		events.SQSMessage{MessageId: "m-neither", Body: `{"customer":"volga"}`})
	var seen []string
	ticketOf := func(_ context.Context, m queue.Message) error { seen = append(seen, m.Ticket); return nil }
	watchOf := func(_ context.Context, w queue.Watch) error { seen = append(seen, w.String()); return nil }

	assert.Equal(t, []string{"m-neither"}, failed(queue.EachOf(t.Context(), event, ticketOf, watchOf)))
	assert.Equal(t, []string{"T00", "T01", "volga/c1"}, seen)
	seen = nil
	assert.Equal(t, []string{"m-watch", "m-neither"}, failed(queue.Each(t.Context(), event, ticketOf)))
	assert.Equal(t, []string{"m-T00", "m-T01", "m-neither"}, failed(queue.EachWatch(t.Context(), event, watchOf)))
	assert.Equal(t, []string{"T00", "T01", "volga/c1"}, seen)
	no := errors.New("no")
	assert.Equal(t, []string{"m-T00", "m-T01", "m-watch", "m-neither"}, failed(queue.EachOf(t.Context(), event,
		func(context.Context, queue.Message) error { return no }, func(context.Context, queue.Watch) error { panic("a mistake of ours") })))
}
