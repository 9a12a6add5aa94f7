package store_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
)

func day(y int, m time.Month, d int) coverage.Date { return coverage.Date{Year: y, Month: m, Day: d} }

// A fact of each kind with every field set, so that none can be forgotten in the stored form.
var (
	customer     = entitlement.Customer{ID: volga, Name: "АО «Волга»", P1Engineers: []string{"sidorova", "petrov"}, Zone: "Asia/Omsk"}
	contact      = entitlement.Contact{ID: "ivan", Name: "Иван", Email: "ivan@volga.example", Phone: "+74990000001", Language: "ru", Authorised: true}
	installation = entitlement.Installation{ID: "hq", Product: "softswitch", Version: "4.1", CommissionedOn: day(2025, 3, 15), Area: "RU-MOW", Licences: 200, Zone: "Asia/Tomsk"}
	certificate  = entitlement.Certificate{
		ID: "c1", Edition: "flat-1.4", Package: policy.TS8x5L3, Installation: "hq", SoldOn: day(2025, 3, 1), ActivationOn: day(2025, 3, 15),
		TermMonths: 36, Licences: 200, Partner: "integrator", Level1: true, PreviousEnd: day(2025, 3, 2), Renews: "c0",
		Joins: []string{"c8", "c9"}, Cancelled: true, Order: "o-1", Activated: 150, Upgrade: "u-1",
	}
	intent         = entitlement.Intent{Certificate: "c1", DeclaredAt: monday, WithdrawnAt: monday.Add(time.Hour), By: "ivan", Evidence: "письмо 12"}
	partner        = entitlement.Partner{ID: "integrator", Name: "Интегратор", Active: true, Changes: []entitlement.StatusChange{{At: monday.Add(-time.Hour), Active: true}}}
	partnerContact = entitlement.Contact{ID: "olga", Partner: "integrator", Name: "Ольга", Email: "olga@integrator.example", Phone: "+7", Language: "en", Authorised: true}
)

func TestTheFactsOfTheTestLeaveNoFieldOut(t *testing.T) {
	t.Parallel()
	for _, fact := range []any{customer, contact, installation, certificate, intent, partner, partnerContact} {
		v := reflect.ValueOf(fact)
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if name == "Ref" || name == "Partner" && v.Type() == reflect.TypeOf(contact) {
				continue
			}
			assert.False(t, v.Field(i).IsZero(), "%T.%s", fact, name)
		}
	}
}

// putAll writes a version of each.
func putAll(t *testing.T, b bench, version int) {
	t.Helper()
	putWith(t, b, version, certificate, partner)
}

func putWith(t *testing.T, b bench, version int, certificate entitlement.Certificate, partner entitlement.Partner) {
	t.Helper()
	ctx := t.Context()
	require.NoError(t, b.PutCustomer(ctx, customer, version))
	require.NoError(t, b.PutContact(ctx, volga, contact, version))
	require.NoError(t, b.PutInstallation(ctx, volga, installation, version))
	require.NoError(t, b.PutCertificate(ctx, volga, certificate, version))
	require.NoError(t, b.PutIntent(ctx, volga, intent, version))
	require.NoError(t, b.PutPartner(ctx, partner, version))
	require.NoError(t, b.PutPartnerContact(ctx, "integrator", partnerContact, version))
}

// known is a partner's contact as facts show it.
func known(c entitlement.Contact) entitlement.Contact {
	c.ID = entitlement.PartnerContactID(c.Partner, c.ID)
	return c
}

func withRef[T any](fact T, ref entitlement.Ref) T {
	reflect.ValueOf(&fact).Elem().FieldByName("Ref").SetString(string(ref))
	return fact
}

