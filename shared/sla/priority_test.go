package sla_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

func TestAChangeOfPriorityIsFair(t *testing.T) {
	t.Parallel()
	type step struct {
		at string
		to policy.PriorityCode
	}
	cases := []struct {
		name     string
		received string
		pkg      policy.PackageCode
		prio     policy.PriorityCode
		changes  []step
		due      string
	}{
		{"SLA-22: raised, the new target from the change is earlier", "2026-11-21 12:00", policy.TS24x7, policy.P3, []step{{"2026-11-21 20:00", policy.P1}}, "2026-11-21 22:00"},
		{"raised, the old due instant is earlier", "2026-11-23 10:00", policy.TS8x5, policy.P3, []step{{"2026-11-23 17:00", policy.P2}}, "2026-11-23 18:00"},
		{"raised at once", "2026-11-23 10:00", policy.TS8x5, policy.P3, []step{{"2026-11-23 10:00", policy.P1}}, "2026-11-23 12:00"},
		{"raised at the due instant", "2026-11-23 10:00", policy.TS8x5, policy.P3, []step{{"2026-11-23 18:00", policy.P1}}, "2026-11-23 18:00"},
		{"raised when it was too late already", "2026-11-23 10:00", policy.TS8x5, policy.P3, []step{{"2026-11-23 18:00:01", policy.P1}}, "2026-11-23 18:00"},
		{"lowered: from the receipt", "2026-11-23 10:00", policy.TS24x7, policy.P1, []step{{"2026-11-23 11:00", policy.P2}}, "2026-11-23 14:00"},
		{"lowered: the other hours count from the receipt too", "2026-11-21 12:00", policy.TS24x7, policy.P1, []step{{"2026-11-21 13:00", policy.P3}}, "2026-11-23 17:00"},
		{"lowered when it was too late already", "2026-11-23 10:00", policy.TS24x7, policy.P1, []step{{"2026-11-23 12:30", policy.P4}}, "2026-11-23 12:00"},
		{"lowered and raised again", "2026-11-23 10:00", policy.TS24x7, policy.P1, []step{{"2026-11-23 10:30", policy.P2}, {"2026-11-23 11:30", policy.P1}}, "2026-11-23 13:30"},
		{"raised step by step", "2026-11-23 10:00", policy.TS8x5, policy.P4, []step{{"2026-11-23 11:00", policy.P3}, {"2026-11-23 12:00", policy.P2}, {"2026-11-23 13:00", policy.P1}}, "2026-11-23 15:00"},
		{"raised and lowered again", "2026-11-23 10:00", policy.TS8x5, policy.P3, []step{{"2026-11-23 11:00", policy.P1}, {"2026-11-23 12:00", policy.P3}}, "2026-11-23 18:00"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := received(t, c.received, c.pkg, c.prio)
			for _, s := range c.changes {
				l.changed(s.at, s.to)
			}
			got := l.clock(flat(t), policy.Reaction, c.received)
			assert.Equal(t, c.due, shown(got.Due))
			assert.Equal(t, msk(t, c.received), got.Start, "the clock began when it began")
		})
	}
}

func TestTheOtherReadingAlwaysCountsFromTheReceipt(t *testing.T) {
	t.Parallel()
	ed := flat(t, "priority.changeRule", "from_receive")
	l := received(t, "2026-11-23 10:00", policy.TS24x7, policy.P3).changed("2026-11-23 15:00", policy.P1)
	assert.Equal(t, standing{sla.Breached, "2026-11-23 12:00", ""}, l.standing(l.clock(ed, policy.Reaction, "2026-11-23 15:00")))
	l = received(t, "2026-11-23 10:00", policy.TS24x7, policy.P1).changed("2026-11-23 11:00", policy.P2)
	assert.Equal(t, "2026-11-23 14:00", shown(l.clock(ed, policy.Reaction, "2026-11-23 11:00").Due))
}

// SLA-22: the explanation shows both due instants, and which one holds. Where the old one holds, its own target is what
// adds up to it.
func TestTheExplanationOfAChangeShowsBothValues(t *testing.T) {
	t.Parallel()
	ed := flat(t)
	raised := received(t, "2026-11-21 12:00", policy.TS24x7, policy.P3).changed("2026-11-21 20:00", policy.P1).
		explain(ed, policy.Reaction, "2026-11-21 20:00")
	require.Len(t, raised.Revisions, 1)
	rev := raised.Revisions[0]
	assert.Equal(t, []string{"2026-11-21 20:00", "2026-11-23 17:00", "2026-11-21 22:00", "2026-11-21 22:00"},
		[]string{shown(rev.At), shown(rev.Old), shown(rev.New), shown(rev.Taken)})
	assert.Equal(t, []policy.PriorityCode{policy.P3, policy.P1}, []policy.PriorityCode{rev.From, rev.To})
	assert.Equal(t, "2026-11-21 20:00", shown(raised.From))
	assert.Equal(t, policy.P1, raised.Priority)
	assert.Contains(t, datums(raised), "priority.changeRule")

	l := received(t, "2026-11-23 10:00", policy.TS8x5, policy.P3).changed("2026-11-23 17:00", policy.P2)
	kept := l.explain(ed, policy.Reaction, "2026-11-23 17:00")
	assert.Equal(t, []string{"2026-11-23 18:00", "2026-11-24 12:00", "2026-11-23 18:00"},
		[]string{shown(kept.Revisions[0].Old), shown(kept.Revisions[0].New), shown(kept.Revisions[0].Taken)})
	assert.Equal(t, policy.P3, kept.Priority)
	assert.Equal(t, policy.ClauseCode("PR-P3"), kept.Clause)
	assert.Equal(t, kept.Target.Within, kept.Counted())
	clock := l.clock(ed, policy.Reaction, "2026-11-23 17:00")
	assert.Equal(t, policy.P2, clock.Priority, "while the ladder is that of the priority that it now has")
}

