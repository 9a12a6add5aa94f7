package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

func TestARegistrationWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		tries  int
		faults []fault // of the two puts, and of their repetitions
		err    error
		stored bool
	}{
		{"the answer to the request record is lost and the SDK tries again", 3, []fault{lost}, nil, true},
		{"the answer to the ticket is lost and the SDK tries again", 3, []fault{none, lost}, nil, true},
		{"the answer to the ticket is lost and nobody tries again", 1, []fault{none, lost}, nil, true},
		{"the answer to the ticket is lost, then the table is too busy", 2, []fault{none, lost, throttled}, nil, true},
		{"the ticket never arrives", 1, []fault{none, dropped}, store.ErrUnavailable, false},
		{"the request record never arrives", 1, []fault{dropped}, store.ErrUnavailable, false},
		{"the table is too busy at first", 3, []fault{none, throttled, throttled}, nil, true},
		{"the table is too busy", 2, []fault{none, throttled, throttled}, store.ErrUnavailable, false},
		{"the table is broken", 1, []fault{none, broken}, store.ErrUnavailable, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			over := b.onLine(t, c.tries, &line{operation: "PutItem", faults: c.faults})
			rec, err := over.Register(t.Context(), request(ticket1, monday), registration(monday), monday.Add(time.Minute))
			require.ErrorIs(t, err, c.err)

			stands, readErr := b.Ticket(t.Context(), ticket1)
			if !c.stored {
				assert.ErrorIs(t, readErr, store.ErrNotFound)
				again := b.registered(t, ticket1, monday)
				assert.Equal(t, ticket.StatusRegistered, again.Ticket.Status, "the same submission goes through later")
				return
			}
			require.NoError(t, readErr)
			assert.Equal(t, stands, rec)
			page, err := b.CustomerTickets(t.Context(), volga, "", 10)
			require.NoError(t, err)
			assert.Len(t, page.Rows, 1)
		})
	}
}

func TestACommitWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		tries  int
		faults []fault
		err    error
		events int // that the ticket has afterwards
	}{
		{"and the SDK tries again", 3, []fault{lost}, nil, 2},
		{"twice", 3, []fault{lost, lost}, nil, 2},
		{"and nobody tries again", 1, []fault{lost}, nil, 2},
		{"and the table is too busy afterwards", 2, []fault{lost, throttled}, nil, 2},
		{"or rather, it never arrived", 1, []fault{dropped}, store.ErrUnavailable, 1},
		{"or rather, the table was too busy", 1, []fault{throttled}, store.ErrUnavailable, 1},
		{"or rather, the table was too busy at first", 3, []fault{throttled, dropped}, nil, 2},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			read := b.registered(t, ticket1, monday)
			over := b.onLine(t, c.tries, &line{operation: "UpdateItem", faults: c.faults})
			rec, err := over.Commit(t.Context(), read, store.Change{Events: []ticket.Event{note(1)}})
			require.ErrorIs(t, err, c.err)
			stands, err := b.Ticket(t.Context(), ticket1)
			require.NoError(t, err)
			assert.Equal(t, c.events, stands.Ticket.Version)
			if c.err == nil {
				assert.Equal(t, stands, rec)
			}
		})
	}
}

func TestALostCommitIsFoundAfterTheCallersTimeIsUp(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	read := b.registered(t, ticket1, monday)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	over := b.onLine(t, 3, &line{operation: "UpdateItem", faults: []fault{lost}, then: cancel})
	rec, err := over.Commit(ctx, read, store.Change{Events: []ticket.Event{note(1)}})
	require.NoError(t, err)
	assert.Equal(t, 2, rec.Ticket.Version)
}

func TestACommitIsNotTakenForAnothers(t *testing.T) {
	t.Parallel()
	for _, f := range []fault{lost, dropped} {
		t.Run(string(f), func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			read := b.registered(t, ticket1, monday)
			same := store.Change{Events: []ticket.Event{note(1)}}
			over := b.onLine(t, 1, &line{operation: "UpdateItem", faults: []fault{f}, then: func() {
				stands, err := b.Ticket(t.Context(), ticket1)
				assert.NoError(t, err)
				_, err = b.Commit(t.Context(), stands, same)
				assert.NoError(t, err)
			}})
			_, err := over.Commit(t.Context(), read, same)
			assert.ErrorIs(t, err, store.ErrConflict)
		})
	}
}

func TestAClaimWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rec := b.registered(t, ticket1, monday)
	over := b.onLine(t, 3, &line{operation: "UpdateItem", faults: []fault{lost}})
	due := store.Due{Ticket: ticket1, Wake: rec.Wake}
	require.NoError(t, over.Claim(t.Context(), due, rec.Wake.Add(time.Minute)))
	assert.ErrorIs(t, b.Claim(t.Context(), due, rec.Wake.Add(time.Minute)), store.ErrConflict)
}

func TestAReadThatFailsSaysSo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.registered(t, ticket1, monday)
	for _, f := range []fault{dropped, throttled, broken} {
		over := b.onLine(t, 1, &line{operation: "GetItem", faults: []fault{f}})
		_, err := over.Ticket(t.Context(), ticket1)
		assert.ErrorIs(t, err, store.ErrUnavailable, f)
		assert.ErrorContains(t, err, ticket1)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := b.Ticket(ended, ticket1)
	assert.ErrorIs(t, err, store.ErrUnavailable)
	assert.ErrorIs(t, err, context.Canceled)
}

func TestAMistakeOfOursIsNotCalledUnavailable(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, err := store.New(b.db, "no-such-table").Ticket(t.Context(), ticket1)
	require.Error(t, err)
	assert.NotErrorIs(t, err, store.ErrUnavailable)
	assert.NotErrorIs(t, err, store.ErrNotFound)
}

func TestABatchThatIsLeftForLaterIsAskedForAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range 3 {
		b.registered(t, fmt.Sprintf("TICKET%04d", i), monday.Add(time.Duration(i)*time.Hour))
	}
	patient := b.onLine(t, 1, &line{operation: "BatchGetItem", faults: []fault{deferred, deferred}})
	page, err := patient.CustomerTickets(t.Context(), volga, "", 10)
	require.NoError(t, err)
	assert.Len(t, page.Rows, 3)
	never := b.onLine(t, 1, &line{operation: "BatchGetItem", faults: slices.Repeat([]fault{deferred}, 100)})
	_, err = never.CustomerTickets(t.Context(), volga, "", 10)
	assert.ErrorIs(t, err, store.ErrUnavailable)
}
