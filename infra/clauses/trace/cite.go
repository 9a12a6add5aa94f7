package trace

import (
	"regexp"
	"strconv"
)

var (
	// numbers of rules and gaps, also as a range: R9, G30, R35-R38, G41-45.
	citation = regexp.MustCompile(`\b([RG])([1-9]\d?)(?:[-–]([RG]?)([1-9]\d?))?\b`)
	// codes of clauses.
	codes = regexp.MustCompile(`\b(?:OP-[A-Z]+|PR-P[1-4]|F-L[123])\b`)
	// what is in quotes is an example of how a number is written.
	quoted = regexp.MustCompile(`"[^"\n]*"`)
)

// cited are the rules, readings and clauses that a comment names.
func cited(text string) []string {
	text = quoted.ReplaceAllString(text, "")
	ids := codes.FindAllString(text, -1)
	for _, m := range citation.FindAllStringSubmatch(text, -1) {
		from, _ := strconv.Atoi(m[2]) // the pattern has digits here
		to := from
		if m[4] != "" && (m[3] == "" || m[3] == m[1]) {
			to, _ = strconv.Atoi(m[4])
		}
		ids = append(ids, m[1]+m[2])
		for n := from + 1; n <= to; n++ {
			ids = append(ids, m[1]+strconv.Itoa(n))
		}
	}
	return ids
}
