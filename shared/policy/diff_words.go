package policy

import (
	"fmt"
	"slices"
	"strings"
)

// In writes the change as a sentence in the language "ru" or "en": "P2: reaction time 4h -> 3h, for certificates sold
// from 2027-01-01 under TS_8X5, TS_24X7 (PR-P2)". Of long words only what differs is shown; Before and After have all.
func (c Change) In(lang string) string {
	p := &page{lang: lang}
	text := c.What.In(lang) + " " + c.said(p)
	if whom := c.Whom.in(p); whom != "" && !c.about() {
		text += ", " + whom
	}
	if c.Datum != "" && !strings.Contains(c.What.In(lang), c.Datum) {
		text += p.say("; толкование ", "; reading ") + c.Datum
	}
	if len(c.Alternatives) > 0 && c.Kind == Changed {
		text += p.say("; может быть и ", "; could also be ") + strings.Join(c.Alternatives, ", ")
	}
	if c.Clause != "" && !strings.HasSuffix(c.What.In(lang), " "+string(c.Clause)) {
		text += " (" + string(c.Clause) + ")"
	}
	return text
}

// about reports whether the change is of what names the edition, which bears on nobody.
func (c Change) about() bool {
	return slices.Contains([]string{"id", "digest", "title", "validFrom"}, c.Place)
}

func (c Change) said(p *page) string {
	before, after := c.Before.In(p.lang), c.After.In(p.lang)
	switch {
	case c.Kind == Added && after == "":
		return p.say("(новое)", "(new)")
	case c.Kind == Added:
		return p.say("(новое): ", "(new): ") + after
	case c.Kind == Removed && before == "":
		return p.say("(больше нет)", "(gone)")
	case c.Kind == Removed:
		return p.say("(больше нет): было ", "(gone): was ") + before
	case before == after: // only the other language has changed
		other := map[string]string{"ru": "en", "en": "ru"}[p.lang]
		before, after = c.Before.In(other), c.After.In(other)
		return "[" + other + "] " + arrow(before, after)
	default:
		return arrow(before, after)
	}
}

// long is when words are shown by what differs in them.
const long = 60

func arrow(before, after string) string {
	if len([]rune(before)) <= long && len([]rune(after)) <= long {
		return before + " -> " + after
	}
	a, b := strings.Split(before, "\n"), strings.Split(after, "\n")
	if len(a) != len(b) {
		a, b = []string{before}, []string{after}
	}
	var parts []string
	for i := range a {
		if a[i] != b[i] {
			parts = append(parts, excerpt(a[i], b[i]))
		}
	}
	return strings.Join(parts, "; ")
}

// around is how many words are shown before and after what differs.
const around = 3

// excerpt shows the words that differ, with a few of those around them.
func excerpt(before, after string) string {
	a, b := strings.Fields(before), strings.Fields(after)
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return cut(a, head, tail) + " -> " + cut(b, head, tail)
}

func cut(words []string, head, tail int) string {
	from, to := max(0, head-around), min(len(words), len(words)-tail+around)
	text := strings.Join(words[from:to], " ")
	if from > 0 {
		text = "… " + text
	}
	if to < len(words) {
		text += " …"
	}
	return "«" + text + "»"
}

// in says whom a change bears on.
func (w Whom) in(p *page) string {
	text := fmt.Sprintf(p.say("для сертификатов, проданных с %s", "for certificates sold from %s"), w.From)
	if w.Received {
		text = fmt.Sprintf(p.say("для обращений, полученных с %s", "for requests received from %s"), w.From)
	}
	var groups []string
	for _, priorities := range w.groups() {
		var packages []PackageCode
		for _, s := range w.Scopes {
			if slices.Equal(s.Priorities, priorities) {
				packages = append(packages, s.Package)
			}
		}
		group := join(packages)
		if len(priorities) > 0 && len(priorities) < len(priorityCodes) {
			group += p.say(" при ", " at ") + p.priorities(priorities)
		}
		groups = append(groups, group)
	}
	if len(groups) > 0 {
		text += p.say(" по ", " under ") + strings.Join(groups, "; ")
	}
	return text
}

func (w Whom) groups() [][]PriorityCode {
	var all [][]PriorityCode
	for _, s := range w.Scopes {
		if !slices.ContainsFunc(all, func(have []PriorityCode) bool { return slices.Equal(have, s.Priorities) }) {
			all = append(all, s.Priorities)
		}
	}
	return all
}

func (p *page) priorities(list []PriorityCode) string {
	names := make([]string, len(list))
	for i, prio := range list {
		if names[i] = string(prio); p.lang != "en" {
			names[i] = inRussian(prio)
		}
	}
	return join(names)
}
