package entitlement_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// Who may use the partner package, and what partners may not use (R24-R26, G46, G47).
func TestPartners(t *testing.T) {
	t.Parallel()
	bound := certificate("c1", boundTo("integrator"))
	anyPartner := reading("partner.contactScope", "any_partner")
	rival := func(active bool) option {
		return func(w *world) {
			w.facts.Partners = append(w.facts.Partners, entitlement.Partner{Ref: "partner/rival@1", ID: "rival", Active: active})
			w.facts.Contacts = append(w.facts.Contacts, entitlement.Contact{Ref: "contact/boris@1", ID: "boris", Partner: "rival"})
		}
	}
	cases := []struct {
		name    string
		given   []option
		code    policy.RefusalCode
		partner string
	}{
		{"the bound partner's employee", []option{bound, by("olga")}, "", ""},
		{"ENT-19 the end customer's own contact is sent to the partner", []option{bound}, policy.ContactNotAuthorised, "Интегратор"},
		{"ENT-19 a colleague who was not named learns no partner", []option{bound, by("anna")}, policy.ContactNotAuthorised, ""},
		{"another partner's employee", []option{bound, rival(true), by("boris")}, policy.ContactNotAuthorised, ""},
		{"reading any_partner: another partner's employee", []option{bound, rival(true), by("boris"), anyPartner}, "", ""},
		{"reading any_partner: not without the status", []option{bound, rival(false), by("boris"), anyPartner}, policy.PartnerStatusMissing, ""},
		{"the partner lost the status", []option{bound, by("olga"), statusLost}, policy.PartnerStatusMissing, ""},
		{"the partner is not on record", []option{bound, by("olga"), func(w *world) { w.facts.Partners = nil }}, policy.PartnerStatusMissing, ""},
		{"a lost status does not let the end customer in", []option{bound, statusLost}, policy.ContactNotAuthorised, "Интегратор"},
		{"a partner package bound to nobody", []option{certificate("c1", pack(policy.TS8x5L3)), by("olga")}, policy.ContactNotAuthorised, ""},
		{"a partner's employee on a package of the customer", []option{by("olga")}, policy.ContactNotAuthorised, ""},
		{"a partner's employee where nothing was sold", []option{noCertificates, by("olga")}, policy.NoCertificate, ""},
		{"reading anyone does not open a partner package to the end customer", []option{bound, reading("contacts.mode", "anyone")}, policy.ContactNotAuthorised, "Интегратор"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := given(t, c.given...).decide()
			assert.Equal(t, c.code, d.Code)
			assert.Equal(t, c.partner, d.Partner)
			if c.partner != "" {
				assert.Equal(t, policy.ClauseCode("E5"), d.Clause, "the package refuses, not the list of contacts")
			}
		})
	}
}

// The first check that fails speaks: each case fails at its own check and at all later ones.
func TestChecksAreMadeInOrder(t *testing.T) {
	t.Parallel()
	faults := []struct {
		name string
		make option
		code policy.RefusalCode
	}{
		{"who asks", by("stranger"), policy.ContactNotAuthorised},
		{"product", hq(func(i *entitlement.Installation) { i.Product = "typewriter" }), policy.ProductNotCovered},
		{"support", at("2026-03-15"), policy.CoverageExpired},
		{"commissioned", commissionedOn("2030-01-01"), policy.NotCommissioned},
		{"channel", channel(policy.Hotline), policy.ChannelNotAllowed},
		{"level", requestType(policy.Configure), policy.LevelNotIncluded},
	}
	for i, fault := range faults {
		t.Run(fault.name+" before all that follow", func(t *testing.T) {
			t.Parallel()
			var options []option
			for _, later := range faults[i:] {
				options = append(options, later.make)
			}
			assert.Equal(t, fault.code, given(t, options...).decide().Code)
		})
	}
}
