package policy

import (
	"cmp"
	"slices"
	"strings"

	"flatsupport/shared/coverage"
)

// Change is one thing that another edition says differently, and for whom.
type Change struct {
	Place         string     // in the edition: "clocks.reaction.targets.P2", "readings.loyalty.months"
	Kind          ChangeKind //
	What          Text       // the thing in words: "P2: reaction time"
	Before, After Text       // what was said of it and what is said now; of a row that is new or gone all of it
	Clause        ClauseCode // in the later edition, or in the earlier one when it is gone
	Datum         string     // the reading that it is, where it is one
	Alternatives  []string   // what else that reading could be
	Whom          Whom
}

// ChangeKind tells a changed value from a row that only one edition has.
type ChangeKind string

// Kinds of changes.
const (
	Changed ChangeKind = "changed"
	Added   ChangeKind = "added"
	Removed ChangeKind = "removed"
)

// Whom says whose support a change bears on: that of certificates sold from the day on which the later edition becomes
// valid (G60), or of all requests received from then on, where the later edition reads policy.pin so.
type Whom struct {
	From     coverage.Date
	Received bool    // by the day of receipt and not of sale
	Scopes   []Scope // packages; none: whatever the package
}

// Scope is a package and the priorities under it; none: all of them.
type Scope struct {
	Package    PackageCode
	Priorities []PriorityCode
}

// Diff compares two editions and lists every difference once, in the order of the edition: of an edition with itself
// there is none. What only follows from a changed reading, such as the start of the call-back from reaction.start, is
// not told a second time.
func Diff(from, to *Edition) []Change {
	d := differ{to: to, before: from.statements(), after: to.statements(), changed: map[string]bool{}}
	d.compare()
	changes := slices.DeleteFunc(d.changes, func(c found) bool {
		return slices.ContainsFunc(c.follows, func(datum string) bool { return d.changed[datum] })
	})
	return merged(changes)
}

// found is a change, and the readings of which it would only be a consequence.
type found struct {
	Change
	follows []string
}

type differ struct {
	to            *Edition
	before, after []statement
	changes       []found
	changed       map[string]bool // datums of readings
}

func (d *differ) compare() {
	old, is := byKey(d.before), byKey(d.after)
	for i, s := range d.after {
		was, both := old[s.key()]
		switch {
		case !both && !d.partOfOne(s, old):
			d.found(Added, s, statement{}, Text{}, rowText(d.after, i))
		case both && !s.same(was):
			before, after := was.short, s.short
			if before == after {
				before, after = was.full, s.full
			}
			d.found(Changed, s, was, before, after)
		}
	}
	for i, s := range d.before {
		if _, both := is[s.key()]; !both && !d.partOfOne(s, is) {
			d.found(Removed, s, s, rowText(d.before, i), Text{})
		}
	}
}

// partOfOne reports whether the row that the statement stands in is itself new or gone.
func (d *differ) partOfOne(s statement, other map[string]statement) bool {
	return slices.ContainsFunc(s.rows, func(row string) bool {
		_, there := other[row+s.scopeKey()]
		return !there
	})
}

func (d *differ) found(kind ChangeKind, s, was statement, before, after Text) {
	c := Change{
		Place: s.place, Kind: kind, What: s.what, Before: before, After: after, Clause: s.clause, Datum: s.datum,
		Whom: Whom{
			From: d.to.ValidFrom, Received: d.to.Readings.PolicyPin == PinNewest,
			Scopes: joined(s.scopes, was.scopes),
		},
	}
	if s.datum != "" {
		d.changed[s.datum] = true
		c.Alternatives = d.to.alternativesOf(s.datum)
	}
	d.changes = append(d.changes, found{c, s.follows})
}

func (e *Edition) alternativesOf(name string) []string {
	d, ok := find(e.data(), func(d datum) bool { return d.name == name })
	if !ok {
		return nil
	}
	return d.alternatives()
}

func byKey(list []statement) map[string]statement {
	all := make(map[string]statement, len(list))
	for _, s := range list {
		if _, twice := all[s.key()]; !twice { // of two ladders that match, the first is climbed
			all[s.key()] = s
		}
	}
	return all
}

// rowText tells all of a row: its own statement and those that stand in it.
func rowText(list []statement, i int) Text {
	row := list[i]
	text := row.short
	for _, s := range list[i+1:] {
		if !slices.Contains(s.rows, row.place) || s.scopeKey() != row.scopeKey() {
			continue
		}
		if s.short != (Text{}) {
			text.RU += "; " + s.own.RU + " " + s.short.RU
			text.EN += "; " + s.own.EN + " " + s.short.EN
		}
	}
	return Text{RU: strings.TrimPrefix(text.RU, "; "), EN: strings.TrimPrefix(text.EN, "; ")}
}

// merged joins the same change of several packages and priorities into one.
func merged(list []found) []Change {
	var out []Change
	for _, c := range list {
		i := slices.IndexFunc(out, func(have Change) bool {
			return have.Place == c.Place && have.Kind == c.Kind && have.Before == c.Before && have.After == c.After && have.Clause == c.Clause
		})
		if i < 0 {
			out = append(out, c.Change)
			continue
		}
		out[i].Whom.Scopes = joined(out[i].Whom.Scopes, c.Whom.Scopes)
	}
	return out
}

// joined are the scopes of both, in the order of packages and priorities.
func joined(a, b []Scope) []Scope {
	var out []Scope
	for _, s := range slices.Concat(a, b) {
		i := slices.IndexFunc(out, func(have Scope) bool { return have.Package == s.Package })
		if i < 0 {
			out = append(out, Scope{s.Package, slices.Clone(s.Priorities)})
			continue
		}
		for _, prio := range s.Priorities {
			if !slices.Contains(out[i].Priorities, prio) {
				out[i].Priorities = append(out[i].Priorities, prio)
			}
		}
	}
	for i := range out {
		slices.Sort(out[i].Priorities)
	}
	slices.SortStableFunc(out, func(a, b Scope) int {
		return cmp.Compare(slices.Index(packageCodes, a.Package), slices.Index(packageCodes, b.Package))
	})
	return out
}
