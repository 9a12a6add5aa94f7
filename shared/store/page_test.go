package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/ledger"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// A usual life, notices included, leaves the hot item under a kilobyte without a single page.
func TestAUsualLifeFitsIntoOneWriteUnit(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rec := b.registered(t, ticket1, monday)
	rung := ticket.Event{At: monday, By: system, Key: "reaction/1/P1/start/1", Fact: ticket.Stepped{Clock: "reaction", Step: "start", N: 1}}
	rung.Notices = []ticket.Notice{notice(rung.Key, "new_ticket", "assigned", sidorova.ID)}
	life := []ticket.Event{decision(monday), rung, response(monday, "Zt5_b-8Kq2w", "b7D1xQz0PlMw"), resolution(monday, "aa0_RRk2w91", "Y-8a7sdfQ2ww")}
	largest := 0
	for _, e := range life {
		changes := []store.Change{{Events: []ticket.Event{e}}}
		for _, n := range e.Notices {
			changes = append(changes,
				store.Change{Claim: map[string]time.Time{n.Key: monday}},
				store.Change{Events: []ticket.Event{sent(monday, n.Key)}, Unclaim: []string{n.Key}})
		}
		for _, c := range changes {
			c.Wake = monday.Add(time.Hour)
			var err error
			rec, err = b.Commit(t.Context(), rec, c)
			require.NoError(t, err)
			require.NoError(t, b.Claim(t.Context(), store.Due{Ticket: ticket1, Wake: rec.Wake}, monday.Add(2*time.Hour)))
			largest = max(largest, size(t, b))
		}
	}
	assert.Less(t, largest, 1024)
	assert.Len(t, rec.Events, 9, "no event has moved to a page")
	t.Logf("the hot item of a usual life has at most %d bytes, with a claim and a lease", largest)
}

// size of the hot item, as the ledger counts it.
func size(t *testing.T, b bench) int {
	t.Helper()
	return ledger.SizeOf(b.raw(t, "T#"+ticket1, "T"))
}

func TestALongLifeMovesToPagesAndLosesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rec := b.registered(t, ticket1, monday)
	want := []ticket.Event{registration(monday)}
	largest := 0
	for i := 1; len(want) < 520; i++ {
		events := []ticket.Event{note(i)}
		if i%7 == 0 {
			events = append(events, response(note(i).At, note(i).Key+"/r", "message"), sent(note(i).At, note(i).Key+"/r>"+ivan.ID))
		}
		var err error
		rec, err = b.Commit(t.Context(), rec, store.Change{Events: events, Wake: rec.Wake})
		require.NoError(t, err)
		want = append(want, events...)
		largest = max(largest, size(t, b))
		if i%50 == 0 {
			read, err := b.Ticket(t.Context(), ticket1)
			require.NoError(t, err)
			require.Equal(t, rec, read)
		}
	}
	assert.LessOrEqual(t, largest, 1024, "the hot item stays within one write unit")
	history, err := b.History(t.Context(), ticket1)
	require.NoError(t, err)
	assert.Equal(t, want, history)
	read, err := b.Ticket(t.Context(), ticket1)
	require.NoError(t, err)
	assert.Equal(t, ticket.Fold(ticket.Ticket{}, want...), read.Ticket)
	assert.Equal(t, rec, read)
}

func TestALongEventWaitsForTheNextCommitToMove(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rec := b.registered(t, ticket1, monday)
	long := ticket.Event{At: monday, By: sidorova, Key: "wait", Fact: ticket.Waiting{Reason: strings.Repeat("ждём ", 300)}}
	rec, err := b.Commit(t.Context(), rec, store.Change{Events: []ticket.Event{long}})
	require.NoError(t, err)
	assert.Greater(t, size(t, b), 2048)
	b.notes(t, rec, 1, 1)
	assert.Less(t, size(t, b), 1024)
	history, err := b.History(t.Context(), ticket1)
	require.NoError(t, err)
	assert.Equal(t, []ticket.Event{registration(monday), long, note(1)}, history)
}

func TestAPageThatNoCommitCameToNameIsNotSeen(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.registered(t, ticket1, monday)
	var stale store.Record
	for i := 1; len(b.pages(t)) < 2; i++ { // until a commit makes another page
		stale = b.latest(t)
		b.notes(t, stale, i, i)
	}
	// The same page again, by somebody who lost: it is the same, and the ticket reads the same.
	want := b.latest(t)
	_, err := b.Commit(t.Context(), stale, store.Change{Events: []ticket.Event{note(999)}, Wake: stale.Wake})
	require.ErrorIs(t, err, store.ErrConflict)
	assert.Equal(t, want, b.latest(t))

	// And a page of which the ticket knows nothing.
	it := b.pages(t)[0]
	it["sk"] = s("H#000900-000909")
	b.write(t, it)
	assert.Equal(t, want, b.latest(t))
	_, err = b.Messages(t.Context(), ticket1)
	assert.NoError(t, err)
}

func (b bench) latest(t testing.TB) store.Record {
	t.Helper()
	rec, err := b.Ticket(t.Context(), ticket1)
	require.NoError(t, err)
	return rec
}

func (b bench) pages(t testing.TB) (pages []item) {
	t.Helper()
	for _, it := range b.all(t) {
		if strings.HasPrefix(textOf(it["sk"]), "H#") {
			pages = append(pages, it)
		}
	}
	return pages
}
