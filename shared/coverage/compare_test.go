package coverage_test

import (
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
)

// The sums are those that the published calendars print, taken down apart from the days.
func TestControlSumsOfEachYear(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("data/totals.csv")
	require.NoError(t, err)
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	require.NoError(t, err)
	ru := coverage.Russia()
	var years []int
	for _, row := range rows[1:] {
		n := make([]int, len(row))
		for i, cell := range row {
			n[i], err = strconv.Atoi(cell)
			require.NoError(t, err)
		}
		years = append(years, n[0])
		assert.Equal(t, coverage.Totals{Year: n[0], CalendarDays: n[1], WorkingDays: n[2], DaysOff: n[3], ShortDays: n[4]}, ru.Totals(n[0]))
	}
	assert.Equal(t, ru.Years(), years)
}

func TestComparedCalendars(t *testing.T) {
	t.Parallel()
	ru := coverage.Russia()
	friday, err := coverage.ParseDate("2027-06-11") // a short day
	require.NoError(t, err)
	next, err := ru.WithDaysOff("ru-five-day/2027-05-20", friday)
	require.NoError(t, err)
	for _, year := range ru.Years() {
		assert.Empty(t, coverage.Compare(ru, ru, year))
		if year != 2027 {
			assert.Empty(t, coverage.Compare(ru, next, year))
		}
	}
	assert.Equal(t, []coverage.DayChange{{
		Before: coverage.Day{Date: friday, Kind: coverage.WorkingDay, Short: true},
		After:  coverage.Day{Date: friday, Kind: coverage.Holiday},
	}}, coverage.Compare(ru, next, 2027))
	assert.Empty(t, (&coverage.Calendar{}).Years())
}

// A year that was computed and then decreed: what differs are the days that the decree moved.
func TestAYearThatBecomesOfficial(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("data/ru-five-day/2026-09-17/2026.csv")
	require.NoError(t, err)
	year := coverage.YearFile{Name: "2026.csv", Year: 2026, Text: string(text)}
	before, err := coverage.ParseCalendar(coverage.RussianFiveDay, "ru-five-day/1", "test", year)
	require.NoError(t, err)
	for _, c := range coverage.Compare(before, coverage.Russia(), 2027) {
		assert.NotEqual(t, coverage.Holiday, c.After.Kind, "the holidays were known")
	}
	decree, err := os.ReadFile("data/ru-five-day/2026-09-17/2027.csv")
	require.NoError(t, err)
	moved := map[string]bool{}
	for line := range strings.Lines(string(decree)) {
		if day, kind, _ := strings.Cut(strings.TrimSpace(line), ","); kind != "holiday" && kind != "kind" {
			moved[day] = true
		}
	}
	assert.Len(t, coverage.Compare(before, coverage.Russia(), 2027), len(moved))
}

func TestEverythingWrongWithACalendarIsToldAtOnce(t *testing.T) {
	t.Parallel()
	_, err := coverage.ParseCalendar("ru", "ru/1", "test",
		coverage.YearFile{Name: "2026.csv", Year: 2026, Text: "date,kind\n2026-01-01,holyday\n2026-02-30,holiday\n2025-03-01,holiday\n2026-05-01"},
		coverage.YearFile{Name: "2027.csv", Year: 2027, Text: "date;kind"})
	require.ErrorIs(t, err, coverage.ErrCalendarData)
	for _, place := range []string{"2026.csv:2:12:", "2026.csv:3:1:", "2026.csv:4:1:", "2026.csv:5:1:", "2027.csv:1:1:"} {
		assert.Contains(t, err.Error(), place)
	}
	assert.Equal(t, 4, strings.Count(err.Error(), "\n"))
}
