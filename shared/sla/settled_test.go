package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

// SLA-27, SLA-32: under policies with every kind of clock a clock that is settled stays as it is, with its turn, whatever
// happens later: the keys of what was told about it hang on that. One that has begun keeps its turn and its start.
func TestWhatIsSettledStaysSettled(t *testing.T) {
	t.Parallel()
	for name, ed := range map[string]*policy.Edition{
		"news in a cadence": vendor(t, "acme-1.0"), "news in answer": vendor(t, "acme-respond-1.0"),
		"clocks of each cycle": vendor(t, "acme-1.0", "reopen.restartClock", "true"),
		"after the logs":       vendor(t, "acme-1.0", "reaction.start", "diagnostics_in"),
		"a year unknown":       vendor(t, "acme-1.0", "calendar.unknownYear", "refuse"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) { settled(t, ed) })
		})
	}
}

func settled(t *rapid.T, ed *policy.Edition) {
	prio := rapid.SampledFrom(priorities).Draw(t, "priority")
	pkg := rapid.SampledFrom(ed.Packages).Draw(t, "package").Code
	now := time.Date(2027, 11, 1, 6, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 60*24*60*60).Draw(t, "start")) * time.Second)
	is := ticket.Fold(ticket.Ticket{},
		ticket.Event{At: now, By: ivan, Fact: ticket.Registered{Contact: "ivan", Priority: prio, Type: policy.Incident}},
		ticket.Event{At: now, By: system, Fact: ticket.Decided{Answer: ticket.Accepted, Package: pkg, Level: 2, Priority: prio}})
	was, begun := map[string]sla.Clock{}, map[string]time.Time{}
	for range rapid.IntRange(1, 20).Draw(t, "events") {
		now = now.Add(time.Duration(rapid.IntRange(1, 30*60*60).Draw(t, "seconds")) * time.Second)
		by, facts := happens(t, is, ed, now)
		for _, fact := range facts {
			is = ticket.Fold(is, ticket.Event{At: now, By: by, Fact: fact})
		}
		clocks, err := sla.Clocks(is, ed, now)
		require.NoError(t, err)
		seen := map[string]bool{}
		for _, c := range clocks {
			key := fmt.Sprint(c.Name, c.Cycle, "-", c.Turn)
			require.False(t, seen[key], "two clocks are called %s", key)
			seen[key] = true
			if start, known := begun[key]; known {
				require.Equal(t, start, c.Start, "%s begins elsewhere", key)
			}
			begun[key] = c.Start
			if before, known := was[key]; known {
				require.Equal(t, []any{before.State, before.Due, before.StoppedAt, before.Why}, []any{c.State, c.Due, c.StoppedAt, c.Why}, "%s", key)
			}
			if c.Settled() {
				was[key] = c
			}
			for _, step := range []policy.Percent{0, 50, 100} {
				_, ok, err := c.At(step, 0)
				require.NoError(t, err)
				require.Equal(t, !c.Due.IsZero(), ok)
			}
		}
		for key := range begun {
			require.True(t, seen[key], "%s is gone", key)
		}
	}
}

var priorities = []policy.PriorityCode{policy.P1, policy.P2, policy.P3, policy.P4}

// happens is something lawful that somebody does, or nothing.
func happens(t *rapid.T, is ticket.Ticket, ed *policy.Edition, now time.Time) (ticket.Actor, []ticket.Fact) {
	one := func(fact ticket.Fact, err error) ([]ticket.Fact, error) { return []ticket.Fact{fact}, err }
	to := rapid.SampledFrom(priorities).Draw(t, "to")
	mark := rapid.SampledFrom(ticket.AllMarks()).Draw(t, "mark")
	type doing struct {
		by ticket.Actor
		do func() ([]ticket.Fact, error)
	}
	act := rapid.SampledFrom([]doing{
		{petrov, func() ([]ticket.Fact, error) { return one(is.Respond("m")) }},
		{petrov, func() ([]ticket.Fact, error) { return one(is.Call(ticket.Reached, "")) }},
		{petrov, func() ([]ticket.Fact, error) { return one(is.Call(ticket.NoAnswer, "")) }},
		{petrov, func() ([]ticket.Fact, error) { return one(is.ChangePriority(ed, petrov, to, "why", true)) }},
		{petrov, func() ([]ticket.Fact, error) { return one(is.Wait("log")) }},
		{petrov, func() ([]ticket.Fact, error) { return one(is.Resume()) }},
		{petrov, func() ([]ticket.Fact, error) { return one(is.Reach(mark, "m", "r")) }},
		{petrov, func() ([]ticket.Fact, error) { return one(is.Visit(ed, "RU-MOW")) }},
		{petrov, func() ([]ticket.Fact, error) { return one(is.Resolve(ed, "m", "why", true)) }},
		{ivan, func() ([]ticket.Fact, error) { return is.Reply(ed, now, "m") }},
		{ivan, func() ([]ticket.Fact, error) { return one(is.Reopen(ed, now, "again")) }},
	}).Draw(t, "act")
	facts, err := act.do()
	if err != nil {
		return act.by, nil
	}
	return act.by, facts
}
