package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

func answer(key, text string, at time.Time) store.Message {
	return store.Message{ID: ticket.CommandKey(sidorova, key), By: sidorova, At: at, Text: text, Public: true}
}

func TestAMessageIsSeenOnceAnEventNamesIt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rec := b.registered(t, ticket1, monday)
	second, first := answer("b", "Вторая <фраза> & конец", monday.Add(time.Hour)), answer("a", "Первая", monday)
	require.NoError(t, b.PutMessage(t.Context(), ticket1, second))
	require.NoError(t, b.PutMessage(t.Context(), ticket1, first))
	require.NoError(t, b.PutMessage(t.Context(), ticket1, answer("orphan", "nobody saw this", monday)))
	none, err := b.Messages(t.Context(), ticket1)
	require.NoError(t, err)
	assert.Empty(t, none)

	_, err = b.Commit(t.Context(), rec, store.Change{Events: []ticket.Event{
		response(monday, "a", first.ID), response(monday.Add(time.Hour), "b", second.ID),
		{At: monday, By: sidorova, Fact: ticket.Called{Outcome: ticket.Reached, Message: first.ID}},
		{At: monday, By: sidorova, Fact: ticket.Noted{Message: "gone"}},
	}})
	require.NoError(t, err)
	messages, err := b.Messages(t.Context(), ticket1)
	require.NoError(t, err)
	assert.Equal(t, []store.Message{first, second}, messages, "in the order of the events, each once")
}

func TestMessagesOfALongLifeAreAllFound(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rec := b.registered(t, ticket1, monday)
	var want []store.Message
	for i := range 40 {
		m := answer(note(i).Key, note(i).Key, note(i).At)
		require.NoError(t, b.PutMessage(t.Context(), ticket1, m))
		e := note(i)
		e.Fact = ticket.Noted{Message: m.ID}
		var err error
		rec, err = b.Commit(t.Context(), rec, store.Change{Events: []ticket.Event{e}})
		require.NoError(t, err)
		want = append(want, m)
	}
	messages, err := b.Messages(t.Context(), ticket1)
	require.NoError(t, err)
	assert.Equal(t, want, messages)
}

// More than DynamoDB gives in one answer.
func TestMessagesOfMoreThanAMegabyteAreAllFound(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rec := b.registered(t, ticket1, monday)
	var want []store.Message
	var events []ticket.Event
	for i := range 9 {
		m := answer(note(i).Key, strings.Repeat("журнал ", 11_000), note(i).At)
		require.NoError(t, b.PutMessage(t.Context(), ticket1, m))
		want, events = append(want, m), append(events, response(m.At, note(i).Key, m.ID))
	}
	_, err := b.Commit(t.Context(), rec, store.Change{Events: events})
	require.NoError(t, err)
	messages, err := b.Messages(t.Context(), ticket1)
	require.NoError(t, err)
	assert.Equal(t, want, messages)
}

func TestAMessageIsNeverReplacedByAnother(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rec := b.registered(t, ticket1, monday)
	m := answer("a", "Перезагрузили шлюз", monday)
	require.NoError(t, b.PutMessage(t.Context(), ticket1, m))
	_, err := b.Commit(t.Context(), rec, store.Change{Events: []ticket.Event{response(monday, "a", m.ID)}})
	require.NoError(t, err)

	repeated := answer("a", m.Text, monday.Add(time.Minute))
	require.NoError(t, b.PutMessage(t.Context(), ticket1, repeated), "a repetition")
	other := answer("a", "Something else", monday)
	assert.ErrorIs(t, b.PutMessage(t.Context(), ticket1, other), store.ErrConflict)
	hidden := m
	hidden.Public = false
	assert.ErrorIs(t, b.PutMessage(t.Context(), ticket1, hidden), store.ErrConflict)
	messages, err := b.Messages(t.Context(), ticket1)
	require.NoError(t, err)
	assert.Equal(t, []store.Message{m}, messages, "as it was first written")
}

func TestAMessageWithoutAnIDIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	bad := answer("a", "nameless", monday)
	bad.ID = ""
	assert.ErrorIs(t, b.PutMessage(t.Context(), ticket1, bad), store.ErrBadID)
	assert.Empty(t, b.all(t))
}
