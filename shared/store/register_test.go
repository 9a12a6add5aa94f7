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

func TestARegisteredTicketIsReadBack(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rec, err := b.Register(t.Context(), request(ticket1, monday), registration(monday), monday.Add(time.Minute))
	require.NoError(t, err)
	assert.Equal(t, ticket.StatusRegistered, rec.Ticket.Status)
	assert.Equal(t, time.Date(2026, 11, 23, 7, 31, 1, 0, time.UTC), rec.Wake, "rounded up: never looked at too early")

	read, err := b.Ticket(t.Context(), ticket1)
	require.NoError(t, err)
	assert.Equal(t, rec, read)
	history, err := b.History(t.Context(), ticket1)
	require.NoError(t, err)
	assert.Equal(t, []ticket.Event{registration(monday)}, history)
	asked, err := b.RequestOf(t.Context(), read)
	require.NoError(t, err)
	assert.Equal(t, request(ticket1, monday), asked)
}

func TestInstantsAreKeptInWholeMilliseconds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	precise := monday.Add(456 * time.Microsecond).In(time.FixedZone("MSK", 3*60*60))
	rec, err := b.Register(t.Context(), request(ticket1, precise), registration(precise), time.Time{})
	require.NoError(t, err)
	assert.Equal(t, monday, rec.Ticket.ReceivedAt)
	assert.Zero(t, rec.Wake)
	read, err := b.Ticket(t.Context(), ticket1)
	require.NoError(t, err)
	assert.Equal(t, rec, read)
	_, err = b.RequestOf(t.Context(), read)
	assert.NoError(t, err)
}

func TestWhatIsMissingIsNotFound(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, err := b.Ticket(t.Context(), ticket1)
	assert.ErrorIs(t, err, store.ErrNotFound)
	_, err = b.History(t.Context(), ticket1)
	assert.ErrorIs(t, err, store.ErrNotFound)
	_, err = b.Messages(t.Context(), ticket1)
	assert.ErrorIs(t, err, store.ErrNotFound)
	_, err = b.Ticket(t.Context(), "")
	assert.ErrorIs(t, err, store.ErrNotFound)
}

func TestARegistrationThatComesSecondGetsTheFirst(t *testing.T) {
	t.Parallel()
	second := monday.Add(time.Second)
	cases := []struct {
		name     string
		request  store.Request
		event    ticket.Event
		requests int // records that stay
	}{
		{"later", request(ticket1, second), registration(second), 1},
		{"in the same millisecond with the same words", request(ticket1, monday), registration(monday), 1},
		{"in the same millisecond with other words", func() store.Request {
			r := request(ticket1, monday)
			r.Subject = "другое"
			return r
		}(), registration(monday), 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			first := b.registered(t, ticket1, monday)
			got, err := b.Register(t.Context(), c.request, c.event, second)
			require.ErrorIs(t, err, store.ErrConflict)
			assert.Equal(t, first, got)
			asked, err := b.RequestOf(t.Context(), first)
			require.NoError(t, err)
			assert.Equal(t, request(ticket1, monday), asked, "the first one's words stay")
			assert.Len(t, b.all(t), 1+c.requests)
		})
	}
}

func TestARegistrationFindsATicketThatHasGoneOn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rec := b.registered(t, ticket1, monday)
	rec = b.notes(t, rec, 1, 40)
	got, err := b.Register(t.Context(), request(ticket1, monday.Add(time.Hour)), registration(monday.Add(time.Hour)), monday)
	require.ErrorIs(t, err, store.ErrConflict)
	assert.Equal(t, rec, got)
}

func TestSixteenRegistrationsAtOnceMakeOneTicket(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for round := range 8 {
		id := fmt.Sprintf("TICKET%04d", round)
		received := func(i int) time.Time { return monday.Add(time.Duration(i/2) * time.Millisecond) } // pairs in one millisecond
		records, errs := make([]store.Record, 16), make([]error, 16)
		var all sync.WaitGroup
		for i := range 16 {
			all.Go(func() {
				records[i], errs[i] = b.Register(t.Context(), request(id, received(i)), registration(received(i)), monday)
			})
		}
		all.Wait()
		won := 0
		for i, err := range errs {
			if err == nil {
				won++
			} else {
				require.ErrorIs(t, err, store.ErrConflict)
			}
			assert.Equal(t, records[0].Ticket, records[i].Ticket)
		}
		assert.Equal(t, 1, won)
		_, err := b.RequestOf(t.Context(), records[0])
		assert.NoError(t, err, "the winner's request is still there")
	}
	page, err := b.CustomerTickets(t.Context(), volga, "", 100)
	require.NoError(t, err)
	assert.Len(t, page.Rows, 8)
}

func TestARegistrationMustBeOfItsRequest(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	cases := []struct {
		name   string
		change func(*store.Request, *ticket.Event)
	}{
		{"another customer", func(r *store.Request, _ *ticket.Event) { r.Customer = "kama" }},
		{"another instant", func(r *store.Request, _ *ticket.Event) { r.ReceivedAt = monday.Add(time.Second) }},
		{"another event", func(_ *store.Request, e *ticket.Event) { e.Fact = ticket.Resumed{} }},
		{"an id that cannot be a key", func(r *store.Request, _ *ticket.Event) { r.Ticket = "A#B" }},
		{"no id", func(r *store.Request, _ *ticket.Event) { r.Ticket = "" }},
	}
	for _, c := range cases {
		r, e := request(ticket1, monday), registration(monday)
		c.change(&r, &e)
		_, err := b.Register(t.Context(), r, e, monday)
		assert.Error(t, err, c.name)
	}
	assert.Empty(t, b.all(t), "nothing is stored")
}
