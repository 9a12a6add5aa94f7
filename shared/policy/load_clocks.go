package policy

import (
	"cmp"
	"slices"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy/internal/strict"
)

func (l *loader) clocks(at strict.Place) {
	seen := map[ClockName]bool{}
	for _, row := range at.Rows() {
		f := row.Fields("name", "clause", "title", "unit", "start", "stop", "pausable", "targets")
		c := ClockRule{
			Name:     word(f.Need("name"), clockNames...),
			Clause:   l.clause(f),
			Title:    l.text(f.Need("title")),
			Unit:     word(f.Need("unit"), spanUnits...),
			Pausable: f.May("pausable").Truth(),
		}
		course := courses[c.Name]
		if c.Start = Received; len(course.starts) > 0 {
			c.Start = course.starts[0]
		}
		if f.Has("start") && c.Name != "" {
			c.Start = word(f.May("start"), course.starts...)
		}
		if c.Name != "" {
			c.Stop = word(f.Need("stop"), course.stops...)
		}
		if c.Name == Reaction && f.Has("start") {
			f.May("start").Refuse("what starts the reaction is the reading reaction.start and is not repeated here")
		}
		if (c.Name == Reaction || c.Name == Callback) && f.Has("pausable") {
			f.May("pausable").Refuse("whether the %s waits for the customer is the reading reaction.pause and is not repeated here", c.Name)
		}
		c.Targets = l.targets(f.Need("targets"), c.Unit)
		once(seen, f.Need("name"), c.Name)
		l.own[c.Name] = true
		for _, prio := range priorityCodes {
			if _, promised := c.Targets[prio]; c.Name == Reaction && !promised {
				f.Need("targets").Refuse("the priority %s has no reaction target", prio)
			}
		}
		l.e.Clocks = append(l.e.Clocks, c)
	}
	if !seen[Reaction] && !at.Absent() {
		at.Refuse("the clock %s has no row", Reaction)
	}
}

func (l *loader) targets(at strict.Place, unit Unit) map[PriorityCode]Target {
	f := at.Fields(printAll(priorityCodes)...)
	targets := map[PriorityCode]Target{}
	for _, code := range priorityCodes {
		if f.Has(string(code)) {
			targets[code] = l.target(f.Need(string(code)), unit)
		}
	}
	return targets
}

// target reads what is promised, in the unit of the clock unless it names its own: a span, so many days, or a cutoff.
func (l *loader) target(at strict.Place, unit Unit) Target {
	t := Target{Unit: unit}
	f := at.Fields("clause", "unit", "within", "days", "cutoff")
	t.Clause = l.clause(f)
	if f.Has("unit") {
		t.Unit = word(f.May("unit"), units...)
	}
	figures := map[string]bool{"within": false, "days": false, "cutoff": false}
	switch t.Unit {
	case BusinessDays:
		t.Days, figures["days"] = f.Need("days").Whole(1, 1000), true
	case NextBusinessDay:
		t.Cutoff, figures["cutoff"] = clockTime(f.Need("cutoff")), true
	default:
		t.Within, figures["within"] = f.Need("within").Duration(time.Second, longest), true
	}
	for figure, meant := range figures {
		if f.Has(figure) && !meant && t.Unit != "" {
			f.May(figure).Refuse("a target in %s has no %s", t.Unit, figure)
		}
	}
	return t
}

func clockTime(at strict.Place) coverage.ClockTime {
	text := at.Text()
	if text == "" {
		return 0
	}
	t, err := coverage.ParseClockTime(text)
	if err != nil {
		at.Refuse("%q is not a time of day such as 15:00", text)
	}
	return t
}

// longest is more than any promise or step is counted in; beyond it a figure is a slip of the pen.
const longest = 10000 * time.Hour

func (l *loader) ladders(at strict.Place) {
	for _, row := range at.Rows() {
		f := row.Fields("clause", "clock", "packages", "priorities", "quiet", "steps")
		ladder := Ladder{
			Clause:     l.clause(f),
			Clock:      word(f.Need("clock"), clockNames...),
			Priorities: l.applies(f.Need("priorities")),
			Quiet:      f.Need("quiet").Truth(),
		}
		for _, item := range f.May("packages").Items() {
			code := l.packageCode(item)
			if slices.Contains(ladder.Packages, code) {
				item.Refuse("%q stands here a second time", code)
			}
			ladder.Packages = append(ladder.Packages, code)
		}
		if f.Has("packages") && len(ladder.Packages) == 0 {
			f.May("packages").Rows()
		}
		ladder.Steps = steps(f.Need("steps"))
		l.e.Ladders = append(l.e.Ladders, ladder)
	}
}

func steps(at strict.Place) []Step {
	seen := map[string]bool{}
	var list []Step
	breaches := false
	for _, row := range at.Rows() {
		s := step(row)
		once(seen, row, s.Name)
		if last := len(list) - 1; last >= 0 && s.At != 0 && cmp.Or(cmp.Compare(list[last].At, s.At), cmp.Compare(list[last].After, s.After)) >= 0 {
			row.Refuse("the step %s does not come after %s", s.Name, list[last].Name)
		}
		breaches = breaches || s.At == 100 && s.After == 0 && s.Notice == NoticeBreach
		list = append(list, s)
	}
	if !breaches && len(list) > 0 {
		at.Refuse("no step tells of the breach at 100 percent")
	}
	return list
}

// endless is the least time between the repetitions of a step that never ends by itself.
const endless = time.Hour

func step(row strict.Place) Step {
	f := row.Fields("name", "at", "after", "every", "max", "tell", "notice")
	s := Step{
		Name:   f.Need("name").Text(),
		At:     Percent(f.Need("at").Whole(0, 100)),
		After:  f.May("after").Duration(-longest, longest),
		Notice: word(f.Need("notice"), ladderNotices...),
		Tell:   words(f.Need("tell"), audiences...),
	}
	f.Need("tell").Rows()
	if f.Has("every") || f.Has("max") {
		// The desk looks once a minute; a step cannot repeat faster.
		s.Every, s.Max = f.Need("every").Duration(time.Minute, longest), f.May("max").Whole(1, 100)
		if s.Max == 0 && !f.Has("max") && s.Every < endless {
			row.Refuse("a step without max repeats until somebody answers, so it leaves at least %s between", endless)
		}
	}
	return s
}
