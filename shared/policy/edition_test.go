package policy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
)

const hour = time.Hour

func TestReactionTargetsAreThoseOfThePriorityChapter(t *testing.T) {
	t.Parallel()
	e := flat(t)
	reaction, ok := e.Clock(policy.Reaction)
	require.True(t, ok)
	assert.Equal(t, map[policy.PriorityCode]policy.Target{
		policy.P1: {Clause: "PR-P1", Unit: "coverage_hours", Within: 2 * hour},
		policy.P2: {Clause: "PR-P2", Unit: "coverage_hours", Within: 4 * hour},
		policy.P3: {Clause: "PR-P3", Unit: "coverage_hours", Within: 8 * hour},
		policy.P4: {Clause: "PR-P4", Unit: "coverage_hours", Within: 48 * hour},
	}, reaction.Targets)
	assert.Equal(t, policy.CoverageHours, reaction.Unit)
	assert.Equal(t, policy.FirstHumanResponse, reaction.Stop)
	assert.False(t, reaction.Pausable)

	callback, ok := e.Clock(policy.Callback)
	require.True(t, ok)
	assert.Equal(t, map[policy.PriorityCode]policy.Target{policy.P1: {Clause: "PR-P1", Unit: "coverage_hours", Within: 2 * hour}}, callback.Targets)
	assert.Equal(t, policy.CallbackReached, callback.Stop)
	assert.Len(t, e.Clocks, 2, "nothing else is promised against time (R4, R30)")
}

func TestPackagesAreThoseOfTheProgramme(t *testing.T) {
	t.Parallel()
	const business, always = "business", "always"
	cases := []struct {
		name     string
		code     policy.PackageCode
		clause   policy.ClauseCode
		levels   []policy.Level
		coverage [4]policy.WindowName
		named    []policy.PriorityCode
		areas    []string
		partner  bool
	}{
		{name: "basic, in working hours", code: "TS_8X5", clause: "E1", levels: []policy.Level{2, 3}, coverage: [4]policy.WindowName{business, business, business, business}},
		{name: "round the clock for the two upper priorities", code: "TS_24X7", clause: "E2", levels: []policy.Level{2, 3}, coverage: [4]policy.WindowName{always, always, business, business}},
		{name: "round the clock with an engineer", code: "TS_24X7_PLUS", clause: "E3", levels: []policy.Level{2, 3}, coverage: [4]policy.WindowName{always, always, always, always}, named: []policy.PriorityCode{"P1"}},
		{name: "the same with visits in Moscow", code: "TS_24X7_ONSITE", clause: "E4", levels: []policy.Level{2, 3}, coverage: [4]policy.WindowName{always, always, always, always}, named: []policy.PriorityCode{"P1"}, areas: []string{"RU-MOW"}},
		{name: "level 3 for service partners", code: "TS_8X5_L3", clause: "E5", levels: []policy.Level{3}, coverage: [4]policy.WindowName{business, business, business, business}, partner: true},
	}
	e := flat(t)
	assert.Len(t, e.Packages, len(cases))
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, ok := e.Package(c.code)
			require.True(t, ok)
			assert.Equal(t, c.clause, p.Clause)
			assert.Equal(t, []int{12, 36, 60}, p.TermsMonths)
			assert.Equal(t, c.levels, p.Levels)
			assert.Equal(t, c.named, p.NamedEngineer)
			assert.Equal(t, c.areas, p.OnsiteAreas)
			assert.Equal(t, c.partner, p.PartnerOnly)
			for i, prio := range []policy.PriorityCode{"P1", "P2", "P3", "P4"} {
				assert.Equal(t, c.coverage[i], p.Coverage[prio], prio)
				assert.Equal(t, prio == policy.P1 && len(c.named) > 0, p.NamesEngineer(prio))
			}
			assert.True(t, p.Delivers(3))
			assert.False(t, p.Delivers(1), "level 1 is never part of a package (R27)")
		})
	}
}

func TestChannelsTakeThePrioritiesOfTheTable(t *testing.T) {
	t.Parallel()
	e := flat(t)
	portal, _ := e.Channel(policy.Portal)
	hotline, _ := e.Channel(policy.Hotline)
	email, _ := e.Channel(policy.Email)
	for _, prio := range []policy.PriorityCode{"P1", "P2", "P3", "P4"} {
		assert.True(t, portal.Takes(policy.TS8x5, prio))
		assert.True(t, email.Takes(policy.TS8x5, prio))
		assert.Equal(t, prio == policy.P1, hotline.Takes(policy.TS8x5, prio))
	}
	assert.True(t, hotline.Override)
	assert.False(t, portal.Override)
	assert.Equal(t, "https://flat-soft.ru/support/", portal.Address)
	assert.Equal(t, "+7 (499) 917-03-64", hotline.Address)
	mail, ok := e.Clause(email.Clause)
	require.True(t, ok)
	assert.True(t, mail.Operator, "no clause of the document grants e-mail (G37)")
}

