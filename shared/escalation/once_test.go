package escalation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"flatsupport/shared/escalation"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

// drawn is a random ticket with its desk, under the ladders of the edition.
type drawn struct {
	edition *policy.Edition
	ticket  ticket.Ticket
	events  []ticket.Event
	now     time.Time
}

func drawTicket(t *rapid.T, ed *policy.Edition) *drawn {
	prio := rapid.SampledFrom(all).Draw(t, "priority")
	pkg := rapid.SampledFrom([]policy.PackageCode{policy.TS8x5, policy.TS24x7, policy.TS24x7Plus, policy.TS24x7Onsite, policy.TS8x5L3}).Draw(t, "package")
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 365*24*60*60).Draw(t, "start")) * time.Second)
	d := &drawn{edition: ed, now: start}
	decided := ticket.Decided{Answer: ticket.Accepted, Package: pkg, Level: 2, Priority: prio}
	if prio == policy.P1 && rapid.Bool().Draw(t, "unverified") {
		decided.Answer, decided.Package = ticket.Unverified, policy.TS24x7
	}
	d.fold(ivan, ticket.Registered{Contact: "ivan", Priority: prio})
	d.fold(system, decided)
	return d
}

func (d *drawn) fold(by ticket.Actor, fact ticket.Fact) {
	d.write(ticket.Event{At: d.now, By: by, Key: fmt.Sprintf("command %d", len(d.events)), Fact: fact})
}

func (d *drawn) write(e ticket.Event) {
	d.events = append(d.events, e)
	d.ticket = ticket.Fold(d.ticket, e)
}

// person does something lawful, or nothing.
func (d *drawn) person(t *rapid.T) {
	to := rapid.SampledFrom(all).Draw(t, "to")
	given := d.ticket
	facts, err := rapid.SampledFrom([]func() (ticket.Fact, error){
		func() (ticket.Fact, error) { return given.Respond("m") },
		func() (ticket.Fact, error) { return given.Call(ticket.Reached, "") },
		func() (ticket.Fact, error) { return given.Call(ticket.NoAnswer, "") },
		func() (ticket.Fact, error) { return given.ChangePriority(d.edition, petrov, to, "why", true) },
		func() (ticket.Fact, error) { return given.Wait("log") },
		given.Resume,
		func() (ticket.Fact, error) { return given.Assign("petrov", "why") },
		func() (ticket.Fact, error) { return given.Resolve(d.edition, "m", "why", true) },
		func() (ticket.Fact, error) { return given.Reopen(d.edition, d.now, "again") },
		func() (ticket.Fact, error) {
			return given.Decide(ticket.Decided{Answer: ticket.Accepted, Package: policy.TS8x5, Priority: policy.P1})
		},
	}).Draw(t, "command")()
	if err == nil {
		d.fold(petrov, facts)
	}
}

func (d *drawn) look(t *rapid.T) escalation.Outlook {
	out, err := escalation.Look(d.ticket, d.edition, d.now)
	require.NoError(t, err)
	return out
}

func (d *drawn) clocks(t *rapid.T) map[string]sla.Clock {
	clocks, err := sla.Clocks(d.ticket, d.edition, d.now)
	require.NoError(t, err)
	named := map[string]sla.Clock{}
	for _, c := range clocks {
		named[fmt.Sprint(c.Name, c.Cycle, c.Turn)] = c
	}
	return named
}

