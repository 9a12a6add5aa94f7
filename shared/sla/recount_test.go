package sla_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

const (
	oldVersion = "ru-five-day/2026-09-17"
	newVersion = "ru-five-day/2026-11-18"
)

// declared is edition 1.4 after days off have been declared in mid-year: the calendar has one more version.
func declared(t *testing.T, ed *policy.Edition, daysOff ...string) *policy.Edition {
	t.Helper()
	return publish(t, ed, newVersion, daysOff...)
}

func publish(t *testing.T, ed *policy.Edition, version string, daysOff ...string) *policy.Edition {
	t.Helper()
	old, err := ed.PublishedCalendars().Version(oldVersion)
	require.NoError(t, err)
	dates := make([]coverage.Date, len(daysOff))
	for i, day := range daysOff {
		dates[i], err = coverage.ParseDate(day)
		require.NoError(t, err)
	}
	next, err := old.WithDaysOff(version, dates...)
	require.NoError(t, err)
	library, err := ed.PublishedCalendars().With(next)
	require.NoError(t, err)
	changed, err := ed.WithCalendars(library)
	require.NoError(t, err)
	return changed
}

// decided is a ticket whose decision has recorded the version of the calendar.
func decided(t *testing.T, at string, pkg policy.PackageCode, prio policy.PriorityCode) *life {
	t.Helper()
	l := &life{TB: t}
	return l.
		then(at, ivan, ticket.Registered{Customer: "volga", Contact: "ivan", Priority: prio}).
		then(at, system, ticket.Decided{Answer: ticket.Accepted, Package: pkg, Level: 2, Priority: prio, Calendar: oldVersion})
}

func deciding(t *testing.T) receive {
	t.Helper()
	return func(at string, pkg policy.PackageCode, prio policy.PriorityCode) *life {
		return decided(t, at, pkg, prio)
	}
}

func (l *life) recounted(at string) *life {
	return l.then(at, system, ticket.Recounted{Calendar: newVersion, Reason: "declared"})
}

func TestATicketIsCountedByTheVersionOfItsDecisionUntilItIsMigrated(t *testing.T) {
	t.Parallel()
	ed := declared(t, flat(t), "2026-11-23")
	assert.Equal(t, newVersion, ed.Calendars(), "new decisions take the newest")
	l := decided(t, "2026-11-20 17:30", policy.TS8x5, policy.P2)
	before := l.clock(ed, policy.Reaction, "2026-11-20 18:00")
	assert.Equal(t, standing{sla.Running, "2026-11-23 12:30", ""}, l.standing(before))
	assert.Equal(t, oldVersion, before.Calendar())

	l.recounted("2026-11-20 18:00")
	after := l.clock(ed, policy.Reaction, "2026-11-20 18:00")
	assert.Equal(t, standing{sla.Running, "2026-11-24 12:30", ""}, l.standing(after))
	assert.Equal(t, newVersion, after.Calendar())
	assert.Equal(t, newVersion, l.explain(ed, policy.Reaction, "2026-11-20 18:00").Calendar)
}

func TestWhatARecountMoves(t *testing.T) {
	t.Parallel()
	at := "2026-11-20 18:00" // a Friday evening; the Monday after it is off in the new version
	cases := []struct {
		name    string
		life    func(r receive) *life
		daysOff string
		touched bool
		moves   []string
	}{
		{"both clocks of a P1 run", func(r receive) *life {
			return r("2026-11-20 17:30", policy.TS8x5, policy.P1)
		}, "2026-11-23", true, []string{"reaction 2026-11-23 10:30 -> 2026-11-24 10:30", "callback 2026-11-23 10:30 -> 2026-11-24 10:30"}},
		{"the reaction was met, the call-back runs", func(r receive) *life {
			return r("2026-11-20 17:30", policy.TS8x5, policy.P1).responded("2026-11-20 17:40")
		}, "2026-11-23", true, []string{"callback 2026-11-23 10:30 -> 2026-11-24 10:30"}},
		{"everything owed is done", func(r receive) *life {
			return r("2026-11-20 17:30", policy.TS8x5, policy.P1).called("2026-11-20 17:40", ticket.Reached)
		}, "2026-11-23", false, nil},
		{"a broken promise stays broken", func(r receive) *life {
			return r("2026-11-20 09:00", policy.TS8x5, policy.P2)
		}, "2026-11-20", false, nil},
		{"round the clock there is no calendar", func(r receive) *life {
			return r("2026-11-20 17:30", policy.TS24x7, policy.P2)
		}, "2026-11-23", false, nil},
		{"the day lies behind the due time", func(r receive) *life {
			return r("2026-11-20 17:30", policy.TS8x5, policy.P2)
		}, "2026-11-24", true, nil},
		{"a resolved ticket", func(r receive) *life {
			return r("2026-11-20 17:30", policy.TS8x5, policy.P3).resolved("2026-11-20 17:50", "")
		}, "2026-11-23", false, nil},
		{"a ticket that waits for its decision", func(r receive) *life {
			l := r("2026-11-20 17:30", policy.TS8x5, policy.P2)
			l.events = l.events[:1]
			return l
		}, "2026-11-23", false, nil},
		{"of a raised priority the earlier due time still holds", func(r receive) *life { // P3 due Monday 17:30, P2 counted from the raise Monday 12:50
			return r("2026-11-20 17:30", policy.TS8x5, policy.P3).changed("2026-11-20 17:50", policy.P2)
		}, "2026-11-23", true, []string{"reaction 2026-11-23 12:50 -> 2026-11-24 12:50"}},
		{"and it may then be the other one", func(r receive) *life { // P3 in working hours due on Friday 17:40, P2 round the clock on Friday 18:30
			return r("2026-11-20 09:40", policy.TS24x7, policy.P3).changed("2026-11-20 14:30", policy.P2)
		}, "2026-11-20", true, []string{"reaction 2026-11-20 17:40 -> 2026-11-20 18:30"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ed, l := declared(t, flat(t), c.daysOff), c.life(deciding(t))
			at := at
			if c.name == "and it may then be the other one" {
				at = "2026-11-20 15:00"
			}
			before := l.clocks(ed, at)
			moves, touched, err := sla.Recount(l.ticket(), ed, msk(t, at), newVersion)
			require.NoError(t, err)
			assert.Equal(t, c.touched, touched)
			var told []string
			for _, m := range moves {
				told = append(told, string(m.Clock)+" "+shown(m.Old)+" -> "+shown(m.New))
			}
			assert.Equal(t, c.moves, told)

			if !touched {
				return
			}
			after := l.recounted(at).clocks(ed, at)
			require.Len(t, after, len(before))
			for i := range after {
				if before[i].Settled() || before[i].State == sla.Breached {
					assert.Equal(t, l.standing(before[i]), l.standing(after[i]), "what is over is not counted again")
				}
			}
		})
	}
}

