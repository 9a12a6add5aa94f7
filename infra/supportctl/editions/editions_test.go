package editions_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/supportctl/editions"
	"flatsupport/infra/supportctl/verb"
)

const next = "../../../events/editions/flat-1.5.yaml"

// call runs supportctl policy.
func call(t *testing.T, args ...string) (out string, err error) {
	t.Helper()
	var o, c bytes.Buffer
	err = editions.Verb.Run(t.Context(), verb.Call{Args: args, Out: &o, Err: &c})
	assert.Empty(t, c.String())
	return o.String(), err
}

// file is the draft of the next edition with some text in place of another.
func file(t *testing.T, old, text string) string {
	t.Helper()
	src, err := os.ReadFile(next)
	require.NoError(t, err)
	require.Contains(t, string(src), old)
	name := filepath.Join(t.TempDir(), "draft.yaml")
	require.NoError(t, os.WriteFile(name, []byte(strings.ReplaceAll(string(src), old, text)), 0o600))
	return name
}

func TestTheDifferenceInWords(t *testing.T) {
	t.Parallel()
	out, err := call(t, "diff", "flat-1.4", next)
	require.NoError(t, err)
	assert.Contains(t, out, "P2: reaction time 4h -> 3h, for certificates sold from 2027-01-01 under TS_8X5, TS_24X7, TS_24X7_PLUS, TS_24X7_ONSITE, TS_8X5_L3 (PR-P2)\n")
	out, err = call(t, "diff", "--lang", "ru", "flat-1.4", next)
	require.NoError(t, err)
	assert.Contains(t, out, "П2: время реакции 4 ч -> 3 ч, для сертификатов, проданных с 2027-01-01 по TS_8X5,")
	out, err = call(t, "diff", next, next)
	require.NoError(t, err)
	assert.Equal(t, "no difference\n", out)
}

func TestTheDifferenceForPrograms(t *testing.T) {
	t.Parallel()
	out, err := call(t, "diff", "--json", "--examples", "flat-1.4", next)
	require.NoError(t, err)
	var report struct {
		From, To string
		Changes  []struct {
			Place, Kind, Reading, From, By string
			Before, After, Sentence        struct{ RU, EN string }
			Packages                       []struct {
				Package    string
				Priorities []string
			}
		}
		Examples []struct {
			Package, Priority, Clock string
			Received, Before, After  string
			Moved                    bool
		}
	}
	require.NoError(t, json.Unmarshal([]byte(out), &report))
	assert.Equal(t, "flat-1.4", report.From)
	assert.Equal(t, "flat-1.5", report.To)
	places := map[string]int{}
	for i, c := range report.Changes {
		places[c.Place] = i
		assert.NotEmpty(t, c.Sentence.RU, c.Place)
		assert.NotEmpty(t, c.Sentence.EN, c.Place)
		assert.Equal(t, "2027-01-01", c.From)
		assert.Equal(t, "sale", c.By)
	}
	week := report.Changes[places["windows.business.week"]]
	assert.Equal(t, "windows.business", week.Reading)
	assert.Equal(t, "09:00-13:00,14:00-18:00", week.After.EN)
	require.Len(t, week.Packages, 3)
	assert.Equal(t, []string{"P3", "P4"}, week.Packages[1].Priorities)

	// Four hours from Monday 10:15, and three with lunch between.
	require.Len(t, report.Examples, 150)
	found := false
	for _, e := range report.Examples {
		if e.Received == "2026-11-23T07:15:00Z" && e.Package == "TS_8X5" && e.Priority == "P2" {
			found = true
			assert.Equal(t, "2026-11-23T11:15:00Z", e.Before)
			assert.Equal(t, "2026-11-23T11:15:00Z", e.After)
			assert.False(t, e.Moved)
		}
	}
	assert.True(t, found)
}

