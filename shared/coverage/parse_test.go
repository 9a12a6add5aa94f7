package coverage_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
)

func TestBadCalendarFilesAreRefusedAtTheirPlace(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, file, refusal string }{
		{"an empty file has no header", "empty", `1:1: the first line is "", not "date,kind"`},
		{"the header is fixed", "wrong-header", `1:1: the first line is "day,kind", not "date,kind"`},
		{"a year without any date is no year", "no-dates", "2:1: no dates"},
		{"the date must exist", "bad-date", `3:1: "2026-02-30" is not a date`},
		{"the date has two-digit months and days", "short-date", `2:1: "2026-1-1" is not a date`},
		{"the kind must be known", "unknown-kind", `3:12: unknown kind "feast"`},
		{"the kind must be there", "no-kind", `2:1: "2026-01-01" is not a date and a kind`},
		{"the kind must not be empty", "empty-kind", `2:12: unknown kind ""`},
		{"there is no third column", "extra-column", `2:12: unknown kind "holiday,New Year"`},
		{"dates ascend", "wrong-order", "3:1: 2026-01-01 comes after 2026-01-02"},
		{"a date stands once", "doubled", "3:12: 2026-01-01 stands twice"},
		{"a holiday is not short", "short-holiday", "3:12: 2026-02-23 stands twice"},
		{"short comes second", "short-before-moved", "2:12: 2026-02-21 is a weekend, it cannot be a short working day"},
		{"short comes once", "three-times", "4:12: 2026-02-21 stands twice"},
		{"the date is of the file's year", "other-year", "3:1: 2027-01-01 is not in 2026"},
		{"no line is blank", "blank-line", `3:1: "" is not a date and a kind`},
		{"lines end in a line feed alone", "carriage-return", `2:12: unknown kind "holiday\r"`},
		{"a weekend gets no moved day off", "day-off-on-weekend", "2:12: 2026-01-10 is a weekend, no day off can be moved to it"},
		{"a weekday is worked anyway", "worked-weekday", "2:12: 2026-01-12 is not a weekend, it is worked anyway"},
		{"a weekend is not short", "short-weekend", "2:12: 2026-01-10 is a weekend, it cannot be a short working day"},
	}
	files, err := os.ReadDir("testdata/calendar")
	require.NoError(t, err)
	require.Len(t, cases, len(files), "every bad file has a case")
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			name := "testdata/calendar/" + c.file + ".csv"
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			_, err = coverage.ParseCalendar("test", "test/1", "", coverage.YearFile{Name: c.file + ".csv", Year: 2026, Text: string(text)})
			require.ErrorIs(t, err, coverage.ErrCalendarData)
			assert.Equal(t, c.file+".csv:"+c.refusal+": calendar data refused", err.Error())
		})
	}
}

func TestACalendarNeedsNameVersionAndDistinctYears(t *testing.T) {
	t.Parallel()
	year := coverage.YearFile{Name: "a.csv", Year: 2026, Text: "date,kind\n2026-01-01,holiday\n"}
	cases := []struct {
		name             string
		calendar         string
		version, refusal string
		files            []coverage.YearFile
	}{
		{"no name", "", "1", "", []coverage.YearFile{year}},
		{"no version", "test", "", "", []coverage.YearFile{year}},
		{"no data", "test", "1", "", nil},
		{"a year twice", "test", "1", "a.csv:1:1: the year 2026 was loaded already", []coverage.YearFile{year, year}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := coverage.ParseCalendar(c.calendar, c.version, "", c.files...)
			require.ErrorIs(t, err, coverage.ErrCalendarData)
			assert.Contains(t, err.Error(), c.refusal)
		})
	}
}

// What is accepted must say exactly what its lines say.
func FuzzParseCalendar(f *testing.F) {
	for _, pattern := range []string{"data/ru-five-day/2026-09-17/2026.csv", "testdata/calendar/*.csv"} {
		names, err := filepath.Glob(pattern)
		require.NoError(f, err)
		require.NotEmpty(f, names)
		for _, name := range names {
			text, err := os.ReadFile(name)
			require.NoError(f, err)
			f.Add(string(text))
		}
	}
	f.Add("date,kind\n2026-02-21,working_moved\n2026-02-21,short")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := coverage.ParseCalendar("fuzz", "fuzz/1", "", coverage.YearFile{Name: "fuzz.csv", Year: 2026, Text: text})
		if err != nil {
			require.ErrorIs(t, err, coverage.ErrCalendarData)
			require.True(t, strings.HasPrefix(err.Error(), "fuzz.csv:"))
			return
		}
		lines := []string{"date,kind"}
		for d := date(t, "2026-01-01"); d.Year == 2026; d = d.AddDays(1) {
			day := c.Day(d)
			if day.Kind == coverage.Holiday || day.Kind == coverage.DayOffMoved || day.Kind == coverage.WorkingMoved {
				lines = append(lines, d.String()+","+day.Kind.String())
			}
			if day.Short {
				lines = append(lines, d.String()+",short")
			}
		}
		require.Equal(t, strings.TrimSuffix(text, "\n"), strings.Join(lines, "\n"))
	})
}