func TestFactsAreTheNewestVersionsWithTheBoundPartners(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for version := 1; version <= 11; version++ { // the tenth must not sort before the second
		old := contact
		old.Phone = ""
		if version == 11 {
			old = contact
		}
		require.NoError(t, b.PutContact(t.Context(), volga, old, version))
	}
	require.NoError(t, b.PutContact(t.Context(), volga, entitlement.Contact{ID: "ivan-2", Email: "i2@volga.example"}, 3))
	require.NoError(t, b.PutCustomer(t.Context(), customer, 1))
	require.NoError(t, b.PutInstallation(t.Context(), volga, installation, 2))
	require.NoError(t, b.PutCertificate(t.Context(), volga, certificate, 1))
	require.NoError(t, b.PutIntent(t.Context(), volga, intent, 4))
	require.NoError(t, b.PutPartner(t.Context(), partner, 1))
	require.NoError(t, b.PutPartnerContact(t.Context(), "integrator", partnerContact, 9999))
	require.NoError(t, b.PutPartner(t.Context(), entitlement.Partner{ID: "unbound"}, 1))
	require.NoError(t, b.PutCustomer(t.Context(), entitlement.Customer{ID: "kama"}, 1))
	b.registered(t, ticket1, monday) // shares the partition with the facts

	facts, err := b.Facts(t.Context(), volga)
	require.NoError(t, err)
	assert.Equal(t, entitlement.Facts{
		Customer: withRef(customer, "customer/volga@1"),
		Contacts: []entitlement.Contact{
			withRef(contact, "contact/ivan@11"),
			withRef(entitlement.Contact{ID: "ivan-2", Email: "i2@volga.example"}, "contact/ivan-2@3"),
			withRef(known(partnerContact), "contact/integrator/olga@9999"),
		},
		Installations: []entitlement.Installation{withRef(installation, "inst/hq@2")},
		Certificates:  []entitlement.Certificate{withRef(certificate, "cert/c1@1")},
		Intents:       []entitlement.Intent{withRef(intent, "intent/c1@4")},
		Partners:      []entitlement.Partner{withRef(partner, "partner/integrator@1")},
	}, facts)
}

// An intent that was withdrawn and declared anew is two (G20); one that was put right is one.
func TestAnIntentDeclaredAnewStandsBesideTheWithdrawnOne(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return monday.AddDate(0, 0, n) }
	first := entitlement.Intent{Certificate: "c1", DeclaredAt: day(0), By: "ivan"}
	withdrawn := first
	withdrawn.WithdrawnAt = day(10)
	again := entitlement.Intent{Certificate: "c1", DeclaredAt: day(10), By: "ivan"}
	early := again
	early.DeclaredAt = day(9)
	cases := []struct {
		name     string
		versions []entitlement.Intent
		want     []entitlement.Ref
	}{
		{"withdrawn", []entitlement.Intent{first, withdrawn}, []entitlement.Ref{"intent/c1@2"}},
		{"withdrawn and declared anew", []entitlement.Intent{first, withdrawn, again}, []entitlement.Ref{"intent/c1@2", "intent/c1@3"}},
		{"and put right after that", []entitlement.Intent{first, withdrawn, again, early}, []entitlement.Ref{"intent/c1@2", "intent/c1@4"}},
		{"put right", []entitlement.Intent{first, early}, []entitlement.Ref{"intent/c1@2"}},
		{"declared earlier than the one before was withdrawn", []entitlement.Intent{withdrawn, early}, []entitlement.Ref{"intent/c1@2"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			for i, intent := range c.versions {
				require.NoError(t, b.PutIntent(t.Context(), volga, intent, i+1))
			}
			facts, err := b.Facts(t.Context(), volga)
			require.NoError(t, err)
			var got []entitlement.Ref
			for _, intent := range facts.Intents {
				got = append(got, intent.Ref)
			}
			assert.Equal(t, c.want, got)
		})
	}
}

// Customers and partners name their people independently: two of the same id stay two.
func TestNamesakesOfACustomerAndAPartnerStayApart(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	namesake := entitlement.Contact{ID: "olga", Email: "olga@volga.example", Authorised: true}
	mistaken := namesake
	mistaken.Partner = "integrator" // a customer's contact is no partner's, whatever the record was made of
	require.NoError(t, b.PutContact(t.Context(), volga, mistaken, 1))
	require.NoError(t, b.PutCertificate(t.Context(), volga, certificate, 1))
	require.NoError(t, b.PutPartnerContact(t.Context(), "integrator", partnerContact, 1))
	facts, err := b.Facts(t.Context(), volga)
	require.NoError(t, err)
	assert.Equal(t, []entitlement.Contact{
		withRef(namesake, "contact/olga@1"), withRef(known(partnerContact), "contact/integrator/olga@1"),
	}, facts.Contacts)
	assert.Equal(t, "integrator/olga", facts.Contacts[1].ID)
	assert.Contains(t, textOf(b.raw(t, "P#integrator", "F#CONTACT#olga#0001")["d"]), `"id":"olga"`, "the record keeps the partner's own id")
}

func TestNothingIsKnownOfAnUnknownCustomer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, id := range []string{"nobody", ""} {
		facts, err := b.Facts(t.Context(), id)
		require.NoError(t, err)
		assert.Zero(t, facts)
	}
}

