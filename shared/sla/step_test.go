package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
)

func TestWhereTheStepsOfAClockLie(t *testing.T) {
	t.Parallel()
	friday := func(r receive) *life { return r("2026-11-20 16:00", policy.TS8x5, policy.P2) } // due Monday 11:00
	cases := []struct {
		name     string
		life     func(receive) *life
		readings []string
		percent  policy.Percent
		after    time.Duration
		want     string
	}{
		{"the start", friday, nil, 0, 0, "2026-11-20 16:00"},
		{"a quarter", friday, nil, 25, 0, "2026-11-20 17:00"},
		{"the half, at closing time", friday, nil, 50, 0, "2026-11-20 18:00"},
		{"a second of covered time later it is Monday", friday, nil, 50, time.Second, "2026-11-23 09:00:01"},
		{"the due instant", friday, nil, 100, 0, "2026-11-23 11:00"},
		{"after it", friday, nil, 100, 8 * time.Hour, "2026-11-24 10:00"},
		{"before it, back over the weekend", friday, nil, 100, -3 * time.Hour, "2026-11-20 17:00"},
		{"after a share", friday, nil, 75, time.Hour, "2026-11-23 11:00"},
		{"before a share, at the latest opening", friday, nil, 75, -time.Hour, "2026-11-23 09:00"},
		{"by the wall", friday, []string{"reaction.unit", "wall_hours"}, 75, 0, "2026-11-20 19:00"},
		{"cut to whole seconds", func(r receive) *life { return r("2026-11-20 16:00", policy.TS24x7, policy.P1) }, nil, 33, 0, "2026-11-20 16:39:36"},
		{"a raise has a course of its own", func(r receive) *life {
			return r("2026-11-21 12:00", policy.TS24x7, policy.P3).changed("2026-11-21 20:00", policy.P1)
		}, nil, 50, 0, "2026-11-21 21:00"},
		{"unless the old due instant holds", func(r receive) *life {
			return r("2026-11-23 10:00", policy.TS8x5, policy.P3).changed("2026-11-23 17:00", policy.P2)
		}, nil, 75, 0, "2026-11-23 16:00"},
		{"a wait is cut out", func(r receive) *life { return friday(r).waits("2026-11-20 16:30").resumed("2026-11-20 17:30") }, []string{"reaction.pause", "waiting"}, 25, 0, "2026-11-20 18:00"},
		{"on the way back too", func(r receive) *life { return friday(r).waits("2026-11-23 10:00").resumed("2026-11-23 11:00") }, []string{"reaction.pause", "waiting"}, 100, -90 * time.Minute, "2026-11-23 09:30"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			clock := c.life(receiving(t)).clock(flat(t, c.readings...), policy.Reaction, "2026-11-23 10:00")
			at, ok, err := clock.At(c.percent, c.after)
			require.NoError(t, err)
			assert.True(t, ok)
			assert.Equal(t, c.want, shown(at))
		})
	}
}

// A clock that counts every hour still belongs to a ticket whose desk goes home.
func TestTheDesksHoursAreThoseOfTheCoverage(t *testing.T) {
	t.Parallel()
	ed := flat(t, "reaction.unit", "wall_hours")
	clock := received(t, "2026-11-23 17:00", policy.TS8x5, policy.P2).clock(ed, policy.Reaction, "2026-11-23 17:00")
	assert.Equal(t, "2026-11-23 21:00", shown(clock.Due))
	assert.True(t, clock.Open(msk(t, "2026-11-23 17:59")))
	assert.False(t, clock.Open(msk(t, "2026-11-23 18:00")))
	opening, err := clock.NextOpening(msk(t, "2026-11-23 18:00"))
	assert.NoError(t, err)
	assert.Equal(t, "2026-11-24 09:00", shown(opening))

	raised := received(t, "2026-11-21 10:00", policy.TS24x7, policy.P3).changed("2026-11-21 11:00", policy.P2).
		clock(flat(t), policy.Reaction, "2026-11-21 11:00")
	assert.True(t, raised.Open(msk(t, "2026-11-21 23:00")), "the hours of the priority that it now has")
}
