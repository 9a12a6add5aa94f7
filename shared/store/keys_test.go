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
	"flatsupport/shared/ticket"
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
	require.NoError(t, b.PutHeld(ctx, volga, ticket1))
	putBook(t, b)
	for _, role := range []string{"L1", "L2", "L3", "MANAGER", "LAST_RESORT"} {
		require.NoError(t, b.PutShift(ctx, store.Shift{Role: role, Person: "sidorova", From: monday}))
	}
	published(t, b, "4.10.1")
	gone := release("4.10.1")
	gone.WithdrawnOn = gone.PublishedOn
	_, err := b.WithdrawRelease(ctx, gone)
	require.NoError(t, err)
	_, err = b.RecordDownload(ctx, download("vJp0aB3_x-Q", monday))
	require.NoError(t, err)
	_, err = b.IssueUpgradeLicence(ctx, store.UpgradeLicence{ID: "L1", Customer: volga, Installation: "hq", Product: "softswitch", Version: "5.0", At: monday})
	require.NoError(t, err)
	for _, role := range []string{"L1", "L2", "L3", "MANAGER", "LAST_RESORT", "SALES"} {
		require.NoError(t, b.PutShift(ctx, store.Shift{Role: role, Person: "sidorova", From: monday}))
	}
	require.NoError(t, b.ArmWatch(ctx, volga, "ТП 12/2025", monday))
	_, err = b.ClaimMail(ctx, "o7kq2", "", monday, monday.Add(time.Minute))
	require.NoError(t, err)
	require.NoError(t, b.PutConversation(ctx, volga, "first@volga.example", ticket1))
	require.NoError(t, b.PutUnverified(ctx, store.Unverified{At: monday, Object: "o7kq2", Reason: "unknown_sender", LookBy: monday.Add(4 * time.Hour)}))
	require.NoError(t, b.LeaveOff(ctx, "all", "o7kq2"))
	within, err := b.CountAnswer(ctx, "Ivan@volga.example", "o7kq2", 1, monday)
	require.NoError(t, err)
	require.True(t, within)
	_, err = b.PutForm(ctx, store.Form{ID: "form-K7M29QXF4T", At: monday, Email: "ivan@volga.example"})
	require.NoError(t, err)
	require.NoError(t, b.PutLink(ctx, "a-token", "form-K7M29QXF4T", monday.Add(time.Hour)))
	within, err = b.CountForm(ctx, "net 203.0.113.7", "2026-11-23T07", "form-K7M29QXF4T", 1, monday.Add(time.Hour))
	require.NoError(t, err)
	require.True(t, within)
	_, err = b.OpenUpload(ctx, "0123456789abcdefghjkmnpqrs", store.Upload{Ticket: ticket1, Customer: volga, By: ticket.Actor{Role: ticket.Contact, ID: "ivan"}, Until: monday})
	require.NoError(t, err)
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
