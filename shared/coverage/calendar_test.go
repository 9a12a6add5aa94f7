package coverage_test

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
)

// records reads a control file without its header.
func records(t *testing.T, name string) [][]string {
	t.Helper()
	file, err := os.Open(name)
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	require.Greater(t, len(rows), 1)
	return rows[1:]
}

func TestRussianYearsAddUpToTheOfficialTotals(t *testing.T) {
	t.Parallel()
	ru := coverage.Russia()
	years := 0
	for _, row := range records(t, "data/totals.csv") {
		year, err := strconv.Atoi(row[0])
		require.NoError(t, err)
		assert.True(t, ru.Official(year))
		var days, working, off, short int
		for d := (coverage.Date{Year: year, Month: time.January, Day: 1}); d.Year == year; d = d.AddDays(1) {
			day := ru.Day(d)
			assert.False(t, day.Provisional, "%s", d)
			days++
			if day.Working() {
				working++
			} else {
				off++
			}
			if day.Short {
				short++
				assert.True(t, day.Working(), "%s is short, so it is worked", d)
			}
		}
		got := []string{row[0]}
		for _, n := range []int{days, working, off, short, 8*working - short} {
			got = append(got, strconv.Itoa(n))
		}
		assert.Equal(t, row, got)
		years++
	}
	assert.Equal(t, 5, years)
}

func TestEveryTransferOfADayOffIsInTheData(t *testing.T) {
	t.Parallel()
	ru := coverage.Russia()
	movedOff, movedWorking := map[string]bool{}, map[string]bool{}
	for _, row := range records(t, "data/transfers.csv") {
		from, to := ru.Day(date(t, row[1])), ru.Day(date(t, row[2]))
		assert.Equal(t, coverage.DayOffMoved, to.Kind, "%s got the day off of %s", row[2], row[1])
		movedOff[row[2]] = true
		if from.Kind == coverage.Holiday {
			continue // the day itself stays a holiday
		}
		assert.Equal(t, coverage.WorkingMoved, from.Kind, "%s gave its day off to %s", row[1], row[2])
		movedWorking[row[1]] = true
	}
	for d := date(t, "2023-01-01"); d.Year < 2028; d = d.AddDays(1) {
		kind := ru.Day(d).Kind
		assert.Equal(t, movedOff[d.String()], kind == coverage.DayOffMoved, "%s", d)
		assert.Equal(t, movedWorking[d.String()], kind == coverage.WorkingMoved, "%s", d)
	}
}

func TestDaysAreWhatTheCalendarSays(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, date string
		want       coverage.Day
	}{
		{"a plain Monday", "2026-11-23", coverage.Day{Kind: coverage.WorkingDay}},
		{"a plain Saturday", "2026-11-21", coverage.Day{Kind: coverage.Weekend}},
		{"a holiday on a Wednesday", "2026-11-04", coverage.Day{Kind: coverage.Holiday}},
		{"a holiday on a Saturday", "2026-05-09", coverage.Day{Kind: coverage.Holiday}},
		{"the short day before it", "2026-11-03", coverage.Day{Kind: coverage.WorkingDay, Short: true}},
		{"a Monday off for a holiday on a weekend", "2026-05-11", coverage.Day{Kind: coverage.DayOffMoved}},
		{"a worked Saturday that is short too", "2027-02-20", coverage.Day{Kind: coverage.WorkingMoved, Short: true}},
		{"a worked Saturday of full length", "2024-04-27", coverage.Day{Kind: coverage.WorkingMoved}},
		{"G44: a year before the data is computed", "2022-06-12", coverage.Day{Kind: coverage.Holiday, Provisional: true}},
		{"G44: a plain day of an unknown year is provisional too", "2028-11-03", coverage.Day{Kind: coverage.WorkingDay, Provisional: true}},
		{"G44: the New Year holidays are 1-8 January", "2028-01-08", coverage.Day{Kind: coverage.Holiday, Provisional: true}},
		{"G44: 9 January is not one of them", "2029-01-09", coverage.Day{Kind: coverage.WorkingDay, Provisional: true}},
		{"G44: the week still has its end", "2028-01-09", coverage.Day{Kind: coverage.Weekend, Provisional: true}},
		{"G44: nothing moves in an unknown year", "2032-05-03", coverage.Day{Kind: coverage.WorkingDay, Provisional: true}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.want.Date = date(t, c.date)
			assert.Equal(t, c.want, coverage.Russia().Day(c.want.Date))
		})
	}
}

