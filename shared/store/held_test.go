package store_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/store"
)

// A ticket stands on its own customer's list as long as it was not taken off, however often it was put there.
func TestHeldTicketsAreFoundByTheirCustomer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	require.NoError(t, b.PutHeld(ctx, volga, ticket1))
	require.NoError(t, b.PutHeld(ctx, volga, ticket1))
	require.NoError(t, b.PutHeld(ctx, volga, "0000000000"))
	require.NoError(t, b.PutHeld(ctx, "neva", "1111111111"))
	held, err := b.HeldTickets(ctx, volga)
	require.NoError(t, err)
	assert.Equal(t, []string{"0000000000", ticket1}, held)

	require.NoError(t, b.DropHeld(ctx, volga, ticket1))
	require.NoError(t, b.DropHeld(ctx, volga, ticket1), "taken off twice")
	held, err = b.HeldTickets(ctx, volga)
	require.NoError(t, err)
	assert.Equal(t, []string{"0000000000"}, held)
	require.ErrorIs(t, b.PutHeld(ctx, "vol#ga", ticket1), store.ErrBadID)

	facts, err := b.Facts(ctx, "neva")
	require.NoError(t, err)
	assert.Empty(t, facts.Customer.ID, "the list is no fact")
}

func TestOpenTicketsAreThoseBeingWorked(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.registered(t, ticket1, monday)
	open, err := b.OpenTickets(t.Context(), volga)
	require.NoError(t, err)
	assert.Empty(t, open, "registered, and not decided yet")
}
