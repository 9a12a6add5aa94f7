package docket_test

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

var petrov = ticket.Actor{Role: ticket.Engineer, ID: "petrov"}

func noted(at time.Time, key string) ticket.Event {
	return ticket.Event{At: at, By: petrov, Key: key, Fact: ticket.Noted{Message: key}}
}

// A change that somebody else's write overtook is decided anew on what then stands.
func TestAChangeIsDecidedAnewAfterAConflict(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	now := d.Clock.Now()
	var seen []int
	rec, err := d.Docket.Update(t.Context(), id, now, func(rec store.Record) (store.Change, error) {
		seen = append(seen, rec.Ticket.Version)
		if len(seen) == 1 {
			_, err := d.Docket.Update(t.Context(), id, now, func(store.Record) (store.Change, error) {
				return store.Change{Events: []ticket.Event{noted(now, "the other's")}}, nil
			})
			require.NoError(t, err)
		}
		return store.Change{Events: []ticket.Event{noted(now, "mine")}}, nil
	})
	require.NoError(t, err)
	assert.Equal(t, []int{3, 4}, seen)
	assert.True(t, rec.Ticket.Has("mine") && rec.Ticket.Has("the other's"))
	stands := d.Ticket(t, id)
	assert.Equal(t, rec.Ticket, stands.Ticket, "what is returned is what stands")
}

func TestAChangeThatIsAlwaysOvertakenGivesUp(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	now, tries := d.Clock.Now(), 0
	_, err := d.Docket.Update(t.Context(), id, now, func(rec store.Record) (store.Change, error) {
		tries++
		_, err := d.Store.Commit(t.Context(), rec, store.Change{Events: []ticket.Event{noted(now, "the other's")}, Wake: rec.Wake})
		require.NoError(t, err)
		return store.Change{Events: []ticket.Event{noted(now, "mine")}}, nil
	})
	assert.ErrorIs(t, err, store.ErrConflict)
	assert.Equal(t, 8, tries)
	assert.False(t, d.Ticket(t, id).Ticket.Has("mine"))
}

func TestNothingToChangeWritesNothing(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	writes := &handlertest.Outage{Of: func(input any) bool { _, is := input.(*dynamodb.UpdateItemInput); return is }}
	readOnly := d.Through(t, writes.Options)
	nothing := func(store.Record) (store.Change, error) { return store.Change{}, nil }
	_, err := readOnly.Docket.Update(t.Context(), id, d.Clock.Now(), nothing)
	assert.NoError(t, err)
	refused := errors.New("not now")
	_, err = readOnly.Docket.Update(t.Context(), id, d.Clock.Now(), func(store.Record) (store.Change, error) {
		return store.Change{Events: []ticket.Event{noted(d.Clock.Now(), "x")}}, refused
	})
	assert.ErrorIs(t, err, refused)
	assert.Zero(t, writes.Hits.Load())
	_, err = readOnly.Docket.Update(t.Context(), "K7M29QXF4T", d.Clock.Now(), nothing)
	assert.ErrorIs(t, err, store.ErrNotFound)
}

// As long as anything is owed the ticket has a wake-up, and none later than what is owed.
func TestEveryWriteSetsTheWakeUp(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Submit(t, handlertest.Ivan, "the-ticket", handlertest.Critical("hq"))
	follow := func(what string) {
		rec := d.Ticket(t, id)
		events, err := d.Docket.Climb(t.Context(), rec.Ticket, d.Clock.Now())
		require.NoError(t, err)
		assert.Empty(t, events, "%s: a rung is due and was not taken", what)
		if rec.Ticket.Open() && rec.Ticket.Cycles[0].RespondedAt.IsZero() {
			require.False(t, rec.Wake.IsZero(), what)
			at := rec.Wake.Add(-time.Second)
			late, err := d.Docket.Climb(t.Context(), rec.Ticket, at)
			require.NoError(t, err)
			assert.Empty(t, late, "%s: something falls due before %s", what, rec.Wake)
		}
	}
	follow("registered")
	d.Settle(t)
	follow("decided")
	for range 12 {
		rec := d.Ticket(t, id)
		require.False(t, rec.Wake.IsZero())
		d.Clock.Set(rec.Wake)
		d.Sweep(t)
		d.Settle(t)
		follow("swept at " + rec.Wake.String())
	}
}

func TestTheEditionOfATicket(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t)
	ed, err := d.Docket.Edition(ticket.Ticket{ReceivedAt: handlertest.Monday})
	require.NoError(t, err)
	assert.Equal(t, "flat-1.4", ed.ID, "the one in force before anything is decided")
	_, err = d.Docket.Edition(ticket.Ticket{ReceivedAt: handlertest.Monday, Decision: ticket.Decided{Edition: "flat-0.1"}})
	assert.Error(t, err, "the pinned one and no other")
}

func TestTheRoster(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t)
	for level, duty := range map[policy.Level][]string{1: {}, 2: {"kuznetsova"}, 3: {"sidorova"}} {
		roster, err := d.Docket.Roster(t.Context(), level, handlertest.Monday)
		require.NoError(t, err)
		assert.Equal(t, duty, roster.Duty)
		assert.Equal(t, []string{"orlova"}, roster.Managers)
		assert.Equal(t, "orlova", roster.LastResort)
	}
}

// A notice to the customer needs no rota, and goes out while the rota cannot be read.
func TestTheRotaIsReadOnlyForTheDesk(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	rota := &handlertest.Outage{Of: func(input any) bool {
		query, is := input.(*dynamodb.QueryInput)
		return is && handlertest.Text(query.ExpressionAttributeValues[":role"]) != ""
	}}
	away := d.Through(t, rota.Options)
	is, now := d.Ticket(t, id).Ticket, d.Clock.Now()
	facts := []ticket.Fact{ticket.Responded{Message: "m"}, ticket.Resumed{}}
	events, err := away.Docket.Events(t.Context(), is, now, facts, docket.Tell{Kind: policy.NoticeAnswered, To: policy.ToCustomer})
	require.NoError(t, err)
	require.Len(t, events, 2)
	require.Len(t, events[0].Notices, 1, "the first event announces")
	assert.Empty(t, events[1].Notices)
	assert.Equal(t, "ivan", events[0].Notices[0].Person)
	_, err = away.Docket.Events(t.Context(), is, now, facts, docket.Tell{Kind: policy.NoticeReplied, To: policy.ToAssigned})
	assert.ErrorIs(t, err, store.ErrUnavailable)
}
