package entitlement_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// Every refusal, before, at and after the instant at which it begins or ends.
func TestRefusals(t *testing.T) {
	t.Parallel()
	declared := intent("c1", "2026-03-01", "")
	cases := []struct {
		name  string
		given []option
		code  policy.RefusalCode // empty: accepted
		until string
	}{
		{"NOT_YET_ACTIVE until the start", []option{at("2025-03-14 23:59:59.999999999")}, policy.NotYetActive, "2025-03-15"},
		{"accepted at the start", []option{at("2025-03-15")}, "", "2026-03-15"},
		{"accepted until the end", []option{at("2026-03-14 23:59:59.999999999")}, "", "2026-03-15"},
		{"COVERAGE_EXPIRED at the end", []option{at("2026-03-15")}, policy.CoverageExpired, "2027-03-15"},
		{"COVERAGE_EXPIRED after the window when nobody declared", []option{at("2026-06-15")}, policy.CoverageExpired, "2027-03-15"},
		{"ENT-09 COVERAGE_EXPIRED before a late declaration", []option{intent("c1", "2026-04-10 12:00", ""), at("2026-04-10 11:59:59")}, policy.CoverageExpired, "2026-04-10 12:00"},
		{"ENT-07 accepted in loyalty at the end", []option{declared, at("2026-03-15")}, "", "2026-06-15"},
		{"ENT-07 accepted on the last day of loyalty", []option{declared, at("2026-06-14 23:59:59")}, "", "2026-06-15"},
		{"LOYALTY_ENDED when the window closes", []option{declared, at("2026-06-15")}, policy.LoyaltyEnded, "2027-03-15"},
		{"LOYALTY_ENDED at a withdrawal", []option{intent("c1", "2026-03-01", "2026-04-01"), at("2026-04-01")}, policy.LoyaltyEnded, "2027-03-15"},
		{"COVERAGE_EXPIRED when the intent was withdrawn before the end", []option{intent("c1", "2026-03-01", "2026-03-02"), at("2026-04-01")}, policy.CoverageExpired, "2027-03-15"},
		{"LOYALTY_ENDED just before twelve months", []option{declared, at("2027-03-14 23:59:59.999999999")}, policy.LoyaltyEnded, "2027-03-15"},
		{"UPGRADE_REQUIRED from twelve months on", []option{declared, at("2027-03-15")}, policy.UpgradeRequired, ""},
		{"UPGRADE_REQUIRED without an intent as well", []option{at("2027-03-15")}, policy.UpgradeRequired, ""},
		{"NOT_YET_ACTIVE though the system is not commissioned either", []option{commissionedOn("2025-05-05"), at("2025-03-10")}, policy.NotYetActive, "2025-03-15"},
		{"NO_CERTIFICATE when none was sold", []option{noCertificates}, policy.NoCertificate, ""},
		{"NO_CERTIFICATE when the only one covers another system", []option{certificate("c1", covers("branch"))}, policy.NoCertificate, ""},
		{"NOT_COMMISSIONED when never put into service", []option{commissionedOn("")}, policy.NotCommissioned, "2026-03-15"},
		{"NOT_COMMISSIONED until the recorded day", []option{commissionedOn("2025-05-05"), at("2025-05-04 23:59:59.999999999")}, policy.NotCommissioned, "2025-05-05"},
		{"commissioned from the first instant of the day", []option{commissionedOn("2025-05-05"), at("2025-05-05")}, "", "2026-03-15"},
		{"NOT_COMMISSIONED when the cap has started the certificate", []option{commissionedOn(""), certificate("c1", startsByCap), at("2025-06-01")}, policy.NotCommissioned, "2026-05-30"},
		{"NOT_COMMISSIONED is not asked of support that is over", []option{commissionedOn(""), at("2026-03-15")}, policy.CoverageExpired, "2027-03-15"},
		{"PRODUCT_NOT_COVERED for a product outside the catalogue", []option{hq(func(i *entitlement.Installation) { i.Product = "typewriter" })}, policy.ProductNotCovered, ""},
		{"PRODUCT_NOT_COVERED for a system that is not known", []option{asks(func(r *entitlement.Request) { r.Installation = "nowhere" })}, policy.ProductNotCovered, ""},
		{"CONTACT_NOT_AUTHORISED for a colleague who was not named", []option{by("anna")}, policy.ContactNotAuthorised, ""},
		{"CONTACT_NOT_AUTHORISED for a stranger", []option{by("stranger")}, policy.ContactNotAuthorised, ""},
		{"CONTACT_NOT_AUTHORISED for nobody", []option{by("")}, policy.ContactNotAuthorised, ""},
		{"reading anyone: a colleague may ask", []option{by("anna"), reading("contacts.mode", "anyone")}, "", "2026-03-15"},
		{"reading anyone: a stranger still may not", []option{by("stranger"), reading("contacts.mode", "anyone")}, policy.ContactNotAuthorised, ""},
		{"ENT-17 CHANNEL_NOT_ALLOWED for a P3 by phone", []option{channel(policy.Hotline), priority(policy.P3)}, policy.ChannelNotAllowed, "2026-03-15"},
		{"CHANNEL_NOT_ALLOWED for a P2 by phone", []option{channel(policy.Hotline)}, policy.ChannelNotAllowed, "2026-03-15"},
		{"a P1 by phone is taken", []option{channel(policy.Hotline), priority(policy.P1)}, "", "2026-03-15"},
		{"a question is never critical, so not by phone", []option{channel(policy.Hotline), priority(policy.P1), requestType(policy.Question)}, policy.ChannelNotAllowed, "2026-03-15"},
		{"a channel that nobody knows", []option{channel("pigeon")}, policy.ChannelNotAllowed, "2026-03-15"},
		{"ENT-17 the operator's recorded reason lets it in", []option{channel(policy.Hotline), priority(policy.P3), override("portal is down")}, "", "2026-03-15"},
		{"a reason of blanks is no reason", []option{channel(policy.Hotline), priority(policy.P3), override("  ")}, policy.ChannelNotAllowed, "2026-03-15"},
		{"reading never: no reason helps", []option{channel(policy.Hotline), priority(policy.P3), override("x"), reading("channels.hotline.override", "never")}, policy.ChannelNotAllowed, "2026-03-15"},
		{"ENT-22 LEVEL_NOT_INCLUDED for configuration without level 1", []option{requestType(policy.Configure)}, policy.LevelNotIncluded, "2026-03-15"},
		{"configuration with level 1 bought", []option{requestType(policy.Configure), certificate("c1", level1)}, "", "2026-03-15"},
		{"reading accept: configuration is quietly done", []option{requestType(policy.Configure), reading("l1.without", "accept")}, "", "2026-03-15"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := given(t, c.given...)
			d := w.decide()
			assert.Equal(t, c.code, d.Code)
			assertInstant(t, c.until, d.Until)
			ed := w.shelf[0]
			assert.Equal(t, []string{ed.ID, ed.Digest}, []string{d.Edition, d.Digest})
			if c.code == "" {
				assert.Equal(t, entitlement.Accepted, d.Answer)
				assert.NotZero(t, d.Level)
				return
			}
			rule, ok := ed.Refusal(c.code)
			require.True(t, ok)
			assert.Equal(t, entitlement.Refused, d.Answer)
			assert.Equal(t, rule.Clause, d.Clause)
			assert.NotEmpty(t, d.Clause)
			assert.Zero(t, d.Level)
		})
	}
}

