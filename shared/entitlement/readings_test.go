package entitlement_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// Every date by hand. 14 March 2026 is a Saturday, 1 May 2026 a holiday before a weekend, 20 February 2027 a Saturday that is
// worked.
func TestHowReadingsCountATerm(t *testing.T) {
	t.Parallel()
	inclusive := []string{"term.interval", "inclusive"}
	overflow := []string{"months.missingDay", "overflow"}
	anchored := []string{"lapse.anchor", "loyalty_end"}
	edge := []string{"reinstatement.boundary", "inclusive"}
	rolled := []string{"term.rollNonWorking", "true"}
	cases := []struct {
		name                      string
		readings                  []string
		start                     string
		end, loyalty, upgradeFrom string
	}{
		{"as published", nil, "2025-03-15", "2026-03-15", "2026-06-15", "2027-03-15"},
		{"the day of the end belongs to the term", inclusive, "2025-03-15", "2026-03-16", "2026-06-16", "2027-03-16"},
		{"further terms are counted from that day", inclusive, "2024-01-31", "2025-02-01", "2025-05-01", "2026-02-01"},
		{"29 February runs over into March", overflow, "2024-02-29", "2025-03-01", "2025-06-01", "2026-03-01"},
		{"so does loyalty from 31 August", overflow, "2024-08-31", "2025-08-31", "2025-12-01", "2026-08-31"},
		{"a month that has the day is the same", overflow, "2025-03-15", "2026-03-15", "2026-06-15", "2027-03-15"},
		{"nine months after three", anchored, "2024-11-30", "2025-11-30", "2026-02-28", "2026-11-28"},
		{"nothing is clamped, nothing is lost", anchored, "2025-03-15", "2026-03-15", "2026-06-15", "2027-03-15"},
		{"no loyalty, all the months after the end", append([]string{"loyalty.months", "0"}, anchored...), "2024-11-30", "2025-11-30", "2025-11-30", "2026-11-30"},
		{"a day of grace at the limit", edge, "2025-03-15", "2026-03-15", "2026-06-15", "2027-03-16"},
		{"a last day on Saturday moves to Monday", rolled, "2025-03-15", "2026-03-17", "2026-06-17", "2027-03-17"},
		{"a last day on Friday stays", rolled, "2025-03-14", "2026-03-14", "2026-06-14", "2027-03-14"},
		{"over a holiday and a weekend", rolled, "2025-05-02", "2026-05-05", "2026-08-05", "2027-05-05"},
		{"a Saturday that is worked is a last day", rolled, "2026-02-21", "2027-02-21", "2027-05-21", "2028-02-21"},
		{"both: the day of the end is the last, and a Saturday", append(inclusive, rolled...), "2025-03-14", "2026-03-17", "2026-06-17", "2027-03-17"},
		{"both, on a day that is worked", append(inclusive, rolled...), "2025-03-13", "2026-03-14", "2026-06-14", "2027-03-14"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cert := entitlement.Certificate{SoldOn: date(t, c.start), ActivationOn: date(t, c.start), TermMonths: 12}
			life := entitlement.LifeOf(edition(t, c.readings...), cert, entitlement.Installation{})
			assert.Equal(t, []string{c.start, c.end, c.loyalty, c.upgradeFrom},
				[]string{life.Start.String(), life.End.String(), life.LoyaltyEnd.String(), life.UpgradeFrom.String()})
		})
	}
}

// Friday 30 October 2026 is day 0; 4 November is a holiday.
func TestHowReadingsBeginATerm(t *testing.T) {
	t.Parallel()
	working := []string{"activation.dayKind", "working", "activation.capDays", "5"}
	purchase := []string{"renewal.start", "purchase"}
	cases := []struct {
		name          string
		readings      []string
		sold, renewed string
		start         string
		by            entitlement.Trigger
	}{
		{"five days of the calendar", []string{"activation.capDays", "5"}, "2026-10-30", "", "2026-11-04", entitlement.ByCap},
		{"five working days", working, "2026-10-30", "", "2026-11-09", entitlement.ByCap},
		{"sold on a day off", working, "2026-10-31", "", "2026-11-09", entitlement.ByCap},
		{"a Saturday that is worked is one of them", working, "2027-02-15", "", "2027-02-20", entitlement.ByCap},
		{"a renewal runs on", nil, "2027-02-01", "2026-03-15", "2026-03-15", entitlement.ByPreviousEnd},
		{"or starts with its purchase", purchase, "2027-02-01", "2026-03-15", "2027-02-01", entitlement.ByPurchase},
		{"also one bought early", purchase, "2026-01-20", "2026-03-15", "2026-01-20", entitlement.ByPurchase},
		{"one whose sale is not known runs on", purchase, "", "2026-03-15", "2026-03-15", entitlement.ByPreviousEnd},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cert := entitlement.Certificate{SoldOn: date(t, c.sold), PreviousEnd: date(t, c.renewed), TermMonths: 12}
			life := entitlement.LifeOf(edition(t, c.readings...), cert, entitlement.Installation{})
			assert.Equal(t, c.start, life.Start.String())
			assert.Equal(t, c.by, life.StartedBy)
		})
	}
}

