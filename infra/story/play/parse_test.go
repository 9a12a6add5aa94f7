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
		{"a word that an act on certificates does not take", "  - at: 2026-11-23 10:00\n    renew: {by: seller, certificate: c1, years: 3}\n", "[11:42] unknown field \"years\""},
		{"a record of something unknown", submitted + "    expect: {record: {certificate: c1, colour: red}}\n", "[12:40] unknown field \"colour\""},
		{"an act of nobody", sold("certificate: c1"), "line 10: renew: somebody does it: write `by`"},
		{"a renewal of nothing", sold("by: seller"), "line 10: renew is about a certificate: write `certificate`"},
		{"a renewal of what is not there", sold("by: seller, certificate: c7"), "line 10: no step up to here sells a certificate \"c7\", and none is given"},
		{"a commissioning of nothing", "  - at: 2026-11-23 10:00\n    commission: {by: seller}\n", "line 10: commission is about a system: write `installation`"},
		{"a status of nobody", "  - at: 2026-11-23 10:00\n    setPartnerStatus: {by: seller}\n", "line 10: setPartnerStatus is about a partner: write `partner`"},
		{"a name for what makes no certificate", "  - at: 2026-11-23 10:00\n    quote: {as: c2, by: seller, certificate: c1}\n", "line 10: quote makes no certificate that could be called \"c2\""},
		{"a name that is taken", sold("as: c1, by: seller, certificate: c1"), "line 10: there is a certificate \"c1\" already"},
		{"a name for what is refused", sold("as: c2, by: seller, certificate: c1") + "    expect: {error: UPGRADE_REQUIRED}\n", "line 10: what is refused with UPGRADE_REQUIRED makes no certificate"},
		{"a record of what is refused", sold("by: seller, certificate: c1") + "    expect: {error: UPGRADE_REQUIRED, record: {certificate: c1}}\n", "line 10: what is refused with UPGRADE_REQUIRED puts nothing on record"},
		{"a list of what is refused", sold("by: seller, certificate: c1") + "    expect: {error: UPGRADE_REQUIRED, toReopen: []}\n", "line 10: what is refused with UPGRADE_REQUIRED gives no quote and lists nothing"},
		{"reasons without a refusal", sold("by: seller, certificate: c1") + "    expect: {refusals: [UPGRADE_REQUIRED]}\n", "line 10: refusals and facts come with an `error`"},
		{"a quote of what is bought", sold("by: seller, certificate: c1") + "    expect: {quote: {allowed: true}}\n", "line 10: only a quote is expected as one"},
		{"a quote both allowed and refused", "  - at: 2026-11-23 10:00\n    quote: {by: seller, certificate: c1}\n    expect: {quote: {allowed: true, refusals: [UPGRADE_REQUIRED]}}\n", "line 10: a quote is allowed or has refusals"},
		{"a list of what only a renewal finds", submitted + "    expect: {toReopen: []}\n", "line 10: only a renewal lists what was refused before it"},
		{"a record of nothing", submitted + "    expect: {record: {support: active}}\n", "line 10: a record is that of a certificate"},
		{"a record of a certificate that comes later", "  - at: 2026-11-23 10:00\n    expect: {record: {certificate: c2}}\n", "line 10: no step up to here sells a certificate \"c2\""},
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

// sold is a step in which the certificate of the given is renewed.
func sold(fields string) string { return "  - at: 2026-11-23 10:00\n    renew: {" + fields + "}\n" }

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
