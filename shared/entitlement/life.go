package entitlement

import (
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// Life is the course of one certificate in dates of the edition's zone. Every interval is half-open: the dates named
// End, LoyaltyEnd and UpgradeFrom are the first days on which what came before no longer holds (G3).
//
// LoyaltyEnd and UpgradeFrom are both counted from End, never one from the other: clamped months do not add up (G5).
type Life struct {
	Certificate string
	Start       coverage.Date // zero: nothing known that could start it
	StartedBy   Trigger
	End         coverage.Date // Start + term (R5, G4)
	LoyaltyEnd  coverage.Date // End + loyalty months (R10)
	UpgradeFrom coverage.Date // End + reinstatement months; from here only an upgrade reopens support (R15, G6)

	zone     *time.Location
	readings policy.Readings // of the edition
}

// Trigger says what set the start of a certificate.
type Trigger string

// ByPreviousEnd: a renewal runs on from the certificate that it renews (R12, R14, G13), whether an intent was declared or
// not (G23); ByPurchase: it starts on the day
// it was bought, where renewal.start says so. The others start an initial
// certificate: the date in the order (R8), commissioning, or the last day allowed after the sale (R7).
const (
	ByPreviousEnd   Trigger = "previous_end"
	ByPurchase      Trigger = "purchase"
	ByOrder         Trigger = "order"
	ByCommissioning Trigger = "commissioning"
	ByCap           Trigger = "cap"
)

// LifeOf computes the course of a certificate under its pinned edition (G60) for the installation that it covers.
func LifeOf(ed *policy.Edition, c Certificate, inst Installation) Life {
	life := Life{Certificate: c.ID, zone: ed.Zone, readings: ed.Readings}
	life.Start, life.StartedBy = start(ed, c, inst)
	if life.Start.IsZero() {
		return life
	}
	life.End = rolled(ed, ended(ed.Readings, months(ed.Readings, life.Start, c.TermMonths)))
	life.LoyaltyEnd, life.UpgradeFrom = Limits(ed, life.End)
	return life
}

// Limits are the first days on which loyalty is over and on which only an upgrade reopens support that ended with the
// date (R10, R15): both counted from that end (G5), unless lapse.anchor counts the second from the first.
func Limits(ed *policy.Edition, end coverage.Date) (loyaltyEnd, upgradeFrom coverage.Date) {
	r, anchor := ed.Readings, begun(ed.Readings, end)
	loyaltyEnd = ended(r, months(r, anchor, r.LoyaltyMonths))
	upgradeFrom = ended(r, months(r, anchor, r.ReinstatementMonths))
	if r.LapseAnchor == policy.AnchorLoyaltyEnd {
		upgradeFrom = ended(r, months(r, begun(r, loyaltyEnd), r.ReinstatementMonths-r.LoyaltyMonths))
	}
	if r.ReinstatementEdge == policy.EdgeInclusive {
		upgradeFrom = upgradeFrom.AddDays(1)
	}
	return loyaltyEnd, upgradeFrom
}

// months counts months from a date: to the month's last day where it has no such day (G4), or on into the next month
// where months.missingDay has it so.
func months(r policy.Readings, from coverage.Date, n int) coverage.Date {
	if r.MissingDay == policy.MissingDayOverflow {
		return coverage.DateOf(time.Date(from.Year, from.Month+time.Month(n), from.Day, 0, 0, 0, 0, time.UTC), time.UTC)
	}
	return from.AddMonths(n)
}

// ended is the first day after a term that is counted up to a date: that date itself, or the next day where the date
// still belongs to the term (term.interval, G3). begun is its inverse, the date from which further terms are counted.
func ended(r policy.Readings, d coverage.Date) coverage.Date {
	if r.TermInterval == policy.TermInclusive {
		return d.AddDays(1)
	}
	return d
}

func begun(r policy.Readings, end coverage.Date) coverage.Date {
	if r.TermInterval == policy.TermInclusive {
		return end.AddDays(-1)
	}
	return end
}

// rolled moves an end whose last covered day is no working day on, so that the last day is the next one that is, where
// term.rollNonWorking says so (G8).
func rolled(ed *policy.Edition, end coverage.Date) coverage.Date {
	if !ed.Readings.RollNonWorking {
		return end
	}
	days := ed.WorkingDays()
	last := end.AddDays(-1)
	for !days.Day(last).Working() {
		last = last.AddDays(1)
	}
	return last.AddDays(1)
}

// start applies activation.rule: the earliest of the order's date, commissioning and the cap, so that a system that
// already works in production is never told to wait (G1), or the order's date alone where that reading is taken.
//
// A system commissioned before the sale starts on the day of sale: support is bought with the product (R6) and what
// was not yet bought cannot have run, or licences added to an old system would be over on the day they are sold (G58).
func start(ed *policy.Edition, c Certificate, inst Installation) (coverage.Date, Trigger) {
	if !c.PreviousEnd.IsZero() {
		if ed.Readings.RenewalStart == policy.RenewalFromPurchase && !c.SoldOn.IsZero() {
			return c.SoldOn, ByPurchase
		}
		return c.PreviousEnd, ByPreviousEnd
	}
	if ed.Readings.ActivationRule == policy.ActivateOnOrderDate && !c.ActivationOn.IsZero() {
		return c.ActivationOn, ByOrder
	}
	first, by := c.ActivationOn, ByOrder
	offer := func(d coverage.Date, trigger Trigger) {
		if !d.IsZero() && (first.IsZero() || d.Before(first)) {
			first, by = d, trigger
		}
	}
	commissioned := inst.CommissionedOn
	if !commissioned.IsZero() && commissioned.Before(c.SoldOn) {
		commissioned = c.SoldOn
	}
	offer(commissioned, ByCommissioning)
	if !c.SoldOn.IsZero() {
		offer(LastActivation(ed, c.SoldOn), ByCap)
	}
	if first.IsZero() {
		return coverage.Date{}, ""
	}
	return first, by
}

// LastActivation is the last day on which a certificate can become active (R7): so many days after the sale, whose own
// day is day 0; calendar days, or working days where activation.dayKind says so (G2).
func LastActivation(ed *policy.Edition, sold coverage.Date) coverage.Date {
	left := ed.Readings.ActivationCapDays
	if ed.Readings.ActivationDayKind != policy.ActivationWorkingDays {
		return sold.AddDays(left)
	}
	d, days := sold, ed.WorkingDays() // the loader sees to it that there are any
	for left > 0 {
		if d = d.AddDays(1); days.Day(d).Working() {
			left--
		}
	}
	return d
}

// Support tells the state at an instant, and until when it lasts with the intents as they are; a zero until means that
// no end is known. Intents of other certificates are left aside. At the very instant of an end that end has come, unless
// entitlement.instant gives the whole day of an end away (G9).
func (l Life) Support(at time.Time, intents ...Intent) (Support, time.Time) {
	if l.Start.IsZero() {
		return Pending, time.Time{}
	}
	if start := l.midnight(l.Start); at.Before(start) {
		return Pending, start
	}
	if end := l.over(l.End); at.Before(end) {
		return Active, end
	}
	limit := l.over(l.UpgradeFrom)
	for _, grace := range l.loyalties(intents) {
		switch {
		case at.Before(grace.From):
			return Lapsed, grace.From
		case at.Before(grace.To):
			return Loyalty, grace.To
		}
	}
	switch {
	case at.Before(limit):
		return Lapsed, limit
	default:
		return Conditional, time.Time{}
	}
}

// over is the instant at which something that ends with a date is over: at its midnight, or a day later where
// entitlement.instant gives the whole day of the end (G9).
func (l Life) over(d coverage.Date) time.Time { return l.midnight(l.Over(d)) }

// Over is the first day on which something that ends with a date, such as End, is over: the date itself, or the day
// after it where entitlement.instant gives the whole day of the end (G9). The day before is the last one covered.
func (l Life) Over(d coverage.Date) coverage.Date {
	if l.readings.EntitlementInstant == policy.JudgedByWholeDay {
		return d.AddDays(1)
	}
	return d
}

// midnight is the first instant of a date, in UTC as instants are kept.
func (l Life) midnight(d coverage.Date) time.Time { return d.In(l.zone).UTC() }

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
