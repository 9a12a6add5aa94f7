package model_test

import (
	"os"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/model"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

func edition(t *testing.T, readings ...string) model.Rules {
	t.Helper()
	calendar, err := model.ReadCalendar(os.DirFS("../../shared/coverage/data/ru-five-day/2026-09-17"))
	require.NoError(t, err)
	moscow, err := time.LoadLocation("Europe/Moscow")
	require.NoError(t, err)
	other := map[string]string{}
	for i := 0; i < len(readings); i += 2 {
		other[readings[i]] = readings[i+1]
	}
	zone := model.NewZone(moscow)
	return model.Edition14(calendar, func(string) *model.Zone { return zone }).With(other)
}

func msk(t *testing.T, text string) time.Time {
	t.Helper()
	moscow, err := time.LoadLocation("Europe/Moscow")
	require.NoError(t, err)
	at, err := time.ParseInLocation("2006-01-02 15:04", text, moscow)
	require.NoError(t, err)
	return at
}

// Due times that were counted by hand.
func TestDueTimesCountedByHand(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name     string
		received string
		pack     policy.PackageCode
		priority policy.PriorityCode
		due      string
		readings []string
	}{
		{"2 h on Thursday, 1-3 May off, 6 h on Monday", "2026-04-30 16:00", policy.TS8x5, policy.P3, "2026-05-04 15:00", nil},
		{"round the clock for P2", "2026-05-09 23:30", policy.TS24x7, policy.P2, "2026-05-10 03:30", nil},
		{"working hours for P3; 11 May is off", "2026-05-09 23:30", policy.TS24x7, policy.P3, "2026-05-12 17:00", nil},
		{"18:00 sharp is over", "2026-11-20 18:00", policy.TS8x5, policy.P1, "2026-11-23 11:00", nil},
		{"PLUS never closes", "2026-11-23 10:15", policy.TS24x7Plus, policy.P4, "2026-11-25 10:15", nil},
		{"CAL-01", "2026-11-20 17:30", policy.TS8x5, policy.P1, "2026-11-23 10:30", nil},
		{"CAL-03", "2026-11-03 17:59", policy.TS8x5, policy.P3, "2026-11-05 17:00", []string{"calendar.shortDay", "end_minus_1h"}},
		{"CAL-04", "2025-12-30 17:59", policy.TS8x5, policy.P2, "2026-01-12 12:59", nil},
		{"CAL-05", "2025-10-31 17:00", policy.TS8x5, policy.P2, "2025-11-01 12:00", nil},
		{"CAL-05 without moved days", "2025-10-31 17:00", policy.TS8x5, policy.P2, "2025-11-05 12:00", []string{"calendar.movedWorkingDays", "not_covered"}},
		{"CAL-08", "2026-11-23 09:00", policy.TS8x5, policy.P4, "2026-11-30 12:00", nil},
		{"CAL-08 in wall hours", "2026-11-23 09:00", policy.TS8x5, policy.P4, "2026-11-25 09:00", []string{"reaction.unit", "wall_hours"}},
		{"CAL-12", "2026-11-20 08:59", policy.TS8x5, policy.P1, "2026-11-20 11:00", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			at := msk(t, c.received)
			story := model.Tell([]model.Event{
				{At: at, Kind: model.Registered, Priority: c.priority},
				{At: at, Kind: model.Decided, Accepted: true, Package: c.pack, Priority: c.priority},
			})
			clocks := edition(t, c.readings...).Clocks(story, at)
			require.NotEmpty(t, clocks)
			assert.Equal(t, msk(t, c.due), clocks[0].Due.In(at.Location()))
		})
	}
}

// Terms that were counted by hand.
func TestTermsCountedByHand(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, sold, start, end, loyalty, upgrade string
		readings                                 []string
	}{
		{name: "a year", sold: "2025-03-15", start: "2025-03-15", end: "2026-03-15", loyalty: "2026-06-15", upgrade: "2027-03-15"},
		{name: "clamped loyalty", sold: "2024-01-31", start: "2024-01-31", end: "2025-01-31", loyalty: "2025-04-30", upgrade: "2026-01-31"},
		{name: "29 February", sold: "2024-02-29", start: "2024-02-29", end: "2025-02-28", loyalty: "2025-05-28", upgrade: "2026-02-28"},
		{name: "overflowing months", sold: "2024-02-29", start: "2024-02-29", end: "2025-03-01", loyalty: "2025-06-01", upgrade: "2026-03-01", readings: []string{"months.missingDay", "overflow"}},
		{name: "inclusive", sold: "2025-03-15", start: "2025-03-15", end: "2026-03-16", loyalty: "2026-06-16", upgrade: "2027-03-16", readings: []string{"term.interval", "inclusive"}},
		{name: "clamped months add up", sold: "2022-11-30", start: "2022-11-30", end: "2023-11-30", loyalty: "2024-02-29", upgrade: "2024-11-29", readings: []string{"lapse.anchor", "loyalty_end"}},
		{name: "the last day, a Saturday, rolls to Monday", sold: "2025-03-15", start: "2025-03-15", end: "2026-03-17", loyalty: "2026-06-17", upgrade: "2027-03-17", readings: []string{"term.rollNonWorking", "true"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			sold, err := coverage.ParseDate(c.sold)
			require.NoError(t, err)
			life := edition(t, c.readings...).Life(entitlement.Certificate{SoldOn: sold, ActivationOn: sold, TermMonths: 12}, entitlement.Facts{})
			assert.Equal(t, []string{c.start, c.end, c.loyalty, c.upgrade},
				[]string{life.Start.String(), life.End.String(), life.LoyaltyEnd.String(), life.UpgradeFrom.String()})
		})
	}
}
