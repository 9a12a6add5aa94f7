package contest

import (
	"slices"
	"time"

	"flatsupport/infra/model"
	"flatsupport/shared/policy"
)

// What follows is known to differ and waits for a decision; each is left out of the comparison until it is made.

// newEdition: Until does not see that another edition comes into force, where that one would judge: nothing was sold, or
// policy.pin is newest.
func newEdition(h History, answer model.Answer) bool {
	newest := slices.ContainsFunc(h.Editions, func(e Edition) bool { return e.Readings["policy.pin"] == "newest" })
	return len(h.Editions) > 1 && (len(answer.Candidates) == 0 || newest)
}

// diagnosedBefore: where clocks begin with the diagnostics and a reopening gives new ones, they do not begin though the
// diagnostics came before it.
func diagnosedBefore(rules model.Rules, events []model.Event) bool {
	diagnosed := slices.IndexFunc(events, func(e model.Event) bool { return e.Kind == model.Diagnostics })
	return rules.Readings["reopen.restartClock"] == "true" && diagnosed >= 0 &&
		slices.ContainsFunc(events[diagnosed:], func(e model.Event) bool { return e.Kind == model.Reopened })
}

// byEdition: whether a refusal that is the same in all but its edition is another reason is not decided; either is taken.
func byEdition(h History, desk time.Time, asked *model.Case) time.Time {
	at := h.Request.ReceivedAt
	until := asked.Until(at, true)
	if desk.Equal(until) || len(h.Editions) == 1 {
		return until
	}
	return asked.Until(at, false)
}

// anyonesPartner: where anyone of the customer may ask, somebody who was not named is refused a partner package by
// clause A, and is not sent to the partner by E5 as others are.
func anyonesPartner(h History, k model.Candidate) bool {
	return k.Code == policy.ContactNotAuthorised && k.Package == policy.TS8x5L3 && h.Request.Contact == "anna"
}

// loyaltyGap: where loyalty can be had again, the time between a withdrawal and a later declaration is told as if nobody
// had ever declared, though without that declaration it is told that loyalty is over.
func loyaltyGap(h History, answer model.Answer) bool {
	return slices.ContainsFunc(h.Editions, func(e Edition) bool { return e.Readings["loyalty.perCertificate"] == "unlimited" }) &&
		slices.ContainsFunc(answer.Candidates, func(k model.Candidate) bool { return k.Code == policy.LoyaltyEnded })
}
