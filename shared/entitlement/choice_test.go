package entitlement_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

func branch(w *world) {
	w.facts.Installations = append(w.facts.Installations, entitlement.Installation{
		Ref: "installation/branch@1", ID: "branch", Product: w.facts.Installations[0].Product,
		CommissionedOn: date(w.t, "2025-03-15"),
	})
}

func TestTheCertificateIsChosenByInstallation(t *testing.T) {
	t.Parallel()
	onBranch := asks(func(r *entitlement.Request) { r.Installation = "branch" })
	old := certificate("a-old", renews("2022-03-15"))
	cases := []struct {
		name        string
		given       []option
		certificate string
		code        policy.RefusalCode
	}{
		{"ENT-03 the head office has its own", []option{branch, certificate("c1"), certificate("c2", covers("branch"), pack(policy.TS24x7))}, "c1", ""},
		{"ENT-03 the branch has its own", []option{branch, onBranch, certificate("c1"), certificate("c2", covers("branch"), pack(policy.TS24x7))}, "c2", ""},
		{"ENT-03 a running one elsewhere does not help", []option{branch, onBranch, certificate("c1"), certificate("c2", covers("branch"), renews("2023-03-15"))}, "c2", policy.UpgradeRequired},
		{"the later end wins", []option{certificate("c1", months(36)), certificate("c2")}, "c1", ""},
		{"the later end wins whatever the id", []option{certificate("c1"), certificate("c2", months(36))}, "c2", ""},
		{"the smaller id wins between equals", []option{certificate("c2"), certificate("c1")}, "c1", ""},
		{"ENT-13 a package bought up in mid-term wins over a longer basic one", []option{certificate("c1", months(36)), certificate("c2", pack(policy.TS24x7))}, "c2", ""},
		{"round the clock counts only for the priority asked", []option{certificate("c1", months(36)), certificate("c2", pack(policy.TS24x7)), priority(policy.P3)}, "c1", ""},
		{"an attached engineer wins over none", []option{certificate("c1", pack(policy.TS24x7), months(36)), certificate("c2", pack(policy.TS24x7Plus)), priority(policy.P1)}, "c2", ""},
		{"the renewal runs, the old one is in loyalty", []option{intent("c1", "2026-03-01", ""), certificate("c1", pack(policy.TS24x7)), certificate("c2", renews("2026-03-15")), at("2026-03-16")}, "c2", ""},
		{"loyalty serves while the next one is pending", []option{intent("c1", "2026-03-01", ""), certificate("c1"), certificate("c2", startsOn("2026-05-01")), at("2026-03-16")}, "c1", ""},
		{"the one that will start speaks before the one that ended", []option{certificate("c1"), certificate("c2", startsOn("2026-05-01")), at("2026-03-16")}, "c2", policy.NotYetActive},
		{"the one that can still be renewed speaks before the one that cannot", []option{old, certificate("c1"), at("2026-03-16")}, "c1", policy.CoverageExpired},
		{"an ended contract of its own does not hide the running partner package", []option{certificate("a-own", renews("2024-03-15")), certificate("c2", boundTo("integrator"))}, "c2", policy.ContactNotAuthorised},
		{"the one the contact may use serves", []option{certificate("c1", boundTo("integrator"), months(36)), certificate("c2")}, "c2", ""},
		{"the partner's employee gets the partner's one", []option{certificate("c1", months(36)), certificate("c2", boundTo("integrator")), by("olga")}, "c2", ""},
		{"loyalty that serves wins over a running one that does not", []option{intent("c1", "2026-03-01", ""), certificate("c1"), certificate("a2", boundTo("integrator"), renews("2026-03-15")), at("2026-03-16")}, "c1", ""},
		{"of two that refuse, the one that passed more checks speaks", []option{channel(policy.Hotline), certificate("c1", boundTo("integrator"), months(36)), certificate("c2")}, "c2", policy.ChannelNotAllowed},
		{"of two that lapsed, the one that ended last speaks", []option{intent("a-old", "2025-06-01", ""), certificate("a-old", renews("2024-06-15")), certificate("c1"), at("2026-03-16")}, "c1", policy.CoverageExpired},
		{"level 1 is looked for on every certificate", []option{requestType(policy.Configure), certificate("c1", months(36)), certificate("c2", level1)}, "c2", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := given(t, c.given...)
			d := w.decide()
			assert.Equal(t, c.certificate, d.Certificate)
			assert.Equal(t, c.code, d.Code)

			slices.Reverse(w.facts.Certificates)
			assert.Equal(t, d, w.decide())
		})
	}
}

