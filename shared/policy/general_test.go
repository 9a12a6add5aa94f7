package policy_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// acme is the made-up vendor's policy that stories are played by.
func acme(t testing.TB) *policy.Edition {
	t.Helper()
	e, err := policy.Load("acme-1.0.yaml", []byte(story(t, "acme-1.0")))
	require.NoError(t, err)
	return e
}

// story is the source of an edition that stories are played by.
func story(t testing.TB, id string) string {
	t.Helper()
	text, err := os.ReadFile("../../events/editions/" + id + ".yaml")
	require.NoError(t, err)
	return string(text)
}

// german are the published calendars and the public holidays of Germany in 2026.
func german(t testing.TB) *coverage.Calendars {
	t.Helper()
	c, err := coverage.ReadCalendar(os.DirFS("testdata/calendars"), "de-bund/2026-01-01")
	require.NoError(t, err)
	published, err := coverage.Published()
	require.NoError(t, err)
	library, err := published.With(c)
	require.NoError(t, err)
	return library
}

// berlin is the small policy moved to Berlin, under the calendar of Germany.
func berlin(t testing.TB) *policy.Edition {
	t.Helper()
	text := story(t, "acme-respond-1.0")
	for old, changed := range map[string]string{
		"    calendar: none\n":                          "    calendar: de-bund\n",
		"datum: zone, value: Asia/Almaty":               "datum: zone, value: Europe/Berlin",
		"datum: calendar, alternatives: [ru-five-day, ": "datum: calendar, alternatives: [none, ru-five-day, ",
	} {
		require.Equal(t, 1, strings.Count(text, old), old)
		text = strings.Replace(text, old, changed, 1)
	}
	e, err := policy.LoadWith("berlin", []byte(text), german(t))
	require.NoError(t, err)
	return e
}

// Every date by hand: Good Friday 3 April, Easter Monday 6 April, Ascension 14 May, Christmas 25 and 26 December 2026; the
// clock goes forward on 29 March and back on 25 October.
func TestDueTimesOverTheHolidaysOfAnotherCountry(t *testing.T) {
	t.Parallel()
	e := berlin(t)
	schedule, err := e.Schedule(policy.Hours{Package: policy.TS8x5, Priority: policy.P1})
	require.NoError(t, err)
	assert.Equal(t, "de-bund/2026-01-01", schedule.CalendarVersion())
	hours := []struct {
		name, from string
		within     time.Duration
		due        string
	}{
		{"an hour before Easter, seven after it", "2026-04-02 17:00", 8 * time.Hour, "2026-04-07 16:00"},
		{"half an hour before Ascension", "2026-05-13 17:30", 2 * time.Hour, "2026-05-15 10:30"},
		{"an hour on Christmas Eve", "2026-12-24 17:00", 2 * time.Hour, "2026-12-28 10:00"},
		{"a public holiday of Russia is a day like others", "2026-11-04 09:00", 8 * time.Hour, "2026-11-04 17:00"},
		{"over the beginning of summer time", "2026-03-27 17:00", 2 * time.Hour, "2026-03-30 10:00"},
		{"over its end", "2026-10-23 17:00", 2 * time.Hour, "2026-10-26 10:00"},
	}
	for _, c := range hours {
		due, err := schedule.Add(local(t, e, c.from), c.within)
		require.NoError(t, err, c.name)
		assert.Equal(t, c.due, due.In(e.Zone).Format("2006-01-02 15:04"), c.name)
	}
	days := []struct {
		name, from string
		days       int
		due        string
	}{
		{"from Thursday over Easter", "2026-04-02 11:00", 2, "2026-04-08 11:00"},
		{"over 1 May", "2026-04-30 11:00", 1, "2026-05-04 11:00"},
		{"begun on a holiday", "2026-05-25 11:00", 1, "2026-05-27 09:00"},
	}
	for _, c := range days {
		due, err := schedule.AddDays(local(t, e, c.from), c.days)
		require.NoError(t, err, c.name)
		assert.Equal(t, c.due, due.In(e.Zone).Format("2006-01-02 15:04"), c.name)
	}
	cutoff, err := coverage.ParseClockTime("15:00")
	require.NoError(t, err)
	due, err := schedule.EndOfNextDay(local(t, e, "2026-04-02 15:00"), cutoff)
	require.NoError(t, err)
	assert.Equal(t, "2026-04-08 18:00", due.In(e.Zone).Format("2006-01-02 15:04"), "counts for Tuesday")
}