// A due time that the new version would put into the past stays: nobody is made late by a clerk.
func TestNobodyIsMadeLateInThePastByARecount(t *testing.T) {
	t.Parallel()
	ed := publish(t, flat(t), "ru-five-day/2026-11-10", "2026-11-20") // Friday was declared off,
	older, err := ed.PublishedCalendars().Version(oldVersion)
	require.NoError(t, err)
	monday, err := coverage.ParseDate("2026-11-30")
	require.NoError(t, err)
	next, err := older.WithDaysOff(newVersion, monday) // and then it was worked after all
	require.NoError(t, err)
	library, err := ed.PublishedCalendars().With(next)
	require.NoError(t, err)
	ed, err = ed.WithCalendars(library)
	require.NoError(t, err)

	l := &life{TB: t}
	l.then("2026-11-20 10:00", ivan, ticket.Registered{Customer: "volga", Contact: "ivan", Priority: policy.P2}).
		then("2026-11-20 10:00", system, ticket.Decided{Answer: ticket.Accepted, Package: policy.TS8x5, Level: 2, Priority: policy.P2, Calendar: "ru-five-day/2026-11-10"})
	assert.Equal(t, "2026-11-23 13:00", shown(l.clock(ed, policy.Reaction, "2026-11-20 15:00").Due))

	moves, touched, err := sla.Recount(l.ticket(), ed, msk(t, "2026-11-20 15:00"), newVersion)
	require.NoError(t, err)
	assert.True(t, touched)
	assert.Empty(t, moves, "14:00 of this day would be an hour ago")
	moves, _, err = sla.Recount(l.ticket(), ed, msk(t, "2026-11-20 12:00"), newVersion)
	require.NoError(t, err)
	require.Len(t, moves, 1)
	assert.Equal(t, "2026-11-20 14:00", shown(moves[0].New), "and is still ahead at noon")
}

// A wait has no due time before and after; when it ends, the new version counts.
func TestARecountOfAWait(t *testing.T) {
	t.Parallel()
	ed := declared(t, waiting(t), "2026-11-23")
	l := decided(t, "2026-11-20 17:30", policy.TS8x5, policy.P2).waits("2026-11-20 17:45")
	moves, touched, err := sla.Recount(l.ticket(), ed, msk(t, "2026-11-20 18:00"), newVersion)
	require.NoError(t, err)
	assert.True(t, touched)
	assert.Empty(t, moves)
	l.recounted("2026-11-20 18:00").resumed("2026-11-22 10:00")
	assert.Equal(t, "2026-11-24 12:45", shown(l.clock(ed, policy.Reaction, "2026-11-22 10:00").Due))
}

// What begins after a recount counts by the version of the recount.
func TestAClockThatBeginsAfterARecountCountsByIt(t *testing.T) {
	t.Parallel()
	ed := declared(t, flat(t, "updates.cadence", "P2=2h"), "2026-11-23")
	l := decided(t, "2026-11-20 16:00", policy.TS8x5, policy.P2).recounted("2026-11-20 16:30").responded("2026-11-20 17:30")
	assert.Equal(t, "2026-11-24 10:30", shown(l.clock(ed, policy.Update, "2026-11-20 18:00").Due))
}

func TestVersionsOfARecount(t *testing.T) {
	t.Parallel()
	ed := declared(t, flat(t), "2026-11-23")
	cases := []struct{ name, recorded, to, want string }{
		{"the older gives way", oldVersion, newVersion, newVersion},
		{"the same stays", newVersion, newVersion, newVersion},
		{"the newer stays", newVersion, oldVersion, newVersion},
		{"another calendar stays", "ru-weekdays/2013-04-23 " + oldVersion, newVersion, "ru-weekdays/2013-04-23 " + newVersion},
		{"days of the edition's own stay added", oldVersion + "+extra", newVersion, newVersion + "+extra"},
		{"none was recorded", "", newVersion, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := ed.Recounted(c.recorded, c.to)
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
	for _, c := range [][2]string{{oldVersion, "ru-five-day/2030-01-01"}, {"ru-five-day/2019-01-01", newVersion}} {
		_, err := ed.Recounted(c[0], c[1])
		require.ErrorIs(t, err, coverage.ErrUnknownCalendar)
	}
}