// ENT-15: nothing vanishes without a reason.
func TestENT15EveryCertificateOfTheInstallationIsAccountedFor(t *testing.T) {
	t.Parallel()
	d := given(t, branch,
		certificate("c3", boundTo("integrator")), certificate("c1", renews("2022-03-15")), certificate("c2"),
		certificate("c4"), certificate("c5", covers("branch")), certificate("c6", startsOn("2026-01-01")),
	).decide()
	type row struct {
		id      string
		support entitlement.Support
		used    bool
		why     policy.RefusalCode
	}
	var got []row
	for _, c := range d.Candidates {
		got = append(got, row{c.Certificate, c.Support, c.Used, c.Why})
	}
	assert.Equal(t, []row{
		{"c1", entitlement.Conditional, false, policy.UpgradeRequired},
		{"c2", entitlement.Active, true, ""},
		{"c3", entitlement.Active, false, policy.ContactNotAuthorised},
		{"c4", entitlement.Active, false, ""},
		{"c6", entitlement.Pending, false, policy.NotYetActive},
	}, got)
}

func TestTheRecordsUsedAreNamedInTheOrderRead(t *testing.T) {
	t.Parallel()
	d := given(t, certificate("c2"), certificate("c1", boundTo("integrator")),
		intent("c1", "2026-02-02", ""), intent("c2", "2026-02-01", ""), intent("c9", "2026-01-01", ""), by("olga")).decide()
	assert.Equal(t, []entitlement.Ref{
		"customer/volga@1", "contact/olga@1", "partner/integrator@1", "installation/hq@1",
		"cert/c1@1", "cert/c2@1", "intent/2026-02-01", "intent/2026-02-02",
	}, d.Facts)
}

// Each certificate is judged by the edition that it pins (G60).
func TestTheEditionIsPinnedByTheCertificate(t *testing.T) {
	t.Parallel()
	longer := edition(t, "loyalty.months", "6")
	longer.ID, longer.Digest = "flat-2.0", "feedbeef"
	pinned := func(_ testing.TB, c *entitlement.Certificate) { c.Edition = "flat-2.0" }
	newest := func(w *world) { w.shelf = shelf{longer, w.shelf[0]} }
	loyal := []option{newest, intent("c1", "2026-03-01", ""), at("2026-08-01")}

	d := given(t, append(loyal, certificate("c1"))...).decide()
	assert.Equal(t, policy.LoyaltyEnded, d.Code)
	assert.Equal(t, "flat-1.4", d.Edition)

	d = given(t, append(loyal, certificate("c1", pinned))...).decide()
	assert.Equal(t, entitlement.Loyalty, d.Support)
	assert.Equal(t, []string{"flat-2.0", "feedbeef"}, []string{d.Edition, d.Digest})

	d = given(t, newest, noCertificates).decide()
	assert.Equal(t, "flat-2.0", d.Edition, "without a certificate the edition on sale refuses")
}

func TestWhatCannotBeJudgedIsAnErrorAndNoDecision(t *testing.T) {
	t.Parallel()
	lost := given(t, certificate("c1", func(_ testing.TB, c *entitlement.Certificate) { c.Edition = "flat-0.1" }))
	_, err := entitlement.Decide(lost.shelf, lost.facts, lost.req)
	require.ErrorIs(t, err, errNoEdition)
	assert.ErrorContains(t, err, "flat-0.1")

	odd := given(t, certificate("c1", pack("TS_GOLD")))
	_, err = entitlement.Decide(odd.shelf, odd.facts, odd.req)
	require.ErrorIs(t, err, entitlement.ErrPackageUnknown)

	none := given(t, noCertificates)
	_, err = entitlement.Decide(shelf{}, none.facts, none.req)
	require.ErrorIs(t, err, errNoEdition)
}

func startsOn(day string) sold {
	return func(t testing.TB, c *entitlement.Certificate) {
		t.Helper()
		c.SoldOn, c.ActivationOn = date(t, day), date(t, day)
	}
}
