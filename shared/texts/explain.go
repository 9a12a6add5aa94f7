package texts

import (
	"slices"
	"strings"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

// Explain writes the proof of a due instant, line by line: what was promised where and on which records, every interval
// that counted with the running sum, every wait and what it took out, every day that did not count and why, and the
// readings taken, so that it can be checked by hand.
func Explain(e sla.Explanation, ed *policy.Edition, lang string) []string {
	x := explainer{e: e, ed: ed, lang: Language(lang), zone: e.Location}
	x.grounds()
	x.hours()
	if !e.From.Equal(e.Start) {
		x.say("began", x.at(e.Start))
	}
	x.say("start", x.at(e.From))
	if e.BegunBy != nil {
		x.say("promised", e.BegunBy.From, e.BegunBy.To)
	}
	if e.InDays() {
		x.days()
	} else {
		x.stretches()
	}
	x.waits()
	for _, r := range e.Revisions {
		x.say("revised", x.at(r.At), r.From, r.To, x.at(r.Old), x.at(r.New), x.at(r.Taken))
	}
	if len(e.Readings) > 0 {
		x.say("readings")
		for _, r := range e.Readings {
			x.say("reading", flat(r.Meaning().In(x.lang)), r.Datum, r.Value, r.Gap)
		}
	}
	switch {
	case !e.Due.IsZero():
		x.say("due", x.at(e.Due))
	case e.State == sla.Undetermined:
		x.say("unknown")
	case len(e.Waits) > 0 && e.Waits[len(e.Waits)-1].Hold:
		x.say("heldWaits", x.span(e.Left))
	default:
		x.say("waits", x.span(e.Left))
	}
	return x.lines
}

// flat is a text on one line, without the full stop at its end.
func flat(text string) string {
	return strings.TrimSuffix(strings.Join(strings.Fields(text), " "), ".")
}

// grounds say what was promised, by which clause, and on what the right to it rests.
func (x *explainer) grounds() {
	e := x.e
	x.say("head", ClockName(x.ed, e.Clock, x.lang), Target(e.Target, x.lang), e.Priority, e.Package, e.Clause, e.Edition, e.Digest)
	if clause, ok := x.ed.Clause(e.Clause); ok {
		words := policy.Text{RU: clause.Quote, EN: clause.Gloss}
		x.say("clause", e.Clause, strings.Join(strings.Fields(words.In(x.lang)), " "))
	}
	if len(e.Facts) > 0 {
		x.say("facts", strings.Join(e.Facts, ", "))
	}
	if e.Answer == ticket.Unverified {
		x.say("unverified")
	}
}

// hours say what counts: on which days which hours, by which calendar, and what becomes of particular days on the way.
func (x *explainer) hours() {
	e := x.e
	switch {
	case e.Target.Unit == policy.WallHours:
		x.say("wall", e.Zone)
	case e.InDays():
		x.say("days", x.window(), e.Zone)
	default:
		x.say("unit", x.window(), e.Zone)
	}
	if !e.Spec.Always {
		x.say("hours", x.week())
	}
	if e.Calendar == "" {
		return
	}
	if x.passes(func(d coverage.Day) bool { return d.Short }) {
		if e.Spec.ShortDay == coverage.ShortDayEndMinus1h {
			x.say("shortCut")
		} else {
			x.say("shortKept")
		}
	}
	if e.Before != "" {
		x.say("migrated", e.Calendar, e.Before)
	} else {
		x.say("calendar", e.Calendar)
	}
}

// window names the coverage hours as the edition does.
func (x *explainer) window() string {
	for _, w := range x.ed.Windows {
		if string(w.Name) == x.e.Window {
			return w.Label.In(x.lang)
		}
	}
	return x.word("always")
}

// week writes the hours of each day of the week, days with the same hours together.
func (x *explainer) week() string {
	spec := x.e.Spec
	var parts []string
	said := [7]bool{}
	for i := range 7 {
		day := (i + 1) % 7 // from Monday on
		if said[day] || len(spec.Week[day]) == 0 {
			continue
		}
		var names []string
		for j := i; j < 7; j++ {
			same := (j + 1) % 7
			if slices.Equal(spec.Week[same], spec.Week[day]) {
				names, said[same] = append(names, weekdays[x.lang][same]), true
			}
		}
		parts = append(parts, strings.Join(names, ", ")+" "+windows(spec.Week[day]))
	}
	moved := spec.Moved
	if len(moved) == 0 {
		moved = spec.Week[time.Monday]
	}
	covered := spec.MovedWorking != coverage.MovedNotCovered && x.passes(func(d coverage.Day) bool { return d.Kind == coverage.WorkingMoved })
	if covered && x.e.Calendar != "" && len(moved) > 0 {
		parts = append(parts, x.word("movedHours")+" "+windows(moved))
	}
	if len(parts) == 0 {
		return x.word("none")
	}
	return strings.Join(parts, "; ")
}

func windows(all []coverage.Window) string {
	words := make([]string, 0, len(all))
	for _, w := range all {
		words = append(words, w.From.String()+"–"+w.To.String())
	}
	return strings.Join(words, ", ")
}

// passes reports whether a day of the kind lies on the way.
func (x *explainer) passes(is func(coverage.Day) bool) bool {
	return slices.ContainsFunc(x.e.Stretches, func(s coverage.Stretch) bool { return is(s.Day) }) ||
		slices.ContainsFunc(x.e.Days, func(d sla.Day) bool { return is(d.Day) })
}

// stretches write every interval that counted and every wait, in order, and the days on which nothing did.
func (x *explainer) stretches() {
	var sum time.Duration
	open := map[coverage.Date]bool{}
	for _, s := range x.e.Stretches {
		open[s.Day.Date] = open[s.Day.Date] || s.Kind != coverage.Closed
	}
	for _, s := range x.e.Stretches {
		day := Day(s.Day.Date, x.lang)
		switch {
		case s.Kind == coverage.Counted:
			sum += s.To.Sub(s.From)
			x.say("counted", day, x.clock(s.From), x.clockTo(s.Day.Date, s.To), x.span(s.To.Sub(s.From)), x.span(sum))
		case s.Kind == coverage.Paused && x.held(s.From):
			x.say("heldPaused", day, x.clock(s.From), x.clockTo(s.Day.Date, s.To))
		case s.Kind == coverage.Paused:
			x.say("paused", day, x.clock(s.From), x.clockTo(s.Day.Date, s.To))
		case !open[s.Day.Date]:
			open[s.Day.Date] = true // said once
			x.say("off", day, x.off(s))
		default:
			continue
		}
		x.remark(s.Day)
	}
}

// off is why nothing counted on a day.
func (x *explainer) off(s coverage.Stretch) string {
	whole := s.From.Equal(s.Day.Date.In(x.zone)) && s.To.Equal(s.Day.Date.AddDays(1).In(x.zone))
	kind, named := dayKinds[s.Day.Kind]
	hours := s.Day.Kind == coverage.Weekend && len(x.e.Spec.Week[s.Day.Date.Weekday()]) > 0
	switch {
	case named && (whole || !hours):
		return kind.In(x.lang)
	case whole:
		return x.word("noHours")
	default:
		return x.word("closed")
	}
}

// remark adds to the last line what is particular about its day. Coverage without a calendar has no particular days.
func (x *explainer) remark(d coverage.Day) {
	if x.e.Calendar == "" {
		return
	}
	var said []string
	for _, r := range []struct {
		applies bool
		phrase  string
	}{{d.Kind == coverage.WorkingMoved, "moved"}, {d.Short, "short"}, {d.Provisional, "provision"}} {
		if r.applies {
			said = append(said, x.word(r.phrase))
		}
	}
	if len(said) > 0 {
		x.lines[len(x.lines)-1] += " (" + strings.Join(said, "; ") + ")"
	}
}
