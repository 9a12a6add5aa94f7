package play_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/story/play"
)

func TestAStoryThatCannotBePlayedNamesItsLine(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, steps string
		want        string // the error begins with it
	}{
		{"a word that there is not", "  - at: 2026-11-23 10:00\n    phone: {ticket: t1}\n", "[11:5] unknown field \"phone\""},
		{"a word that a step does not take", "  - at: 2026-11-23 10:00\n    submit: {ticket: t1, colour: red}\n", "[11:26] unknown field \"colour\""},
		{"an expectation that there is not", submitted + "    expect: {ticket: t1, mood: happy}\n", "[12:26] unknown field \"mood\""},
		{"a word twice", submitted + "    submit: {ticket: t2}\n", "[12:5] mapping key \"submit\" already defined at [11:5]"},
		{"no YAML", "  - at: [\n", "[10:9] "},
		{"no steps", "  []\n", "a story needs `story`, `clauses` and `steps`"},
		{"a time that is none", "  - at: tomorrow\n    expect: {tickets: 0}\n", "line 10: \"tomorrow\" is no time"},
		{"steps out of order", submitted + "  - at: 2026-11-23 09:00\n    expect: {tickets: 1}\n", "line 12: 2026-11-23 09:00 lies before the step above"},
		{"two things at once", submitted + "    note: {ticket: t1, by: petrov}\n", "line 10: 2 things happen at once; write a step for each"},
		{"a step without anything", submitted + "  - at: 2026-11-23 11:00\n", "line 12: nothing happens and nothing is expected"},
		{"a further expectation of nothing", submitted + "    also: [null]\n", "line 10: an expectation in `also` is empty"},
		{"an act on a ticket that nobody submitted", submitted + "  - at: 2026-11-23 11:00\n    note: {ticket: t2, by: petrov}\n", "line 12: no step up to here submits a ticket \"t2\""},
		{"an expectation of one that comes later", "  - at: 2026-11-23 09:00\n    expect: {ticket: t1}\n" + submitted, "line 10: no step up to here submits a ticket \"t1\""},
		{"a word that a promise does not take", "  - at: 2026-11-23 10:00\n    promise: {by: ivan@volga.example, subject: No calls}\n", "[11:39] unknown field \"subject\""},
		{"a state of a promise", promised + "    expect: {state: open}\n", "line 10: a promise has no state"},
		{"notices of a promise", promised + "    expect: {notices: []}\n", "line 10: a promise has no state"},
		{"a ticket of a promise", promised + "    expect: {ticket: t1}\n", "line 10: no step up to here submits a ticket \"t1\""},
		{"words of a ticket", submitted + "    expect: {ticket: t1, says: [accepted]}\n", "line 10: only a promise says something"},
		{"a last day of a ticket", submitted + "    expect: {ticket: t1, through: 2028-03-14}\n", "line 10: only a promise says something"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := play.Parse([]byte(given + c.steps))
			require.Error(t, err)
			assert.Contains(t, err.Error(), c.want)
		})
	}
}

func TestGivenFactsThatMakeNoSenseAreAllNamed(t *testing.T) {
	t.Parallel()
	_, err := play.Parse([]byte(`story: a story
clauses: [E1]
given:
  customers:
    - id: volga
      certificates: [{id: c1, package: TS_8X5, soldOn: 2025-02-30, installation: hq}]
      intents: [{certificate: c2, declaredOn: soon}, {certificate: c1, declaredOn: 2026-03-01}, {certificate: c1, declaredOn: 2026-04-01}]
steps:
  - at: 2026-11-23 10:00
    expect: {tickets: 0}
`))
	require.Error(t, err)
	for _, want := range []string{`installation of c1: "hq" is none of []`, "soldOn of c1", `certificate of an intent: "c2" is none of [c1]`, "declaredOn", "intents for c1: the one declared on 2026-03-01 is withdrawn"} {
		assert.Contains(t, err.Error(), want)
	}
}

func TestALaterEditionNeedsANameAndADay(t *testing.T) {
	t.Parallel()
	for _, later := range []string{"{validFrom: 2026-07-01}", "{id: flat-1.4, validFrom: 2026-07-01}", "{id: flat-1.5}"} {
		_, err := play.Parse([]byte("later: [" + later + "]\n" + given + submitted))
		assert.ErrorContains(t, err, "an edition that comes `later` needs", later)
	}
}

func TestReadingsOfAStory(t *testing.T) {
	t.Parallel()
	story := parsed(t, submitted)
	story.Readings = map[string]string{"calendar.shortDay": "sometimes"}
	_, err := play.Stage{}.Play(t.Context(), story)
	require.Error(t, err)
	assert.Contains(t, err.Error(), "calendar.shortDay")
}
