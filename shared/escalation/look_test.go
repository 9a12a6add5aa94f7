package escalation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// A P2 round the clock, received at ten, due at two.
func begun(t *testing.T, steps ...policy.Step) *desk {
	t.Helper()
	return received(t, climbing(flat(t), ladder(policy.Reaction, false, all, steps...)), "2026-11-23 10:00", policy.TS24x7, policy.P2)
}

func TestARungIsDueFromItsInstantOn(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		step policy.Step
		at   string
	}{
		{"at the start", policy.Step{Name: "page"}, "2026-11-23 10:00"},
		{"at a share of the target", warn(50), "2026-11-23 12:00"},
		{"the breach a second after the due instant, at which a response is in time", breach(), "2026-11-23 14:00:01"},
		{"after the due instant", after("late", 10*time.Minute), "2026-11-23 14:10"},
		{"before it", after("soon", -10*time.Minute), "2026-11-23 13:50"},
		{"before it by a share", policy.Step{Name: "soon", At: 50, After: 2*time.Hour - time.Second}, "2026-11-23 13:59:59"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := begun(t, c.step)
			at := msk(t, c.at)
			early := d.look(shown(at.Add(-time.Second)))
			assert.Empty(t, early.Due)
			assert.Equal(t, c.at, shown(early.Next))
			out := d.look(c.at)
			if assert.Len(t, out.Due, 1) {
				assert.Equal(t, c.at, shown(out.Due[0].At))
				assert.Equal(t, "reaction/1/P2/"+c.step.Name+"/1", out.Due[0].Key)
				assert.Equal(t, 1, out.Due[0].N)
			}
			assert.True(t, out.Next.IsZero())
		})
	}
}

// ESC-01: a look that is repeated finds nothing new; one that could not be written finds the same.
func TestARungIsTakenOnce(t *testing.T) {
	t.Parallel()
	d := begun(t, warn(50), breach())
	assert.Equal(t, d.look("2026-11-23 12:00").Due[0].Key, d.look("2026-11-23 12:07").Due[0].Key)
	assert.Equal(t, []string{"reaction/1/P2/warn/1"}, d.climb("2026-11-23 12:00"))
	assert.Empty(t, d.climb("2026-11-23 12:00"))
	assert.Empty(t, d.climb("2026-11-23 13:00"))
	assert.Equal(t, []string{"reaction/1/P2/breach/1"}, d.climb("2026-11-23 15:00"))
	assert.Empty(t, d.climb("2027-11-23 15:00"))
}

// ESC-03: two levels fire once each and in order, also when both are found at once.
func TestTwoLevelsFireInOrder(t *testing.T) {
	t.Parallel()
	levels := []policy.Step{after("second", 20*time.Minute), after("first", 10*time.Minute)} // the order of time, not of the file
	d := begun(t, levels...)
	assert.Equal(t, []string{"reaction/1/P2/first/1"}, d.climb("2026-11-23 14:10"))
	assert.Equal(t, "2026-11-23 14:20", shown(d.look("2026-11-23 14:10").Next))
	assert.Equal(t, []string{"reaction/1/P2/second/1"}, d.climb("2026-11-23 14:20"))
	assert.Empty(t, d.climb("2026-11-23 14:30"))

	late := begun(t, levels...)
	assert.Equal(t, []string{"reaction/1/P2/first/1", "reaction/1/P2/second/1"}, late.climb("2026-11-23 14:25"))
}

// ESC-04: a level of the reaction follows the reaction, whatever happens to the work. ESC-07: what was answered stays
// quiet, however long the ticket stays open.
func TestAnAnswerEndsTheClimb(t *testing.T) {
	t.Parallel()
	steps := []policy.Step{warn(50), breach(), again(15*time.Minute, 15*time.Minute, 0)}
	cases := []struct {
		name string
		then func(*desk) *desk
	}{
		{"answered at the due instant", func(d *desk) *desk {
			return d.then("2026-11-23 14:00", petrov, ticket.Responded{Message: "m"})
		}},
		{"answered long after the breach", func(d *desk) *desk {
			d.climb("2026-11-23 15:00")
			return d.then("2026-11-23 15:01", petrov, ticket.Responded{Message: "m"})
		}},
		{"answered and waiting", func(d *desk) *desk {
			return d.then("2026-11-23 11:00", petrov, ticket.Responded{Message: "m"}).then("2026-11-23 11:00", petrov, ticket.Waiting{})
		}},
		{"reopened", func(d *desk) *desk {
			return d.then("2026-11-23 11:00", petrov, ticket.Resolved{Message: "m"}).then("2026-11-25 11:00", ivan, ticket.Reopened{})
		}},
		{"resolved", func(d *desk) *desk { return d.then("2026-11-23 15:00", petrov, ticket.Resolved{Message: "m"}) }},
		{"closed", func(d *desk) *desk {
			return d.then("2026-11-23 15:00", petrov, ticket.Resolved{Message: "m"}).then("2026-11-23 16:00", petrov, ticket.Closed{})
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := c.then(begun(t, steps...))
			for _, at := range []string{"2026-11-25 11:00", "2026-12-25 11:00", "2027-11-23 11:00"} {
				out := d.look(at)
				assert.Empty(t, out.Due)
				assert.True(t, out.Next.IsZero())
			}
		})
	}
}

