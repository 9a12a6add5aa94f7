package deals

import (
	"strconv"
	"time"

	"flatsupport/infra/model"
	"flatsupport/shared/entitlement"
)

// Course of a certificate: the first days on which it is active, over, out of loyalty, and beyond renewal without an
// upgrade.
type Course struct{ Start, End, LoyaltyEnd, UpgradeFrom model.Day }

// Course works it out from the records as they are now. What the records and the question have in common with one that
// was asked before is not walked again.
func (d *Desk) Course(c *Certificate) Course {
	q := question{d.start(c), c.Months, c.Edition.ID}
	if course, ok := d.courses[q]; ok {
		return course
	}
	course := d.course(c.Edition, q.start, c.Months)
	d.courses[q] = course
	return course
}

// question is all that a course rests on.
type question struct {
	start   model.Day
	months  int
	edition string
}

func (d *Desk) course(r model.Rules, start model.Day, term int) Course {
	extra := 0 // G3: an inclusive term also has the day on which it ends
	if is(r, "term.interval", "inclusive") {
		extra = 1
	}
	end := d.months(r, start, term).Plus(extra) // R5, G4
	if is(r, "term.rollNonWorking", "true") {   // G8: the last covered day rolls to a working one
		for !r.WorkingDay(end.Plus(-1)) {
			end = end.Plus(1)
		}
	}
	anchor := end.Plus(-extra)
	loyalty := d.months(r, anchor, number(r, "loyalty.months"))             // R10
	upgrade := d.months(r, anchor, number(r, "reinstatement.windowMonths")) // R15
	if is(r, "lapse.anchor", "loyalty_end") {                               // G5
		upgrade = d.months(r, loyalty, number(r, "reinstatement.windowMonths")-number(r, "loyalty.months"))
	}
	upgrade = upgrade.Plus(extra)
	if is(r, "reinstatement.boundary", "inclusive") { // G6
		upgrade = upgrade.Plus(1)
	}
	return Course{Start: start, End: end, LoyaltyEnd: loyalty.Plus(extra), UpgradeFrom: upgrade}
}

// runsOn tells a renewal that starts where the one before it ends (R12, R14), and not by the rule of activation: all but
// those after the window, unless those do as well (G14).
func (d *Desk) runsOn(c *Certificate) bool {
	return c.Renews != "" && (c.Upgrade == "" || is(d.named(c.Renews).Edition, "reinstatement.afterWindow.start", "previous_end"))
}

