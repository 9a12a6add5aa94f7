package trace_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/clauses/trace"
)

// change replaces words in a file of the tree.
type change struct{ file, old, by string }

// small is a made-up tree in which nothing is wrong, with one change.
func small(t *testing.T, changes ...change) trace.Tree {
	t.Helper()
	root := t.TempDir()
	require.NoError(t, os.CopyFS(root, os.DirFS("testdata/tree")))
	for _, c := range changes {
		file := filepath.Join(root, c.file)
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Contains(t, string(text), c.old, c.file)
		require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(text), c.old, c.by, 1)), 0o600))
	}
	return trace.Tree{
		Root: root, Editions: "editions", Others: "others", Policy: "code/policy", Code: []string{"code"}, Tests: []string{"code"},
		Stories: "stories", Lists: "lists", Pages: "editions",
	}
}

func TestATreeInWhichNothingIsWrong(t *testing.T) {
	t.Parallel()
	report, err := trace.Read(small(t))
	require.NoError(t, err)
	assert.Empty(t, report.Findings)
	require.Len(t, report.Pages, 1)
	covered, all := report.Pages[0].Covered()
	assert.Equal(t, []int{9, 10}, []int{covered, all}, "all but R4, which is excepted")
}

func TestWhatIsMissingIsFound(t *testing.T) {
	t.Parallel()
	const exceptions, cases = "lists/exceptions.yaml", "lists/cases.yaml"
	rules := "code/rules/rules.go"
	lacksCode := " lacks code: no declaration that executes it names it in its comment"
	lacksStory := " lacks a story: none names it in its clauses"
	tests := []struct {
		name   string
		change change
		want   []string
	}{
		{
			"a clause without a story",
			change{"stories/answer.yaml", "B, R2", "R2"},
			[]string{"small: clause B" + lacksStory},
		},
		{
			"a rule without a story",
			change{"stories/answer.yaml", "R3, ", ""},
			[]string{"small: rule R3" + lacksStory},
		},
		{
			"a reading without a story",
			change{"stories/answer.yaml", "G2, ", ""},
			[]string{"small: reading G2" + lacksStory},
		},
		{
			"a rule that no clause gives rise to",
			change{exceptions, "R4: [datum, code, story]", "R4: [code, story]"},
			[]string{"small: rule R4 lacks a datum: no row of the edition carries it"},
		},
		{
			"a range that names one rule less",
			change{rules, "R2-R3", "R2"},
			[]string{"small: rule R3" + lacksCode},
		},
		{
			"a range written short still names both",
			change{rules, "R2-R3", "R2–3"},
			nil,
		},
		{
			"a number in quotes is an example",
			change{rules, "(R1)", `("R1")`},
			[]string{"small: rule R1" + lacksCode},
		},
		{
			"words over a package are no code",
			change{rules, "(R1)", ""},
			[]string{"small: rule R1" + lacksCode},
		},
		{
			"a datum that is carried and read by nobody",
			change{rules, " + r.Days", ""},
			[]string{"small: reading G2" + lacksCode},
		},
		{
			"a name that something else has too proves no reading",
			change{rules, "within int", "Days, within int"},
			[]string{"small: reading G2" + lacksCode},
		},
		{
			"a datum that is applied no more",
			change{rules, "night.start", "night.end"},
			[]string{"small: reading G3" + lacksCode},
		},
		{
			"an addition of the operator that nothing executes",
			change{rules, "OP-NIGHT", "of course"},
			[]string{"small: clause OP-NIGHT" + lacksCode},
		},
		{
			"an alternative that no story plays",
			change{"stories/readings/few.yaml", "help.who: few", "help.who: all"},
			[]string{"small: reading G1 lacks a story that plays help.who=few"},
		},
		{
			"the value in force played by no story",
			change{"stories/readings/all.yaml", "help.who: all", "help.who: few"},
			[]string{"small: reading G1 lacks a story that plays help.who=all"},
		},
		{
			"a story that names nothing known",
			change{"stories/help.yaml", "[A, ", "[A, E7, "},
			[]string{"stories/help.yaml:2: E7 is no clause, rule, reading or case"},
		},
		{
			"a story of another edition proves nothing of this one",
			change{"stories/answer.yaml", "steps:", "policy: made-up\nsteps:"},
			[]string{
				"stories/answer.yaml:2: B is no clause, rule, reading or case",
				"stories/answer.yaml:2: OP-NIGHT is no clause, rule, reading or case",
				"small: clause B" + lacksStory, "small: clause OP-NIGHT" + lacksStory, "small: rule R2" + lacksStory, "small: rule R3" + lacksStory,
				"small: reading G2" + lacksStory, "small: reading G3" + lacksStory,
			},
		},
		{
			"a story that names a clause of another edition",
			change{"stories/made-up.yaml", "policy: made-up", "policy: small"},
			[]string{"stories/made-up.yaml:2: M1 is no clause, rule, reading or case"},
		},
		{
			"a story that names a clause twice",
			change{"stories/help.yaml", "[A, ", "[A, A, "},
			[]string{"stories/help.yaml:2: A is named twice"},
		},
		{
			"a story with a reading that the edition lacks",
			change{"stories/readings/few.yaml", "help.days", "help.weeks"},
			[]string{"stories/readings/few.yaml:2: no edition has a reading help.weeks"},
		},
		{
			"an exception that is needed no more",
			change{exceptions, "R4:", "R1: [story]\n  R4:"},
			[]string{"lists/exceptions.yaml:2: R1 has its story, so the exception must go"},
		},
		{
			"an exception for nothing known",
			change{exceptions, "R4:", "R41: [story]\n  R4:"},
			[]string{"lists/exceptions.yaml:2: R41 is no clause, rule or reading"},
		},
		{
			"an exception for an unknown reason",
			change{exceptions, "R4:", "G1: [code]\nout of laziness:\n  R4:"},
			[]string{
				`lists/exceptions.yaml:3: "out of laziness" is no reason; it can be: comes with certificates, comes with mail, silent by design`,
				"lists/exceptions.yaml:2: G1 has its code, so the exception must go",
			},
		},
		{
			"an exception from what is nothing",
			change{exceptions, "[datum,", "[data, datum,"},
			[]string{`lists/exceptions.yaml:2: "data" is nothing that can be missing; it can be datum, code, story, alternative`},
		},
		{
			"an exception twice",
			change{exceptions, "story]", "story, code]"},
			[]string{"lists/exceptions.yaml:2: R4 has an exception for its code already"},
		},
		{
			"an exception from nothing",
			change{exceptions, "R4:", "R1: []\n  R4:"},
			[]string{"lists/exceptions.yaml:2: say what R1 may lack: R1: [story]"},
		},
		{
			"an exception that says nothing",
			change{exceptions, "\n  R4:", " {}\ncomes with certificates: R1\ncomes with mail:\n  R4:"},
			[]string{`lists/exceptions.yaml:2: "comes with certificates" names what it excuses: {R1: [story]}`},
		},
		{
			"an edition with a rule that nobody knows",
			change{"editions/small.yaml", "[R1]", "[R1, R9]"},
			[]string{"editions/small.yaml:3: clause A gives rise to an unknown rule R9"},
		},
		{
			"an edition with a gap that nobody knows",
			change{"editions/small.yaml", "gap: G2, clause: B}", "gap: G2, clause: B}\n  - {datum: x, value: y, gap: G9, clause: B}"},
			[]string{"editions/small.yaml:20: x closes an unknown gap G9"},
		},
		{
			"a case that runs nowhere and waits for nothing",
			change{"stories/help.yaml", ", ESC-01", ""},
			[]string{"lists/cases.yaml:4: ESC-01 runs nowhere and waits for nothing: name it in a story or a test, or say what it waits for"},
		},
		{
			"a case that runs and waits",
			change{"stories/help.yaml", "ESC-01", "ESC-01, EML-01"},
			[]string{"lists/cases.yaml:5: EML-01 runs, so what it waits for must go"},
		},
		{
			"a case that waits for what never comes",
			change{cases, "comes with mail", "comes with luck"},
			[]string{`lists/cases.yaml:5: "comes with luck" is no reason to wait; it can be: comes with certificates, comes with mail, comes with on-call rotations, the desk has no such thing`},
		},
		{
			"a case without a title",
			change{cases, "title: By mail, ", ""},
			[]string{"lists/cases.yaml:5: EML-01 has no title"},
		},
		{
			"a case with an unknown word",
			change{cases, "title: By mail, ", "title: By mail, why: luck, "},
			[]string{`lists/cases.yaml:5: a case has a title and what it waits for, no "why"`},
		},
		{
			"a case with a strange id",
			change{cases, "EML-01:", "MAIL-1:"},
			[]string{`lists/cases.yaml:5: "MAIL-1" is no id of a case such as CAL-01`},
		},
		{
			"a test of a case that nobody knows",
			change{cases, "SLA-02: In a name\n", ""},
			[]string{"code/rules/rules_test.go: SLA-02 is no known case (rules.TestSLA02IsInItsName names it)"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			report, err := trace.Read(small(t, tt.change))
			require.NoError(t, err)
			assert.Equal(t, tt.want, report.Findings)
		})
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		change change
		want   string
	}{
		{"an edition that is no YAML", change{"editions/small.yaml", "id: small", "id: ["}, "editions/small.yaml"},
		{"a story that is no YAML", change{"stories/help.yaml", "[A,", "{A,"}, "stories/help.yaml"},
		{"a list that is none", change{"lists/rules.yaml", "R1: Help\nR2: An answer\nR3: In two hours\nR4: A rule of no clause\n", "- R1\n"}, "lists/rules.yaml: a mapping is expected"},
		{"an exception for the same reason written twice", change{"lists/exceptions.yaml", "silent", "silent by design: {}\nsilent"}, "silent by design"},
		{"a Go file that is none", change{"code/rules/rules.go", "package rules", "room rules"}, "rules.go"},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := trace.Read(small(t, tt.change))
			assert.ErrorContains(t, err, tt.want)
		})
	}
}

