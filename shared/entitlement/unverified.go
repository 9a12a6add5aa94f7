package entitlement

import "flatsupport/shared/policy"

// DecideUnverified answers while the facts cannot be read. A critical request is not made to wait for our tables: it
// runs at once, by portal or hotline, under the coverage of the package that the edition names for it (OP-UNVERIFIED), and is judged again when the facts are there. For any other request it reports false: that one waits,
// registered, until it can be decided.
//
// Critical is judged as always: a question is not critical whatever was put in the field (G38).
func DecideUnverified(ed *policy.Edition, req Request) (Decision, bool) {
	prio := Priority(ed, req)
	if prio != policy.P1 {
		return Decision{}, false
	}
	pack, _ := ed.Package(ed.Unverified)
	return Decision{
		At:       req.ReceivedAt,
		Answer:   Unverified,
		Clause:   ed.UnverifiedClause,
		Edition:  ed.ID,
		Digest:   ed.Digest,
		Package:  pack.Code,
		Level:    firstLevel(pack),
		Priority: prio,
		Engineer: pack.NamesEngineer(prio),
		Calendar: ed.Calendars(),
	}, true
}
