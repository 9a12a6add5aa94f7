package sla_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

func TestWhenTheReactionIsDue(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name     string
		received string
		pkg      policy.PackageCode
		prio     policy.PriorityCode
		readings []string
		due      string
	}{
		{"2 h on Thursday, 1 to 3 May off, 6 h on Monday", "2026-04-30 16:00", policy.TS8x5, policy.P3, nil, "2026-05-04 15:00"},
		{"round the clock for P2, on a holiday", "2026-05-09 23:30", policy.TS24x7, policy.P2, nil, "2026-05-10 03:30"},
		{"working hours for P3 of the same package", "2026-05-09 23:30", policy.TS24x7, policy.P3, nil, "2026-05-12 17:00"},
		{"at closing time nothing counts any more", "2026-11-20 18:00", policy.TS8x5, policy.P1, nil, "2026-11-23 11:00"},
		{"round the clock for all priorities of PLUS", "2026-11-23 10:15", policy.TS24x7Plus, policy.P4, nil, "2026-11-25 10:15"},
		{"and of ONSITE", "2026-11-21 10:15", policy.TS24x7Onsite, policy.P3, nil, "2026-11-21 18:15"},
		{"a sum complete at closing time is due then", "2026-11-23 10:00", policy.TS8x5, policy.P3, nil, "2026-11-23 18:00"},
		{"the partner package keeps working hours", "2026-11-20 17:00", policy.TS8x5L3, policy.P2, nil, "2026-11-23 12:00"},
		{"CAL-01", "2026-11-20 17:30", policy.TS8x5, policy.P1, nil, "2026-11-23 10:30"},
		{"CAL-03, the short day counts in full", "2026-11-03 17:59", policy.TS8x5, policy.P3, nil, "2026-11-05 16:59"},
		{"CAL-03, the short day ends an hour early", "2026-11-03 17:59", policy.TS8x5, policy.P3, []string{"calendar.shortDay", "end_minus_1h"}, "2026-11-05 17:00"},
		{"CAL-05, a Saturday worked by transfer", "2025-10-31 17:00", policy.TS8x5, policy.P2, nil, "2025-11-01 12:00"},
		{"CAL-08, 48 covered hours", "2026-11-23 09:00", policy.TS8x5, policy.P4, nil, "2026-11-30 12:00"},
		{"CAL-08, 48 hours by the wall", "2026-11-23 09:00", policy.TS8x5, policy.P4, []string{"reaction.unit", "wall_hours"}, "2026-11-25 09:00"},
		{"CAL-10, over midnight", "2026-11-23 23:30", policy.TS24x7, policy.P1, nil, "2026-11-24 01:30"},
		{"CAL-12, before the opening", "2026-11-23 08:59", policy.TS8x5, policy.P1, nil, "2026-11-23 11:00"},
		{"CAL-24, a lunch break", "2026-11-23 12:00", policy.TS8x5, policy.P1, []string{"windows.business", "09:00-13:00,14:00-18:00"}, "2026-11-23 15:00"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := received(t, c.received, c.pkg, c.prio)
			got := l.clock(flat(t, c.readings...), policy.Reaction, c.received)
			assert.Equal(t, standing{sla.Running, c.due, ""}, l.standing(got))
			assert.Equal(t, msk(t, c.received), got.Start)
			assert.Equal(t, 1, got.Cycle)
		})
	}
}

func TestEveryPriorityHasItsTargetAndOnlyP1ACallback(t *testing.T) {
	t.Parallel()
	ed := flat(t)
	for _, prio := range []policy.PriorityCode{policy.P1, policy.P2, policy.P3, policy.P4} {
		t.Run(string(prio), func(t *testing.T) {
			t.Parallel()
			clocks := received(t, "2026-11-23 10:00", policy.TS24x7, prio).clocks(ed, "2026-11-23 10:00")
			names := []policy.ClockName{}
			for _, c := range clocks {
				names = append(names, c.Name)
				rule, _ := ed.Clock(c.Name)
				assert.Equal(t, rule.Targets[prio], c.Target)
				assert.Equal(t, rule.Targets[prio].Clause, c.Clause)
				assert.Equal(t, prio, c.Priority)
			}
			want := []policy.ClockName{policy.Reaction}
			if prio == policy.P1 {
				want = append(want, policy.Callback)
			}
			assert.Equal(t, want, names)
		})
	}
}

