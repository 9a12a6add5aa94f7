package policy_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
)

// next is the draft of edition 1.5.
func next(t testing.TB) *policy.Edition {
	t.Helper()
	text, err := os.ReadFile("../../events/editions/flat-1.5.yaml")
	require.NoError(t, err)
	e, err := policy.Load("flat-1.5.yaml", text)
	require.NoError(t, err)
	return e
}

func TestAnEditionDiffersInNothingFromItself(t *testing.T) {
	t.Parallel()
	for _, e := range []*policy.Edition{flat(t), next(t)} {
		assert.Empty(t, policy.Diff(e, e))
	}
}

// What edition 1.5 changes, in both languages, word for word.
func TestFromOneEditionToTheNext(t *testing.T) {
	t.Parallel()
	changes := policy.Diff(flat(t), next(t))
	for _, lang := range []string{"ru", "en"} {
		var lines strings.Builder
		for _, c := range changes {
			lines.WriteString(c.In(lang) + "\n")
		}
		golden(t, "flat-1.4-to-1.5."+lang+".txt", lines.String())
	}
}

// A reading that is taken otherwise is one change, with what else it could be; what follows from it is told no second
// time.
func TestEveryReadingTakenOtherwiseIsOneChange(t *testing.T) {
	t.Parallel()
	from := flat(t)
	tried := 0
	for _, r := range from.PublishedReadings() {
		for _, value := range r.Alternatives {
			to, err := from.With(map[string]string{r.Datum: value})
			if err != nil {
				continue // it contradicts another reading and is refused
			}
			tried++
			changes := slices.DeleteFunc(policy.Diff(from, to), func(c policy.Change) bool { return c.Place == "digest" })
			require.NotEmpty(t, changes, "%s=%s", r.Datum, value)
			for _, c := range changes {
				assert.Equal(t, r.Datum, c.Datum, "%s=%s is told at %s", r.Datum, value, c.Place)
				assert.Contains(t, c.Alternatives, r.Value, "%s=%s", r.Datum, value)
			}
		}
	}
	assert.Greater(t, tried, 40)
}

// Whom a change bears on follows from what the later edition says of its certificates.
func TestWhomAChangeBearsOn(t *testing.T) {
	t.Parallel()
	from := flat(t)
	received := policy.Diff(from, with(t, map[string]string{"policy.pin": "newest"}))
	require.Len(t, received, 2)
	assert.Contains(t, received[1].In("en"), "for requests received from 2023-01-01")
	assert.Contains(t, received[1].In("ru"), "для обращений, полученных с 2023-01-01")

	cadence := policy.Diff(from, with(t, map[string]string{"updates.cadence": "P1=1h,P2=4h"}))
	require.Len(t, cadence, 2, "the clock and the ladder that it brings follow from it")
	assert.Equal(t, "reading updates.cadence none -> P1=1h,P2=4h, for certificates sold from 2023-01-01 (F-L2)", cadence[1].In("en"))

	hours := policy.Diff(from, with(t, map[string]string{"packages.plus.coverage": "always,always,business,business"}))
	assert.Equal(t, "package TS_24X7_PLUS: hours of P3 always -> business, for certificates sold from 2023-01-01 under TS_24X7_PLUS at P3; "+
		"reading packages.plus.coverage (E3)", hours[1].In("en"))
}
