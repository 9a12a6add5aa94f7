package docket_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/docket"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

func note(id, key, text string) docket.Command {
	return docket.Command{Ticket: id, By: petrov, Key: key, Text: text, Said: []string{"note", text}}
}

// write is a decision that always notes the message.
func write(at time.Time) func(ticket.Ticket, string) ([]ticket.Event, error) {
	return func(_ ticket.Ticket, message string) ([]ticket.Event, error) {
		return []ticket.Event{{At: at, Fact: ticket.Noted{Message: message}}}, nil
	}
}

func TestACommandIsCarriedOutOnce(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	now := d.Clock.Now()
	first, err := d.Docket.Run(t.Context(), note(id, "a-key", "Seen before."), now, write(now))
	require.NoError(t, err)
	last := first.Events[len(first.Events)-1]
	assert.Equal(t, petrov, last.By)
	messages, err := d.Store.Messages(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, []store.Message{{ID: last.Fact.(ticket.Noted).Message, By: petrov, At: now, Text: "Seen before."}}, messages)

	again, err := d.Docket.Run(t.Context(), note(id, "a-key", "Seen before."), now.Add(time.Hour), write(now.Add(time.Hour)))
	require.NoError(t, err)
	assert.Equal(t, first.Ticket, again.Ticket)

	_, err = d.Docket.Run(t.Context(), note(id, "a-key", "Something else."), now, write(now))
	assert.ErrorIs(t, err, docket.ErrKeyReused)
	other := note(id, "a-key", "Something else.")
	other.By = ticket.Actor{Role: ticket.Manager, ID: "petrov"}
	_, err = d.Docket.Run(t.Context(), other, now, write(now))
	assert.NoError(t, err, "a key belongs to whoever used it")
}

// A message becomes part of a ticket only with an event that names it.
func TestARefusedCommandLeavesNothing(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	before, now := d.Stored(t), d.Clock.Now()
	unlawful := errors.New("not in this state")
	_, err := d.Docket.Run(t.Context(), note(id, "a-key", "Hello."), now, func(ticket.Ticket, string) ([]ticket.Event, error) {
		return nil, unlawful
	})
	assert.ErrorIs(t, err, unlawful)
	_, err = d.Docket.Run(t.Context(), note(id, "a-key", "Hello."), now, func(ticket.Ticket, string) ([]ticket.Event, error) {
		return nil, nil
	})
	assert.NoError(t, err)
	assert.ElementsMatch(t, before, d.Stored(t))
	_, err = d.Docket.Run(t.Context(), note(id, "a-key", "Another."), now, write(now))
	assert.NoError(t, err, "the key is free still")
}

func TestACommandWithoutAMessage(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	before, now := len(d.Stored(t)), d.Clock.Now()
	rec, err := d.Docket.Run(t.Context(), note(id, "a-key", ""), now, func(_ ticket.Ticket, message string) ([]ticket.Event, error) {
		assert.Empty(t, message)
		return []ticket.Event{{At: now, Fact: ticket.Waiting{Reason: "r"}}}, nil
	})
	require.NoError(t, err)
	assert.Equal(t, ticket.StatusWaiting, rec.Ticket.Status)
	assert.Len(t, d.Stored(t), before)
}

// What happens together in one command carries its author and is found by its key.
func TestACommandOfSeveralFacts(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	now := d.Clock.Now()
	both := func(ticket.Ticket, string) ([]ticket.Event, error) {
		return []ticket.Event{{At: now, Fact: ticket.Waiting{Reason: "r"}}, {At: now, Fact: ticket.Resumed{}}}, nil
	}
	for range 2 {
		rec, err := d.Docket.Run(t.Context(), note(id, "a-key", ""), now, both)
		require.NoError(t, err)
		assert.Equal(t, 5, rec.Ticket.Version)
		for _, e := range rec.Events[3:] {
			assert.Equal(t, petrov, e.By)
		}
	}
}