// The certificate ends on 2026-04-01, loyalty on 2026-07-01, reinstatement on 2027-04-01.
func TestSupportUnderOtherReadings(t *testing.T) {
	t.Parallel()
	type declared struct{ at, withdrawn string }
	whole := []string{"entitlement.instant", "whole_day"}
	unlimited := []string{"loyalty.perCertificate", "unlimited"}
	again := []declared{{"2026-03-25", "2026-04-20"}, {"2026-05-10", "2026-05-20"}, {"2026-06-01", ""}}
	cases := []struct {
		name     string
		readings []string
		intents  []declared
		at       string
		want     entitlement.Support
		until    string
	}{
		{"the whole day of the end is given", whole, nil, "2026-04-01 23:59:59", entitlement.Active, "2026-04-02"},
		{"and no more", whole, nil, "2026-04-02", entitlement.Lapsed, "2027-04-02"},
		{"loyalty follows it", whole, []declared{{"2026-03-25", ""}}, "2026-04-02", entitlement.Loyalty, "2026-07-02"},
		{"through its last day", whole, []declared{{"2026-03-25", ""}}, "2026-07-02", entitlement.Lapsed, "2027-04-02"},
		{"and the limit too", whole, nil, "2027-04-01 23:59:59", entitlement.Lapsed, "2027-04-02"},
		{"past it only an upgrade helps", whole, nil, "2027-04-02", entitlement.Conditional, ""},
		{"the start is not touched", whole, nil, "2025-03-31 23:59:59", entitlement.Pending, "2025-04-01"},
		{"loyalty once: what was withdrawn does not come back", nil, again, "2026-05-15", entitlement.Lapsed, "2027-04-01"},
		{"without a bound: the first", unlimited, again, "2026-04-10", entitlement.Loyalty, "2026-04-20"},
		{"none between", unlimited, again, "2026-04-20", entitlement.Lapsed, "2026-05-10"},
		{"the second", unlimited, again, "2026-05-15", entitlement.Loyalty, "2026-05-20"},
		{"none again", unlimited, again, "2026-05-25", entitlement.Lapsed, "2026-06-01"},
		{"the third, to the end of the window", unlimited, again, "2026-06-15", entitlement.Loyalty, "2026-07-01"},
		{"which stays where it is", unlimited, again, "2026-07-01", entitlement.Lapsed, "2027-04-01"},
		{"spans that meet are one", unlimited, []declared{{"2026-03-25", "2026-04-20"}, {"2026-04-10", "2026-05-01"}}, "2026-04-15", entitlement.Loyalty, "2026-05-01"},
		{"one inside another changes nothing", unlimited, []declared{{"2026-03-25", "2026-05-20"}, {"2026-04-10", "2026-05-01"}}, "2026-04-15", entitlement.Loyalty, "2026-05-20"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cert := entitlement.Certificate{ID: "c1", ActivationOn: date(t, "2025-04-01"), TermMonths: 12}
			var intents []entitlement.Intent
			for _, d := range c.intents {
				i := entitlement.Intent{Certificate: "c1", DeclaredAt: msk(t, d.at)}
				if d.withdrawn != "" {
					i.WithdrawnAt = msk(t, d.withdrawn)
				}
				intents = append(intents, i)
			}
			life := entitlement.LifeOf(edition(t, c.readings...), cert, entitlement.Installation{})
			got, until := life.Support(msk(t, c.at), intents...)
			assert.Equal(t, c.want, got)
			assertInstant(t, c.until, until)
		})
	}
}

