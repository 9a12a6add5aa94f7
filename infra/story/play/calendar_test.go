package play_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/story/play"
	"flatsupport/shared/coverage"
	"flatsupport/shared/store/storetest"
)

const published = `  - at: 2026-11-23 11:00
    publishCalendar: {version: ru-five-day/2026-11-23, from: ru-five-day/2026-09-17, daysOff: [2026-11-24]}
`

func TestACalendarThatCannotBePublishedNamesItsLine(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, step, want string }{
		{"a day that is none", "publishCalendar: {version: v, from: w, daysOff: [soon]}", "line 10: daysOff: "},
		{"no days", "publishCalendar: {version: v, from: w}", "line 10: publishCalendar needs `version`, `from` and `daysOff`"},
		{"no version", "publishCalendar: {from: w, daysOff: [2026-11-24]}", "line 10: publishCalendar needs"},
		{"nowhere to migrate to", "recount: {reason: r}", "line 10: recount needs `to`"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := play.Parse([]byte(given + "  - at: 2026-11-23 10:00\n    " + c.step + "\n"))
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestACalendarThatIsNotThereEndsTheStory(t *testing.T) {
	t.Parallel()
	for _, steps := range []string{
		submitted + strings.Replace(published, "from: ru-five-day/2026-09-17", "from: ru-five-day/2020-01-01", 1),
		submitted + "  - at: 2026-11-23 11:00\n    recount: {to: ru-five-day/2020-01-01}\n",
	} {
		_, err := play.Stage{Client: storetest.Client(t)}.Play(t.Context(), parsed(t, steps))
		require.ErrorIs(t, err, coverage.ErrUnknownCalendar)
		assert.ErrorContains(t, err, "line 12")
	}
}

func TestWhatARecountDidNotDoIsSaid(t *testing.T) {
	t.Parallel()
	recount := "  - at: 2026-11-23 12:00\n    recount: {to: ru-five-day/2026-11-23, reason: declared}\n"
	cases := []struct{ name, expect, want string }{
		{"another calendar", "calendar: ru-five-day/2026-09-17", "calendar\n  expected  ru-five-day/2026-09-17\n  got       ru-five-day/2026-11-23"},
		{"a move that was none", "moved: [x]", "moved\n  expected  x\n  got       none"},
		{"another edition", "edition: flat-1.5", "edition\n  expected  flat-1.5\n  got       flat-1.4"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := failures(t, submitted+published+recount+"    expect: {ticket: t1, "+c.expect+"}\n")
			assert.Equal(t, []play.Failure{{Line: 14, Text: "Mon 2026-11-23 12:00:00: " + c.want}}, got)
		})
	}
}
