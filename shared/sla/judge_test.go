package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

// A response at the due instant is in time; a second later the promise is broken, and stays so.
func TestAtTheDueInstantAResponseIsInTime(t *testing.T) {
	t.Parallel()
	begun := func(r receive) *life { return r("2026-11-23 10:00", policy.TS24x7, policy.P2) }
	due := "2026-11-23 14:00"
	cases := []struct {
		name string
		life func(receive) *life
		now  string
		want standing
	}{
		{"before it", begun, "2026-11-23 13:59:59", standing{sla.Running, due, ""}},
		{"at it", begun, due, standing{sla.Running, due, ""}},
		{"a second later", begun, "2026-11-23 14:00:01", standing{sla.Breached, due, ""}},
		{"answered at it", func(r receive) *life { return begun(r).responded(due) }, "2026-11-24 10:00", standing{sla.Met, due, due}},
		{"answered a second later", func(r receive) *life { return begun(r).responded("2026-11-23 14:00:01") }, "2026-11-24 10:00", standing{sla.Breached, due, "2026-11-23 14:00:01"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := c.life(receiving(t))
			got := l.clock(flat(t), policy.Reaction, c.now)
			assert.Equal(t, c.want, l.standing(got))
			assert.Equal(t, c.want.stopped != "", got.Settled())
		})
	}
}

func TestWhatSatisfiesTheReaction(t *testing.T) {
	t.Parallel()
	const due, late = "2026-11-23 12:00", "2026-11-23 12:30"
	cases := []struct {
		name string
		then func(*life) *life
		want standing
	}{
		{"SLA-11: an answer that also sets it waiting", func(l *life) *life { return l.responded("2026-11-23 10:30").waits("2026-11-23 10:30") }, standing{sla.Met, due, "2026-11-23 10:30"}},
		{"SLA-12: a resolution without an answer, in time", func(l *life) *life { return l.resolved("2026-11-23 11:00", "met him") }, standing{sla.Met, due, "2026-11-23 11:00"}},
		{"SLA-12: a resolution without an answer, late", func(l *life) *life { return l.resolved(late, "met him") }, standing{sla.Breached, due, late}},
		{"SLA-13: not the automatic acknowledgement", func(l *life) *life {
			return l.then("2026-11-23 10:00", system, ticket.Notified{Notice: "decided/accepted>ivan", Outcome: ticket.Sent})
		}, standing{sla.Breached, due, ""}},
		{"SLA-13: not a reply that the desk wrote by itself", func(l *life) *life { return l.then("2026-11-23 10:00", system, ticket.Responded{Message: "m"}) }, standing{sla.Breached, due, ""}},
		{"SLA-14: not an internal note", func(l *life) *life { return l.then("2026-11-23 10:10", petrov, ticket.Noted{Message: "n"}) }, standing{sla.Breached, due, ""}},
		{"not the naming of an engineer", func(l *life) *life { return l.then("2026-11-23 10:10", petrov, ticket.Assigned{Engineer: "petrov"}) }, standing{sla.Breached, due, ""}},
		{"not the customer's own reply", func(l *life) *life { return l.then("2026-11-23 10:10", ivan, ticket.Replied{Message: "r"}) }, standing{sla.Breached, due, ""}},
		{"SLA-15: a call that reached the person", func(l *life) *life { return l.called("2026-11-23 10:20", ticket.Reached) }, standing{sla.Met, due, "2026-11-23 10:20"}},
		{"SLA-15: never calls in vain", func(l *life) *life {
			return l.called("2026-11-23 10:20", ticket.NoAnswer).called("2026-11-23 10:40", ticket.NoAnswer)
		}, standing{sla.Breached, due, ""}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := c.then(received(t, "2026-11-23 10:00", policy.TS8x5, policy.P1))
			assert.Equal(t, c.want, l.standing(l.clock(flat(t), policy.Reaction, "2026-11-23 13:00")))
		})
	}
}

