package play_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/story/play"
	"flatsupport/shared/store/storetest"
)

func TestWhatIsNotAsExpectedIsSaid(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, expect, want string }{
		{"the decision", "ticket: t1, decision: refused", "decision\n  expected  refused\n  got       accepted"},
		{"a refusal that is none", "ticket: t1, refusal: NO_CERTIFICATE", "refusal\n  expected  NO_CERTIFICATE\n  got       none"},
		{"the clause", "ticket: t1, clause: E2", "clause\n  expected  E2\n  got       E1"},
		{"the package", "ticket: t1, package: TS_24X7", "package\n  expected  TS_24X7\n  got       TS_8X5"},
		{"the certificate", "ticket: t1, certificate: c2", "certificate\n  expected  c2\n  got       c1"},
		{"the support", "ticket: t1, support: loyalty", "support\n  expected  loyalty\n  got       active"},
		{"the state", "ticket: t1, state: closed", "state\n  expected  closed\n  got       open"},
		{"the priority", "ticket: t1, priority: P1", "priority\n  expected  P1\n  got       P3"},
		{"the level", "ticket: t1, level: 3", "level\n  expected  3\n  got       2"},
		{"the engineer", "ticket: t1, engineer: petrov", "engineer\n  expected  petrov\n  got       none"},
		{"how a clock stands", "ticket: t1, clocks: {reaction: met}", "clock reaction\n  expected  met\n  got       running"},
		{"a clock that there is not", "ticket: t1, due: {callback: 2026-11-23 12:00}", "clock callback\n  expected  a clock\n  got       none"},
		{"a clock that there is", "ticket: t1, clocks: {reaction: none}", "clock reaction\n  expected  none\n  got       running"},
		{"where a clock starts", "ticket: t1, start: {reaction: 2026-11-23 09:00}", "start of reaction\n  expected  Mon 2026-11-23 09:00:00\n  got       Mon 2026-11-23 10:00:00"},
		{"when a clock was stopped", "ticket: t1, stopped: {reaction: 2026-11-23 10:00}", "stop of reaction\n  expected  Mon 2026-11-23 10:00:00\n  got       none"},
		{"the notices", "ticket: t1, notices: [refused customer, warning duty petrov]", "notices\n  expected  refused customer\n            warning duty petrov\n  got       accepted customer ivan"},
		{"a notice that should not be", "ticket: t1, notices: []", "notices\n  expected  none\n  got       accepted customer ivan"},
		{"the edition", "ticket: t1, edition: flat-1.5", "edition\n  expected  flat-1.5\n  got       flat-1.4"},
		{"a visit that nobody asked for", "ticket: t1, visit: agreed", "visit\n  expected  agreed\n  got       none"},
		{"how many tickets there are", "tickets: 2", "tickets\n  expected  2\n  got       1"},
		{"a refusal of the API that did not come", "error: NOT_FOUND", "error\n  expected  NOT_FOUND\n  got       none"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := failures(t, submitted+"    expect: {"+c.expect+"}\n")
			assert.Equal(t, []play.Failure{{Line: 10, Text: "Mon 2026-11-23 10:00:00: " + c.want}}, got)
		})
	}
}

func TestAPromiseThatIsNotAsExpectedIsSaid(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, expect, want string }{
		{"the decision", "decision: refused", "decision\n  expected  refused\n  got       accepted"},
		{"a refusal that is none", "refusal: NO_CERTIFICATE", "refusal\n  expected  NO_CERTIFICATE\n  got       none"},
		{"the clause", "clause: E2", "clause\n  expected  E2\n  got       E1"},
		{"the package", "package: TS_24X7", "package\n  expected  TS_24X7\n  got       TS_8X5"},
		{"the certificate", "certificate: c2", "certificate\n  expected  c2\n  got       c1"},
		{"the support", "support: loyalty", "support\n  expected  loyalty\n  got       active"},
		{"the priority", "priority: P1", "priority\n  expected  P1\n  got       P3"},
		{"the level", "level: 3", "level\n  expected  3\n  got       2"},
		{"an engineer that there is not", "engineer: attached", "engineer\n  expected  attached\n  got       none"},
		{"the last day", "through: 2028-03-15", "covered through\n  expected  2028-03-15\n  got       2028-03-14"},
		{"a clock that there is not", "due: {callback: 2026-11-23 12:00}", "due callback\n  expected  Mon 2026-11-23 12:00:00\n  got       none"},
		{"a clock that there is", "due: {reaction: none}", "due reaction\n  expected  none\n  got       Mon 2026-11-23 18:00:00"},
		{"when a clock begins", "start: {reaction: 2026-11-23 09:00}", "start of reaction\n  expected  Mon 2026-11-23 09:00:00\n  got       Mon 2026-11-23 10:00:00"},
		{"what it says", "says: [accepted, rejected]", "promise\n  expected  the words rejected\n  got       The request will be accepted"},
		{"how it is counted", "explains: {reaction: [siesta]}", "explanation of reaction\n  expected  the words siesta\n  got       Reaction time: 8 h"},
		{"how many tickets there are", "tickets: 1", "tickets\n  expected  1\n  got       0"},
		{"a refusal of the API that did not come", "error: NOT_FOUND", "error\n  expected  NOT_FOUND\n  got       none"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := failures(t, promised+"    expect: {"+c.expect+"}\n")
			require.Len(t, got, 1)
			assert.Equal(t, 10, got[0].Line)
			assert.True(t, strings.HasPrefix(got[0].Text, "Mon 2026-11-23 10:00:00: "+c.want), got[0].Text)
		})
	}
}

