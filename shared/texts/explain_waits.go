package texts

import (
	"fmt"
	"slices"
	"time"

	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
)

// days write a count of working days, and where waits move the due instant on, the hours that show by how much.
func (x *explainer) days() {
	for _, d := range x.e.Days {
		day := Day(d.Date, x.lang)
		kind, named := dayKinds[d.Kind]
		switch {
		case d.Past:
			x.say("off", day, x.word("past"))
		case d.Hours && d.N == 0:
			x.say("day0", day)
		case d.Hours:
			x.say("day", day, d.N)
		case named:
			x.say("off", day, kind.In(x.lang))
		default:
			x.say("off", day, x.word("noHours"))
		}
		x.remark(d.Day)
	}
	if x.e.Plain.IsZero() {
		return
	}
	if x.e.Target.Unit == policy.NextBusinessDay {
		x.say("closing")
	} else {
		x.say("sameTime")
	}
	if x.cut() > 0 || x.e.Due.IsZero() {
		x.say("plain", x.at(x.e.Plain), x.span(x.e.Whole))
		x.stretches()
	}
}

// waits say of every wait on the way what it took out: the hours of coverage in it, or nothing where waits do not stop
// the clock.
func (x *explainer) waits() {
	cuts := 0
	for _, w := range x.e.Waits {
		when := x.during(w)
		switch {
		case w.Hold && w.Cut > 0:
			cuts++
			x.say("heldCut", when, x.span(w.Cut))
		case w.Hold && w.To.IsZero():
			x.say("heldLasts", when)
		case w.Hold:
			x.say("heldNothing", when)
		case !x.e.Pausable:
			x.say("notCut", when)
		case w.Cut > 0:
			cuts++
			x.say("cut", when, x.span(w.Cut))
		case w.To.IsZero():
			x.say("lasts", when)
		default:
			x.say("cutNothing", when)
		}
	}
	if cuts > 1 {
		x.say("cutAll", x.span(x.cut()))
	}
}

func (x *explainer) during(w sla.Wait) string {
	if w.To.IsZero() {
		return fmt.Sprintf(x.word("since"), x.at(w.From))
	}
	return fmt.Sprintf(x.word("between"), x.at(w.From), x.at(w.To))
}

// cut is what waits took out in all.
func (x *explainer) cut() time.Duration {
	var sum time.Duration
	for _, w := range x.e.Waits {
		sum += w.Cut
	}
	return sum
}

// held reports whether a hold had begun by the instant and was not over.
func (x *explainer) held(at time.Time) bool {
	return slices.ContainsFunc(x.e.Waits, func(w sla.Wait) bool {
		return w.Hold && !at.Before(w.From) && (w.To.IsZero() || at.Before(w.To))
	})
}
