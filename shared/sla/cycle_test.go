package sla_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

// answered is a P1 that was reacted to, called back and resolved within the day.
func answered(t *testing.T) *life {
	t.Helper()
	return received(t, "2026-11-23 10:00", policy.TS8x5, policy.P1).
		called("2026-11-23 10:30", ticket.Reached).resolved("2026-11-23 15:00", "")
}

// SLA-25 and SLA-26: neither the closing nor a reopening touches the clocks of the first cycle (G40).
func TestAReopenedTicketHasHadItsReaction(t *testing.T) {
	t.Parallel()
	ed, l := flat(t), answered(t)
	want := l.clocks(ed, "2026-11-23 15:00")
	l.then("2026-11-24 15:00", petrov, ticket.Closed{})
	assert.Equal(t, want, l.clocks(ed, "2026-11-28 10:00"))
	l.reopened("2026-11-28 10:00")
	assert.Equal(t, want, l.clocks(ed, "2026-12-05 10:00"))
	l.responded("2026-12-05 10:00").resolved("2026-12-06 10:00", "")
	assert.Equal(t, want, l.clocks(ed, "2026-12-07 10:00"))
}

func TestTheReadingGivesEachCycleItsOwnClocks(t *testing.T) {
	t.Parallel()
	ed, l := flat(t, "reopen.restartClock", "true"), answered(t)
	first := l.clocks(ed, "2026-11-23 15:00")
	l.reopened("2026-11-28 10:00") // a Saturday
	type row struct {
		name  policy.ClockName
		cycle int
		standing
	}
	rows := func(now string) (got []row) {
		for _, c := range l.clocks(ed, now) {
			got = append(got, row{c.Name, c.Cycle, l.standing(c)})
		}
		return got
	}
	was := standing{sla.Met, "2026-11-23 12:00", "2026-11-23 10:30"}
	runs := standing{sla.Running, "2026-11-30 11:00", ""}
	assert.Equal(t, []row{
		{policy.Reaction, 1, was}, {policy.Reaction, 2, runs}, {policy.Callback, 1, was}, {policy.Callback, 2, runs},
	}, rows("2026-11-28 10:00"))
	assert.Equal(t, first[0], l.clocks(ed, "2026-11-28 10:00")[0])

	l.changed("2026-11-30 09:30", policy.P2).responded("2026-11-30 14:00")
	assert.Equal(t, []row{
		{policy.Reaction, 1, was},
		{policy.Reaction, 2, standing{sla.Breached, "2026-11-30 13:00", "2026-11-30 14:00"}},
		{policy.Callback, 1, was},
		{policy.Callback, 2, standing{sla.Cancelled, "2026-11-30 11:00", "2026-11-30 09:30"}},
	}, rows("2026-12-01 10:00"))
}

// A waiver belongs to the resolution that it was given with: a reopening does not bring the call-back back to life, nor
// does the waiver reach one that is promised later.
func TestAWaivedCallbackStaysCalledOff(t *testing.T) {
	t.Parallel()
	ed := flat(t)
	l := received(t, "2026-11-23 10:00", policy.TS8x5, policy.P1).resolved("2026-11-23 11:00", "met him").reopened("2026-11-25 10:00")
	off := standing{sla.Cancelled, "2026-11-23 12:00", "2026-11-23 11:00"}
	assert.Equal(t, off, l.standing(l.clock(ed, policy.Callback, "2026-11-25 10:00")))
	l.called("2026-11-25 10:30", ticket.Reached)
	assert.Equal(t, off, l.standing(l.clock(ed, policy.Callback, "2026-11-25 11:00")))

	l.changed("2026-11-25 12:00", policy.P2).changed("2026-11-25 13:00", policy.P1)
	assert.Equal(t, standing{sla.Running, "2026-11-25 15:00", ""}, l.standing(l.clock(ed, policy.Callback, "2026-11-25 13:00")))
	assert.Equal(t, off, l.standing(l.clocks(ed, "2026-11-25 13:00")[1]))
}

func TestARaiseAfterAReopeningOwesACallback(t *testing.T) {
	t.Parallel()
	l := received(t, "2026-11-23 10:00", policy.TS8x5, policy.P3).
		resolved("2026-11-23 11:00", "").reopened("2026-11-25 10:00").changed("2026-11-25 12:00", policy.P1)
	assert.Equal(t, standing{sla.Running, "2026-11-25 14:00", ""}, l.standing(l.clock(flat(t), policy.Callback, "2026-11-25 12:00")))
	assert.Equal(t, standing{sla.Met, "2026-11-23 18:00", "2026-11-23 11:00"}, l.standing(l.clock(flat(t), policy.Reaction, "2026-11-25 12:00")))
}
