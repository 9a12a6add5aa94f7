package policy_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// What is published is sound, and each edition still has the text with which it was published.
func TestPublishedEditionsAreNeverEdited(t *testing.T) {
	t.Parallel()
	require.NoError(t, policy.CheckPublished(), "publish a new edition instead of editing one in force")
	digests, err := policy.Digests()
	require.NoError(t, err)
	assert.Equal(t, "be5ba1ab", digests["flat-1.4"])
}

func TestWhatMustNotBePublished(t *testing.T) {
	t.Parallel()
	flat14 := policy.Source{Name: "flat-1.4.yaml", Text: []byte(source(t))}
	edited := policy.Source{Name: "flat-1.4.yaml", Text: []byte(strings.Replace(source(t), "within: 4h", "within: 3h", 1))}
	broken := policy.Source{Name: "flat-1.5.yaml", Text: []byte(strings.Replace(source(t), "within: 4h", "within: soon", 1))}
	cases := []struct {
		name    string
		sources []policy.Source
		digests map[string]string
		want    []string
	}{
		{"what was published", []policy.Source{flat14}, map[string]string{"flat-1.4": "be5ba1ab"}, nil},
		{
			"an edited one",
			[]policy.Source{edited},
			map[string]string{"flat-1.4": "be5ba1ab"},
			[]string{"flat-1.4.yaml: edition flat-1.4 was published with the digest be5ba1ab", "publish a new edition"},
		},
		{"a new one that is not entered", []policy.Source{flat14}, nil, []string{`enter "flat-1.4 be5ba1ab"`}},
		{"one that is gone", []policy.Source{flat14}, map[string]string{"flat-1.4": "be5ba1ab", "flat-1.3": "00000000"}, []string{"edition flat-1.3 was published and is not"}},
		{"two of one id", []policy.Source{flat14, flat14}, map[string]string{"flat-1.4": "be5ba1ab"}, []string{"is in flat-1.4.yaml already"}},
		{
			"a broken one beside an edited one",
			[]policy.Source{broken, edited},
			map[string]string{"flat-1.4": "be5ba1ab"},
			[]string{"flat-1.5.yaml:383:35: clocks[0].targets.P2.within: ", `"soon"`, "was published with the digest"},
		},
	}
	calendars, err := coverage.Published()
	require.NoError(t, err)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := policy.CheckSources(c.sources, c.digests, calendars)
			if c.want == nil {
				require.NoError(t, err)
				return
			}
			require.Error(t, err)
			for _, words := range c.want {
				assert.Contains(t, err.Error(), words)
			}
		})
	}
}

func TestOdditiesOfAnEdition(t *testing.T) {
	t.Parallel()
	library, err := policy.Editions()
	require.NoError(t, err)
	digests, err := policy.Digests()
	require.NoError(t, err)
	load := func(pairs ...string) *policy.Edition {
		text := source(t)
		for i := 0; i < len(pairs); i += 2 {
			require.Contains(t, text, pairs[i])
			text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
		}
		e, err := policy.Load("odd.yaml", []byte(text))
		require.NoError(t, err)
		return e
	}
	unpublished := []string{"id: flat-1.4", "id: flat-9", "validFrom: 2023-01-01", "validFrom: 2027-01-01"}
	cases := []struct {
		name string
		e    *policy.Edition
		want []string
	}{
		{"a published one has none but what it always had", flat(t), nil},
		{"the draft of the next one takes readings otherwise", next(t), []string{
			"the reading loyalty.months is 2; in flat-1.4 it is 3",
			"the reading windows.business is 09:00-13:00,14:00-18:00; in flat-1.4 it is 09:00-18:00",
		}},
		{"an edited one", load("within: 4h", "within: 3h"), []string{
			"validFrom 2023-01-01 lies in the past: certificates sold since then were sold under another edition",
			"the edition flat-1.4 is published with the digest be5ba1ab; one in force is never edited, this needs an id of its own",
		}},
		{"one that warns nobody of a P3", load(append(unpublished, "      - {name: warn_80, at: 80, tell: [assigned], notice: warning}\n", "")...), []string{
			"nobody is warned before the reaction of P3 under TS_8X5, TS_24X7, TS_24X7_PLUS, TS_24X7_ONSITE, TS_8X5_L3 is broken",
			"nobody is warned before the reaction of P4 under TS_8X5, TS_24X7, TS_24X7_PLUS, TS_24X7_ONSITE, TS_8X5_L3 is broken",
		}},
		{"one with a clause for nothing", load(append(unpublished, "products:\n", "  - {code: OP-NONE, source: operator, quote: Ничего., gloss: Nothing.}\n\nproducts:\n")...), []string{
			"no datum names the clause OP-NONE",
		}},
	}
	always := []string{"no datum names the clause F-L3"} // it says who does what, and promises nothing that is counted
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.ElementsMatch(t, append(c.want, always...), c.e.Oddities(library, digests, date(t, "2026-12-01")))
		})
	}
}
