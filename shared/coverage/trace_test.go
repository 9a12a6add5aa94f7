package coverage_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/coverage"
)

// told prints a trace as a reader would note it down.
func told(trace []coverage.Stretch) []string {
	var out []string
	for _, st := range trace {
		line := st.From.Format("02.01 15:04:05") + " " + st.To.Format("02.01 15:04:05") + " " + st.Kind.String() + " " + st.Day.Kind.String()
		if st.Day.Short {
			line += " short"
		}
		if st.Day.Provisional {
			line += " provisional"
		}
		out = append(out, line)
	}
	return out
}

func TestATraceTellsTheWayToADueTime(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name     string
		schedule *coverage.Schedule
		from, to string
		holes    []coverage.Span
		want     []string
	}{
		{"the May holidays of the worked example", business(t), "2026-04-30 16:00", "2026-05-04 15:00", nil, []string{
			"30.04 16:00:00 30.04 18:00:00 counted working_day short",
			"30.04 18:00:00 01.05 00:00:00 closed working_day short",
			"01.05 00:00:00 02.05 00:00:00 closed holiday",
			"02.05 00:00:00 03.05 00:00:00 closed weekend",
			"03.05 00:00:00 04.05 00:00:00 closed weekend",
			"04.05 00:00:00 04.05 09:00:00 closed working_day",
			"04.05 09:00:00 04.05 15:00:00 counted working_day",
		}},
		{
			"a pause from one day into the next, closed hours staying closed", business(t), "2026-11-23 16:00", "2026-11-24 11:00",
			[]coverage.Span{pause(t, "2026-11-23 17:00", "2026-11-24 10:00"), pause(t, "2026-11-23 17:30", "2026-11-23 20:00")},
			[]string{
				"23.11 16:00:00 23.11 17:00:00 counted working_day",
				"23.11 17:00:00 23.11 18:00:00 paused working_day",
				"23.11 18:00:00 24.11 00:00:00 closed working_day",
				"24.11 00:00:00 24.11 09:00:00 closed working_day",
				"24.11 09:00:00 24.11 10:00:00 paused working_day",
				"24.11 10:00:00 24.11 11:00:00 counted working_day",
			},
		},
		{"a worked Saturday", business(t), "2027-02-20 17:59:30", "2027-02-20 18:00:30", nil, []string{
			"20.02 17:59:30 20.02 18:00:00 counted working_moved short",
			"20.02 18:00:00 20.02 18:00:30 closed working_moved short",
		}},
		{"a provisional year", business(t), "2028-11-03 17:00", "2028-11-04 01:00", nil, []string{
			"03.11 17:00:00 03.11 18:00:00 counted working_day provisional",
			"03.11 18:00:00 04.11 00:00:00 closed working_day provisional",
			"04.11 00:00:00 04.11 01:00:00 closed holiday provisional",
		}},
		{
			"round the clock, with a pause that goes on", always(t), "2026-11-20 23:30", "2026-11-21 01:30",
			[]coverage.Span{{From: at(t, "2026-11-21 00:30")}},
			[]string{
				"20.11 23:30:00 21.11 00:00:00 counted working_day",
				"21.11 00:00:00 21.11 00:30:00 counted weekend",
				"21.11 00:30:00 21.11 01:30:00 paused weekend",
			},
		},
		{"nothing between an instant and itself", business(t), "2026-11-23 16:00", "2026-11-23 16:00", nil, nil},
		{"nothing backwards", business(t), "2026-11-23 16:00", "2026-11-23 15:00", nil, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			trace := c.schedule.Trace(at(t, c.from).UTC(), at(t, c.to).UTC(), c.holes...)
			assert.Equal(t, c.want, told(trace))
		})
	}
}
