package contest

import (
	"slices"

	"flatsupport/infra/model"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// What follows is known to differ and waits for a decision; each is left out of the comparison until it is made.

// newEdition: Until does not see that another edition comes into force, where that one would judge: nothing was sold, or
// policy.pin is newest.
func newEdition(h History, answer model.Answer) bool {
	newest := slices.ContainsFunc(h.Editions, func(e Edition) bool { return e.Readings["policy.pin"] == "newest" })
	return len(h.Editions) > 1 && (len(answer.Candidates) == 0 || newest)
}

// intakeHours: Until does not see that a channel with hours of intake opens and closes.
func intakeHours(h History) bool {
	return slices.ContainsFunc(h.Editions, func(e Edition) bool { return e.Further.Intake[h.Request.Channel] != "" })
}

// anyonesPartner: where anyone of the customer may ask, somebody who was not named is refused a partner package by
// clause A, and not sent to the partner by E5 as others are.
func anyonesPartner(h History, answer model.Answer) bool {
	return answer.Code == policy.ContactNotAuthorised && answer.Package == policy.TS8x5L3 && h.Request.Contact == "anna"
}

// calledOffTwice: a call-back that was called off too late, after the priority had been lowered, is not owed again by a
// later raise, while one called off before the lowering is.
func calledOffTwice(events []model.Event) bool {
	lowered := slices.IndexFunc(events, func(e model.Event) bool { return e.Kind == model.Reclassed && e.Priority != policy.P1 })
	if lowered < 0 {
		return false
	}
	waived := slices.IndexFunc(events[lowered:], func(e model.Event) bool { return e.Kind == model.Resolved && e.Waiver != "" })
	if waived < 0 {
		return false
	}
	return slices.ContainsFunc(events[lowered+waived:], func(e model.Event) bool { return e.Kind == model.Reclassed && e.Priority == policy.P1 })
}

// loyaltyGap: where loyalty can be had again, the time between a withdrawal and a later declaration is told as if nobody had
// ever declared, though before that declaration it is told that loyalty is over.
func loyaltyGap(h History, answer model.Answer) bool {
	return slices.ContainsFunc(h.Editions, func(e Edition) bool { return e.Readings["loyalty.perCertificate"] == "unlimited" }) &&
		slices.ContainsFunc(answer.Candidates, func(k model.Candidate) bool { return k.Code == policy.LoyaltyEnded }) &&
		slices.ContainsFunc(h.Facts.Intents, func(i entitlement.Intent) bool { return i.DeclaredAt.After(h.Request.ReceivedAt) })
}

// doneBefore: a raise to a priority with a promise, or diagnostics where they start it, begins its clock also when what is promised was done before: the fault
// was classified, the workaround given, the service restored. And it begins the wait for an update though the ticket was
// resolved and reopened and nobody has told the customer anything since, or
// though the customer's message has been answered.
func doneBefore(h History, events []model.Event) bool {
	clocks := slices.ContainsFunc(h.Editions, func(e Edition) bool { return len(e.Further.Clocks) > 0 || e.Readings["updates.cadence"] != "" })
	done := slices.IndexFunc(events, func(e model.Event) bool {
		return e.Kind == model.Classified || e.Kind == model.Workaround || e.Kind == model.Restored || e.Kind == model.Reopened || e.Kind == model.Replied
	})
	return clocks && done >= 0 && slices.ContainsFunc(events[done:], func(e model.Event) bool {
		return e.Kind == model.Reclassed || e.Kind == model.Diagnostics
	})
}
