package policy

import (
	"fmt"
	"slices"

	"flatsupport/shared/coverage"
)

// Oddities lists what is lawful in an edition and still looks like a slip, as sentences: whoever publishes it should
// have meant it. Of the library it looks at the published editions and their readings; digests are those with which
// editions were published.
func (e *Edition) Oddities(library *Library, digests map[string]string, today coverage.Date) []string {
	var odd []string
	say := func(format string, args ...any) { odd = append(odd, fmt.Sprintf(format, args...)) }
	pinned, isPublished := digests[e.ID]
	if e.ValidFrom.Before(today) && (!isPublished || pinned != e.Digest) {
		say("validFrom %s lies in the past: certificates sold since then were sold under another edition", e.ValidFrom)
	}
	if isPublished && pinned != e.Digest {
		say("the edition %s is published with the digest %s; one in force is never edited, this needs an id of its own", e.ID, pinned)
	}
	for _, unwarned := range e.unwarned() {
		say("nobody is warned before %s is broken", unwarned)
	}
	for _, c := range e.Clauses {
		if !e.cites(c.Code) {
			say("no datum names the clause %s", c.Code)
		}
	}
	if before := e.before(library); before != nil {
		for _, r := range e.readings {
			was, ok := find(before.readings, func(was Reading) bool { return was.Datum == r.Datum })
			if ok && was.Value != r.Value {
				say("the reading %s is %s; in %s it is %s", r.Datum, r.Value, before.ID, was.Value)
			}
		}
	}
	return odd
}

// before is the published edition that this one follows: the last that is valid earlier.
func (e *Edition) before(library *Library) *Edition {
	for _, have := range slices.Backward(library.editions) {
		if have.ID != e.ID && have.ValidFrom.Before(e.ValidFrom) {
			return have
		}
	}
	return nil
}

// unwarned are the promises whose ladder has no step between the start and the due instant.
func (e *Edition) unwarned() []string {
	var all []string
	for _, c := range e.Clocks {
		for _, prio := range keysOf(c.Targets, priorityCodes) {
			var packages []PackageCode
			for _, p := range e.Packages {
				ladder, ok := e.Ladder(c.Name, p.Code, prio)
				if ok && !slices.ContainsFunc(ladder.Steps, Step.warns) {
					packages = append(packages, p.Code)
				}
			}
			if len(packages) > 0 {
				all = append(all, fmt.Sprintf("the %s of %s under %s", c.Name, prio, join(packages)))
			}
		}
	}
	return all
}

// warns reports whether the step comes before the due instant; one at the start tells that there is work.
func (s Step) warns() bool { return s.At > 0 && s.At < 100 || s.After < 0 }

// cites reports whether a datum of the edition names the clause.
func (e *Edition) cites(code ClauseCode) bool {
	return slices.ContainsFunc(e.statements(), func(s statement) bool {
		return s.clause == code && s.place != "clauses."+string(code) && !slices.Contains(s.rows, "clauses."+string(code))
	})
}