// another adds an installation that no certificate was sold for.
func another(change func(*entitlement.Installation)) option {
	return func(w *world) {
		lab := w.facts.Installations[0]
		lab.Ref, lab.ID = "installation/lab@1", "lab"
		change(&lab)
		w.facts.Installations = append(w.facts.Installations, lab)
		w.req.Installation = "lab"
	}
}

func unchanged(*entitlement.Installation) {}

// byPhone calls the hotline at an instant; 20 November 2025 is a Thursday.
func byPhone(at string) option {
	return func(w *world) {
		w.req.Channel, w.req.Priority, w.req.ReceivedAt = policy.Hotline, policy.P1, msk(w.t, at)
	}
}

// readings takes several of them.
func readings(pairs ...string) option {
	return func(w *world) { w.shelf = shelf{edition(w.t, pairs...)} }
}

func TestDecisionsUnderOtherReadings(t *testing.T) {
	t.Parallel()
	closed := reading("outOfHours.intake", "hotline_closed")
	functional := reading("eligibility.installation", "fully_functional")
	level := reading("requestType.question.priority", "level_1")
	kept := reading("partner.onStatusLoss", "runs_to_end")
	customer := reading("entitlement.scope", "customer")
	override := asks(func(r *entitlement.Request) { r.Override = "the portal is down" })
	configure := requestType(policy.Configure)
	question := requestType(policy.Question)
	cases := []struct {
		name     string
		given    []option
		refused  policy.RefusalCode // empty: accepted
		clause   policy.ClauseCode
		level    policy.Level
		priority policy.PriorityCode
		until    string // when it is checked
	}{
		{"by phone at night it is registered", []option{byPhone("2025-11-20 20:00")}, "", "E1", 2, policy.P1, "2026-03-15"},
		{"or turned away until the opening", []option{byPhone("2025-11-20 20:00"), closed}, policy.ChannelNotAllowed, "H", 0, "", "2025-11-21 09:00"},
		{"taken by an operator with a reason", []option{byPhone("2025-11-20 20:00"), closed, override}, "", "E1", 2, policy.P1, ""},
		{"taken until the closing", []option{byPhone("2025-11-20 17:59:59"), closed}, "", "E1", 2, policy.P1, "2025-11-20 18:00"},
		{"the portal takes it", []option{at("2025-11-20 20:00"), closed}, "", "E1", 2, policy.P2, "2026-03-15"},
		{"round the clock the phone is never closed", []option{byPhone("2025-11-20 20:00"), closed, certificate("c1", pack(policy.TS24x7))}, "", "E2", 2, policy.P1, "2026-03-15"},
		{"a faulty system is supported", nil, "", "E1", 2, policy.P2, ""},
		{"or not, where all must work", []option{functional}, policy.NotCommissioned, "D", 0, "", ""},
		{"a question about it is", []option{functional, question}, "", "E1", 2, policy.P4, ""},
		{"and so is configuring", []option{functional, configure, certificate("c1", level1)}, "", "F-L1", 1, policy.P2, ""},
		{"a question is level 1 and not included", []option{level, question}, policy.LevelNotIncluded, "F-L1", 0, "", ""},
		{"unless it was bought", []option{level, question, certificate("c1", level1)}, "", "F-L1", 1, policy.P2, ""},
		{"a fault is not", []option{level}, "", "E1", 2, policy.P2, ""},
		{"a partner without the status", []option{certificate("c1", boundTo("integrator")), by("olga"), statusLost}, policy.PartnerStatusMissing, "E5", 0, "", ""},
		{"whose certificate runs to its end", []option{certificate("c1", boundTo("integrator")), by("olga"), statusLost, kept}, "", "E5", 3, policy.P2, ""},
		{"another system of the customer", []option{another(unchanged)}, policy.NoCertificate, "B", 0, "", ""},
		{"is served where the customer is", []option{another(unchanged), customer}, "", "E1", 2, policy.P2, ""},
		{"by its own commissioning", []option{another(func(i *entitlement.Installation) { i.CommissionedOn = date(t, "") }), customer}, policy.NotCommissioned, "D", 0, "", ""},
		{"and its own product", []option{another(func(i *entitlement.Installation) { i.Product = "other" }), customer}, policy.ProductNotCovered, "A", 0, "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := given(t, c.given...).decide()
			assert.Equal(t, c.refused, d.Code)
			assert.Equal(t, c.clause, d.Clause)
			if c.refused == "" {
				assert.Equal(t, entitlement.Accepted, d.Answer)
				assert.Equal(t, c.level, d.Level)
				assert.Equal(t, c.priority, d.Priority)
			}
			if c.until != "" {
				assertInstant(t, c.until, d.Until)
			}
		})
	}
}