func TestFollowingAReadingAllTheWay(t *testing.T) {
	t.Parallel()
	report, err := trace.Read(small(t))
	require.NoError(t, err)
	got := map[string]trace.Subject{}
	for _, s := range report.Pages[0].Subjects {
		got[s.ID] = s
	}
	assert.Equal(t, trace.Subject{
		Kind: trace.OfReading, ID: "G1", Title: "Who is helped?", Clauses: []string{"A"},
		Data: []trace.Datum{{
			Ref: trace.Ref{Name: "help.who", File: "editions/small.yaml", Line: 18}, Value: "all", Alternatives: []string{"few"},
			Plays: []trace.Play{
				{Value: "all", Stories: []trace.Ref{{Name: "readings/all", File: "stories/readings/all.yaml"}}},
				{Value: "few", Stories: []trace.Ref{{Name: "readings/few", File: "stories/readings/few.yaml"}}},
			},
		}},
		Code: []trace.Ref{{Name: "rules.Help", File: "code/rules/rules.go"}},
		Stories: []trace.Ref{
			{Name: "help", File: "stories/help.yaml"},
			{Name: "readings/all", File: "stories/readings/all.yaml"},
			{Name: "readings/few", File: "stories/readings/few.yaml"},
		},
	}, got["G1"])
	assert.Equal(t, []trace.Play{{Value: "5", Stories: []trace.Ref{{Name: "readings/few", File: "stories/readings/few.yaml"}}}},
		got["G2"].Data[0].Plays, "an open value is told where it is played")
	assert.Equal(t, []trace.Ref{{Name: "rules.clock.within", File: "code/rules/rules.go"}}, got["R3"].Code)
	assert.Equal(t, []trace.Ref{{Name: "rules.clock.wait", File: "code/rules/rules.go"}}, got["G2"].Code)
	assert.Equal(t, []trace.Ref{{Name: "rules.applied", File: "code/rules/rules.go"}}, got["G3"].Code)
	assert.Equal(t, []trace.Ref{{Name: "rules.call", File: "code/rules/rules.go"}}, got["OP-NIGHT"].Code)
	var names []string
	for _, id := range []string{"R1", "R2", "OP-NIGHT"} {
		for _, d := range got[id].Data {
			names = append(names, d.Name)
		}
	}
	assert.Equal(t, []string{
		"packages.BASIC", "packages.BASIC.terms", "help.who",
		"clocks.reaction", "clocks.reaction.targets.P1", "help.days",
		"ladders.reaction.BASIC.P1+P2", "night.start",
	}, names)
}

func TestWhereCasesRun(t *testing.T) {
	t.Parallel()
	report, err := trace.Read(small(t))
	require.NoError(t, err)
	tests := map[string][]string{}
	for _, c := range report.Cases {
		for _, ref := range append(c.Stories, c.Tests...) {
			tests[c.ID] = append(tests[c.ID], ref.Name)
		}
	}
	assert.Equal(t, map[string][]string{
		"CAL-01": {"rules.TestHelp"}, "SLA-02": {"rules.TestSLA02IsInItsName"}, "SLA-03": {"rules.TestRows"}, "ESC-01": {"help"},
	}, tests)
}