func TestATicketWithoutADecisionInItsFavourHasNoClocks(t *testing.T) {
	t.Parallel()
	registered := ticket.Registered{Customer: "volga", Contact: "ivan", Priority: policy.P1}
	cases := []struct {
		name    string
		decided *ticket.Decided
		want    int
	}{
		{"not decided yet", nil, 0},
		{"refused", &ticket.Decided{Answer: ticket.Refused, Code: policy.NoCertificate}, 0},
		{"accepted", &ticket.Decided{Answer: ticket.Accepted, Package: policy.TS8x5, Priority: policy.P1}, 2},
		{"unverified: a P1 is not made to wait", &ticket.Decided{Answer: ticket.Unverified, Package: policy.TS24x7, Priority: policy.P1}, 2},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := (&life{TB: t}).then("2026-11-23 10:00", ivan, registered)
			if c.decided != nil {
				l.then("2026-11-23 10:00", system, *c.decided)
			}
			assert.Len(t, l.clocks(flat(t), "2026-11-23 10:00"), c.want)
		})
	}
}

// A P1 runs unverified round the clock; the decision that follows has the hours of the package that was really bought,
// counted from the receipt as ever.
func TestASecondDecisionCountsAnew(t *testing.T) {
	t.Parallel()
	unverified := ticket.Decided{Answer: ticket.Unverified, Package: policy.TS24x7, Priority: policy.P1}
	l := (&life{TB: t}).
		then("2026-11-21 12:00", ivan, ticket.Registered{Contact: "ivan", Priority: policy.P1}).
		then("2026-11-21 12:00", system, unverified)
	assert.Equal(t, standing{sla.Breached, "2026-11-21 14:00", ""}, l.standing(l.clock(flat(t), policy.Callback, "2026-11-21 15:00")))
	l.then("2026-11-21 15:00", system, ticket.Decided{Answer: ticket.Accepted, Package: policy.TS8x5, Priority: policy.P1})
	assert.Equal(t, standing{sla.Running, "2026-11-23 11:00", ""}, l.standing(l.clock(flat(t), policy.Callback, "2026-11-21 15:00")))
}

// SLA-16: the operator's own entry is no response, and the clock starts with the call.
func TestAHotlineTicketRunsFromTheCall(t *testing.T) {
	t.Parallel()
	l := (&life{TB: t}).
		then("2026-11-23 10:12", operator, ticket.Registered{Channel: policy.Hotline, Contact: "ivan", Priority: policy.P1, StatedAt: msk(t, "2026-11-23 10:00")}).
		then("2026-11-23 10:13", system, ticket.Decided{Answer: ticket.Accepted, Package: policy.TS8x5, Priority: policy.P1})
	for _, name := range []policy.ClockName{policy.Reaction, policy.Callback} {
		c := l.clock(flat(t), name, "2026-11-23 10:13")
		assert.Equal(t, standing{sla.Running, "2026-11-23 12:00", ""}, l.standing(c))
		assert.Equal(t, msk(t, "2026-11-23 10:00"), c.Start)
	}
}

func TestFractionsOfASecondAreKept(t *testing.T) {
	t.Parallel()
	l := received(t, "2026-11-23 10:00", policy.TS24x7, policy.P2)
	for i := range l.events {
		l.events[i].At = l.events[i].At.Add(123_000_000)
	}
	assert.Equal(t, "2026-11-23 14:00:00.123", shown(l.clock(flat(t), policy.Reaction, "2026-11-23 11:00").Due))
}

func TestAPackageThatTheEditionDoesNotHaveIsAnError(t *testing.T) {
	t.Parallel()
	l := received(t, "2026-11-23 10:00", "TS_OTHER", policy.P1)
	_, err := sla.Clocks(l.ticket(), flat(t), msk(t, "2026-11-23 10:00"))
	require.ErrorIs(t, err, policy.ErrUnknownCoverage)
	assert.ErrorContains(t, err, "clock reaction")
}