func TestTheAnswerToAVisitIsHeldAgainstItsOwnClause(t *testing.T) {
	t.Parallel()
	got := failures(t, submitted+`  - at: 2026-11-23 10:10
    requestVisit: {ticket: t1, by: petrov}
    expect: {ticket: t1, visit: agreed, clause: E1}
`)
	assert.Equal(t, []play.Failure{
		{Line: 12, Text: "Mon 2026-11-23 10:10:00: visit\n  expected  agreed\n  got       ONSITE_NOT_IN_PACKAGE"},
		{Line: 12, Text: "Mon 2026-11-23 10:10:00: clause of the visit\n  expected  E1\n  got       E4"},
	}, got)
}

func TestAnotherDueTimeIsExplained(t *testing.T) {
	t.Parallel()
	got := failures(t, submitted+"    expect: {ticket: t1, due: {reaction: 2026-11-23 17:00}, explains: {reaction: [siesta]}}\n")
	require.Len(t, got, 2)
	assert.True(t, strings.HasPrefix(got[0].Text, "Mon 2026-11-23 10:00:00: due reaction\n  expected  Mon 2026-11-23 17:00:00\n  got       Mon 2026-11-23 18:00:00\n"), got[0].Text)
	assert.Contains(t, got[0].Text, "Mon 23 Nov 2026 10:00–18:00: counts 8 h")
	assert.True(t, strings.HasPrefix(got[1].Text, "Mon 2026-11-23 10:00:00: explanation of reaction\n  expected  the words siesta\n"), got[1].Text)
}

func TestARefusalThatWasNotExpectedIsSaid(t *testing.T) {
	t.Parallel()
	got := failures(t, submitted+`  - at: 2026-11-23 10:10
    resume: {ticket: t1, by: petrov}
    expect: {ticket: t1, state: open}
  - at: 2026-11-23 10:11
    submit: {ticket: t2, by: ivan@volga.example, installation: moon, priority: P3}
    expect: {error: INVALID_FIELDS, fields: [subject=REQUIRED]}
  - at: 2026-11-23 10:12
    resolve: {ticket: t1, by: smirnov}
    expect: {error: NOT_FOUND, clause: A}
`)
	assert.Equal(t, []play.Failure{
		{Line: 12, Text: "Mon 2026-11-23 10:10:00: refused with TICKET_NOT_WAITING []"},
		{Line: 15, Text: "Mon 2026-11-23 10:11:00: fields\n  expected  subject=REQUIRED\n  got       installation=UNKNOWN"},
		{Line: 18, Text: "Mon 2026-11-23 10:12:00: error\n  expected  NOT_FOUND\n  got       FORBIDDEN"},
		{Line: 18, Text: "Mon 2026-11-23 10:12:00: clause of the error\n  expected  A\n  got       none"},
	}, got)
}

func TestTheStepsArePrintedWithTheirLines(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	got, err := play.Stage{Client: storetest.Client(t), Out: &out}.Play(t.Context(), parsed(t, submitted+`    expect: {ticket: t1, level: 3}
  - at: 2026-11-23 10:30
    setPriority: {ticket: t1, by: petrov, to: P2}
  - at: 2026-11-23 11:00
    expect: {ticket: t1, state: open}
`))
	require.NoError(t, err)
	require.Len(t, got, 1)
	assert.Equal(t, `   10  Mon 2026-11-23 10:00:00  submit t1 P3 by ivan@volga.example
        ✗ level
            expected  3
            got       2
   13  Mon 2026-11-23 10:30:00  setPriority t1 by petrov P2
   15  Mon 2026-11-23 11:00:00  look
`, out.String())
}