func TestAProvisionalYearHasExactlyTheFixedHolidays(t *testing.T) {
	t.Parallel()
	var got []string
	for d := date(t, "2028-01-01"); d.Year == 2028; d = d.AddDays(1) {
		if coverage.Russia().Day(d).Kind == coverage.Holiday {
			got = append(got, d.String()[5:])
		}
	}
	assert.False(t, coverage.Russia().Official(2028))
	assert.Equal(t, []string{
		"01-01", "01-02", "01-03", "01-04", "01-05", "01-06", "01-07", "01-08",
		"02-23", "03-08", "05-01", "05-09", "06-12", "11-04",
	}, got)
}

// CAL-26: a change of the data is a reviewed change of this pair, never one of them.
func TestAVersionOfTheCalendarNamesItsData(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("data/ru-five-day/2026-09-17/*.csv")
	require.NoError(t, err)
	sum := sha256.New()
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		sum.Write(text)
	}
	ru := coverage.Russia()
	assert.Equal(t, "ru-five-day", ru.Name())
	assert.Equal(t, "ru-five-day/2026-09-17", ru.Version())
	assert.Contains(t, ru.Source(), "1187/2026")
	assert.Equal(t, "23f4114b61d033ebd4d43afdf4f55b4b75a10df1d6d39d9ffaba02223c46f839", hex.EncodeToString(sum.Sum(nil)))
	assert.Same(t, ru, coverage.Russia())
}

func TestDaysDeclaredOffInMidYearMakeANewEdition(t *testing.T) {
	t.Parallel()
	ru := coverage.Russia()
	friday := date(t, "2026-11-20")
	extended, err := ru.WithDaysOff("ru-five-day/2026-11-01", friday)
	require.NoError(t, err)
	assert.Equal(t, "ru-five-day/2026-11-01", extended.Version())
	assert.Equal(t, ru.Name(), extended.Name())
	assert.False(t, extended.Day(friday).Working())
	assert.True(t, ru.Day(friday).Working(), "the older edition still says what it said")

	cases := []struct{ name, version, date string }{
		{"the version must be new", ru.Version(), "2026-11-20"},
		{"the version must be named", "", "2026-11-20"},
		{"a weekend is off already", "x", "2026-11-21"},
		{"an unknown year cannot be amended", "x", "2028-11-20"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := ru.WithDaysOff(c.version, date(t, c.date))
			assert.ErrorIs(t, err, coverage.ErrCalendarData)
		})
	}
}

// The Labour Code of one country says nothing about another: without data only its weekends are off.
func TestAnUnknownYearOfAnotherCountryHasItsWeekendsOnly(t *testing.T) {
	t.Parallel()
	text := "date,kind\n2026-12-25,holiday\n"
	c, err := coverage.ParseCalendar("de-bund", "de-bund/2026-01-01", "", coverage.YearFile{Name: "2026.csv", Year: 2026, Text: text})
	require.NoError(t, err)
	for day, want := range map[string]coverage.Day{
		"2026-12-25": {Kind: coverage.Holiday},
		"2026-11-04": {Kind: coverage.WorkingDay},
		"2027-01-04": {Kind: coverage.WorkingDay, Provisional: true},
		"2027-02-23": {Kind: coverage.WorkingDay, Provisional: true},
		"2027-01-02": {Kind: coverage.Weekend, Provisional: true},
	} {
		want.Date = date(t, day)
		assert.Equal(t, want, c.Day(want.Date), day)
	}
}
