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

	zone    *time.Location
	declare string // reading loyalty.declare (G18)
}

// Trigger says what set the start of a certificate.
type Trigger string

// ByPreviousEnd: a renewal runs on from the certificate that it renews (R12, R14, G13). The others start an initial
// certificate: the date in the order (R8), commissioning, or the last day allowed after the sale (R7).
const (
	ByPreviousEnd   Trigger = "previous_end"
	ByOrder         Trigger = "order"
	ByCommissioning Trigger = "commissioning"
	ByCap           Trigger = "cap"
)

// beforeExpiry is the stricter value of loyalty.declare; orderDate of activation.rule.
const (
	beforeExpiry = "before_expiry"
	orderDate    = "order_date"
)

// LifeOf computes the course of a certificate under its pinned edition (G60) for the installation that it covers.
func LifeOf(ed *policy.Edition, c Certificate, inst Installation) Life {
	life := Life{Certificate: c.ID, zone: ed.Zone, declare: ed.Readings.LoyaltyDeclare}
	life.Start, life.StartedBy = start(ed, c, inst)
	if life.Start.IsZero() {
		return life
	}
	life.End = life.Start.AddMonths(c.TermMonths)
	life.LoyaltyEnd = life.End.AddMonths(ed.Readings.LoyaltyMonths)
	life.UpgradeFrom = life.End.AddMonths(ed.Readings.ReinstatementMonths)
	return life
}

// start applies activation.rule: the earliest of the order's date, commissioning and the cap, so that a system that
// already works in production is never told to wait (G1), or the order's date alone where that reading is taken.
//
// A system commissioned before the sale starts on the day of sale: support is bought with the product (R6) and what
// was not yet bought cannot have run, or licences added to an old system would be over on the day they are sold (G58).
func start(ed *policy.Edition, c Certificate, inst Installation) (coverage.Date, Trigger) {
	if !c.PreviousEnd.IsZero() {
		return c.PreviousEnd, ByPreviousEnd
	}
	if ed.Readings.ActivationRule == orderDate && !c.ActivationOn.IsZero() {
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
		offer(c.SoldOn.AddDays(ed.Readings.ActivationCapDays), ByCap) // the day of sale is day 0 (G2)
	}
	if first.IsZero() {
		return coverage.Date{}, ""
	}
	return first, by
}

// Support tells the state at an instant, and until when it lasts with the intents as they are; a zero until means that
// no end is known. Intents of other certificates are left aside. At the very instant of an end that end has come (G9).
func (l Life) Support(at time.Time, intents ...Intent) (Support, time.Time) {
	if l.Start.IsZero() {
		return Pending, time.Time{}
	}
	if start := l.midnight(l.Start); at.Before(start) {
		return Pending, start
	}
	if end := l.midnight(l.End); at.Before(end) {
		return Active, end
	}
	grace, opens := l.Loyalty(intents...)
	switch limit := l.midnight(l.UpgradeFrom); {
	case opens && at.Before(grace.From):
		return Lapsed, grace.From
	case opens && at.Before(grace.To):
		return Loyalty, grace.To
	case at.Before(limit):
		return Lapsed, limit
	default:
		return Conditional, time.Time{}
	}
}

// Loyalty is the span in which support goes on after the end because the customer declared the intent to renew
// (R10, R11): from the end, or from a declaration that came later, until the window closes or the intent is withdrawn.
// The window itself never moves (G18).
//
// A certificate has one such span (G20): the earliest intent that opens it, and none after it. An intent withdrawn
// before the end has opened nothing and does not use it up. It reports false when no intent opens the window.
func (l Life) Loyalty(intents ...Intent) (coverage.Span, bool) {
	if l.Start.IsZero() {
		return coverage.Span{}, false
	}
	var first coverage.Span
	var declared time.Time
	found := false
	for _, intent := range intents {
		span, opens := l.opened(intent)
		if !opens {
			continue
		}
		if !found || intent.DeclaredAt.Before(declared) || intent.DeclaredAt.Equal(declared) && span.To.Before(first.To) {
			first, declared, found = span, intent.DeclaredAt, true
		}
	}
	return first, found
}

func (l Life) opened(intent Intent) (coverage.Span, bool) {
	end, closes := l.midnight(l.End), l.midnight(l.LoyaltyEnd)
	if intent.Certificate != l.Certificate || l.declare == beforeExpiry && intent.DeclaredAt.After(end) {
		return coverage.Span{}, false
	}
	span := coverage.Span{From: later(end, intent.DeclaredAt.UTC()), To: closes}
	if !intent.WithdrawnAt.IsZero() && intent.WithdrawnAt.Before(closes) {
		span.To = intent.WithdrawnAt.UTC()
	}
	return span, span.From.Before(span.To)
}

// midnight is the first instant of a date, in UTC as instants are kept.
func (l Life) midnight(d coverage.Date) time.Time { return d.In(l.zone).UTC() }

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
