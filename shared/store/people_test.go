package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
	"flatsupport/shared/store"
)

func TestASubjectIsTheContactsItWasMade(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	members := []store.Membership{ // a customer and a partner may share a name
		{Kind: store.ContactMember, Customer: "acme", Contact: "ivan"},
		{Kind: store.ContactMember, Customer: volga, Contact: "ivan"},
		{Kind: store.PartnerMember, Partner: "acme", Contact: "ivan"},
	}
	const subject = "auth0|ivan#1"
	for _, m := range members {
		require.NoError(t, b.PutMembership(t.Context(), subject, m))
		require.NoError(t, b.PutMembership(t.Context(), subject, m), "twice is once")
	}
	got, err := b.Subject(t.Context(), subject)
	require.NoError(t, err)
	assert.Equal(t, members, got)
	require.NoError(t, b.DeleteMembership(t.Context(), subject, members[1]))
	got, err = b.Subject(t.Context(), subject)
	require.NoError(t, err)
	assert.Equal(t, []store.Membership{members[0], members[2]}, got)
	for _, other := range []string{"auth0|ivan", "", "unknown"} {
		got, err := b.Subject(t.Context(), other)
		require.NoError(t, err)
		assert.Empty(t, got)
	}
}

func TestStaffIsAsLastWritten(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	m := store.Staff{ID: "petrov", Name: "Пётр Петров", Email: "petrov@flat.example", Language: "ru", Levels: []policy.Level{2, 3}, Roles: []string{"engineer"}}
	require.NoError(t, b.PutStaff(t.Context(), store.Staff{ID: "petrov", Name: "old"}))
	require.NoError(t, b.PutStaff(t.Context(), m))
	got, err := b.Staff(t.Context(), "petrov")
	require.NoError(t, err)
	assert.Equal(t, m, got)
	_, err = b.Staff(t.Context(), "nobody")
	assert.ErrorIs(t, err, store.ErrNotFound)
}

func TestOnDutyIsWhoseShiftHoldsTheInstant(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	at := func(hour int) time.Time { return time.Date(2026, 11, 23, hour, 0, 0, 0, time.UTC) }
	shifts := []store.Shift{
		{Role: "L2", Person: "petrov", From: at(6), To: at(15)},
		{Role: "L2", Person: "sidorova", From: at(15), To: at(18)},
		{Role: "L2", Person: "always", From: at(8)},
		{Role: "L2", Person: "petrov", From: at(14), To: at(16)},
		{Role: "L2", Person: "corrected", From: at(1), To: at(23)},
		{Role: "L2", Person: "corrected", From: at(1), To: at(2)},
		{Role: "L3", Person: "kuznetsov", From: at(0)},
	}
	for _, sh := range shifts {
		require.NoError(t, b.PutShift(t.Context(), sh))
	}
	moscow := time.FixedZone("MSK", 3*60*60)
	cases := []struct {
		name string
		role string
		at   time.Time
		want []string
	}{
		{"before every shift", "L2", at(0), []string{}},
		{"a shift written again ends at its new end", "L2", at(2), []string{}},
		{"at the start", "L2", at(6), []string{"petrov"}},
		{"just before the start", "L2", at(6).Add(-time.Second), []string{}},
		{"in the order in which shifts began", "L2", at(9), []string{"petrov", "always"}},
		{"two shifts of one person", "L2", at(14), []string{"petrov", "always"}},
		{"at the end of one and the start of another", "L2", at(15), []string{"always", "petrov", "sidorova"}},
		{"the same in another zone", "L2", at(15).In(moscow), []string{"always", "petrov", "sidorova"}},
		{"just before the end", "L2", at(18).Add(-time.Nanosecond), []string{"always", "sidorova"}},
		{"at the end", "L2", at(18), []string{"always"}},
		{"without an end", "L2", at(18).AddDate(5, 0, 0), []string{"always"}},
		{"another role", "L3", at(9), []string{"kuznetsov"}},
		{"a role that nobody has", "MANAGER", at(9), []string{}},
	}
	for _, c := range cases {
		got, err := b.OnDuty(t.Context(), c.role, c.at)
		require.NoError(t, err, c.name)
		assert.Equal(t, c.want, got, c.name)
	}
	ended := b.raw(t, "ROTA#L2", "2026-11-23T06:00:00Z#petrov")
	expiry := time.Date(2027, 2, 21, 15, 0, 0, 0, time.UTC).Unix()
	assert.Equal(t, n(fmt.Sprint(expiry)), ended["ttl"], "a shift that has ended expires")
	assert.NotContains(t, b.raw(t, "ROTA#L2", "2026-11-23T08:00:00Z#always"), "ttl")
}
