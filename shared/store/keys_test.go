package store_test

import (
	"os"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/store"
)

// Every key that the store can write, as it stands in the table.
func TestKeysAreLiterallyThese(t *testing.T) {
	t.Parallel()
	const golden = "testdata/keys.txt"
	b := newBench(t)
	ctx := t.Context()
	rec := b.registered(t, ticket1, monday)
	for i := 1; len(b.pages(t)) < 2; i++ {
		rec = b.notes(t, rec, i, i)
	}
	b.registered(t, "0000000000", monday.Add(877*time.Millisecond))
	require.NoError(t, b.PutMessage(ctx, ticket1, answer("Idempotency-Key", "text", monday)))
	putAll(t, b, 1)
	require.NoError(t, b.PutContact(ctx, volga, contact, 12))
	require.NoError(t, b.PutMembership(ctx, "auth0|ivan", store.Membership{Kind: store.ContactMember, Customer: volga, Contact: "ivan"}))
	require.NoError(t, b.PutMembership(ctx, "auth0|olga", store.Membership{Kind: store.PartnerMember, Partner: "integrator", Contact: "olga"}))
	require.NoError(t, b.PutStaff(ctx, store.Staff{ID: "sidorova"}))
	putBook(t, b)
	for _, role := range []string{"L1", "L2", "L3", "MANAGER", "LAST_RESORT"} {
		require.NoError(t, b.PutShift(ctx, store.Shift{Role: role, Person: "sidorova", From: monday}))
	}
	var lines []string
	for _, it := range b.all(t) {
		var parts []string
		for _, name := range []string{"pk", "sk", "wpk", "wsk"} {
			if v, ok := it[name]; ok {
				parts = append(parts, name+"="+textOf(v))
			}
		}
		lines = append(lines, strings.Join(parts, "  "))
		assert.Equal(t, "1", textOf(it["x"]), "every item carries its schema")
	}
	sort.Strings(lines)
	got := strings.Join(lines, "\n") + "\n"
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), got)
}
