package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

// longDays are hours that no edition has: Monday from 10:30, Tuesday to Friday from 8:30, all until 19:00.
func longDays(t *testing.T) *coverage.Schedule {
	t.Helper()
	clock := func(text string) coverage.ClockTime {
		c, err := coverage.ParseClockTime(text)
		require.NoError(t, err)
		return c
	}
	spec := coverage.Spec{Name: "long", Zone: policy.Moscow()}
	spec.Week[time.Monday] = []coverage.Window{{From: clock("10:30"), To: clock("19:00")}}
	for day := time.Tuesday; day <= time.Friday; day++ {
		spec.Week[day] = []coverage.Window{{From: clock("08:30"), To: clock("19:00")}}
	}
	s, err := coverage.New(spec)
	require.NoError(t, err)
	return s
}

func TestClocksUnderHoursOfOtherDesks(t *testing.T) {
	t.Parallel()
	pause := func(from, to string) coverage.Span {
		return coverage.Span{From: msk(t, from), To: msk(t, to)}
	}
	pauses := []coverage.Span{
		pause("2034-06-09 08:47:42", "2034-06-09 10:05:54"),
		pause("2034-06-09 10:09:13", "2034-06-09 10:34:38"),
		pause("2034-06-09 10:43:41", "2034-06-09 11:29:17"),
	}
	const start = "2034-06-09 08:46:12"
	const fiveDays = 50*time.Hour + 30*time.Minute // from Friday to Friday, over a Monday that opens two hours later
	cases := []struct {
		name    string
		within  time.Duration
		holes   []coverage.Span
		percent policy.Percent
		after   time.Duration
		want    string
	}{
		{"SLA-01: the pausable clock", 30 * time.Minute, pauses, 100, 0, "2034-06-09 11:45:25"},
		{"SLA-01: the clock that is not", 30 * time.Minute, nil, 100, 0, "2034-06-09 09:16:12"},
		{"SLA-03: the target", 4 * time.Hour, []coverage.Span{pause("2034-06-09 09:15:27", "2034-06-09 11:23:49")}, 100, 0, "2034-06-09 14:54:34"},
		{"SLA-03: ten hours after it", 4 * time.Hour, []coverage.Span{pause("2034-06-09 09:15:27", "2034-06-09 11:23:49")}, 100, 10 * time.Hour, "2034-06-12 16:24:34"},
		{"SLA-04: the target", fiveDays, nil, 100, 0, "2034-06-16 08:46:12"},
		{"SLA-04: eight hours before it", fiveDays, nil, 100, -8 * time.Hour, "2034-06-15 11:16:12"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			clock, err := sla.On(longDays(t), msk(t, start), c.within, c.holes...)
			require.NoError(t, err)
			at, ok, err := clock.At(c.percent, c.after)
			require.NoError(t, err)
			assert.True(t, ok)
			assert.Equal(t, c.want, shown(at))
		})
	}
}

// Only the reading lets a wait stop the reaction, and no reading lets it stop the call-back (G32, R35).
func TestWhichClocksAWaitStops(t *testing.T) {
	t.Parallel()
	l := received(t, "2026-11-23 10:00", policy.TS8x5, policy.P1).waits("2026-11-23 10:30")
	running := standing{sla.Running, "2026-11-23 12:00", ""}
	assert.Equal(t, running, l.standing(l.clock(flat(t), policy.Reaction, "2026-11-23 11:00")))
	assert.Equal(t, running, l.standing(l.clock(waiting(t), policy.Callback, "2026-11-23 11:00")))
	paused := l.clock(waiting(t), policy.Reaction, "2026-11-23 11:00")
	assert.Equal(t, standing{sla.Paused, "", ""}, l.standing(paused))
	assert.False(t, paused.Settled())
	assert.Equal(t, 90*time.Minute, paused.Remaining(msk(t, "2026-11-24 15:00")))
	_, ok, err := paused.At(50, 0)
	assert.NoError(t, err)
	assert.False(t, ok, "a clock that waits has no instants")
}

func TestWaitsAreCutOut(t *testing.T) {
	t.Parallel()
	begun := func(r receive) *life { return r("2026-11-23 16:00", policy.TS8x5, policy.P2) }
	cases := []struct {
		name string
		life func(receive) *life
		want standing // on Wednesday
	}{
		{"none", begun, standing{sla.Breached, "2026-11-24 11:00", ""}},
		{"an hour of them", func(r receive) *life { return begun(r).waits("2026-11-23 16:30").resumed("2026-11-23 17:30") }, standing{sla.Breached, "2026-11-24 12:00", ""}},
		{"the customer's reply ends it", func(r receive) *life {
			return begun(r).waits("2026-11-23 16:30").then("2026-11-23 17:30", ivan, ticket.Replied{Message: "r"})
		}, standing{sla.Breached, "2026-11-24 12:00", ""}},
		{"SLA-06: outside of the hours it costs nothing", func(r receive) *life { return begun(r).waits("2026-11-23 18:00").resumed("2026-11-24 09:00") }, standing{sla.Breached, "2026-11-24 11:00", ""}},
		{"SLA-08: from one wait into another", func(r receive) *life {
			return begun(r).waits("2026-11-23 16:30").waits("2026-11-23 17:00").resumed("2026-11-23 17:30")
		}, standing{sla.Breached, "2026-11-24 12:00", ""}},
		{"SLA-10: a wait does not hide a breach", func(r receive) *life { return begun(r).waits("2026-11-24 11:00:01") }, standing{sla.Breached, "2026-11-24 11:00", ""}},
		{"a wait from the due instant on does not either", func(r receive) *life { return begun(r).waits("2026-11-24 11:00") }, standing{sla.Breached, "2026-11-24 11:00", ""}},
		{"answered during a wait", func(r receive) *life { return begun(r).waits("2026-11-23 16:30").responded("2026-11-24 15:00") }, standing{sla.Met, "2026-11-25 09:30", "2026-11-24 15:00"}},
		{"SLA-11: answered and set waiting at once", func(r receive) *life { return begun(r).responded("2026-11-23 16:30").waits("2026-11-23 16:30") }, standing{sla.Met, "2026-11-24 11:00", "2026-11-23 16:30"}},
		{"raised during a wait", func(r receive) *life {
			return begun(r).waits("2026-11-23 16:30").changed("2026-11-23 17:00", policy.P1).resumed("2026-11-24 10:00")
		}, standing{sla.Breached, "2026-11-24 12:00", ""}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := c.life(receiving(t))
			assert.Equal(t, c.want, l.standing(l.clock(waiting(t), policy.Reaction, "2026-11-25 10:00")))
		})
	}
}

// SLA-10: the steps after a breach go on through a wait.
func TestAWaitStopsNoStepAfterTheBreach(t *testing.T) {
	t.Parallel()
	l := received(t, "2026-11-23 10:00", policy.TS8x5, policy.P2).waits("2026-11-23 14:30")
	at, ok, err := l.clock(waiting(t), policy.Reaction, "2026-11-23 15:00").At(100, time.Hour)
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Equal(t, "2026-11-23 15:00", shown(at))
}
