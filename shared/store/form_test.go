package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// Of two forms of one id, and of two confirmations of one form, the first stands.
func TestTheFirstFormStands(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	f := store.Form{ID: "form-1", At: monday, Email: "ivan@volga.example", Priority: "P3", Subject: "s", Description: "d", Said: "one"}
	kept, err := b.PutForm(t.Context(), f)
	require.NoError(t, err)
	again, err := b.PutForm(t.Context(), store.Form{ID: "form-1", At: monday.Add(time.Hour), Email: "ivan@volga.example", Said: "two"})
	require.NoError(t, err)
	assert.Equal(t, kept, again)
	_, err = b.Form(t.Context(), "form-2")
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = b.ConfirmForm(t.Context(), "form-2", store.FormSeat{At: monday})
	require.Error(t, err, "nothing to confirm")

	by := store.FormSeat{At: monday.Add(time.Minute).UTC().Truncate(time.Millisecond), Customer: "volga", Contact: "ivan", Role: "contact", Installation: "hq"}
	stands, err := b.ConfirmForm(t.Context(), "form-1", by)
	require.NoError(t, err)
	assert.Equal(t, by, stands)
	stands, err = b.ConfirmForm(t.Context(), "form-1", store.FormSeat{At: monday.Add(time.Hour), Customer: "neva"})
	require.NoError(t, err)
	assert.Equal(t, by, stands)
	read, err := b.Form(t.Context(), "form-1")
	require.NoError(t, err)
	kept.Confirmed = &by
	assert.Equal(t, kept, read)
}

// A link lives until its instant, and is known by the whole of its token.
func TestALink(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.NoError(t, b.PutLink(t.Context(), "token", "form-1", monday.Add(time.Hour)))
	id, err := b.Link(t.Context(), "token", monday.Add(time.Hour-time.Millisecond))
	require.NoError(t, err)
	assert.Equal(t, "form-1", id)
	for token, at := range map[string]time.Time{"token": monday.Add(time.Hour), "toke": monday, "Token": monday, "": monday} {
		_, err := b.Link(t.Context(), token, at)
		assert.ErrorIs(t, err, store.ErrNotFound, token)
	}
}

// Forms of a source are counted in a period up to the limit, the same form once.
func TestCountingForms(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, c := range []struct {
		source, period, form string
		within               bool
	}{
		{"a", "1", "f1", true},
		{"a", "1", "f2", true},
		{"a", "1", "f3", false},
		{"a", "1", "f2", true},
		{"b", "1", "f3", true},
		{"a", "2", "f3", true},
	} {
		within, err := b.CountForm(t.Context(), c.source, c.period, c.form, 2, monday)
		require.NoError(t, err)
		assert.Equal(t, c.within, within, "%v", c)
	}
}

// A request of the list shows that it was confirmed, and its ticket.
func TestAConfirmedRequestOfTheList(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	u := store.Unverified{At: monday, Object: "form-1", Reason: "unconfirmed", Channel: "form", Priority: "P1"}
	require.NoError(t, b.PutUnverified(t.Context(), u))
	require.Error(t, b.ConfirmedUnverified(t.Context(), monday, "form-2"), "it is not there")
	settled, err := b.SettleUnverified(t.Context(), u, store.Settled{What: store.Taken, By: "ivan", Role: string(ticket.Contact), At: monday, Key: "form-1"})
	require.NoError(t, err)
	_, err = b.TicketOfUnverified(t.Context(), settled, ticket1)
	require.NoError(t, err)
	require.NoError(t, b.PutUnverified(t.Context(), u), "listed again it stays confirmed")
	page, err := b.Unverified(t.Context(), monday, true, "", 10)
	require.NoError(t, err)
	require.Len(t, page.Rows, 1)
	assert.True(t, page.Rows[0].Confirmed)
	assert.Equal(t, ticket1, page.Rows[0].Ticket)
}