func TestWithoutADecisionNothingIsDue(t *testing.T) {
	t.Parallel()
	d := &desk{TB: t, edition: flat(t)}
	d.then("2026-11-23 10:00", ivan, ticket.Registered{Contact: "ivan", Priority: policy.P1})
	assert.Empty(t, d.look("2027-11-23 10:00"))
	d.then("2026-11-23 10:01", system, ticket.Decided{Answer: ticket.Refused})
	assert.Empty(t, d.look("2027-11-23 10:00"))
}

// ESC-05: after a change only the ladder of the new priority is left, and what was taken of the old one stays taken.
func TestAChangeOfPriorityChangesTheLadder(t *testing.T) {
	t.Parallel()
	ed := climbing(flat(t),
		ladder(policy.Reaction, false, []policy.PriorityCode{policy.P2}, warn(25), breach()),
		ladder(policy.Reaction, false, []policy.PriorityCode{policy.P3}, warn(50)),
		ladder(policy.Callback, false, []policy.PriorityCode{policy.P1}, warn(50)),
		ladder(policy.Reaction, false, []policy.PriorityCode{policy.P1}, warn(75)),
	)
	d := received(t, ed, "2026-11-23 10:00", policy.TS24x7Plus, policy.P2)
	neighbour := received(t, ed, "2026-11-23 10:00", policy.TS24x7Plus, policy.P2)
	assert.Equal(t, []string{"reaction/1/P2/warn/1"}, d.climb("2026-11-23 11:00"))
	d.changed("2026-11-23 11:30", policy.P3) // due at six
	assert.Equal(t, "2026-11-23 14:00", shown(d.look("2026-11-23 11:30").Next))
	assert.Equal(t, []string{"reaction/1/P3/warn/1"}, d.climb("2026-11-23 17:00"))
	d.changed("2026-11-23 17:00", policy.P1) // due at six still; the call at seven
	assert.Equal(t, []string{"reaction/1/P1/warn/1"}, d.climb("2026-11-23 17:01"))
	assert.Equal(t, []string{"callback/1/P1/warn/1"}, d.climb("2026-11-23 18:00"))
	assert.Equal(t, "2026-11-23 14:00:01", shown(neighbour.look("2026-11-23 11:00").Next), "a neighbour is untouched")
}

// Lowered and raised again, a P1 is owed another call-back, and its ladder is climbed anew.
func TestASecondCallbackHasALadderOfItsOwn(t *testing.T) {
	t.Parallel()
	d := received(t, climbing(flat(t), ladder(policy.Callback, false, []policy.PriorityCode{policy.P1}, warn(50))), "2026-11-23 10:00", policy.TS24x7, policy.P1)
	assert.Equal(t, []string{"callback/1/P1/warn/1"}, d.climb("2026-11-23 11:00"))
	d.changed("2026-11-23 11:30", policy.P2)
	assert.Empty(t, d.climb("2026-11-23 12:30"))
	d.changed("2026-11-23 13:00", policy.P1)
	assert.Empty(t, d.climb("2026-11-23 13:59"))
	assert.Equal(t, []string{"callback/1-2/P1/warn/1"}, d.climb("2026-11-23 14:00"))
	d.changed("2026-11-23 14:10", policy.P2).changed("2026-11-23 14:20", policy.P1)
	assert.Equal(t, []string{"callback/1-3/P1/warn/1"}, d.climb("2026-11-23 15:30"))
}

// Waits that stop a clock stop its steps, unless the promise is broken already (SLA-10); they are never an error.
func TestStepsOfAClockThatWaits(t *testing.T) {
	t.Parallel()
	ed := climbing(with(t, "reaction.pause", "waiting"), ladder(policy.Reaction, false, all, warn(50), breach(), again(15*time.Minute, 15*time.Minute, 0)))
	d := received(t, ed, "2026-11-23 10:00", policy.TS24x7, policy.P2).then("2026-11-23 11:00", petrov, ticket.Waiting{})
	assert.Empty(t, d.look("2026-11-24 10:00"))
	d.then("2026-11-24 10:00", ivan, ticket.Replied{Message: "m"})
	assert.Equal(t, "2026-11-24 11:00", shown(d.look("2026-11-24 10:00").Next))

	broken := received(t, ed, "2026-11-23 10:00", policy.TS24x7, policy.P2)
	broken.climb("2026-11-23 14:01")
	broken.then("2026-11-23 14:02", petrov, ticket.Waiting{})
	assert.Equal(t, []string{"reaction/1/P2/repeat/1"}, broken.climb("2026-11-23 14:15"))
}
