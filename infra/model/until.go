package model

import (
	"slices"
	"time"

	"flatsupport/shared/policy"
)

// Until is the first instant at which the answer is another: every midnight is tried, every instant of an intent, and
// every opening and closing where the hotline is asked; until nothing is dated any more.
// A refusal by another edition is another reason.
func (c *Case) Until(at time.Time) time.Time {
	now := reason(c.Decide(at))
	last := c.lastDated(at)
	day := c.editions[0].Zone.day(at).Plus(-2)
	for ; !last.Before(day); day = day.Plus(1) {
		var first time.Time
		for _, t := range c.instants(day) {
			if t.After(at) && (first.IsZero() || t.Before(first)) && reason(c.Decide(t)) != now {
				first = t
			}
		}
		if !first.IsZero() {
			return first
		}
	}
	return time.Time{}
}

// reason is what Until speaks of: of a refusal the code and clause, of an acceptance also its terms.
func reason(a Answer) [10]any {
	if !a.Accepted {
		return [10]any{a.Code, a.Clause, a.Edition}
	}
	return [10]any{a.Code, a.Clause, a.Edition, a.Certificate, a.Package, a.Support, a.Level, a.Priority, a.Engineer}
}

// instants of a date at which something may turn.
func (c *Case) instants(day Day) []time.Time {
	var all []time.Time
	for _, r := range c.editions {
		all = append(all, r.Zone.Begins(day))
		for _, hours := range c.intake(r) {
			hours.guess = true
			for near := -1; near <= 1; near++ { // the clock of a site may be on another date
				open, _ := hours.on(day.Plus(near))
				for _, span := range open {
					all = append(all, span.From, span.To)
				}
			}
		}
	}
	all = slices.DeleteFunc(all, func(t time.Time) bool { return c.editions[0].Zone.day(t) != day })
	for _, i := range c.facts.Intents {
		for _, t := range []time.Time{i.DeclaredAt, i.WithdrawnAt} {
			if c.editions[0].Zone.day(t) == day {
				all = append(all, t)
			}
		}
	}
	return all
}

// intake are the hours that may open and close the channel.
func (c *Case) intake(r Rules) []Hours {
	var all []Hours
	covered := c.covered("", r.priority(c.req))
	if window, ok := r.Intake[c.req.Channel]; ok {
		all = append(all, r.hoursOf(window, covered))
	}
	if r.is("outOfHours.intake", "hotline_closed") && c.req.Channel == policy.Hotline {
		for name := range r.Windows {
			all = append(all, r.hoursOf(name, covered))
		}
	}
	return all
}

// lastDated is a day after which no record has a date: nothing turns then any more.
func (c *Case) lastDated(at time.Time) Day {
	last := c.editions[0].Zone.day(at).Plus(30)
	see := func(d Day) {
		if d.Given() && last.Before(d.Plus(30)) {
			last = d.Plus(30)
		}
	}
	for _, r := range c.editions {
		see(r.ValidFrom)
		for _, cert := range c.facts.Certificates {
			life, _ := c.courseOf(r, cert)
			for _, d := range []Day{life.Start, life.End, life.LoyaltyEnd, life.UpgradeFrom} {
				see(d)
			}
		}
	}
	for _, inst := range c.facts.Installations {
		see(dayOf(inst.CommissionedOn))
	}
	for _, i := range c.facts.Intents {
		for _, t := range []time.Time{i.DeclaredAt, i.WithdrawnAt} {
			if !t.IsZero() {
				see(c.editions[0].Zone.day(t))
			}
		}
	}
	return last
}