func TestReadingsOfTheEditionAreTheDefaults(t *testing.T) {
	t.Parallel()
	assert.Equal(t, policy.Readings{
		ActivationRule: "earliest_of", ActivationCapDays: 90, ActivationDayKind: "calendar",
		TermInterval: "half_open", MissingDay: "clamp", LapseAnchor: "coverage_end",
		ReinstatementMonths: 12, ReinstatementEdge: "exclusive", RollNonWorking: false, EntitlementInstant: "received_at",
		OnLapse: "keep_reaction_then_hold", PurchaseEvent: "contract_signed", AfterWindowStart: "activation_rule", VersionAsOf: "upgrade_purchase",
		UpgradeRequires: "upgrade_order_and_installed", LoyaltyDeclarers: "customer_or_evidence", RenewalQuantity: "at_least_activated", LicencesSource: "registry",
		RenewalStart:  "previous_end",
		LoyaltyMonths: 3, LoyaltyDeclare: "until_window_end", LoyaltyTimes: "1", LoyaltyPackage: "same", LoyaltyRights: "hotfix_in_ticket",
		InstallationStatus: "commissioned", OutOfHours: "register", ReactionStart: "received_at", ReactionPause: "coverage_only",
		CallbackAttempts: 2, CallbackGap: 10 * time.Minute, Reclassify: "engineer_with_reason",
		P1Down: "consent_or_manager", PriorityChangeRule: "fair", QuestionPriority: "P4",
		HotlineOverride: "operator_with_reason", HotlineHours: "by_package", UpdateCadence: "none",
		ReopenDays: 14, ReopenRestartClock: false,
		MovedWorkingDays: "covered", ShortDay: "keep", UnknownYear: "provisional", ExtraDaysOff: "none",
		PartnerScope: "bound_partner", PartnerStatusLoss: "refuse_new", ContactsMode: "authorised", L1Without: "refuse_with_offer",
		P1Engineer: "per_ticket", OnsiteSLA: "none", OnsiteRequires: "established_and_patch",
		EntitlementScope: "installation", PolicyPin: "at_sale",
	}, flat(t).Readings)
}

func TestEveryPromiseHasALadderThatTellsOfTheBreach(t *testing.T) {
	t.Parallel()
	e := flat(t)
	for _, clock := range e.Clocks {
		for prio := range clock.Targets {
			for _, p := range e.Packages {
				ladder, ok := e.Ladder(clock.Name, p.Code, prio)
				require.True(t, ok, "%s %s %s", clock.Name, p.Code, prio)
				i := slices.IndexFunc(ladder.Steps, func(s policy.Step) bool { return s.Name == "breach" })
				require.GreaterOrEqual(t, i, 0)
				assert.Equal(t, policy.Percent(100), ladder.Steps[i].At)
				assert.Contains(t, ladder.Steps[i].Tell, policy.ToManager)
				open := p.Coverage[prio] == "always"
				assert.False(t, ladder.Quiet && open && prio.Above(policy.P3), "round the clock is never quiet for %s", prio)
				assert.False(t, !ladder.Quiet && !open, "working hours are quiet outside them")
			}
		}
	}
	_, ok := e.Ladder(policy.Callback, policy.TS8x5, policy.P2)
	assert.False(t, ok, "no call-back is promised below P1")
	for _, pkg := range []policy.PackageCode{policy.TS24x7Plus, policy.TS24x7Onsite} {
		ladder, _ := e.Ladder(policy.Reaction, pkg, policy.P1)
		assert.Equal(t, []policy.Audience{policy.ToAssigned}, ladder.Steps[0].Tell, "the attached engineer is told first")
	}
}

func TestAP1NobodyAnsweredIsRepeatedUntilSomebodyDoes(t *testing.T) {
	t.Parallel()
	ladder, _ := flat(t).Ladder(policy.Callback, policy.TS24x7, policy.P1)
	tell := []policy.Audience{policy.ToManager, policy.ToDuty}
	assert.Equal(t, []policy.Step{
		{Name: "repeat", At: 100, After: 15 * time.Minute, Every: 15 * time.Minute, Max: 32, Tell: tell, Notice: policy.NoticeBreach},
		{Name: "insist", At: 100, After: 9 * time.Hour, Every: time.Hour, Tell: tell, Notice: policy.NoticeBreach},
	}, ladder.Steps[len(ladder.Steps)-2:])
}

func TestAPackageCanHaveItsOwnWordsForARefusal(t *testing.T) {
	t.Parallel()
	e := flat(t)
	general, ok := e.RefusalFor(policy.ContactNotAuthorised, policy.TS8x5)
	require.True(t, ok)
	assert.Equal(t, policy.ClauseCode("A"), general.Clause)
	partner, ok := e.RefusalFor(policy.ContactNotAuthorised, policy.TS8x5L3)
	require.True(t, ok)
	assert.Equal(t, policy.ClauseCode("E5"), partner.Clause, "the end customer is sent to the partner (R25)")
	plain, ok := e.Refusal(policy.ContactNotAuthorised)
	require.True(t, ok)
	assert.Equal(t, general, plain)
	_, ok = e.RefusalFor("NO_MONEY", policy.TS8x5)
	assert.False(t, ok)
}
