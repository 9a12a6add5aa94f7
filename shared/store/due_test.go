package store_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// sweep reads all that is due, page by page.
func (b bench) sweep(t *testing.T, now time.Time, limit int) []store.Due {
	t.Helper()
	var all []store.Due
	for shard := range store.Shards {
		var inShard []store.Due
		for cursor := ""; ; {
			due, next, err := b.Due(t.Context(), shard, now, limit, cursor)
			require.NoError(t, err)
			require.LessOrEqual(t, len(due), limit)
			inShard = append(inShard, due...)
			if cursor = next; cursor == "" {
				break
			}
		}
		assert.True(t, slices.IsSortedFunc(inShard, func(a, b store.Due) int { return a.Wake.Compare(b.Wake) }), "the longest due first")
		all = append(all, inShard...)
	}
	return all
}

func TestDueNamesWhatIsDueAndNothingElse(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	var want []store.Due
	for i := range 40 {
		id := fmt.Sprintf("TICKET%04d", i)
		wake := now.Add(time.Duration(20-i) * time.Second) // the one at 20 wakes now
		_, err := b.Register(t.Context(), request(id, monday), registration(monday), wake)
		require.NoError(t, err)
		if i >= 20 {
			want = append(want, store.Due{Ticket: id, Wake: wake})
		}
	}
	_, err := b.Register(t.Context(), request("NEVER", monday), registration(monday), time.Time{})
	require.NoError(t, err)
	for _, limit := range []int{1, 3, 100} {
		assert.ElementsMatch(t, want, b.sweep(t, now, limit), "limit %d", limit)
	}
	assert.Len(t, b.sweep(t, now.Add(-time.Nanosecond), 100), 19, "not a moment too early")
	assert.Len(t, b.sweep(t, now.Add(time.Hour), 100), 40)
}

func TestAWakeUpGoesWithTheCommit(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rec := b.registered(t, ticket1, monday)
	require.Len(t, b.sweep(t, rec.Wake, 10), 1)
	rec, err := b.Commit(t.Context(), rec, store.Change{Events: []ticket.Event{note(1)}, Wake: rec.Wake.Add(time.Hour)})
	require.NoError(t, err)
	assert.Empty(t, b.sweep(t, rec.Wake.Add(-time.Second), 10))
	assert.Len(t, b.sweep(t, rec.Wake, 10), 1)
	_, err = b.Commit(t.Context(), rec, store.Change{Events: []ticket.Event{note(2)}})
	require.NoError(t, err)
	assert.Empty(t, b.sweep(t, rec.Wake.Add(time.Hour), 10))
}

func TestAClaimedTicketIsLeftToWhoClaimedIt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rec := b.registered(t, ticket1, monday)
	now := rec.Wake
	due := b.sweep(t, now, 10)
	require.Len(t, due, 1)
	lease := now.Add(2*time.Minute + time.Millisecond)
	won := make([]error, 16)
	var all sync.WaitGroup
	for i := range won {
		all.Go(func() { won[i] = b.Claim(t.Context(), due[0], lease) }) // all of them with the same lease
	}
	all.Wait()
	winners := 0
	for _, err := range won {
		if err == nil {
			winners++
		} else {
			assert.ErrorIs(t, err, store.ErrConflict)
		}
	}
	assert.Equal(t, 1, winners)
	assert.Empty(t, b.sweep(t, now.Add(2*time.Minute), 10))
	again := b.sweep(t, now.Add(2*time.Minute+time.Second), 10)
	require.Len(t, again, 1, "a lease ends")
	require.NoError(t, b.Claim(t.Context(), again[0], again[0].Wake.Add(time.Minute)))

	stands, err := b.Ticket(t.Context(), ticket1)
	require.NoError(t, err)
	assert.Equal(t, again[0].Wake.Add(time.Minute), stands.Wake)
	after, err := b.Commit(t.Context(), rec, store.Change{Events: []ticket.Event{note(1)}, Wake: rec.Wake})
	require.NoError(t, err, "who read the ticket before the claim can still commit")
	assert.NotContains(t, b.raw(t, "T#"+ticket1, "T"), "l", "and the lease is over")
	assert.Equal(t, rec.Wake, after.Wake)
}

func TestNobodyClaimsWhatIsNoLongerDue(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rec := b.registered(t, ticket1, monday)
	due := store.Due{Ticket: ticket1, Wake: rec.Wake}
	_, err := b.Commit(t.Context(), rec, store.Change{Events: []ticket.Event{note(1)}})
	require.NoError(t, err)
	assert.ErrorIs(t, b.Claim(t.Context(), due, rec.Wake.Add(time.Minute)), store.ErrConflict)
	assert.ErrorIs(t, b.Claim(t.Context(), store.Due{Ticket: "MISSING", Wake: rec.Wake}, rec.Wake), store.ErrConflict)
	assert.Empty(t, b.sweep(t, rec.Wake.Add(time.Hour), 10), "a claim brings nothing back")
}

func TestABrokenSweepCursorIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, _, err := b.Due(t.Context(), 0, monday, 10, "broken")
	assert.ErrorIs(t, err, store.ErrBadCursor)
}

func TestTicketsSpreadOverTheShards(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const count = 160
	var all sync.WaitGroup
	for i := range count {
		all.Go(func() {
			id := ticket.Number(volga, fmt.Sprint(i), 0)
			_, err := b.Register(t.Context(), request(id, monday), registration(monday), monday)
			assert.NoError(t, err)
		})
	}
	all.Wait()
	for shard := range store.Shards {
		due, _, err := b.Due(t.Context(), shard, monday.Add(time.Second), count, "")
		require.NoError(t, err)
		assert.InDelta(t, count/store.Shards, len(due), count/store.Shards*0.6, "shard %d", shard)
	}
}