// G60: the edition of the sale judges, or where the certificate's own edition says so the newest.
func TestWhichEditionJudges(t *testing.T) {
	t.Parallel()
	next := *edition(t)
	next.ID = "flat-1.5"
	pinned := given(t, func(w *world) { w.shelf = shelf{&next, edition(t)} }).decide()
	assert.Equal(t, "flat-1.4", pinned.Edition)
	newest := given(t, func(w *world) { w.shelf = shelf{&next, edition(t, "policy.pin", "newest")} }).decide()
	assert.Equal(t, "flat-1.5", newest.Edition)
	without := given(t, noCertificates, func(w *world) { w.shelf = shelf{&next, edition(t)} }).decide()
	assert.Equal(t, "flat-1.5", without.Edition, "nothing was sold, so the one in force speaks")
}

// Zones are recorded with the decision where hours of the edition are meant on them, and not otherwise.
func TestWhichZonesADecisionRecords(t *testing.T) {
	t.Parallel()
	zoned := func(w *world) {
		w.facts.Customer.Zone, w.facts.Installations[0].Zone = "Asia/Yekaterinburg", "America/Chicago"
	}
	for whose, want := range map[string][2]string{
		"policy": {"", ""}, "site": {"America/Chicago", "Asia/Yekaterinburg"}, "customer": {"", "Asia/Yekaterinburg"},
	} {
		d := given(t, zoned, readings("windows.zone", whose)).decide()
		assert.Equal(t, want, [2]string{d.Site, d.Zone}, whose)
	}
}

// acme judges by the made-up vendor's policy that stories are played by.
func acme(t testing.TB) option {
	t.Helper()
	source, err := os.ReadFile("../../events/editions/acme-1.0.yaml")
	require.NoError(t, err)
	ed, err := policy.Load("acme-1.0", source)
	require.NoError(t, err)
	return func(w *world) {
		w.shelf = shelf{ed}
		w.facts.Installations[0].Product = ed.Products[0].Code
		for i := range w.facts.Certificates {
			w.facts.Certificates[i].Edition = ed.ID
		}
	}
}

// A channel can have hours of its own, and other priorities for a package: Monday to Saturday, 8:00-20:00; 22 November 2025
// is a Saturday.
func TestAChannelWithHoursAndPackagesOfItsOwn(t *testing.T) {
	t.Parallel()
	phone := func(at string, prio policy.PriorityCode) option {
		return func(w *world) {
			w.req.Channel, w.req.Priority, w.req.ReceivedAt = policy.Hotline, prio, msk(w.t, at)
		}
	}
	cases := []struct {
		name    string
		pack    policy.PackageCode
		ask     option
		refused policy.RefusalCode
		until   string
	}{
		{"in its hours", policy.TS24x7, phone("2025-11-22 19:59:59", policy.P1), "", "2025-11-22 20:00"},
		{"after them", policy.TS24x7, phone("2025-11-22 20:00", policy.P1), policy.ChannelNotAllowed, "2025-11-24 08:00"},
		{"not for this package", policy.TS24x7, phone("2025-11-22 12:00", policy.P2), policy.ChannelNotAllowed, "2026-03-15"},
		{"for that one it is", policy.TS24x7Plus, phone("2025-11-22 12:00", policy.P2), "", "2025-11-22 20:00"},
		{"and no lower", policy.TS24x7Plus, phone("2025-11-22 12:00", policy.P4), policy.ChannelNotAllowed, "2026-03-15"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := given(t, certificate("c1", pack(c.pack)), acme(t), c.ask).decide()
			assert.Equal(t, c.refused, d.Code)
			assertInstant(t, c.until, d.Until)
		})
	}
}

func TestNamesOfPartnerContacts(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "integrator/olga", entitlement.PartnerContactID("integrator", "olga"))
}