// named is a certificate even if it was taken back.
func (d *Desk) named(name string) *Certificate {
	for _, c := range d.Certificates {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// start is the first day of a certificate (R7, R8, R12, R14).
func (d *Desk) start(c *Certificate) model.Day {
	r := c.Edition
	if d.runsOn(c) {
		if is(r, "renewal.start", "purchase") { // G13
			return c.Sold
		}
		return d.Course(d.named(c.Renews)).End
	}
	if is(r, "activation.rule", "order_date") && c.Activation.Given() { // G1
		return c.Activation
	}
	first := d.lastStart(r, c.Sold)
	if c.Activation.Given() && c.Activation.Before(first) {
		first = c.Activation
	}
	switch commissioned := d.Systems[c.System].Commissioned; {
	case commissioned.Given() && commissioned.Before(c.Sold): // support is not older than its sale
		return c.Sold
	case commissioned.Given() && commissioned.Before(first):
		return commissioned
	default:
		return first
	}
}

// lastStart is the last day on which a certificate can start: day 90 after the sale, whose own day is day 0 (R7, G2).
func (d *Desk) lastStart(r model.Rules, sold model.Day) model.Day {
	if last, ok := d.caps[capOf{sold, r.ID}]; ok {
		return last
	}
	day := sold
	for count := 0; count < number(r, "activation.capDays"); {
		day = day.Plus(1)
		if is(r, "activation.dayKind", "calendar") || r.WorkingDay(day) {
			count++
		}
	}
	d.caps[capOf{sold, r.ID}] = day
	return day
}

// capOf a sale under an edition.
type capOf struct {
	sold    model.Day
	edition string
}

// walk is a number of months from a day.
type walk struct {
	from     model.Day
	months   int
	overflow bool
}

// months walks day by day until so many months are full: at each day of the month with the same number, or at its last
// day where it has no such day (G4). Where missing days run over, it walks to the first of the month and so many days on.
func (d *Desk) months(r model.Rules, from model.Day, n int) model.Day {
	w := walk{from, n, is(r, "months.missingDay", "overflow")}
	if day, ok := d.walked[w]; ok {
		return day
	}
	day := from
	for full := 0; full < n; {
		day = day.Plus(1)
		switch last := day.Plus(1).Day == 1; {
		case w.overflow && day.Day == 1, !w.overflow && day.Day == from.Day, !w.overflow && last && day.Day < from.Day:
			full++
		}
	}
	if w.overflow && n > 0 {
		day = day.Plus(from.Day - 1)
	}
	d.walked[w] = day
	return day
}

// Support is the state of a certificate at an instant (R7, R10, R13, R15).
func (d *Desk) Support(c *Certificate, at time.Time) entitlement.Support {
	course, r := d.Course(c), c.Edition
	y, m, dd := at.In(model.Moscow()).Date() // G11
	day := model.Day{Year: y, Month: m, Day: dd}
	if is(r, "entitlement.instant", "whole_day") { // G9: an end is over a day later
		if day.Before(course.Start) {
			return entitlement.Pending
		}
		day = day.Plus(-1)
		if day.Before(course.Start) {
			return entitlement.Active
		}
	}
	switch {
	case day.Before(course.Start):
		return entitlement.Pending
	case day.Before(course.End):
		return entitlement.Active
	case d.loyal(c, at):
		return entitlement.Loyalty
	case day.Before(course.UpgradeFrom):
		return entitlement.Lapsed
	default:
		return entitlement.Conditional
	}
}

// loyal tells whether an intent keeps support up at an instant after the end (R10, G18, G20).
func (d *Desk) loyal(c *Certificate, at time.Time) bool {
	for _, i := range d.openers(c) {
		from, to := d.span(c, i)
		if !at.Before(from) && at.Before(to) {
			return true
		}
	}
	return false
}

// openers are the intents that open loyalty: only the first of them, unless it can be had again (G20).
func (d *Desk) openers(c *Certificate) []*Intent {
	var all []*Intent
	for _, i := range d.Intents { // in the order of their declaration: one is declared after the other was withdrawn
		if from, to := d.span(c, i); i.Certificate == c.Name && from.Before(to) {
			all = append(all, i)
		}
	}
	if len(all) > 1 && is(c.Edition, "loyalty.perCertificate", "1") {
		return all[:1]
	}
	return all
}

// span is what an intent opens, if it opens anything: from the end, or from the declaration where it comes later, until
// the window closes or the intent is withdrawn.
func (d *Desk) span(c *Certificate, i *Intent) (from, to time.Time) {
	course, extra := d.Course(c), 0
	if is(c.Edition, "entitlement.instant", "whole_day") {
		extra = 1
	}
	from, to = midnight(course.End.Plus(extra)), midnight(course.LoyaltyEnd.Plus(extra))
	if i.Declared.After(from) {
		if is(c.Edition, "loyalty.declare", "before_expiry") {
			return to, to
		}
		from = i.Declared
	}
	if !i.Withdrawn.IsZero() && i.Withdrawn.Before(to) {
		to = i.Withdrawn
	}
	return from, to
}

// midnight is the first instant of a day in Moscow, whose clock has not been changed since 2014 (G11).
func midnight(day model.Day) time.Time {
	return time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, model.Moscow())
}

func number(r model.Rules, datum string) int {
	n, err := strconv.Atoi(r.Readings[datum])
	if err != nil {
		panic("the reading " + datum + " is not a number: " + r.Readings[datum])
	}
	return n
}
