package deals_test

import (
	"os"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/model"
	"flatsupport/infra/model/deals"
	"flatsupport/shared/policy"
)

func desk(t *testing.T, readings map[string]string) *deals.Desk {
	t.Helper()
	calendar, err := model.ReadCalendar(os.DirFS("../../../shared/coverage/data/ru-five-day/2026-09-17"))
	require.NoError(t, err)
	moscow := model.NewZone(model.Moscow())
	edition := model.Edition14(calendar, func(string) *model.Zone { return moscow }).With(readings)
	return deals.NewDesk([]model.Rules{edition}, []deals.Version{{Number: 1, On: day(2024, 1, 1)}}, map[string]bool{"integrator": true})
}

func day(year int, month time.Month, d int) model.Day {
	return model.Day{Year: year, Month: month, Day: d}
}

func noon(d model.Day) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, model.Moscow())
}

func sale(name string, on, activation model.Day) deals.Act {
	return deals.Act{
		At: noon(on), Kind: deals.Sell, Name: name, System: "hq", Package: policy.TS8x5, Months: 12, Licences: 10, On: on, Activation: activation,
	}
}

// Courses that were counted by hand.
func TestCoursesCountedByHand(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name             string
		sold, activation model.Day
		want             deals.Course
		readings         map[string]string
	}{
		{name: "a year", sold: day(2025, 3, 15), activation: day(2025, 3, 15), want: deals.Course{Start: day(2025, 3, 15), End: day(2026, 3, 15), LoyaltyEnd: day(2026, 6, 15), UpgradeFrom: day(2027, 3, 15)}},
		{name: "day 90", sold: day(2025, 1, 10), want: deals.Course{Start: day(2025, 4, 10), End: day(2026, 4, 10), LoyaltyEnd: day(2026, 7, 10), UpgradeFrom: day(2027, 4, 10)}},
		{name: "the 31st", sold: day(2024, 1, 31), activation: day(2024, 1, 31), want: deals.Course{Start: day(2024, 1, 31), End: day(2025, 1, 31), LoyaltyEnd: day(2025, 4, 30), UpgradeFrom: day(2026, 1, 31)}},
		{name: "29 February", sold: day(2024, 2, 29), activation: day(2024, 2, 29), want: deals.Course{Start: day(2024, 2, 29), End: day(2025, 2, 28), LoyaltyEnd: day(2025, 5, 28), UpgradeFrom: day(2026, 2, 28)}},
		{
			name: "29 February, running over", sold: day(2024, 2, 29), activation: day(2024, 2, 29), readings: map[string]string{"months.missingDay": "overflow"},
			want: deals.Course{Start: day(2024, 2, 29), End: day(2025, 3, 1), LoyaltyEnd: day(2025, 6, 1), UpgradeFrom: day(2026, 3, 1)},
		},
		{
			name: "inclusive", sold: day(2025, 3, 15), activation: day(2025, 3, 15), readings: map[string]string{"term.interval": "inclusive", "reinstatement.boundary": "inclusive"},
			want: deals.Course{Start: day(2025, 3, 15), End: day(2026, 3, 16), LoyaltyEnd: day(2026, 6, 16), UpgradeFrom: day(2027, 3, 17)},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := desk(t, c.readings)
			require.Empty(t, d.Do(sale("c1", c.sold, c.activation)))
			assert.Equal(t, c.want, d.Course(d.Certificate("c1")))
		})
	}
}

// A chain that was followed by hand: the renewal moves with the end before it, and is never left behind.
func TestAChainFollowedByHand(t *testing.T) {
	t.Parallel()
	d := desk(t, nil)
	renewal := deals.Act{At: noon(day(2026, 4, 1)), Kind: deals.Renew, Name: "c2", Certificate: "c1", Months: 12, Licences: 10, On: day(2026, 4, 1)}
	require.Empty(t, d.Do(sale("c1", day(2025, 3, 1), day(2025, 3, 15))))
	require.Empty(t, d.Do(renewal))
	assert.Equal(t, day(2026, 3, 15), d.Course(d.Certificate("c2")).Start)
	renewal.Name = "c3"
	assert.Equal(t, []string{"RENEWED_ALREADY"}, d.Do(renewal))
	assert.Empty(t, d.Do(deals.Act{At: noon(day(2026, 4, 2)), Kind: deals.Commission, System: "hq", On: day(2025, 3, 10)}))
	assert.Equal(t, day(2026, 3, 10), d.Course(d.Certificate("c2")).Start)
	assert.Equal(t, []string{"RECORDS_CONTRADICT"}, d.Do(deals.Act{At: noon(day(2026, 4, 3)), Kind: deals.Correct, Certificate: "c1", Cancelled: true}))
	assert.Empty(t, d.Do(deals.Act{At: noon(day(2026, 4, 3)), Kind: deals.Correct, Certificate: "c2", Cancelled: true}))
	assert.Empty(t, d.Do(renewal))
}