func TestTerms(t *testing.T) {
	t.Parallel()
	loyal := []option{intent("c1", "2026-03-01", ""), at("2026-04-01")}
	basic := reading("loyalty.package", "basic")
	type terms struct {
		pack     policy.PackageCode
		support  entitlement.Support
		level    policy.Level
		priority policy.PriorityCode
		engineer bool
	}
	cases := []struct {
		name  string
		given []option
		want  terms
	}{
		{"8x5", nil, terms{policy.TS8x5, entitlement.Active, 2, policy.P2, false}},
		{"24x7", []option{certificate("c1", pack(policy.TS24x7)), priority(policy.P1)}, terms{policy.TS24x7, entitlement.Active, 2, policy.P1, false}},
		{"PLUS attaches an engineer to a P1", []option{certificate("c1", pack(policy.TS24x7Plus)), priority(policy.P1)}, terms{policy.TS24x7Plus, entitlement.Active, 2, policy.P1, true}},
		{"PLUS attaches none to a P2", []option{certificate("c1", pack(policy.TS24x7Plus))}, terms{policy.TS24x7Plus, entitlement.Active, 2, policy.P2, false}},
		{"ONSITE attaches an engineer to a P1", []option{certificate("c1", pack(policy.TS24x7Onsite)), priority(policy.P1)}, terms{policy.TS24x7Onsite, entitlement.Active, 2, policy.P1, true}},
		{"the partner package starts at level 3", []option{certificate("c1", boundTo("integrator")), by("olga")}, terms{policy.TS8x5L3, entitlement.Active, 3, policy.P2, false}},
		{"a question is P4", []option{priority(policy.P1), requestType(policy.Question)}, terms{policy.TS8x5, entitlement.Active, 2, policy.P4, false}},
		{"a question on PLUS needs no engineer", []option{certificate("c1", pack(policy.TS24x7Plus)), priority(policy.P1), requestType(policy.Question)}, terms{policy.TS24x7Plus, entitlement.Active, 2, policy.P4, false}},
		{"a question keeps its priority where the reading is empty", []option{requestType(policy.Question), reading("requestType.question.priority", "as_asked")}, terms{policy.TS8x5, entitlement.Active, 2, policy.P2, false}},
		{"configuration starts at level 1", []option{requestType(policy.Configure), certificate("c1", level1)}, terms{policy.TS8x5, entitlement.Active, 1, policy.P2, false}},
		{"a fault starts at level 2 though level 1 was bought", []option{certificate("c1", level1)}, terms{policy.TS8x5, entitlement.Active, 2, policy.P2, false}},
		{"ENT-17 what the operator let in keeps its real priority", []option{channel(policy.Hotline), priority(policy.P3), override("portal is down")}, terms{policy.TS8x5, entitlement.Active, 2, policy.P3, false}},
		{"loyalty keeps the package and its engineer", append(loyal, certificate("c1", pack(policy.TS24x7Plus)), priority(policy.P1)), terms{policy.TS24x7Plus, entitlement.Loyalty, 2, policy.P1, true}},
		{"reading basic: loyalty falls back to 8x5", append(loyal, certificate("c1", pack(policy.TS24x7Plus)), priority(policy.P1), basic), terms{policy.TS8x5, entitlement.Loyalty, 2, policy.P1, false}},
		{"reading basic leaves the running term alone", []option{certificate("c1", pack(policy.TS24x7)), basic}, terms{policy.TS24x7, entitlement.Active, 2, policy.P2, false}},
		{"reading basic gives a partner package nothing more", append(loyal, certificate("c1", boundTo("integrator")), by("olga"), basic), terms{policy.TS8x5L3, entitlement.Loyalty, 3, policy.P2, false}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := given(t, c.given...).decide()
			require.Empty(t, d.Code)
			assert.Equal(t, c.want, terms{d.Package, d.Support, d.Level, d.Priority, d.Engineer})
			assert.Equal(t, "c1", d.Certificate)
			assert.NotEmpty(t, d.Clause)
		})
	}
}

