package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// notes commits notes one by one, the wake-up staying.
func (b bench) notes(t testing.TB, rec store.Record, from, to int) store.Record {
	t.Helper()
	for i := from; i <= to; i++ {
		var err error
		rec, err = b.Commit(t.Context(), rec, store.Change{Events: []ticket.Event{note(i)}, Wake: rec.Wake})
		require.NoError(t, err)
	}
	return rec
}

func TestACommitIsReadBack(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rec := b.registered(t, ticket1, monday)
	until := monday.Add(time.Minute)
	pending := decision(monday).Notices[0].Key
	steps := []struct {
		name   string
		change store.Change
		check  func(*testing.T, store.Record)
	}{
		{"events and a later wake-up", store.Change{Events: []ticket.Event{decision(monday.Add(time.Second))}, Wake: monday.Add(time.Hour)}, func(t *testing.T, r store.Record) {
			t.Helper()
			assert.Equal(t, ticket.StatusOpen, r.Ticket.Status)
			assert.Equal(t, time.Date(2026, 11, 23, 8, 30, 1, 0, time.UTC), r.Wake)
			assert.Len(t, r.Ticket.Pending, 1)
		}},
		{"a claim without events", store.Change{Claim: map[string]time.Time{pending: until, "other": until}, Wake: monday}, func(t *testing.T, r store.Record) {
			t.Helper()
			assert.Equal(t, map[string]time.Time{pending: until, "other": until}, r.Claims)
		}},
		{"one claim given up, one moved, and the notice delivered", store.Change{
			Claim: map[string]time.Time{"other": until.Add(time.Second)}, Unclaim: []string{pending},
			Events: []ticket.Event{sent(monday, pending)}, Wake: monday,
		}, func(t *testing.T, r store.Record) {
			t.Helper()
			assert.Equal(t, map[string]time.Time{"other": until.Add(time.Second)}, r.Claims)
			assert.Empty(t, r.Ticket.Pending)
		}},
		{"no wake-up any more", store.Change{Unclaim: []string{"other", "unknown"}}, func(t *testing.T, r store.Record) {
			t.Helper()
			assert.Zero(t, r.Wake)
			assert.Nil(t, r.Claims)
			assert.NotContains(t, b.raw(t, "T#"+ticket1, "T"), "wpk")
			assert.NotContains(t, b.raw(t, "T#"+ticket1, "T"), "c")
		}},
	}
	for _, step := range steps {
		before := rec
		var err error
		rec, err = b.Commit(t.Context(), rec, step.change)
		require.NoError(t, err, step.name)
		read, err := b.Ticket(t.Context(), ticket1)
		require.NoError(t, err, step.name)
		assert.Equal(t, rec, read, step.name)
		step.check(t, read)
		_, err = b.Commit(t.Context(), before, step.change)
		assert.ErrorIs(t, err, store.ErrConflict, step.name+", once more")
	}
}

func TestOfSixteenCommitsAtOnceOneWins(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rec := b.registered(t, ticket1, monday)
	const rounds = 12
	for round := range rounds {
		won := make([]store.Record, 16)
		errs := make([]error, 16)
		var all sync.WaitGroup
		for i := range 16 {
			all.Go(func() {
				e := note(round) // the very same event: only one of them may count
				if i%2 == 0 {
					e.Key = fmt.Sprintf("%s-%d", e.Key, i)
				}
				won[i], errs[i] = b.Commit(t.Context(), rec, store.Change{Events: []ticket.Event{e}, Wake: rec.Wake})
			})
		}
		all.Wait()
		winners := 0
		for i, err := range errs {
			if err == nil {
				winners++
				rec = won[i]
				continue
			}
			require.ErrorIs(t, err, store.ErrConflict)
		}
		require.Equal(t, 1, winners, "round %d", round)
	}
	read, err := b.Ticket(t.Context(), ticket1)
	require.NoError(t, err)
	assert.Equal(t, rec, read)
	assert.Equal(t, rounds+1, read.Ticket.Version)
}

func TestACommitOnATicketThatIsGoneIsAConflict(t *testing.T) {
	t.Parallel()
	b, other := newBench(t), newBench(t)
	rec := other.registered(t, ticket1, monday)
	_, err := b.Commit(t.Context(), rec, store.Change{Events: []ticket.Event{note(1)}})
	assert.ErrorIs(t, err, store.ErrConflict)
	assert.Empty(t, b.all(t))
}

func TestAnEventThatCannotBeKeptIsRefusedBeforeAnythingIsWritten(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rec := b.registered(t, ticket1, monday)
	_, err := b.Commit(t.Context(), rec, store.Change{Events: []ticket.Event{{At: monday, Fact: ticket.Waiting{Reason: "\xff"}}}})
	require.Error(t, err)
	read, err := b.Ticket(t.Context(), ticket1)
	require.NoError(t, err)
	assert.Equal(t, rec, read)
}

func TestAnAttributeOfANewerVersionOutlivesACommit(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rec := b.registered(t, ticket1, monday)
	it := b.raw(t, "T#"+ticket1, "T")
	it["z"] = s("of a later version")
	b.write(t, it)
	b.notes(t, rec, 1, 1)
	assert.Equal(t, s("of a later version"), b.raw(t, "T#"+ticket1, "T")["z"])
}

func TestATicketThatCannotBeReadIsRefused(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name      string
		attribute string
		value     string
	}{
		{"a newer schema", "x", "2"},
		{"no schema", "x", "0"},
		{"events of a newer version", "e", `[[99,1795419000123]]`},
		{"a page that is not there", "h", "H#000001-000002"},
		{"a wake-up that is no instant", "wsk", "tomorrow"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.registered(t, ticket1, monday)
			it := b.raw(t, "T#"+ticket1, "T")
			it[c.attribute] = s(c.value)
			if c.attribute == "x" {
				it["x"] = n(c.value)
			}
			b.write(t, it)
			_, err := b.Ticket(t.Context(), ticket1)
			assert.ErrorIs(t, err, store.ErrUnreadable)
		})
	}
}
