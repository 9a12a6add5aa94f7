package model

import (
	"slices"
	"time"

	"flatsupport/shared/entitlement"
)

// Life is the course of a certificate in dates; each is the first day on which what came before is over (G3).
type Life struct {
	Start, End, LoyaltyEnd, UpgradeFrom Day
}

// Life computes it for the installation of the certificate.
func (r Rules) Life(c entitlement.Certificate, facts entitlement.Facts) Life {
	for _, inst := range facts.Installations {
		if inst.ID == c.Installation {
			return r.life(c, inst)
		}
	}
	return r.life(c, entitlement.Installation{})
}

func (r Rules) life(c entitlement.Certificate, inst entitlement.Installation) Life {
	start := r.start(c, inst)
	if !start.Given() {
		return Life{}
	}
	extra := 0 // G3: an inclusive term also has the day on which it ends
	if r.is("term.interval", "inclusive") {
		extra = 1
	}
	end := r.plusMonths(start, c.TermMonths).Plus(extra) // R5, G4
	if r.is("term.rollNonWorking", "true") {             // G8: the last covered day rolls to a working one
		for !r.WorkingDay(end.Plus(-1)) {
			end = end.Plus(1)
		}
	}
	anchor := end.Plus(-extra)
	loyalty := r.plusMonths(anchor, r.number("loyalty.months"))             // R10, G18
	upgrade := r.plusMonths(anchor, r.number("reinstatement.windowMonths")) // R15, G6
	if r.is("lapse.anchor", "loyalty_end") {                                // G5
		upgrade = r.plusMonths(loyalty, r.number("reinstatement.windowMonths")-r.number("loyalty.months"))
	}
	return Life{Start: start, End: end, LoyaltyEnd: loyalty.Plus(extra), UpgradeFrom: upgrade.Plus(extra)}
}

// start is the day of activation (R7, R8, R12, R14).
func (r Rules) start(c entitlement.Certificate, inst entitlement.Installation) Day {
	sold := dayOf(c.SoldOn)
	if previous := dayOf(c.PreviousEnd); previous.Given() { // R12, R14, G13
		if r.is("renewal.start", "purchase") {
			return sold
		}
		return previous
	}
	order := dayOf(c.ActivationOn)
	if r.is("activation.rule", "order_date") && order.Given() { // G1
		return order
	}
	var known []Day
	if order.Given() {
		known = append(known, order)
	}
	if commissioned := dayOf(inst.CommissionedOn); commissioned.Given() {
		if commissioned.Before(sold) { // support is not older than its sale
			commissioned = sold
		}
		known = append(known, commissioned)
	}
	if sold.Given() {
		known = append(known, r.lastActivation(sold))
	}
	earliest := Day{}
	for _, d := range known {
		if !earliest.Given() || d.Before(earliest) {
			earliest = d
		}
	}
	return earliest
}

// lastActivation is so many days after the day of sale, which is day 0 (R7, G2).
func (r Rules) lastActivation(sold Day) Day {
	d := sold
	for days := r.number("activation.capDays"); days > 0; {
		d = d.Plus(1)
		if r.is("activation.dayKind", "calendar") || r.WorkingDay(d) {
			days--
		}
	}
	return d
}

// WorkingDay tells the days that count where days are counted and not hours: those of the calendar of the business hours,
// without the days off that the edition adds (G2, G8, G41, G45).
func (r Rules) WorkingDay(d Day) bool {
	if slices.Contains(r.list("calendar.extra"), d.String()) {
		return false
	}
	if r.Windows["business"].Calendar == "ru-weekdays" {
		return !d.Weekend() && !publicHoliday(d)
	}
	return r.Calendar.working(d)
}

// course is a life in instants: what holds before each of them (G9, G11).
type course struct {
	start, end, loyaltyEnd, upgrade time.Time
	loyalty                         []Span
}

func (r Rules) course(l Life, certificate string, intents []entitlement.Intent) course {
	extra := 0 // G9: the whole day of an end still counts
	if r.is("entitlement.instant", "whole_day") {
		extra = 1
	}
	later := 0 // G6: the day of the limit still counts
	if r.is("reinstatement.boundary", "inclusive") {
		later = 1
	}
	c := course{
		start:      r.Zone.Begins(l.Start),
		end:        r.Zone.Begins(l.End.Plus(extra)),
		loyaltyEnd: r.Zone.Begins(l.LoyaltyEnd.Plus(extra)),
		upgrade:    r.Zone.Begins(l.UpgradeFrom.Plus(extra + later)),
	}
	c.loyalty = r.loyalty(c, certificate, intents)
	return c
}

// loyalty are the stretches in which support goes on because the customer declared the intent to renew (R10): from the
// end, or from the declaration when it came later, until the window closes or the intent is withdrawn (G18, G20).
func (r Rules) loyalty(c course, certificate string, intents []entitlement.Intent) []Span {
	intents = slices.Clone(intents)
	slices.SortStableFunc(intents, func(a, b entitlement.Intent) int { return a.DeclaredAt.Compare(b.DeclaredAt) })
	var spans []Span
	for _, i := range intents {
		if i.Certificate != certificate {
			continue
		}
		if r.is("loyalty.declare", "before_expiry") && i.DeclaredAt.After(c.end) {
			continue
		}
		from, to := later(c.end, i.DeclaredAt), c.loyaltyEnd
		if !i.WithdrawnAt.IsZero() {
			to = earlier(to, i.WithdrawnAt)
		}
		if from.Before(to) {
			spans = append(spans, Span{from, to})
		}
	}
	if len(spans) > 1 && r.is("loyalty.perCertificate", "1") { // G20
		return spans[:1]
	}
	return spans
}

// support is the state at an instant, and whether a loyalty period has begun by then (R10, R13, R15).
func (c course) support(started bool, at time.Time) (state entitlement.Support, loyal bool) {
	for _, span := range c.loyalty {
		if span.holds(at) {
			return entitlement.Loyalty, true
		}
		loyal = loyal || !at.Before(span.From)
	}
	switch {
	case !started || at.Before(c.start):
		return entitlement.Pending, false
	case at.Before(c.end):
		return entitlement.Active, false
	case at.Before(c.upgrade):
		return entitlement.Lapsed, loyal
	default:
		return entitlement.Conditional, loyal
	}
}