func TestAnAcceptanceNamesTheClauseThatGrantsIt(t *testing.T) {
	t.Parallel()
	ed := edition(t)
	plus, _ := ed.Package(policy.TS24x7Plus)
	loyalty, _ := ed.Refusal(policy.CoverageExpired)
	first, _ := ed.Refusal(policy.LevelNotIncluded)
	assert.Equal(t, plus.Clause, given(t, certificate("c1", pack(policy.TS24x7Plus))).decide().Clause)
	assert.Equal(t, loyalty.Clause, given(t, intent("c1", "2026-03-01", ""), at("2026-04-01")).decide().Clause)
	assert.Equal(t, first.Clause, given(t, requestType(policy.Configure), certificate("c1", level1)).decide().Clause)
}

func commissionedOn(day string) option {
	return func(w *world) { w.facts.Installations[0].CommissionedOn = date(w.t, day) }
}

// A channel of the edition may allow no override at all, whatever reason is given (G35).
func TestAChannelWithoutOverrideTakesNoReason(t *testing.T) {
	t.Parallel()
	ed := *edition(t)
	ed.Channels = slices.Clone(ed.Channels)
	for i := range ed.Channels {
		ed.Channels[i].Override = false
	}
	w := given(t, channel(policy.Hotline), priority(policy.P3), override("portal is down"))
	w.shelf = shelf{&ed}
	assert.Equal(t, policy.ChannelNotAllowed, w.decide().Code)
}

func startsByCap(_ testing.TB, c *entitlement.Certificate) { c.ActivationOn = coverage.Date{} }

func override(reason string) option {
	return func(w *world) { w.req.Override = reason }
}