// The due times of flat-1.4 are the worked examples of its calendar.
func TestExamplesSideBySide(t *testing.T) {
	t.Parallel()
	out, err := call(t, "diff", "--examples", "flat-1.4", next)
	require.NoError(t, err)
	out = regexp.MustCompile(` {2,}`).ReplaceAllString(out, " ") // the columns are as wide as they must be
	for _, line := range []string{
		"\nThu 30 Apr 2026 16:00 Moscow time, a short Thursday before the holidays of May\n",
		"TS_8X5 P3 Reaction time Mon 4 May 2026 15:00 Moscow time Mon 4 May 2026 16:00 Moscow time *\n",
		"TS_24X7 P2 Reaction time Sun 10 May 2026 03:30 Moscow time Sun 10 May 2026 02:30 Moscow time *\n",
		"TS_24X7 P3 Reaction time Tue 12 May 2026 17:00 Moscow time Sun 10 May 2026 07:30 Moscow time *\n",
		"TS_8X5 P1 Reaction time Mon 23 Nov 2026 11:00 Moscow time Mon 23 Nov 2026 11:00 Moscow time\n",
		"TS_24X7_PLUS P4 Reaction time Wed 25 Nov 2026 10:15 Moscow time Wed 25 Nov 2026 10:15 Moscow time\n",
		"\n* another due time: 66 of 150\n",
	} {
		assert.Contains(t, out, line)
	}
	out, err = call(t, "diff", "--lang", "ru", "--examples", "flat-1.4", next)
	require.NoError(t, err)
	assert.Contains(t, out, "\n* иной срок: 66 из 150\n")
}

func TestTheCheckOfAnEdition(t *testing.T) {
	t.Parallel()
	out, err := call(t, "check", next)
	require.NoError(t, err)
	assert.Regexp(t, `(?m)^flat-1\.5: sound \(digest [0-9a-f]{8}\)$`, out)
	assert.Contains(t, out, "warning: the reading loyalty.months is 2; in flat-1.4 it is 3\n")

	out, err = call(t, "check", "flat-1.4")
	require.NoError(t, err)
	assert.Equal(t, "flat-1.4: sound (digest be5ba1ab)\n", out)

	broken := file(t, "within: 3h", "within: soon")
	out, err = call(t, "check", next, broken)
	require.ErrorIs(t, err, verb.ErrTold)
	assert.Contains(t, out, "flat-1.5: sound", "the others are told too")
	assert.Regexp(t, `draft\.yaml:\d+:\d+: clocks\[0\]\.targets\.P2\.within: "soon"`, out)

	out, err = call(t, "check", "--json", broken, "nowhere.yaml")
	require.ErrorIs(t, err, verb.ErrTold)
	var all []struct {
		File, Error string
		Sound       bool
		Defects     []struct {
			Line, Column int
			Text         string
		}
	}
	require.NoError(t, json.Unmarshal([]byte(out), &all))
	require.Len(t, all, 2)
	require.Len(t, all[0].Defects, 1)
	assert.Positive(t, all[0].Defects[0].Line)
	assert.Contains(t, all[1].Error, "nowhere.yaml")
}

func TestAllDefectsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	out, err := call(t, "check", file(t, "quiet: true", "quiet: perhaps"))
	require.ErrorIs(t, err, verb.ErrTold)
	assert.Greater(t, strings.Count(out, `"perhaps"`)+strings.Count(out, "quiet"), 3)
	assert.NotContains(t, out, "sound")
}

func TestWhatIsPublishedIsSound(t *testing.T) {
	t.Parallel()
	out, err := call(t, "check", "--published")
	require.NoError(t, err)
	assert.Contains(t, out, "flat-1.4: sound (digest be5ba1ab)\n")
	assert.Contains(t, out, "ru-five-day/2026-09-17: sound\n")
}

func TestCallsThatAreNotUnderstood(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		args []string
		want string
	}{
		{"no verb", nil, "which of diff, check?"},
		{"one edition", []string{"diff", "flat-1.4"}, "which two editions?"},
		{"a language that is none", []string{"diff", "--lang", "fr", "flat-1.4", next}, `"fr" is neither ru nor en`},
		{"no file", []string{"check"}, "which editions?"},
		{"files that are published", []string{"check", "--published", next}, "takes no editions"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := call(t, c.args...)
			require.ErrorIs(t, err, verb.ErrUsage)
			assert.ErrorContains(t, err, c.want)
		})
	}
	_, err := call(t, "diff", "flat-1.4", "flat-9.9")
	require.ErrorContains(t, err, `"flat-9.9" is neither the id of a published edition nor a file`)
	_, err = call(t, "diff", "flat-1.4", file(t, "within: 3h", "within: soon"))
	require.ErrorContains(t, err, `"soon"`)
}
