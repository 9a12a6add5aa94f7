package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/ledger"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// The price of a ticket's life in write units, to the unit. The wake-up moves with the decision, stays where it is at
// the response, because what falls due next is later, and goes with the resolution. Notices are counted apart.
func TestWhatALifeCosts(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	book := ledger.New(store.Schema(b.table))
	st := b.through(t, book.Attach)
	ctx := t.Context()
	at := func(minutes int) time.Time { return monday.Add(time.Duration(minutes) * time.Minute) }
	commit := func(rec store.Record, c store.Change) store.Record {
		t.Helper()
		rec, err := st.Commit(ctx, rec, c)
		require.NoError(t, err)
		return rec
	}
	deliver := func(rec store.Record, step string) store.Record {
		t.Helper()
		book.Step(step)
		key := rec.Ticket.Pending[0].Key
		rec = commit(rec, store.Change{Claim: map[string]time.Time{key: at(60)}, Wake: rec.Wake})
		return commit(rec, store.Change{Events: []ticket.Event{sent(at(1), key)}, Unclaim: []string{key}, Wake: rec.Wake})
	}

	book.Step("register")
	rec, err := st.Register(ctx, request(ticket1, monday), registration(monday), at(1))
	require.NoError(t, err)
	book.Step("decide")
	rec = commit(rec, store.Change{Events: []ticket.Event{decision(at(0))}, Wake: at(60)})
	rec = deliver(rec, "notice of the decision")
	book.Step("respond")
	m := answer("a", "Перезагружаем шлюз, ждите.", at(30))
	require.NoError(t, st.PutMessage(ctx, ticket1, m))
	rec = commit(rec, store.Change{Events: []ticket.Event{response(at(30), "Zt5_b-8Kq2w", m.ID)}, Wake: rec.Wake})
	rec = deliver(rec, "notice of the response")
	book.Step("resolve")
	rec = commit(rec, store.Change{Events: []ticket.Event{resolution(at(200), "aa0_RRk2w91", m.ID)}})
	deliver(rec, "notice of the resolution")
	book.Step("text of the resolution")
	require.NoError(t, st.PutMessage(ctx, ticket1, answer("b", "Заменили плату.", at(200))))

	require.NoError(t, book.Err())
	want := map[string]float64{
		"register":               3,                                                             // request 1, ticket 1, into the index 1
		"decide":                 3,                                                             // ticket 1, along the index 2
		"respond":                2,                                                             // message 1, ticket 1
		"resolve":                2,                                                             // ticket 1, out of the index 1
		"notice of the decision": 2, "notice of the response": 2, "notice of the resolution": 2, // claim 1, outcome 1
		"text of the resolution": 1, // where it is a message of its own
	}
	for step, units := range want {
		got, _ := book.Sum(step)
		assert.InDelta(t, units, got, 0, step)
	}
	life, _ := book.Sum("register", "decide", "respond", "resolve")
	assert.InDelta(t, 10, life, 0)
	t.Log("\n" + book.Table())
}

func TestWhatTheRestCosts(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	book := ledger.New(store.Schema(b.table))
	st := b.through(t, book.Attach)
	ctx := t.Context()
	register := func() (store.Record, error) {
		return st.Register(ctx, request(ticket1, monday), registration(monday), monday)
	}
	book.Step("register")
	rec, err := register()
	require.NoError(t, err)
	book.Step("sweep")
	due, _, err := st.Due(ctx, 0, rec.Wake, 100, "")
	require.NoError(t, err)
	require.Len(t, due, 1)
	book.Step("claim")
	require.NoError(t, st.Claim(ctx, due[0], rec.Wake.Add(time.Minute)))
	book.Step("claim in vain")
	require.ErrorIs(t, st.Claim(ctx, due[0], rec.Wake.Add(time.Minute)), store.ErrConflict)
	book.Step("read")
	_, err = st.Ticket(ctx, ticket1)
	require.NoError(t, err)
	book.Step("register again")
	late := monday.Add(time.Minute)
	_, err = st.Register(ctx, request(ticket1, late), registration(late), late)
	require.ErrorIs(t, err, store.ErrConflict)

	require.NoError(t, book.Err())
	cases := []struct {
		step        string
		write, read float64
	}{
		{"sweep", 0, 0.5},
		{"claim", 3, 0}, // ticket 1, along the index 2
		{"claim in vain", 1, 0},
		{"read", 0, 1},
		{"register again", 3, 0}, // its own request in and out again 2, the condition that failed 1
	}
	for _, c := range cases {
		write, read := book.Sum(c.step)
		assert.InDelta(t, c.write, write, 0, c.step)
		assert.InDelta(t, c.read, read, 0, c.step)
	}
}
