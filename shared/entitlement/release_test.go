package entitlement_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// wants asks for a release of the product of hq, which runs 4.1. A hotfix is for that version.
func wants(kind entitlement.ReleaseKind, changes ...func(*entitlement.Request)) option {
	return func(w *world) {
		w.facts.Installations[0].Version = "4.1"
		release := entitlement.Release{Product: w.facts.Installations[0].Product, Version: "4.2", Kind: kind}
		if kind == entitlement.Hotfix {
			release.Version, release.Fixes = "4.1.1", "4.1"
		}
		w.req = entitlement.Request{ReceivedAt: w.req.ReceivedAt, Installation: "hq", Contact: w.req.Contact, Release: release}
		for _, change := range changes {
			change(&w.req)
		}
	}
}

func inTicket(r *entitlement.Request) { r.Ticket = "2H9CN-NPFZ4" }

func fixes(version string) func(*entitlement.Request) {
	return func(r *entitlement.Request) { r.Release.Fixes = version }
}

func ofProduct(product string) func(*entitlement.Request) {
	return func(r *entitlement.Request) { r.Release.Product = product }
}

// Each release, before, at and after the instant at which the right to it begins or ends.
func TestTheRightToARelease(t *testing.T) {
	t.Parallel()
	const hotfix, update, major, os = entitlement.Hotfix, entitlement.Update, entitlement.Major, entitlement.OSUpdate
	declared := intent("c1", "2026-03-01", "")
	renewed := certificate("c2", renews("2026-03-15"))
	allButMajors := reading("loyalty.rights", "all_but_majors")
	cases := []struct {
		name   string
		given  []option
		code   policy.RefusalCode // empty: it can be had
		clause policy.ClauseCode
		until  string
	}{
		{"an update under running support", []option{wants(update)}, "", "D", "2026-03-15"},
		{"a major version", []option{wants(major)}, "", "D", "2026-03-15"},
		{"a hotfix without any ticket", []option{wants(hotfix)}, "", "D", "2026-03-15"},
		{"a hotfix for another version", []option{wants(hotfix, fixes("3.9"))}, "", "D", "2026-03-15"},
		{"on the last instant", []option{wants(major), declared, at("2026-03-14 23:59:59.999999999")}, "", "D", "2026-03-15"},
		{"before the start", []option{wants(update), at("2025-03-14 23:59:59")}, policy.NotYetActive, "B", "2025-03-15"},
		{"an update of the operating system", []option{wants(os)}, policy.OSUpdateExcluded, "D", ""},
		{"which no state gives", []option{wants(os), at("2026-03-15")}, policy.OSUpdateExcluded, "D", ""},
		{"which no ticket gives", []option{wants(os, inTicket), declared, at("2026-03-15")}, policy.OSUpdateExcluded, "D", ""},
		{"a release of another product", []option{wants(update, ofProduct("recorder"))}, policy.ProductNotCovered, "A", ""},
		{"a product that is not in the catalogue", []option{wants(update, ofProduct("typewriter")), hq(func(i *entitlement.Installation) { i.Product = "typewriter" })}, policy.ProductNotCovered, "A", ""},
		{"a system that was never commissioned", []option{wants(update), commissionedOn("")}, policy.NotCommissioned, "D", "2026-03-15"},
		{"until the day of commissioning", []option{wants(update), commissionedOn("2025-05-05"), at("2025-05-04 23:59:59")}, policy.NotCommissioned, "D", "2025-05-05"},
		{"for a colleague who was not named", []option{by("anna"), wants(update)}, policy.ContactNotAuthorised, "A", ""},
		{"for a stranger", []option{by("stranger"), wants(os)}, policy.ContactNotAuthorised, "A", ""},
		{"for the end customer of a partner", []option{wants(update), certificate("c1", boundTo("integrator"))}, policy.ContactNotAuthorised, "E5", ""},
		{"for the partner", []option{by("olga"), wants(update), certificate("c1", boundTo("integrator"))}, "", "D", "2026-03-15"},
		{"for a partner without the status", []option{by("olga"), wants(update), statusLost, certificate("c1", boundTo("integrator"))}, policy.PartnerStatusMissing, "E5", ""},
		{"for the desk, whoever the contacts are", []option{by("stranger"), wants(update, func(r *entitlement.Request) { r.Desk = true })}, "", "D", "2026-03-15"},
		{"the desk has no more than the contract gives", []option{wants(update, func(r *entitlement.Request) { r.Desk = true }), at("2026-03-15")}, policy.CoverageExpired, "C", "2027-03-15"},
		{"without a certificate", []option{wants(update), noCertificates}, policy.NoCertificate, "B", ""},

		{"R11 no update in loyalty, from its first instant", []option{wants(update), declared, at("2026-03-15")}, policy.ReleaseNotEntitled, "C", "2026-06-15"},
		{"R11 no major version", []option{wants(major), declared, at("2026-03-15")}, policy.ReleaseNotEntitled, "C", "2026-06-15"},
		{"no update within a ticket either", []option{wants(update, inTicket), declared, at("2026-03-15")}, policy.ReleaseNotEntitled, "C", "2026-06-15"},
		{"no hotfix without a ticket", []option{wants(hotfix), declared, at("2026-03-15")}, policy.ReleaseNotEntitled, "C", "2026-06-15"},
		{"G21 a hotfix for the installed version within a ticket", []option{wants(hotfix, inTicket), declared, at("2026-03-15")}, "", "C", "2026-06-15"},
		{"written otherwise", []option{wants(hotfix, inTicket, fixes("4.1.0")), declared, at("2026-03-15")}, "", "C", "2026-06-15"},
		{"a hotfix for another version", []option{wants(hotfix, inTicket, fixes("4.2")), declared, at("2026-03-15")}, policy.ReleaseNotEntitled, "C", "2026-06-15"},
		{"a version that nobody knows", []option{wants(hotfix, inTicket, fixes("")), hq(func(i *entitlement.Installation) { i.Version = "" }), declared, at("2026-03-15")}, policy.ReleaseNotEntitled, "C", "2026-06-15"},
		{"versions in words of the customer's own", []option{wants(hotfix, inTicket, fixes("4.1 SP2")), hq(func(i *entitlement.Installation) { i.Version = "4.1 SP2" }), declared, at("2026-03-15")}, "", "C", "2026-06-15"},
		{"loyalty over", []option{wants(hotfix, inTicket), declared, at("2026-06-15")}, policy.LoyaltyEnded, "C", "2027-03-15"},
		{"no loyalty", []option{wants(hotfix, inTicket), at("2026-03-15")}, policy.CoverageExpired, "C", "2027-03-15"},
		{"too long ago", []option{wants(update), at("2027-03-15")}, policy.UpgradeRequired, "C", ""},
		{"R12 the renewal gives everything again", []option{wants(major), declared, certificate("c1"), renewed, at("2026-04-01")}, "", "D", "2027-03-15"},

		{"by the other reading an update in loyalty", []option{wants(update), allButMajors, declared, at("2026-03-15")}, "", "C", "2026-06-15"},
		{"and a hotfix without a ticket", []option{wants(hotfix), allButMajors, declared, at("2026-03-15")}, "", "C", "2026-06-15"},
		{"and still no major version", []option{wants(major, inTicket), allButMajors, declared, at("2026-03-15")}, policy.ReleaseNotEntitled, "C", "2026-06-15"},
		{"and no update of the operating system", []option{wants(os), allButMajors, declared, at("2026-03-15")}, policy.OSUpdateExcluded, "D", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := given(t, c.given...)
			d := w.decide()
			assert.Equal(t, c.code, d.Code)
			assert.Equal(t, c.clause, d.Clause)
			assert.Equal(t, w.req.Release, d.Release)
			until := ""
			if !d.Until.IsZero() {
				until = d.Until.In(w.shelf[0].Zone).Format("2006-01-02")
			}
			assert.Equal(t, c.until, until)
			assert.Zero(t, d.Level, "no ticket begins")
			assert.False(t, d.Engineer)
			if c.code != "" {
				rule, ok := d.Refusal(w.shelf[0])
				require.True(t, ok)
				assert.NotEmpty(t, rule.Remedy.RU)
				assert.NotEmpty(t, rule.Remedy.EN)
			}
		})
	}
}

