package coverage_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"flatsupport/shared/coverage"
)

func TestMonthsAreClampedToTheLastDay(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, start string
		months      int
		want        string
	}{
		{"the worked example: a year from the middle of March", "2025-03-15", 12, "2026-03-15"},
		{"the worked example: loyalty after it", "2026-03-15", 3, "2026-06-15"},
		{"the worked example: the upgrade limit after it", "2026-03-15", 12, "2027-03-15"},
		{"the worked example: a year from 31 January", "2024-01-31", 12, "2025-01-31"},
		{"the worked example: loyalty ends on 30 April", "2025-01-31", 3, "2025-04-30"},
		{"the worked example: the upgrade limit keeps the 31st", "2025-01-31", 12, "2026-01-31"},
		{"29 February plus a year, which AddDate moves to March", "2024-02-29", 12, "2025-02-28"},
		{"29 February plus four years exists", "2024-02-29", 48, "2028-02-29"},
		{"29 February plus 60 months", "2024-02-29", 60, "2029-02-28"},
		{"31 August plus three, which AddDate moves to December", "2026-08-31", 3, "2026-11-30"},
		{"30 November plus three in a leap year", "2027-11-30", 3, "2028-02-29"},
		{"29 November plus three in a common year", "2026-11-29", 3, "2027-02-28"},
		{"back over the year", "2026-03-31", -4, "2025-11-30"},
		{"no months", "2026-03-31", 0, "2026-03-31"},
		{"century without a leap day", "2096-02-29", 48, "2100-02-28"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, date(t, c.start).AddMonths(c.months).String())
		})
	}
}

// The naive model knows only the lengths of months and counts them one at a time.
func TestMonthsAgreeWithACalendarOnTheWall(t *testing.T) {
	t.Parallel()
	length := func(year int, month time.Month) int {
		switch month {
		case time.February:
			if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
				return 29
			}
			return 28
		case time.April, time.June, time.September, time.November:
			return 30
		default:
			return 31
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		start := coverage.Date{Year: rapid.IntRange(1890, 2110).Draw(r, "year"), Month: time.Month(rapid.IntRange(1, 12).Draw(r, "month"))}
		start.Day = rapid.IntRange(1, length(start.Year, start.Month)).Draw(r, "day")
		n := rapid.IntRange(-200, 200).Draw(r, "months")

		year, month := start.Year, start.Month
		for range n {
			if month++; month > 12 {
				year, month = year+1, 1
			}
		}
		for i := 0; i > n; i-- {
			if month--; month < 1 {
				year, month = year-1, 12
			}
		}
		want := coverage.Date{Year: year, Month: month, Day: start.Day}
		if want.Day > length(year, month) {
			want.Day = length(year, month)
		}
		assert.Equal(r, want, start.AddMonths(n))
	})
}

func TestDaysCountOneByOne(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "2025-04-10", date(t, "2025-01-10").AddDays(90).String(), "the activation cap of the worked example")
	rapid.Check(t, func(r *rapid.T) {
		start := coverage.Date{Year: 2000, Month: 1, Day: 1}.AddDays(rapid.IntRange(-200_000, 200_000).Draw(r, "start"))
		n := rapid.IntRange(-5000, 5000).Draw(r, "days")
		end := start.AddDays(n)
		assert.Equal(r, n, start.DaysUntil(end))
		assert.Equal(r, n < 0, end.Before(start))
		assert.Equal(r, n > 0, end.After(start))
		assert.Equal(r, n == 0, end.Compare(start) == 0)
		assert.Equal(r, time.Weekday(((int(start.Weekday())+n)%7+7)%7), end.Weekday())
		back, err := coverage.ParseDate(end.String())
		require.NoError(r, err)
		assert.Equal(r, end, back)
	})
}

func TestOnlyRealDatesInOneFormAreRead(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "2026-02-30", "2026-13-01", "2026-00-10", "2026-1-02", "26-01-02", "2026-01-02T00:00:00Z",
		" 2026-01-02", "2026/01/02", "02.01.2026", "0000-01-01", "2025-02-29", "-001-01-01", "12026-01-02",
	} {
		_, err := coverage.ParseDate(text)
		assert.ErrorIs(t, err, coverage.ErrBadDate, "%q", text)
	}
}

func TestDatesTravelAsText(t *testing.T) {
	t.Parallel()
	type certificate struct {
		Start coverage.Date         `json:"start"`
		End   coverage.Date         `json:"end,omitzero"`
		By    map[coverage.Date]int `json:"by,omitempty"`
	}
	in := certificate{Start: date(t, "2025-03-15"), By: map[coverage.Date]int{date(t, "2026-01-01"): 1}}
	text, err := json.Marshal(in)
	require.NoError(t, err)
	assert.JSONEq(t, `{"start":"2025-03-15","by":{"2026-01-01":1}}`, string(text))
	var out certificate
	require.NoError(t, json.Unmarshal(text, &out))
	assert.Equal(t, in, out)

	require.NoError(t, json.Unmarshal([]byte(`{"start":""}`), &out))
	assert.True(t, out.Start.IsZero())
	assert.Empty(t, out.Start.String())
	assert.ErrorIs(t, json.Unmarshal([]byte(`{"start":"2025-02-29"}`), &out), coverage.ErrBadDate)
}

func TestADateIsThatOfItsZone(t *testing.T) {
	t.Parallel()
	lastSecond := at(t, "2026-03-31 20:59:59Z")
	assert.Equal(t, "2026-03-31", coverage.DateOf(lastSecond, moscow(t)).String())
	assert.Equal(t, "2026-04-01", coverage.DateOf(lastSecond.Add(time.Second), moscow(t)).String())
	assert.Equal(t, "2026-03-31", coverage.DateOf(lastSecond.Add(time.Second), time.UTC).String())
}

func TestADateBeginsAtItsFirstExistingInstant(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, zone, date, want string }{
		{"midnight in Moscow", "Europe/Moscow", "2026-04-01", "2026-03-31 21:00:00Z"},
		{"Moscow had another offset before October 2014", "Europe/Moscow", "2014-10-25", "2014-10-24 20:00:00Z"},
		{"a quarter-hour zone", "Asia/Kathmandu", "2026-04-01", "2026-03-31 18:15:00Z"},
		{"midnight skipped: Santiago springs forward at 24:00", "America/Santiago", "2026-09-06", "2026-09-06 04:00:00Z"},
		{"midnight repeated: Havana falls back at 01:00", "America/Havana", "2026-11-01", "2026-11-01 04:00:00Z"},
		{"a date skipped altogether: Samoa crossed the date line", "Pacific/Apia", "2011-12-30", "2011-12-30 10:00:00Z"},
		{"the date after it begins at the same instant", "Pacific/Apia", "2011-12-31", "2011-12-30 10:00:00Z"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := date(t, c.date).In(zone(t, c.zone))
			assert.Equal(t, at(t, c.want), got.UTC())
			assert.Equal(t, c.zone, got.Location().String())
		})
	}
}