func TestACalendarThatTheLibraryLacksIsRefused(t *testing.T) {
	t.Parallel()
	published, err := coverage.Published()
	require.NoError(t, err)
	_, err = berlin(t).WithCalendars(published)
	var defects *policy.DefectsError
	require.ErrorAs(t, err, &defects)
	assert.ErrorContains(t, err, `"de-bund"`)
	assert.ErrorContains(t, err, "acme-respond-1.0 with other calendars")
}

// A version of the calendar that was recorded counts on when a newer one is published; where none was recorded the newest
// does (G45).
func TestHoursFollowTheRecordedVersionOfACalendar(t *testing.T) {
	t.Parallel()
	e := flat(t)
	published, err := coverage.Published()
	require.NoError(t, err)
	newer, err := coverage.Russia().WithDaysOff("ru-five-day/2026-11-01", date(t, "2026-11-23"))
	require.NoError(t, err)
	library, err := published.With(newer)
	require.NoError(t, err)
	after, err := e.WithCalendars(library)
	require.NoError(t, err)
	assert.Equal(t, "ru-five-day/2026-09-17", e.Calendars())
	assert.Equal(t, "ru-five-day/2026-11-01", after.Calendars())
	assert.Equal(t, e.Digest, after.Digest, "what the edition says is the same")

	recorded := policy.Hours{Package: policy.TS8x5, Priority: policy.P3, Calendar: e.Calendars()}
	monday := local(t, e, "2026-11-23 10:00")
	for _, c := range []struct {
		name    string
		hours   policy.Hours
		version string
		open    bool
	}{
		{"recorded", recorded, "ru-five-day/2026-09-17", true},
		{"not recorded", policy.Hours{Package: policy.TS8x5, Priority: policy.P3}, "ru-five-day/2026-11-01", false},
		{"recorded beside another calendar", policy.Hours{Package: policy.TS8x5, Priority: policy.P3, Calendar: "de-bund/2026-01-01 " + e.Calendars()}, "ru-five-day/2026-09-17", true},
		{"another calendar alone", policy.Hours{Package: policy.TS8x5, Priority: policy.P3, Calendar: "de-bund/2026-01-01"}, "ru-five-day/2026-11-01", false},
	} {
		s, err := after.Schedule(c.hours)
		require.NoError(t, err, c.name)
		assert.Equal(t, c.version, s.CalendarVersion(), c.name)
		assert.Equal(t, c.open, s.IsOpen(monday), c.name)
		again, err := after.Schedule(c.hours)
		require.NoError(t, err, c.name)
		assert.Same(t, s, again, "built once for each version: %s", c.name)
	}
	_, err = e.Schedule(policy.Hours{Package: policy.TS8x5, Priority: policy.P3, Calendar: "ru-five-day/2031-01-01"})
	require.ErrorIs(t, err, coverage.ErrUnknownCalendar, "a version that nobody published")
}

func TestDaysThatAnEditionAddsAreAVersionOfTheirOwn(t *testing.T) {
	t.Parallel()
	e := with(t, map[string]string{"calendar.extra": "2026-11-23"})
	assert.Equal(t, "ru-five-day/2026-09-17+extra", e.Calendars())
	s, err := e.Schedule(policy.Hours{Package: policy.TS8x5, Priority: policy.P3, Calendar: e.Calendars()})
	require.NoError(t, err)
	assert.Equal(t, e.Calendars(), s.CalendarVersion())
	assert.False(t, s.IsOpen(local(t, e, "2026-11-23 10:00")))
}

