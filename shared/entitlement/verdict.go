package entitlement

import (
	"slices"
	"time"

	"flatsupport/shared/policy"
)

// verdict is what follows for one certificate at one instant.
type verdict struct {
	option
	at       time.Time
	support  Support
	code     policy.RefusalCode // of the check that failed
	passed   int                // checks before it
	kind     policy.RequestType
	own      bool              // the package refuses, not a rule for all packages
	clause   policy.ClauseCode // of an acceptance
	level    policy.Level
	priority policy.PriorityCode
	engineer bool
	readings []string
}

// firstLevel is the lowest level that FLAT delivers under the package.
func firstLevel(p policy.Package) policy.Level {
	if len(p.Levels) == 0 {
		return 0
	}
	return slices.Min(p.Levels)
}

func (v *verdict) applied(datums ...string) { v.readings = append(v.readings, datums...) }

func (v verdict) refused() bool { return v.code != "" }

// roundTheClock reports whether the package covers the request's priority at every hour.
func (v verdict) roundTheClock() bool {
	name := v.pack.Window(v.priority, v.kind)
	_, always := find(v.edition.Windows, func(w policy.WindowRule) bool { return w.Name == name && w.Always })
	return always
}

// decision is the answer and its terms, without what the whole matter adds to it: until weighs one at every turn.
func (v verdict) decision() Decision {
	d := Decision{
		At:          v.at,
		Answer:      Accepted,
		Clause:      v.clause,
		Edition:     v.edition.ID,
		Digest:      v.edition.Digest,
		Package:     v.pack.Code,
		Certificate: v.cert.ID,
		Support:     v.support,
		Level:       v.level,
		Priority:    v.priority,
		Engineer:    v.engineer,
		Readings:    v.readings,
	}
	if v.refused() {
		d.Answer, d.Code, d.Clause = Refused, v.code, v.rule().Clause
	}
	return d
}

// rule is the row of the refusal: the package's own where it is the package that refuses.
func (v verdict) rule() policy.RefusalRule {
	if own, ok := v.edition.RefusalFor(v.code, v.pack.Code); ok && v.own {
		return own
	}
	return refusal(v.edition, v.code)
}

func refusal(ed *policy.Edition, code policy.RefusalCode) policy.RefusalRule {
	rule, _ := ed.Refusal(code)
	return rule
}