// However often and whenever the ticket is looked at, and whatever people do in between: no key comes twice, nothing is
// taken before its time or out of order, and nothing of a clock that has been answered.
func TestEveryRungIsTakenExactlyOnce(t *testing.T) {
	t.Parallel()
	for name, ed := range map[string]*policy.Edition{
		"as published": flat(t), "with waits": with(t, "reaction.pause", "waiting"), "by the wall": with(t, "reaction.unit", "wall_hours"),
		"with new clocks after a reopening": with(t, "reopen.restartClock", "true"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				d := drawTicket(t, ed)
				keys, notices := map[string]bool{}, map[string]bool{}
				for range rapid.IntRange(1, 25).Draw(t, "rounds") {
					d.now = d.now.Add(time.Duration(rapid.IntRange(0, 3*60*60).Draw(t, "seconds")) * time.Second)
					if rapid.IntRange(0, 3).Draw(t, "who") == 0 {
						d.person(t)
					}
					clocks := d.clocks(t)
					out := d.look(t)
					for i, rung := range out.Due {
						require.False(t, keys[rung.Key], "%s a second time", rung.Key)
						keys[rung.Key] = true
						require.False(t, rung.At.After(d.now))
						require.True(t, i == 0 || !rung.At.Before(out.Due[i-1].At), "in order")
						clock := clocks[fmt.Sprint(rung.Clock.Name, rung.Clock.Cycle, rung.Clock.Turn)]
						require.True(t, clock.StoppedAt.IsZero(), "%s of a clock that was answered", rung.Key)
						ladder, _ := ed.Ladder(clock.Name, d.ticket.Decision.Package, clock.Priority)
						require.True(t, !ladder.Quiet || clock.Open(d.now), "%s outside of the hours", rung.Key)
						event := rung.Event(d.ticket, drawRoster(t), d.now)
						for _, n := range event.Notices {
							require.False(t, notices[n.Key], "notice %s a second time", n.Key)
							notices[n.Key] = true
						}
						d.write(event)
					}
					require.True(t, out.Next.IsZero() || out.Next.After(d.now))
					require.Empty(t, d.look(t).Due, "what was taken is not due any more")
				}
			})
		})
	}
}

// Looking often or seldom ends in the same: while nobody answers, every step that does not repeat is taken sooner or
// later, and a repeating one reaches the same repetition.
func TestHowOftenTheDeskLooksChangesNothing(t *testing.T) {
	t.Parallel()
	ed := flat(t)
	end := msk(t, "2027-04-14 12:00") // open, and long after everything
	rapid.Check(t, func(t *rapid.T) {
		often := drawTicket(t, ed)
		seldom := *often
		climb := func(d *drawn) time.Time {
			out := d.look(t)
			for _, rung := range out.Due {
				d.write(rung.Event(d.ticket, escalation.Roster{}, d.now))
			}
			return out.Next
		}
		for d, late := range map[*drawn]int{often: 60, &seldom: 10 * 24 * 60} {
			for range 40 {
				next := climb(d)
				if next.IsZero() || !next.Before(end) {
					break
				}
				d.now = next.Add(time.Duration(rapid.IntRange(0, late).Draw(t, "late")) * time.Minute)
			}
			d.now = end
			climb(d)
		}
		require.Equal(t, last(often.ticket), last(seldom.ticket))
	})
}

// last is the highest repetition taken of each step.
func last(t ticket.Ticket) map[string]int {
	steps := map[string]int{}
	for key := range t.Keys {
		var n int
		at := strings.LastIndexByte(key, '/')
		if at < 0 {
			continue
		}
		if _, err := fmt.Sscan(key[at+1:], &n); err == nil {
			steps[key[:at]] = max(steps[key[:at]], n)
		}
	}
	return steps
}

// An answer and a step at the same instant: whichever is written first, the other sees it. Written after the answer
// there is no step; written before it, the step stands and none follows.
func TestAnAnswerAndAStepAtTheSameInstant(t *testing.T) {
	t.Parallel()
	ed := flat(t)
	rapid.Check(t, func(t *rapid.T) {
		d := drawTicket(t, ed)
		if next := d.look(t).Next; !next.IsZero() {
			d.now = next
		}
		answer := ticket.Event{At: d.now, By: petrov, Fact: ticket.Called{Outcome: ticket.Reached}}
		first := *d
		first.write(answer)
		require.Empty(t, first.look(t))

		for _, rung := range d.look(t).Due {
			d.write(rung.Event(d.ticket, escalation.Roster{}, d.now))
		}
		d.write(answer)
		d.now = d.now.Add(1000 * time.Hour)
		require.Empty(t, d.look(t))
	})
}