// Hours by package, priority, type of request and channel, on the clock that the window means.
func TestWhoseHoursTheyAre(t *testing.T) {
	t.Parallel()
	e := acme(t)
	always, err := e.With(map[string]string{"channels.hotline.hours": "always"})
	require.NoError(t, err)
	const chicago, yekaterinburg = "America/Chicago", "Asia/Yekaterinburg"
	cases := []struct {
		name         string
		edition      *policy.Edition
		hours        policy.Hours
		window, zone string
	}{
		{"of the package and priority", e, policy.Hours{Package: policy.TS24x7, Priority: policy.P2}, "long", "Europe/Moscow"},
		{"of another priority", e, policy.Hours{Package: policy.TS24x7, Priority: policy.P1}, "always", "Europe/Moscow"},
		{"of a question", e, policy.Hours{Package: policy.TS24x7, Priority: policy.P1, Type: policy.Question}, "business", "Europe/Moscow"},
		{"of a type without its own", e, policy.Hours{Package: policy.TS24x7, Priority: policy.P2, Type: policy.Configure}, "long", "Europe/Moscow"},
		{"a question under another package", e, policy.Hours{Package: policy.TS8x5L3, Priority: policy.P1, Type: policy.Question}, "long", "Europe/Moscow"},
		{"by phone as by portal", e, policy.Hours{Package: policy.TS24x7, Priority: policy.P2, Channel: policy.Hotline}, "long", "Europe/Moscow"},
		{"by phone round the clock", always, policy.Hours{Package: policy.TS24x7, Priority: policy.P2, Channel: policy.Hotline}, "wall", "Europe/Moscow"},
		{"by portal not", always, policy.Hours{Package: policy.TS24x7, Priority: policy.P2, Channel: policy.Portal}, "long", "Europe/Moscow"},
		{"on the clock of the site", e, policy.Hours{Package: policy.TS24x7Onsite, Priority: policy.P1, Site: chicago, Customer: yekaterinburg}, "site", chicago},
		{"a site without one has the customer's", e, policy.Hours{Package: policy.TS24x7Onsite, Priority: policy.P1, Customer: yekaterinburg}, "site", yekaterinburg},
		{"and else the policy's", e, policy.Hours{Package: policy.TS24x7Onsite, Priority: policy.P1}, "site", "Europe/Moscow"},
		{"on the clock of the customer", e, policy.Hours{Package: policy.TS24x7Onsite, Priority: policy.P3, Site: chicago, Customer: yekaterinburg}, "customer", yekaterinburg},
		{"a customer without one has the policy's", e, policy.Hours{Package: policy.TS24x7Onsite, Priority: policy.P3, Site: chicago}, "customer", "Europe/Moscow"},
		{"of the policy, whatever the zones", e, policy.Hours{Package: policy.TS24x7, Priority: policy.P2, Site: chicago, Customer: yekaterinburg}, "long", "Europe/Moscow"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, err := c.edition.Schedule(c.hours)
			require.NoError(t, err)
			assert.Equal(t, c.window, s.Name())
			assert.Equal(t, c.zone, s.Spec().Zone.String())
			again, err := c.edition.Schedule(c.hours)
			require.NoError(t, err)
			assert.Same(t, s, again, "built once for each zone")
		})
	}
	_, err = e.Schedule(policy.Hours{Package: policy.TS24x7Onsite, Priority: policy.P1, Site: "Mars/Crater"})
	require.ErrorContains(t, err, "window site")
	_, err = e.Window("night", policy.Hours{})
	require.ErrorIs(t, err, policy.ErrUnknownCoverage)
}

func TestAWindowCanHaveAShortDayRuleOfItsOwn(t *testing.T) {
	t.Parallel()
	e := acme(t)
	closing := local(t, e, "2026-11-03 17:00")
	desk, err := e.Schedule(policy.Hours{Package: policy.TS8x5, Priority: policy.P1})
	require.NoError(t, err)
	assert.False(t, desk.IsOpen(closing), "the reading keeps the hours, this window does not")
	assert.Equal(t, coverage.ShortDayKeep, e.Readings.ShortDay)
}