func TestAVersionOfAFactNeverChanges(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	putAll(t, b, 1)
	before, err := b.Facts(t.Context(), volga)
	require.NoError(t, err)
	putAll(t, b, 1) // the same once more does nothing

	ctx := t.Context()
	changed := []error{
		b.PutCustomer(ctx, entitlement.Customer{ID: volga, Name: "другое"}, 1),
		b.PutContact(ctx, volga, entitlement.Contact{ID: "ivan"}, 1),
		b.PutInstallation(ctx, volga, entitlement.Installation{ID: "hq"}, 1),
		b.PutCertificate(ctx, volga, entitlement.Certificate{ID: "c1"}, 1),
		b.PutIntent(ctx, volga, entitlement.Intent{Certificate: "c1"}, 1),
		b.PutPartner(ctx, entitlement.Partner{ID: "integrator"}, 1),
		b.PutPartnerContact(ctx, "integrator", entitlement.Contact{ID: "olga"}, 1),
	}
	for i, err := range changed {
		assert.ErrorIs(t, err, store.ErrConflict, i)
	}
	after, err := b.Facts(t.Context(), volga)
	require.NoError(t, err)
	assert.Equal(t, before, after)
}

func TestIDsAndVersionsThatCannotBeKeysAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	refused := []error{
		b.PutCustomer(ctx, entitlement.Customer{ID: ""}, 1),
		b.PutCustomer(ctx, entitlement.Customer{ID: "a#b"}, 1),
		b.PutContact(ctx, volga, entitlement.Contact{ID: "x\n"}, 1),
		b.PutContact(ctx, "", entitlement.Contact{ID: "x"}, 1),
		b.PutCertificate(ctx, volga, entitlement.Certificate{ID: "c", Partner: "a#b"}, 1),
		b.PutCertificate(ctx, volga, entitlement.Certificate{ID: "c", Partner: "a/b"}, 1),
		b.PutContact(ctx, volga, entitlement.Contact{ID: "integrator/olga"}, 1),
		b.PutPartnerContact(ctx, "integrator", known(partnerContact), 1),
		b.PutPartnerContact(ctx, "a/b", entitlement.Contact{ID: "olga"}, 1),
		b.PutPartner(ctx, entitlement.Partner{ID: "a/b"}, 1),
		b.PutCustomer(ctx, customer, 0),
		b.PutCustomer(ctx, customer, 10000),
		b.PutStaff(ctx, store.Staff{}),
		b.PutShift(ctx, store.Shift{Role: "L2", From: monday}),
		b.PutMembership(ctx, "", store.Membership{Kind: store.ContactMember, Customer: volga, Contact: "ivan"}),
		b.PutMembership(ctx, "sub", store.Membership{Kind: "owner", Customer: volga, Contact: "ivan"}),
		b.PutMembership(ctx, "sub", store.Membership{Kind: store.ContactMember, Customer: volga, Partner: "integrator", Contact: "ivan"}),
		b.PutMembership(ctx, "sub", store.Membership{Kind: store.PartnerMember, Customer: volga, Contact: "ivan"}),
		b.PutMembership(ctx, "sub", store.Membership{Kind: store.ContactMember, Customer: volga, Contact: "integrator/olga"}),
		b.PutMembership(ctx, "sub", store.Membership{Kind: store.PartnerMember, Partner: "a/b", Contact: "olga"}),
	}
	for i, err := range refused {
		assert.ErrorIs(t, err, store.ErrBadID, i)
	}
	assert.Empty(t, b.all(t))
}

func TestFactsOfANewerVersionAreRefused(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		change func(item)
	}{
		{"a newer schema", func(it item) { it["x"] = n("2") }},
		{"a field that is not known", func(it item) { it["d"] = s(`{"id":"c1","new":1}`) }},
		{"two records in one", func(it item) { it["d"] = s(textOf(it["d"]) + "{}") }},
		{"no record", func(it item) { delete(it, "d") }},
		{"an unknown kind", func(it item) { it["sk"] = s("F#NEW#c1#0001") }},
		{"a version that is no number", func(it item) { it["sk"] = s("F#CERT#c1#new") }},
		{"a key with more parts", func(it item) { it["sk"] = s("F#CERT#c1#x#0001") }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			putAll(t, b, 1)
			it := b.raw(t, "C#volga", "F#CERT#c1#0001")
			c.change(it)
			b.write(t, it)
			_, err := b.Facts(t.Context(), volga)
			assert.ErrorIs(t, err, store.ErrUnreadable)
		})
	}
}

func TestCustomersOfAPartnerAreThoseWithBoundCertificates(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	putAll(t, b, 1)
	require.NoError(t, b.PutCertificate(t.Context(), "kama", certificate, 1))
	own := certificate
	own.Partner = ""
	require.NoError(t, b.PutCertificate(t.Context(), "oka", own, 1))
	of := func(partner string) []string {
		customers, err := b.CustomersOfPartner(context.WithoutCancel(t.Context()), partner)
		require.NoError(t, err)
		return customers
	}
	assert.Equal(t, []string{"kama", volga}, of("integrator"))
	assert.Empty(t, of("unknown"))
}
