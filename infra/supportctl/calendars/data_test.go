package calendars_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/supportctl/verb"
)

func same(_, text string) string { return text }

// declared has 13 November 2026 off and 24 November short, and data of 2028.
func declared(name, text string) string {
	if name == "2026.csv" {
		return strings.Replace(text, "2026-12-31,", "2026-11-13,holiday\n2026-11-24,short\n2026-12-31,", 1)
	}
	return text
}

func TestTheListNamesEveryVersion(t *testing.T) {
	t.Parallel()
	out, err := call(t, "list")
	require.NoError(t, err)
	assert.Contains(t, out, "* ru-five-day/2026-09-17     2023,2024,2025,2026,2027 production calendar")
	assert.Contains(t, out, "* ru-weekdays/2013-04-23     computed")
	out, err = call(t, "list", "--json")
	require.NoError(t, err)
	var all []map[string]any
	require.NoError(t, json.Unmarshal([]byte(out), &all))
	assert.Len(t, all, 2)
}

// CAL-26: data of a calendar come in as a difference that somebody reads.
func TestTheDifferenceOfTwoVersionsIsAListOfDays(t *testing.T) {
	t.Parallel()
	next := folder(t, "2026-11-20", declared)
	require.NoError(t, os.WriteFile(filepath.Join(next, "2028.csv"), []byte("date,kind\n2028-01-03,holiday\n2028-01-10,weekend_moved_off\n"), 0o600))
	out, err := call(t, "diff", oldVersion, next)
	require.NoError(t, err)
	head, _, _ := strings.Cut(out, "  2028-")
	assert.Equal(t, `2026
  2026-11-13 Fri  working day -> holiday
  2026-11-24 Tue  working day -> working day, short
  working days 247 -> 246, days off 118 -> 119, short days 4 -> 5
2028, official from now on
`, head)
	assert.Contains(t, out, "  2028-01-10 Mon  working day -> weekend moved off\n")
	assert.Contains(t, out, "  2028-02-23 Wed  holiday -> working day\n", "a holiday that the data have forgotten comes to light")

	out, err = call(t, "diff", oldVersion, oldVersion)
	require.NoError(t, err)
	assert.Equal(t, "no difference\n", out)

	out, err = call(t, "diff", "--json", oldVersion, next)
	require.NoError(t, err)
	var report struct {
		From, To string
		Years    []struct {
			Year int
			Days []struct{ Date, Before, After string }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(out), &report))
	assert.Equal(t, newVersion, report.To)
	require.Len(t, report.Years, 2)
	assert.Len(t, report.Years[0].Days, 2)
}

func TestTheCheckOfAFolder(t *testing.T) {
	t.Parallel()
	out, err := call(t, "check", data)
	require.NoError(t, err)
	assert.Contains(t, out, "2026: 365 calendar days, 247 working days, 118 days off, 4 short days\n")
	assert.Contains(t, out, oldVersion+": sound (production calendar")

	broken := folder(t, "2026-11-20", func(name, text string) string {
		switch name {
		case "2026.csv":
			return strings.Replace(text, "2026-12-31,weekend_moved_off", "2026-12-31,day_off", 1)
		case "2027.csv":
			return strings.Replace(text, "2027-01-02,holiday\n", "2027-01-02\n2027-01-33,holiday\n", 1)
		default:
			return text
		}
	})
	out, err = call(t, "check", broken)
	require.ErrorIs(t, err, verb.ErrTold)
	assert.Equal(t, 3, strings.Count(out, "\n"), out)
	assert.Contains(t, out, `unknown kind "day_off"`)
	assert.Contains(t, out, "ru-five-day/2026-11-20/2027.csv:3:1:")
	assert.Contains(t, out, "ru-five-day/2026-11-20/2027.csv:4:1:")
}

// A day that was left out shows in the sums, which are taken down from a printed calendar and not from the data.
func TestTheControlSumsAreCompared(t *testing.T) {
	t.Parallel()
	next := folder(t, "2026-11-20", declared)
	totals := filepath.Join(data, "..", "..", "totals.csv")
	out, err := call(t, "check", "--totals", totals, next)
	require.ErrorIs(t, err, verb.ErrTold)
	assert.Contains(t, out, "ru-five-day/2026-11-20, 2026: {Year:2026 CalendarDays:365 WorkingDays:246 DaysOff:119 ShortDays:5}, and by "+totals+" it should be {Year:2026 CalendarDays:365 WorkingDays:247 DaysOff:118 ShortDays:4}")
	out, err = call(t, "check", "--json", "--totals", totals, folder(t, "2026-11-20", same))
	require.NoError(t, err)
	assert.Contains(t, out, `"version": "ru-five-day/2026-11-20"`)

	wrong := filepath.Join(t.TempDir(), "totals.csv")
	require.NoError(t, os.WriteFile(wrong, []byte("year,a,b,c,d\n2026,many,1,1,1\n"), 0o600))
	_, err = call(t, "check", "--totals", wrong, next)
	require.ErrorContains(t, err, `totals.csv:2: "many" is no whole number`)
	_, err = call(t, "check", "--totals", "nowhere.csv", next)
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestCallsThatAreNotUnderstood(t *testing.T) { // not parallel: the environment is everybody's
	t.Setenv("TABLE_NAME", "")
	cases := []struct {
		name string
		args []string
		want string
	}{
		{"no verb", nil, "which of list, diff, check, migrate?"},
		{"an unknown verb", []string{"move"}, `"move" is not understood`},
		{"an argument too many", []string{"list", "x"}, "takes no arguments"},
		{"one version to compare", []string{"diff", oldVersion}, "which two versions?"},
		{"no folder", []string{"check"}, "which folder?"},
		{"no version to migrate to", []string{"migrate"}, "to which version?"},
		{"no table", []string{"migrate", "--to", oldVersion}, "which table?"},
		{"an argument to migrate", []string{"migrate", "--to", oldVersion, "x"}, "takes no arguments"},
	}
	for _, c := range cases {
		_, err := call(t, c.args...)
		require.ErrorIs(t, err, verb.ErrUsage, c.name)
		assert.ErrorContains(t, err, c.want, c.name)
	}
}

func TestAVersionThatIsNotThereIsNamed(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"diff", oldVersion, "ru-five-day/2030-01-01"}, {"migrate", "--to", "ru-five-day/2030-01-01", "--table", "x"}} {
		_, err := call(t, args...)
		require.ErrorContains(t, err, "ru-five-day/2030-01-01", args)
		assert.ErrorContains(t, err, oldVersion, "and those that are")
	}
	_, err := call(t, "diff", oldVersion, filepath.Dir(data))
	require.ErrorContains(t, err, "a version is a folder NAME/DATE")
}
