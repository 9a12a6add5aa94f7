package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
)

func TestAPartnerIsReadWithItsPeople(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	putAll(t, b, 1)
	putAll(t, b, 2)
	facts, err := b.PartnerFacts(t.Context(), partner.ID)
	require.NoError(t, err)
	olga := withRef(partnerContact, "contact/integrator/olga@2")
	olga.ID = "integrator/olga"
	assert.Equal(t, entitlement.Facts{
		Partners: []entitlement.Partner{withRef(partner, "partner/integrator@2")}, Contacts: []entitlement.Contact{olga},
	}, facts)
	none, err := b.PartnerFacts(t.Context(), "nobody")
	require.NoError(t, err)
	assert.Equal(t, entitlement.Facts{}, none)
}

func TestEveryVersionOfAContactCanBeRead(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	emails := []string{"a@volga.example", "b@volga.example"}
	for i, email := range emails {
		c := contact
		c.Email = email
		require.NoError(t, b.PutContact(t.Context(), volga, c, i+1))
		c.ID = contact.ID + "2" // another, whose id begins alike
		require.NoError(t, b.PutContact(t.Context(), volga, c, i+1))
		require.NoError(t, b.PutPartnerContact(t.Context(), partner.ID, c, i+1))
	}
	versions, err := b.ContactHistory(t.Context(), volga, contact.ID)
	require.NoError(t, err)
	require.Len(t, versions, 2)
	for i, v := range versions {
		assert.Equal(t, emails[i], v.Email)
		assert.Equal(t, i+1, store.VersionOf(v.Ref))
	}
	versions, err = b.PartnerContactHistory(t.Context(), partner.ID, contact.ID+"2")
	require.NoError(t, err)
	assert.Len(t, versions, 2)
	versions, err = b.PartnerContactHistory(t.Context(), partner.ID, contact.ID)
	require.NoError(t, err)
	assert.Empty(t, versions)
	assert.Zero(t, store.VersionOf(""))
}

func TestTheShiftsOfARoleAreReadAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	at := func(hour int) time.Time { return time.Date(2026, 11, 23, hour, 0, 0, 0, time.UTC) }
	shifts := []store.Shift{{Role: "L2", Person: "petrov", From: at(6), To: at(15)}, {Role: "L2", Person: "sidorova", From: at(15)}}
	for _, sh := range append(shifts, store.Shift{Role: "L3", Person: "petrov", From: at(6)}) {
		require.NoError(t, b.PutShift(t.Context(), sh))
	}
	got, err := b.Shifts(t.Context(), "L2")
	require.NoError(t, err)
	assert.Equal(t, shifts, got)
	assert.False(t, shifts[1].Over(at(15).AddDate(10, 0, 0)), "without an end")
	ends := shifts[0].To.Add(90 * 24 * time.Hour)
	assert.False(t, shifts[0].Over(ends.Add(-time.Second)))
	assert.True(t, shifts[0].Over(ends))
}

func TestAReplacementIsOfWhatWasRead(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	from := monday.Truncate(time.Second)
	staff := func(name string) store.Staff { return store.Staff{ID: "petrov", Name: name, Levels: []policy.Level{2}} }
	shift := func(hours int) store.Shift {
		sh := store.Shift{Role: "L2", Person: "petrov", From: from}
		if hours > 0 {
			sh.To = from.Add(time.Duration(hours) * time.Hour)
		}
		return sh
	}
	one, two, three := staff("one"), staff("two"), staff("three")
	endless, eight, nine := shift(0), shift(8), shift(9)
	cases := []struct {
		name string
		do   func() error
		want error
	}{
		{"the first", func() error { return b.ReplaceStaff(t.Context(), nil, one) }, nil},
		{"the first again", func() error { return b.ReplaceStaff(t.Context(), nil, one) }, nil},
		{"another first", func() error { return b.ReplaceStaff(t.Context(), nil, two) }, store.ErrConflict},
		{"the next", func() error { return b.ReplaceStaff(t.Context(), &one, two) }, nil},
		{"the next again", func() error { return b.ReplaceStaff(t.Context(), &one, two) }, nil},
		{"another next", func() error { return b.ReplaceStaff(t.Context(), &one, three) }, store.ErrConflict},
		{"one who has gone", func() error { return b.ReplaceStaff(t.Context(), &one, store.Staff{ID: "gone"}) }, store.ErrConflict},
		{"an endless shift", func() error { return b.ReplaceShift(t.Context(), nil, endless) }, nil},
		{"an endless shift again", func() error { return b.ReplaceShift(t.Context(), nil, endless) }, nil},
		{"one with an end in its place, unseen", func() error { return b.ReplaceShift(t.Context(), nil, eight) }, store.ErrConflict},
		{"one with an end in its place", func() error { return b.ReplaceShift(t.Context(), &endless, eight) }, nil},
		{"and again", func() error { return b.ReplaceShift(t.Context(), &endless, eight) }, nil},
		{"another end", func() error { return b.ReplaceShift(t.Context(), &endless, nine) }, store.ErrConflict},
		{"the next end", func() error { return b.ReplaceShift(t.Context(), &eight, nine) }, nil},
		{"no end any more", func() error { return b.ReplaceShift(t.Context(), &nine, endless) }, nil},
		{"an end for one that is not there", func() error {
			other := eight
			other.Person = "gone"
			return b.ReplaceShift(t.Context(), &endless, other)
		}, store.ErrConflict},
	}
	for _, c := range cases {
		assert.ErrorIs(t, c.do(), c.want, c.name)
	}
	got, err := b.Staff(t.Context(), "petrov")
	require.NoError(t, err)
	assert.Equal(t, two, got)
	shifts, err := b.Shifts(t.Context(), "L2")
	require.NoError(t, err)
	assert.Equal(t, []store.Shift{endless}, shifts)
	assert.NotContains(t, b.raw(t, "ROTA#L2", from.Format("2006-01-02T15:04:05Z")+"#petrov"), "ttl")
	assert.ErrorIs(t, b.ReplaceStaff(t.Context(), nil, store.Staff{ID: "a#b"}), store.ErrBadID)
	assert.ErrorIs(t, b.ReplaceShift(t.Context(), nil, store.Shift{Role: "L2"}), store.ErrBadID)
}
