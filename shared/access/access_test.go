package access_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/access"
	"flatsupport/shared/auth"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// For which customers a person may act follows from the records and from the roles of the token, both.
func TestSeats(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga", "neva", "oka", "ob")
	put := func(subject string, members ...store.Membership) {
		for _, m := range members {
			require.NoError(t, d.Store.PutMembership(t.Context(), subject, m))
		}
	}
	ofVolga := store.Membership{Kind: store.ContactMember, Customer: "volga", Contact: "ivan"}
	ofNeva := store.Membership{Kind: store.ContactMember, Customer: "neva", Contact: "anna"}
	ofPartner := store.Membership{Kind: store.PartnerMember, Partner: "telecom-integrator", Contact: "olga"}
	put("one", ofVolga)
	put("two", ofVolga, ofNeva)
	put("both", ofVolga, ofPartner)
	contact, partner := []auth.Role{auth.Contact}, []auth.Role{auth.PartnerContact}
	volga := access.Seat{Customer: "volga", Contact: "ivan", Role: ticket.Contact}
	neva := access.Seat{Customer: "neva", Contact: "anna", Role: ticket.Contact}
	oka := access.Seat{Customer: "oka", Contact: "telecom-integrator/olga", Role: ticket.PartnerContact, Partner: "telecom-integrator"}
	cases := []struct {
		name, subject string
		roles         []auth.Role
		seats         []access.Seat
	}{
		{"a contact", "one", contact, []access.Seat{volga}},
		{"a contact of two customers", "two", contact, []access.Seat{neva, volga}},
		{"a contact whose token says another role", "one", partner, nil},
		{"a contact who also works for a partner, as contact", "both", contact, []access.Seat{volga}},
		{"the same, as partner contact", "both", partner, []access.Seat{oka}},
		{"the same, as both", "both", append(contact, partner...), []access.Seat{volga, oka}},
		{"a partner contact", "olga@integrator.example", partner, []access.Seat{oka}},
		{"an engineer is nobody's contact", "one", []auth.Role{auth.Engineer, auth.Manager}, nil},
		{"nobody", "nobody", append(contact, partner...), nil},
		{"a subject that looks like a key", "one#M#C#volga#ivan", contact, nil},
	}
	gate := access.Gate{Store: d.Store}
	for _, c := range cases {
		seats, err := gate.Seats(t.Context(), auth.Caller{Subject: c.subject, Roles: c.roles})
		assert.NoError(t, err, c.name)
		assert.ElementsMatch(t, c.seats, seats, c.name)
	}
}

func TestTakingASeat(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga", "neva")
	for _, m := range []store.Membership{
		{Kind: store.ContactMember, Customer: "volga", Contact: "ivan"}, {Kind: store.ContactMember, Customer: "neva", Contact: "anna"},
	} {
		require.NoError(t, d.Store.PutMembership(t.Context(), "two", m))
	}
	cases := []struct {
		name, subject, customer string
		takes                   string
		err                     error
	}{
		{"the only one needs no name", "ivan@volga.example", "", "volga", nil},
		{"the only one by name", "ivan@volga.example", "volga", "volga", nil},
		{"one of two by name", "two", "neva", "neva", nil},
		{"one of two without a name", "two", "", "", access.ErrChoose},
		{"somebody else's", "ivan@volga.example", "neva", "", access.ErrNotFound},
		{"of a customer that does not exist", "ivan@volga.example", "tigris", "", access.ErrNotFound},
		{"nobody without a name", "nobody", "", "", access.ErrNobody},
		{"nobody by name", "nobody", "volga", "", access.ErrNotFound},
	}
	gate := access.Gate{Store: d.Store}
	for _, c := range cases {
		seat, err := gate.Seat(t.Context(), auth.Caller{Subject: c.subject, Roles: []auth.Role{auth.Contact}}, c.customer)
		assert.ErrorIs(t, err, c.err, c.name)
		assert.Equal(t, c.takes, seat.Customer, c.name)
	}
}

// A person whose membership has ended is out with the next request.
func TestAMembershipEnds(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	gate, ivan := access.Gate{Store: d.Store}, auth.Caller{Subject: "ivan@volga.example", Roles: []auth.Role{auth.Contact}}
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	_, seat, err := gate.Own(t.Context(), ivan, ticket.ShowNumber(id), d.Clock.Now())
	require.NoError(t, err)
	member := store.Membership{Kind: store.ContactMember, Customer: seat.Customer, Contact: seat.Contact}
	require.NoError(t, d.Store.DeleteMembership(t.Context(), ivan.Subject, member))
	_, _, err = gate.Own(t.Context(), ivan, ticket.ShowNumber(id), d.Clock.Now())
	assert.ErrorIs(t, err, access.ErrNotFound)
}
