package model

import (
	"time"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// Stands tells whether at the instant there is support for a request that was accepted: work on it goes on as long as
// there is, and is held while there is none (G10). A certificate of the kind that serves such people gives it, running or
// in loyalty, and for work of level 1 that level.
func (c *Case) Stands(at time.Time) bool {
	contact, _ := c.contact()
	for _, cert := range c.facts.Certificates {
		rules := c.pinned(cert, at)
		if cert.Installation != c.req.Installation && !c.sold(cert).is("entitlement.scope", "customer") {
			continue
		}
		if (cert.Package == policy.TS8x5L3) != (contact.Partner != "") {
			continue
		}
		life, course := c.courseOf(rules, cert)
		support, _ := course.support(life.Start.Given(), at)
		given := support == entitlement.Active || support == entitlement.Loyalty
		if given && c.levelOne(rules, cert, &Candidate{}) == "" {
			return true
		}
	}
	return false
}

// StandsUntil goes from day to day and tries every instant at which that may become otherwise; zero: it never does.
func (c *Case) StandsUntil(at time.Time) time.Time {
	now, last := c.Stands(at), c.lastDated(at)
	for day := c.editions[0].Zone.day(at).Plus(-2); !last.Before(day); day = day.Plus(1) {
		var first time.Time
		for _, t := range c.instants(day) {
			if t.After(at) && (first.IsZero() || t.Before(first)) && c.Stands(t) != now {
				first = t
			}
		}
		if !first.IsZero() {
			return first
		}
	}
	return time.Time{}
}