func TestAReleaseIsExplained(t *testing.T) {
	t.Parallel()
	declared := intent("c1", "2026-03-01", "")
	granted := given(t, wants(entitlement.Major))
	text := told(granted.decide().Explanation(granted.shelf[0]), "en")
	assert.Contains(t, text, "4.2 can be had: package “Basic package FLAT_TS 8x5”, certificate c1 (active).")
	assert.Contains(t, text, "holds through 14 March 2026")
	assert.NotContains(t, text, "Accepted")

	refused := given(t, wants(entitlement.Major), declared, at("2026-03-20"))
	d := refused.decide()
	text = told(d.Explanation(refused.shelf[0]), "en")
	assert.Contains(t, text, "During the loyalty period support is given without moving to new versions")
	assert.Contains(t, text, "Buy a renewal, and new versions become available again")
	assert.Contains(t, text, "bought by 14 March 2027 runs from 15 March 2026")
	assert.Contains(t, text, "loyalty.rights (G21) = hotfix_in_ticket")
	text = told(d.Explanation(refused.shelf[0]), "ru")
	assert.Contains(t, text, "В период лояльности поддержка оказывается без перехода на новые версии")
}

func TestWhatWouldGiveARelease(t *testing.T) {
	t.Parallel()
	declared := intent("c1", "2026-03-01", "")
	update := given(t, wants(entitlement.Update), declared, at("2026-04-20"))
	changes, _ := otherwise(t, update)
	assert.Equal(t, map[string]string{"loyalty.rights=all_but_majors": "accepted"}, changes)
	all, err := entitlement.WhatIf(update.shelf, update.facts, update.req, update.decide())
	require.NoError(t, err)
	assert.Contains(t, told(entitlement.Lines(all, update.shelf[0]), "en"), "the release can be had: package “Basic package FLAT_TS 8x5”, support: loyalty period.")

	changes, same := otherwise(t, given(t, wants(entitlement.Major), declared, at("2026-04-20")))
	assert.Empty(t, changes)
	assert.Contains(t, same, "loyalty.rights=all_but_majors")
}