// The call-back is kept by a call that reached the person, or by enough attempts far enough apart (G30).
func TestWhatSatisfiesTheCallback(t *testing.T) {
	t.Parallel()
	const due = "2026-11-23 12:00"
	vain := func(times ...string) func(*life) *life {
		return func(l *life) *life {
			for _, at := range times {
				l.called("2026-11-23 "+at, ticket.NoAnswer)
			}
			return l
		}
	}
	met := func(at string) standing { return standing{sla.Met, due, "2026-11-23 " + at} }
	open := standing{sla.Running, due, ""}
	cases := []struct {
		name     string
		readings []string
		then     func(*life) *life
		want     standing
	}{
		{"not a reply on the portal", nil, func(l *life) *life { return l.responded("2026-11-23 10:05") }, open},
		{"a call that reached the person", nil, func(l *life) *life { return l.called("2026-11-23 10:05", ticket.Reached) }, met("10:05")},
		{"not one attempt", nil, vain("10:05"), open},
		{"two attempts ten minutes apart", nil, vain("10:05", "10:15"), met("10:15")},
		{"not two a second closer", nil, vain("10:05", "10:14:59"), open},
		{"the gap runs from the attempt that counted", nil, vain("10:05", "10:10", "10:15"), met("10:15")},
		{"not ten attempts in nine minutes", nil, vain("10:00", "10:01", "10:02", "10:03", "10:04", "10:05", "10:06", "10:07", "10:08", "10:09"), open},
		{"after one in vain the person is reached", nil, func(l *life) *life { return vain("10:05")(l).called("2026-11-23 10:06", ticket.Reached) }, met("10:06")},
		{"three attempts by another reading", []string{"callback.orAttempts", "3"}, vain("10:05", "10:15"), open},
		{"the third of them", []string{"callback.orAttempts", "3"}, vain("10:05", "10:15", "10:25"), met("10:25")},
		{"another gap", []string{"callback.attemptGap", "5m"}, vain("10:05", "10:10"), met("10:10")},
		{"attempts that come too late", nil, vain("11:55", "12:05"), standing{sla.Breached, due, "2026-11-23 12:05"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := c.then(received(t, "2026-11-23 10:00", policy.TS8x5, policy.P1))
			assert.Equal(t, c.want, l.standing(l.clock(flat(t, c.readings...), policy.Callback, "2026-11-23 11:00")))
		})
	}
}

func TestAWaiverCallsTheCallbackOff(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		at   string
		want standing
	}{
		{"in time", "2026-11-23 11:00", standing{sla.Cancelled, "2026-11-23 12:00", "2026-11-23 11:00"}},
		{"at the due instant", "2026-11-23 12:00", standing{sla.Cancelled, "2026-11-23 12:00", "2026-11-23 12:00"}},
		{"too late to undo the breach", "2026-11-23 12:30", standing{sla.Breached, "2026-11-23 12:00", "2026-11-23 12:30"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := received(t, "2026-11-23 10:00", policy.TS8x5, policy.P1).responded("2026-11-23 10:10").resolved(c.at, "he stood in the door")
			assert.Equal(t, c.want, l.standing(l.clock(flat(t), policy.Callback, "2026-11-23 18:00")))
		})
	}
}

// SLA-27: what is written later, and when it is looked at, changes nothing about a settled clock.
func TestASettledClockIsTheSameWheneverItIsAsked(t *testing.T) {
	t.Parallel()
	l := received(t, "2026-11-23 10:00", policy.TS8x5, policy.P1).called("2026-11-23 10:30", ticket.Reached)
	want := l.clocks(flat(t), "2026-11-23 10:30")
	l.then("2026-11-23 11:00", petrov, ticket.Noted{Message: "n"}).
		then("2026-11-23 11:00", petrov, ticket.Assigned{Engineer: "petrov"}).
		responded("2026-11-23 12:30").called("2026-11-23 15:00", ticket.NoAnswer).
		waits("2026-11-23 15:10").changed("2026-11-24 10:00", policy.P3).resolved("2026-11-25 10:00", "").
		then("2026-11-26 10:00", petrov, ticket.Closed{})
	assert.Equal(t, want, l.clocks(flat(t), "2036-11-23 10:00"))
}

// SLA-32: the same events give the same clocks, to the bit, from another edition value of the same source too.
func TestClocksAreRebuiltFromTheEvents(t *testing.T) {
	t.Parallel()
	l := received(t, "2026-12-30 16:00", policy.TS24x7, policy.P3).
		changed("2026-12-30 17:00", policy.P1).called("2026-12-30 17:30", ticket.NoAnswer).changed("2026-12-30 18:00", policy.P2)
	library, err := policy.Editions()
	require.NoError(t, err)
	ed, err := library.Edition("flat-1.4")
	require.NoError(t, err)
	now := msk(t, "2027-01-11 10:00")
	proof := func(ed *policy.Edition) (all []sla.Explanation) {
		clocks, err := sla.Clocks(l.ticket(), ed, now)
		require.NoError(t, err)
		for _, c := range clocks {
			all = append(all, sla.Explain(c, l.ticket(), ed))
		}
		return all
	}
	assert.Equal(t, proof(ed), proof(flat(t)))
}

func TestWhatRemains(t *testing.T) {
	t.Parallel()
	c := received(t, "2026-11-20 16:00", policy.TS8x5, policy.P2).clock(flat(t), policy.Reaction, "2026-11-20 16:00")
	for now, want := range map[string]time.Duration{
		"2026-11-20 16:00": 4 * time.Hour,
		"2026-11-20 17:30": 150 * time.Minute,
		"2026-11-22 12:00": 2 * time.Hour, // a Sunday: nothing passes
		"2026-11-23 11:00": 0,
		"2026-11-23 12:30": -90 * time.Minute,
		"2026-11-24 08:00": -7 * time.Hour,
	} {
		assert.Equal(t, want, c.Remaining(msk(t, now)), now)
	}
}