// SLA-23: just before the breach a P1 is lowered. The call-back is cancelled where it stood, the reaction keeps what it
// was, and who did it why stands in the event.
func TestLoweringJustBeforeTheBreachLeavesItsTrace(t *testing.T) {
	t.Parallel()
	l := received(t, "2026-11-23 10:00", policy.TS8x5, policy.P1).changed("2026-11-23 11:59", policy.P2)
	callback := l.clock(flat(t), policy.Callback, "2026-11-24 10:00")
	assert.Equal(t, standing{sla.Cancelled, "2026-11-23 12:00", "2026-11-23 11:59"}, l.standing(callback))
	reaction := l.clock(flat(t), policy.Reaction, "2026-11-23 11:59")
	assert.Equal(t, standing{sla.Running, "2026-11-23 14:00", ""}, l.standing(reaction))
	rev := reaction.Revisions[0]
	assert.Equal(t, "1m0s", rev.Old.Sub(rev.At).String(), "a report can count what was lowered so close to the breach")
	assert.Equal(t, petrov, l.events[2].By)
	assert.Equal(t, "by the definition", l.events[2].Fact.(ticket.PriorityChanged).Reason)
}

func TestACallbackIsOwedFromTheRaiseOn(t *testing.T) {
	t.Parallel()
	ed := flat(t)
	begun := func(r receive) *life { return r("2026-11-23 10:00", policy.TS8x5, policy.P3) }
	cases := []struct {
		name string
		life func(receive) *life
		want []standing // at one o'clock
	}{
		{"it begins with the raise", func(r receive) *life { return begun(r).changed("2026-11-23 11:00", policy.P1) }, []standing{{sla.Running, "2026-11-23 13:00", ""}}},
		{"also when the reaction was given before", func(r receive) *life {
			return begun(r).responded("2026-11-23 10:30").changed("2026-11-23 11:00", policy.P1)
		}, []standing{{sla.Running, "2026-11-23 13:00", ""}}},
		{"a call from before the raise was about something else", func(r receive) *life {
			return begun(r).called("2026-11-23 10:30", ticket.Reached).changed("2026-11-23 11:00", policy.P1)
		}, []standing{{sla.Running, "2026-11-23 13:00", ""}}},
		{"and so were attempts", func(r receive) *life {
			return begun(r).called("2026-11-23 10:30", ticket.NoAnswer).called("2026-11-23 10:45", ticket.NoAnswer).changed("2026-11-23 11:00", policy.P1).called("2026-11-23 11:30", ticket.NoAnswer)
		}, []standing{{sla.Running, "2026-11-23 13:00", ""}}},
		{"a call at the instant of the raise counts", func(r receive) *life {
			return begun(r).changed("2026-11-23 11:00", policy.P1).called("2026-11-23 11:00", ticket.Reached)
		}, []standing{{sla.Met, "2026-11-23 13:00", "2026-11-23 11:00"}}},
		{"lowered and raised again it begins anew", func(r receive) *life {
			return begun(r).changed("2026-11-23 11:00", policy.P1).changed("2026-11-23 11:30", policy.P2).changed("2026-11-23 12:00", policy.P1)
		}, []standing{{sla.Cancelled, "2026-11-23 13:00", "2026-11-23 11:30"}, {sla.Running, "2026-11-23 14:00", ""}}},
		{"kept once it is kept", func(r receive) *life {
			return begun(r).changed("2026-11-23 11:00", policy.P1).called("2026-11-23 11:10", ticket.Reached).changed("2026-11-23 11:30", policy.P2).changed("2026-11-23 12:00", policy.P1)
		}, []standing{{sla.Met, "2026-11-23 13:00", "2026-11-23 11:10"}}},
		{"broken once it is broken", func(r receive) *life {
			return begun(r).changed("2026-11-23 10:00", policy.P1).changed("2026-11-23 12:30", policy.P2)
		}, []standing{{sla.Breached, "2026-11-23 12:00", ""}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := c.life(receiving(t))
			var got []standing
			for _, clock := range l.clocks(ed, "2026-11-23 13:00") {
				if clock.Name == policy.Callback {
					assert.Equal(t, len(got)+1, clock.Turn)
					assert.Equal(t, 1, clock.Cycle)
					got = append(got, l.standing(clock))
				}
			}
			assert.Equal(t, c.want, got)
		})
	}
}

// A clock that is only promised to some priorities does not begin when what it promises was done before.
func TestWhatWasDoneBeforeItWasPromisedIsNotPromised(t *testing.T) {
	t.Parallel()
	ed := *flat(t)
	ed.Clocks = slices.Clone(ed.Clocks)
	ed.Clocks[0].Targets = map[policy.PriorityCode]policy.Target{policy.P1: ed.Clocks[0].Targets[policy.P1]}
	l := received(t, "2026-11-23 10:00", policy.TS8x5, policy.P4)
	assert.Empty(t, l.clocks(&ed, "2026-11-23 10:00"))
	raised := received(t, "2026-11-23 10:00", policy.TS8x5, policy.P4).changed("2026-11-23 11:00", policy.P1)
	assert.Equal(t, "2026-11-23 13:00", shown(raised.clock(&ed, policy.Reaction, "2026-11-23 11:00").Due))
	l.responded("2026-11-23 10:30").changed("2026-11-23 11:00", policy.P1)
	for _, c := range l.clocks(&ed, "2026-11-23 11:00") {
		assert.Equal(t, policy.Callback, c.Name)
	}
}
