package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

func TestAProofNamesWhatItRestsOn(t *testing.T) {
	t.Parallel()
	ed := flat(t)
	e := received(t, "2026-04-30 16:00", policy.TS8x5, policy.P3).explain(ed, policy.Reaction, "2026-04-30 16:00")
	type stretch struct{ from, to, kind string }
	var got []stretch
	for _, s := range e.Stretches {
		if s.Kind != coverage.Closed {
			got = append(got, stretch{shown(s.From), shown(s.To), s.Kind.String()})
		}
	}
	assert.Equal(t, []stretch{
		{"2026-04-30 16:00", "2026-04-30 18:00", "counted"},
		{"2026-05-04 09:00", "2026-05-04 15:00", "counted"},
	}, got)
	assert.Equal(t, ed.WorkingDays().Version(), e.Spec.Calendar.Version())
	assert.Equal(t, []string{"reaction.start", "reaction.unit", "reaction.stopEvent", "windows.business", "calendar", "calendar.shortDay"}, datums(e))
	assert.Equal(t, "keep", e.Readings[5].Value)
	assert.NotEmpty(t, e.Readings[5].Note.EN)
	e.Stretches, e.Readings, e.Spec = nil, nil, coverage.Spec{}
	assert.Equal(t, sla.Explanation{
		Clock: policy.Reaction, Cycle: 1, Clause: "PR-P3", Edition: "flat-1.4", Digest: ed.Digest,
		Calendar: coverage.Russia().Version(), Package: policy.TS8x5, Priority: policy.P3, Window: "business",
		Zone: "Europe/Moscow", Location: ed.Zone, Target: policy.Target{Clause: "PR-P3", Unit: policy.CoverageHours, Within: 8 * time.Hour},
		Start: msk(t, "2026-04-30 16:00"), From: msk(t, "2026-04-30 16:00"), Due: msk(t, "2026-05-04 15:00"), State: sla.Running,
		Answer: ticket.Accepted, Whole: 8 * time.Hour,
	}, e)
}

func datums(e sla.Explanation) []string {
	names := make([]string, 0, len(e.Readings))
	for _, r := range e.Readings {
		names = append(names, r.Datum)
	}
	return names
}

func TestWhichReadingsBearOnAnAnswer(t *testing.T) {
	t.Parallel()
	common := []string{"reaction.start", "reaction.unit", "reaction.stopEvent"}
	plus := append(append([]string{}, common...), "packages.plus.coverage")
	business := append(append([]string{}, common...), "windows.business", "calendar")
	with := func(more ...string) []string { return append(append([]string{}, business...), more...) }
	cases := []struct {
		name     string
		life     func(receive) *life
		readings []string
		clock    policy.ClockName
		want     []string
	}{
		{"round the clock no calendar counts", func(r receive) *life { return r("2026-12-30 10:00", policy.TS24x7Plus, policy.P4) }, nil, policy.Reaction, plus},
		{"nor by the wall", func(r receive) *life { return r("2026-12-30 10:00", policy.TS8x5, policy.P2) }, []string{"reaction.unit", "wall_hours"}, policy.Reaction, common},
		{"an ordinary day", func(r receive) *life { return r("2026-11-23 10:00", policy.TS8x5, policy.P2) }, nil, policy.Reaction, business},
		{"a Saturday worked by transfer, and short", func(r receive) *life { return r("2025-10-31 17:00", policy.TS8x5, policy.P2) }, nil, policy.Reaction, with("calendar.shortDay", "calendar.movedWorkingDays")},
		{"a year that is not decreed yet", func(r receive) *life { return r("2031-06-16 10:00", policy.TS8x5, policy.P2) }, nil, policy.Reaction, with("calendar.unknownYear")},
		{"a change of priority", func(r receive) *life {
			return r("2026-11-23 10:00", policy.TS8x5, policy.P2).changed("2026-11-23 11:00", policy.P3)
		}, nil, policy.Reaction, with("priority.changeRule")},
		{"the call-back", func(r receive) *life { return r("2026-11-23 10:00", policy.TS8x5, policy.P1) }, nil, policy.Callback, []string{"reaction.start", "reaction.unit", "windows.business", "calendar", "callback.stop", "callback.orAttempts", "callback.attemptGap"}},
		{"a wait that was cut out", func(r receive) *life {
			return r("2026-11-23 10:00", policy.TS8x5, policy.P2).waits("2026-11-23 10:10").resumed("2026-11-23 10:20")
		}, []string{"reaction.pause", "waiting"}, policy.Reaction, with("reaction.pause")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := c.life(receiving(t))
			ed := flat(t, c.readings...)
			e := l.explain(ed, c.clock, "2026-11-23 10:00")
			assert.Equal(t, c.want, datums(e))
		})
	}
}

// While a clock waits the proof shows what has been counted so far.
func TestTheProofOfAClockThatWaits(t *testing.T) {
	t.Parallel()
	l := received(t, "2026-11-23 10:00", policy.TS8x5, policy.P2).waits("2026-11-23 11:30")
	e := l.explain(waiting(t), policy.Reaction, "2026-11-24 10:00")
	assert.Equal(t, sla.Paused, e.State)
	assert.True(t, e.Due.IsZero())
	assert.Equal(t, 90*time.Minute, e.Counted())
	assert.Equal(t, 4*time.Hour, e.Target.Within)
	assert.Len(t, e.Stretches, 1)
}
