package entitlement

import "flatsupport/shared/policy"

// Change is the part of the explanation that says what would give another answer: the remedy of a refusal, the partner
// to write to, the days on which it hangs, and until when the answer holds.
func (d Decision) Change(ed *policy.Edition) []Line {
	e := explanation{Decision: d, ed: ed}
	e.change()
	return e.lines
}
