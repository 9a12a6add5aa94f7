package entitlement_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// ENT-06: a contact of another customer is not among the facts of this one, whatever the form says.
func TestENT06AForgedCustomerIsRefused(t *testing.T) {
	t.Parallel()
	d := given(t, by("contact-of-another-customer")).decide()
	assert.Equal(t, policy.ContactNotAuthorised, d.Code)
	assert.Equal(t, policy.ClauseCode("A"), d.Clause)
}

// ENT-12: a renewal that is back-dated over a gap undoes no refusal in it, because a decision is made on what was
// known; the same facts give the same refusal for ever, and the contact who asks again is accepted.
func TestENT12ABackdatedRenewalIsForRequestsAfterIt(t *testing.T) {
	t.Parallel()
	inTheGap := given(t, at("2026-05-20"))
	assert.Equal(t, policy.CoverageExpired, inTheGap.decide().Code)

	again := given(t, at("2026-06-10"), certificate("c1"), certificate("c2", renews("2026-03-15"), soldOn("2026-06-01")))
	d := again.decide()
	assert.Equal(t, "c2", d.Certificate)
	assert.Equal(t, entitlement.Accepted, d.Answer)
	assertInstant(t, "2027-03-15", d.Until)
	assert.Equal(t, policy.CoverageExpired, inTheGap.decide().Code)
}

// ENT-14: fewer licences bought than activated are a matter for the renewal and never stop a request.
func TestENT14TooFewLicencesDoNotBlockARequest(t *testing.T) {
	t.Parallel()
	few := func(_ testing.TB, c *entitlement.Certificate) { c.Licences = 10 }
	assert.Equal(t, entitlement.Accepted, given(t, certificate("c1", few)).decide().Answer)
}

// The instant judged is the one at which the server received the request, not the one at which it is looked at (G9).
func TestALateLookDoesNotChangeTheAnswer(t *testing.T) {
	t.Parallel()
	received := given(t, at("2026-03-14 23:59:59.999999999"))
	first, second := received.decide(), received.decide()
	assert.Equal(t, first, second)
	assert.Equal(t, entitlement.Accepted, second.Answer)
	assert.Equal(t, received.req.ReceivedAt, second.At)
}

// Every package and priority gets a ticket by the portal, at the first level of the package.
func TestEveryPackageTakesEveryPriority(t *testing.T) {
	t.Parallel()
	ed := edition(t)
	for _, p := range ed.Packages {
		for _, prio := range ed.Priorities {
			options := []option{certificate("c1", pack(p.Code)), priority(prio.Code)}
			if p.PartnerOnly {
				options = []option{certificate("c1", boundTo("integrator")), priority(prio.Code), by("olga")}
			}
			d := given(t, options...).decide()
			assert.Equal(t, entitlement.Accepted, d.Answer, "%s %s", p.Code, prio.Code)
			assert.Equal(t, p.Levels[0], d.Level)
			assert.Equal(t, p.Clause, d.Clause)
			assert.Equal(t, p.NamesEngineer(prio.Code), d.Engineer)
		}
	}
}

// What a decision says it rests on can be looked up.
func TestEveryReadingNamedInADecisionIsPublished(t *testing.T) {
	t.Parallel()
	published := map[string]bool{}
	for _, r := range edition(t).PublishedReadings() {
		published[r.Datum] = true
	}
	for _, options := range [][]option{
		nil,
		{intent("c1", "2026-03-01", ""), at("2026-04-01")},
		{at("2026-04-01")},
		{at("2030-04-01"), certificate("c1", renews("2026-03-15"))},
		{certificate("c1", boundTo("integrator")), by("olga"), statusLost},
		{certificate("c1", pack(policy.TS24x7Plus)), priority(policy.P1)},
		{channel(policy.Hotline), requestType(policy.Question)},
		{requestType(policy.Configure)},
	} {
		for _, datum := range given(t, options...).decide().Readings {
			assert.True(t, published[datum], datum)
		}
	}
}

func soldOn(day string) sold {
	return func(t testing.TB, c *entitlement.Certificate) {
		t.Helper()
		c.SoldOn = date(t, day)
	}
}
