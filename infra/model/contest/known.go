package contest

import (
	"slices"

	"flatsupport/infra/model"
	"flatsupport/shared/policy"
)

// What follows is known to differ and waits for a decision; each is left out of the comparison until it is made.

// noneSold: where nothing was sold, Until does not see that another edition comes into force.
func noneSold(h History, answer model.Answer) bool {
	return len(answer.Candidates) == 0 && len(h.Editions) > 1
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