// Labels and the printed table say the hours of each day as they are, in the language of the reader.
func TestHowAWeekIsPrinted(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, week, datum, en, ru string }{
		{"Monday to Friday alike", `hours: ["09:00-18:00"]`, "09:00-18:00", "09:00-18:00", "09:00-18:00"},
		{
			"a day that begins later", `week: {mon: ["10:30-19:00"], tue: ["08:30-19:00"], wed: ["08:30-19:00"], thu: ["08:30-19:00"], fri: ["08:30-19:00"]}`,
			"mon 10:30-19:00; tue-fri 08:30-19:00", "Mon 10:30-19:00; Tue-Fri 08:30-19:00", "пн 10:30-19:00; вт-пт 08:30-19:00",
		},
		{
			"every day", `week: {mon: ["00:00-24:00"], tue: ["00:00-24:00"], wed: ["00:00-24:00"], thu: ["00:00-24:00"], fri: ["00:00-24:00"], sat: ["00:00-24:00"], sun: ["00:00-24:00"]}`,
			"mon-sun 00:00-24:00", "Mon-Sun 00:00-24:00", "пн-вс 00:00-24:00",
		},
		{"CAL-21: one day", `week: {tue: ["09:00-13:00", "14:00-18:00"]}`, "tue 09:00-13:00,14:00-18:00", "Tue 09:00-13:00, 14:00-18:00", "вт 09:00-13:00, 14:00-18:00"},
		{
			"days apart", `week: {mon: ["09:00-12:00"], wed: ["09:00-12:00"], sat: ["10:00-11:00"], sun: ["10:00-11:00"]}`,
			"mon 09:00-12:00; wed 09:00-12:00; sat-sun 10:00-11:00", "Mon 09:00-12:00; Wed 09:00-12:00; Sat-Sun 10:00-11:00", "пн 09:00-12:00; ср 09:00-12:00; сб-вс 10:00-11:00",
		},
		{
			"a week that is Monday to Friday after all", `week: {mon: ["09:00-18:00"], tue: ["09:00-18:00"], wed: ["09:00-18:00"], thu: ["09:00-18:00"], fri: ["09:00-18:00"]}`,
			"09:00-18:00", "09:00-18:00", "09:00-18:00",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e, err := policy.Load("week", []byte(strings.Replace(source(t), `hours: ["09:00-18:00"]`, c.week, 1)))
			require.NoError(t, err)
			assert.Equal(t, c.datum, reading(t, e, "windows.business").Value)
			assert.Equal(t, "working days, "+c.en+" Moscow time", e.Windows[0].Label.EN)
			assert.Equal(t, "по рабочим дням, "+c.ru+" МСК", e.Windows[0].Label.RU)
			assert.Contains(t, e.Table("ru"), c.ru)
		})
	}
}

// A moved working day of a week without Mondays has the hours of its first day.
func TestAMovedWorkingDayOfAWeekWithoutMondays(t *testing.T) {
	t.Parallel()
	e, err := policy.Load("week", []byte(strings.Replace(source(t), `hours: ["09:00-18:00"]`, `week: {thu: ["10:00-12:00"], fri: ["13:00-14:00"]}`, 1)))
	require.NoError(t, err)
	s, err := e.Schedule(policy.Hours{Package: policy.TS8x5, Priority: policy.P1})
	require.NoError(t, err)
	assert.True(t, s.IsOpen(local(t, e, "2025-11-01 10:00")), "the Saturday of 1 November 2025 was worked")
	assert.False(t, s.IsOpen(local(t, e, "2025-11-01 13:00")))
}

func TestWhatAChannelTakes(t *testing.T) {
	t.Parallel()
	phone, ok := acme(t).Channel(policy.Hotline)
	require.True(t, ok)
	for _, prio := range []policy.PriorityCode{policy.P1, policy.P2, policy.P3, policy.P4} {
		assert.Equal(t, prio == policy.P1, phone.Takes(policy.TS24x7, prio), "%s", prio)
		assert.Equal(t, prio != policy.P4, phone.Takes(policy.TS24x7Plus, prio), "%s", prio)
	}
}

func TestWhatIsPromisedIsPrinted(t *testing.T) {
	t.Parallel()
	for want, target := range map[string]policy.Target{
		"2h":         {Unit: policy.CoverageHours, Within: 2 * time.Hour},
		"15m":        {Unit: policy.WallHours, Within: 15 * time.Minute},
		"5 d":        {Unit: policy.BusinessDays, Days: 5},
		"NBD, 15:00": {Unit: policy.NextBusinessDay, Cutoff: 15 * 3600},
	} {
		assert.Equal(t, want, target.String())
	}
}
