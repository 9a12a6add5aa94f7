package queue_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"flatsupport/shared/queue"
)

func always(v verdict) func(string, int) verdict { return func(string, int) verdict { return v } }

func tickets(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = ticket(i)
	}
	return list
}

func TestSendTakesTenInACall(t *testing.T) {
	t.Parallel()
	q, sender, url := moodyQueue(t, always(takes))
	require.NoError(t, sender.Send(t.Context(), url, tickets(23)...))
	calls, taken := q.seen()
	require.Len(t, calls, 3)
	assert.Equal(t, []int{10, 10, 3}, []int{len(calls[0]), len(calls[1]), len(calls[2])})
	assert.Equal(t, tickets(23), taken)
}

func TestSendOfNothingCallsNobody(t *testing.T) {
	t.Parallel()
	q, sender, url := moodyQueue(t, always(takes))
	require.NoError(t, sender.Send(t.Context(), url))
	calls, _ := q.seen()
	assert.Empty(t, calls)
}

func TestSendTriesOnlyTheFailedAgain(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		moods  map[string]verdict // on the first two tries; afterwards all is well
		calls  [][]string
		unsent []string
	}{
		{
			"two were refused twice",
			map[string]verdict{"T01": busy, "T03": busy},
			[][]string{tickets(5), {"T01", "T03"}, {"T01", "T03"}},
			nil,
		},
		{
			"one is not mentioned in the answer",
			map[string]verdict{"T02": silent},
			[][]string{tickets(5), {"T02"}, {"T02"}},
			nil,
		},
		{
			"one will never be taken, which is not tried again",
			map[string]verdict{"T04": hopeless},
			[][]string{tickets(5)},
			[]string{"T04"},
		},
		{
			"of each kind one, told in the order given",
			map[string]verdict{"T00": busy, "T02": hopeless, "T03": silent},
			[][]string{tickets(5), {"T00", "T03"}, {"T00", "T03"}},
			[]string{"T02"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			q, sender, url := moodyQueue(t, func(ticket string, try int) verdict {
				if try < 2 {
					return c.moods[ticket]
				}
				return takes
			})
			err := sender.Send(t.Context(), url, tickets(5)...)
			calls, _ := q.seen()
			assert.Equal(t, c.calls, calls)
			assert.Equal(t, c.unsent, unsentBy(err))
		})
	}
}

func TestSendGivesUpAndNamesTheUnsent(t *testing.T) {
	t.Parallel()
	q, sender, url := moodyQueue(t, func(ticket string, _ int) verdict {
		if ticket == "T03" || ticket == "T11" {
			return busy
		}
		return takes
	})
	err := sender.Send(t.Context(), url, tickets(15)...)
	assert.Equal(t, []string{"T03", "T11"}, unsentBy(err))
	assert.ErrorContains(t, err, "2 unsent (T03, T11): InternalError: busy")
	calls, taken := q.seen()
	assert.Len(t, calls, 8, "4 tries for each of the 2 batches")
	assert.Len(t, taken, 13)
}

func TestSendStopsWhenACallFails(t *testing.T) {
	t.Parallel()
	q, sender, url := moodyQueue(t, always(takes))
	q.status = func(call int) int {
		if call == 1 {
			return http.StatusInternalServerError
		}
		return http.StatusOK
	}
	err := sender.Send(t.Context(), url, tickets(35)...)
	assert.Equal(t, tickets(35)[10:], unsentBy(err), "the lost answer's batch and all after it")
	calls, _ := q.seen()
	assert.Len(t, calls, 2)
	assert.ErrorContains(t, err, "25 unsent (T10, T11, T12, T13, T14, T15, T16, T17, T18, T19 and 15 more)")
}

func TestSendRefusesAnImpossibleIDBeforeSendingAnything(t *testing.T) {
	t.Parallel()
	q, sender, url := moodyQueue(t, always(takes))
	err := sender.Send(t.Context(), url, "T00", "T#1")
	require.ErrorIs(t, err, queue.ErrBadTicket)
	calls, _ := q.seen()
	assert.Empty(t, calls)
}

func TestSendHeedsItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	q, sender, url := moodyQueue(t, func(string, int) verdict { cancel(); return busy })
	err := sender.Send(ctx, url, tickets(12)...)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, tickets(12), unsentBy(err))
	calls, _ := q.seen()
	assert.Len(t, calls, 1)
}

// Whatever the queue's moods: what is taken and what is named as unsent are all the tickets, and nothing is taken twice.
func TestSendAccountsForEveryTicket(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := tickets(rapid.IntRange(0, 25).Draw(t, "tickets"))
		moods := map[string][]verdict{}
		for _, id := range all {
			// Pauses cost real time, so that most tickets are taken at once.
			if rapid.IntRange(0, 19).Draw(t, "moody") == 0 {
				moods[id] = rapid.SliceOfN(rapid.SampledFrom([]verdict{takes, busy, hopeless, silent}), 4, 4).Draw(t, id)
			}
		}
		q, sender, url := moodyQueue(t, func(ticket string, try int) verdict {
			if mood, ok := moods[ticket]; ok {
				return mood[try]
			}
			return takes
		})
		err := sender.Send(context.Background(), url, all...)
		_, taken := q.seen()
		got := slices.Concat(taken, unsentBy(err))
		slices.Sort(got)
		if !slices.Equal(got, all) {
			t.Fatalf("taken %v, unsent %v, want together %v", taken, unsentBy(err), all)
		}
	})
}

func unsentBy(err error) []string {
	var unsent *queue.UnsentError
	if errors.As(err, &unsent) {
		return unsent.Tickets
	}
	return nil
}

func TestWatchesAreSentLikeTickets(t *testing.T) {
	t.Parallel()
	q, sender, url := moodyQueue(t, always(takes))
	watches := make([]queue.Watch, 0, 12)
	for i := range 12 {
		watches = append(watches, queue.Watch{Customer: "volga", Certificate: ticket(i)})
	}
	require.NoError(t, sender.SendWatches(t.Context(), url, watches...))
	calls, _ := q.seen()
	require.Len(t, calls, 2)
	assert.ErrorIs(t, sender.SendWatches(t.Context(), url, queue.Watch{Customer: "volga", Certificate: "a#b"}), queue.ErrBadWatch)
	again, _ := q.seen()
	assert.Len(t, again, 2, "nothing was sent")

	_, sender, url = moodyQueue(t, always(hopeless))
	err := sender.SendWatches(t.Context(), url, watches[0])
	var unsent *queue.UnsentError
	require.ErrorAs(t, err, &unsent)
	assert.Equal(t, []string{"volga/T00"}, unsent.Tickets)
}
