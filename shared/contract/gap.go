package contract

import (
	"time"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// Gap is the time that a renewal covers and that had passed when it was put on record: half-open, and empty where the
// renewal came in time. Requests of it that LackedSupport were refused on what was known then and stay so; nothing runs
// for them in retrospect (policy G17).
func (k Known) Gap(c entitlement.Certificate, recorded time.Time) (from, to time.Time, err error) {
	life, ed, err := k.Life(c)
	if err != nil || life.Start.IsZero() {
		return time.Time{}, time.Time{}, err
	}
	from, to = life.Start.In(ed.Zone), life.End.In(ed.Zone)
	if recorded.Before(to) {
		to = recorded
	}
	if to.Before(from) {
		to = from
	}
	return from.UTC(), to.UTC(), nil
}

// LackedSupport reports whether a request was refused for nothing but the want of support that runs (policy R10, R13,
// R15): the refusal that a renewal known in time would not have given.
func LackedSupport(code policy.RefusalCode) bool {
	switch code {
	case policy.CoverageExpired, policy.LoyaltyEnded, policy.UpgradeRequired:
		return true
	default:
		return false
	}
}
