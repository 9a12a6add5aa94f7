package policy

import "slices"

// Package returns the package of the code.
func (e *Edition) Package(code PackageCode) (Package, bool) {
	return find(e.Packages, func(p Package) bool { return p.Code == code })
}

// Priority returns the row of the priority chapter.
func (e *Edition) Priority(code PriorityCode) (Priority, bool) {
	return find(e.Priorities, func(p Priority) bool { return p.Code == code })
}

// Clause returns the clause of the code.
func (e *Edition) Clause(code ClauseCode) (Clause, bool) {
	return find(e.Clauses, func(c Clause) bool { return c.Code == code })
}

// Channel returns the rule of the channel.
func (e *Edition) Channel(code ChannelCode) (ChannelRule, bool) {
	return find(e.Channels, func(c ChannelRule) bool { return c.Code == code })
}

// Clock returns the clock of the name.
func (e *Edition) Clock(name ClockName) (ClockRule, bool) {
	return find(e.Clocks, func(c ClockRule) bool { return c.Name == name })
}

// Reading returns the reading of the name, with the value in force.
func (e *Edition) Reading(datum string) (Reading, bool) {
	r, ok := find(e.readings, func(r Reading) bool { return r.Datum == datum })
	r.Alternatives = slices.Clone(r.Alternatives)
	return r, ok
}

// Product returns the catalogue row of the product (R1).
func (e *Edition) Product(code string) (Product, bool) {
	return find(e.Products, func(p Product) bool { return p.Code == code })
}

// Refusal returns the clause and the words of a refusal, as they hold for every package.
func (e *Edition) Refusal(code RefusalCode) (RefusalRule, bool) {
	return find(e.Refusals, func(r RefusalRule) bool { return r.Code == code && r.Package == "" })
}

// RefusalFor returns the clause and the words of a refusal under a package: its own row where it has one, as for the
// contacts of the partner package (R25), and otherwise the row that holds for every package.
func (e *Edition) RefusalFor(code RefusalCode, pkg PackageCode) (RefusalRule, bool) {
	own, ok := find(e.Refusals, func(r RefusalRule) bool { return r.Code == code && r.Package == pkg })
	if ok {
		return own, true
	}
	return e.Refusal(code)
}

// Ladder returns the escalation of a clock for a package and a priority. The loader refuses an edition in which two
// ladders match.
func (e *Edition) Ladder(clock ClockName, pkg PackageCode, prio PriorityCode) (Ladder, bool) {
	return find(e.Ladders, func(l Ladder) bool { return l.Clock == clock && l.applies(pkg, prio) })
}

func (l Ladder) applies(pkg PackageCode, prio PriorityCode) bool {
	return (len(l.Packages) == 0 || contains(l.Packages, pkg)) && contains(l.Priorities, prio)
}

func find[T any](rows []T, is func(T) bool) (T, bool) {
	for _, row := range rows {
		if is(row) {
			return row, true
		}
	}
	var none T
	return none, false
}

func contains[T comparable](list []T, want T) bool {
	_, ok := find(list, func(have T) bool { return have == want })
	return ok
}
