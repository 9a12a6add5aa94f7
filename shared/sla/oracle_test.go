package sla_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

// The oracle knows the policy in its own words and counts minute by minute. All instants of these tests are whole
// minutes, so it is exact.
type oracle struct {
	hours    [][2]int // of a working day, in minutes since midnight
	wall     bool
	pausable bool
	fair     bool
	pkg      policy.PackageCode
	pauses   [][2]time.Time
	days     map[string]bool // working or not
}

var promised = map[policy.PriorityCode]int{policy.P1: 2, policy.P2: 4, policy.P3: 8, policy.P4: 48}

func (o *oracle) counts(at time.Time, prio policy.PriorityCode) bool {
	for _, p := range o.pauses {
		if o.pausable && !at.Before(p[0]) && at.Before(p[1]) {
			return false
		}
	}
	always := o.wall
	switch o.pkg {
	case policy.TS24x7Plus, policy.TS24x7Onsite:
		always = true
	case policy.TS24x7:
		always = always || prio == policy.P1 || prio == policy.P2
	case policy.TS8x5, policy.TS8x5L3:
	}
	if always {
		return true
	}
	local := at.In(time.FixedZone("MSK", 3*60*60))
	day := local.Format(time.DateOnly)
	works, known := o.days[day]
	if !known {
		date, err := coverage.ParseDate(day)
		if err != nil {
			panic(err)
		}
		works = coverage.Russia().Day(date).Working()
		o.days[day] = works
	}
	minute := local.Hour()*60 + local.Minute()
	return works && slices.ContainsFunc(o.hours, func(w [2]int) bool { return w[0] <= minute && minute < w[1] })
}

// due walks until the target has been counted.
func (o *oracle) due(from time.Time, prio policy.PriorityCode) time.Time {
	left := promised[prio] * 60
	for at := from; ; at = at.Add(time.Minute) {
		if left == 0 {
			return at
		}
		if o.counts(at, prio) {
			left--
		}
	}
}

type change struct {
	at time.Time
	to policy.PriorityCode
}

// reaction is the due instant after the changes of priority, of which those after the answer or the breach do nothing.
func (o *oracle) reaction(start time.Time, prio policy.PriorityCode, changes []change, answered time.Time) time.Time {
	due := o.due(start, prio)
	for _, c := range changes {
		if answered.Before(c.at) || due.Before(c.at) {
			break
		}
		switch {
		case !o.fair || c.to > prio:
			due = o.due(start, c.to)
		default:
			if raised := o.due(c.at, c.to); raised.Before(due) {
				due = raised
			}
		}
		prio = c.to
	}
	return due
}

// tale is a random life, and what the oracle has to know of it.
type tale struct {
	oracle   *oracle
	edition  *policy.Edition
	ticket   ticket.Ticket
	start    time.Time
	answered time.Time
	due      time.Time
}

var editions = map[[4]string]*policy.Edition{}

func drawTale(t *rapid.T, base *policy.Edition) tale {
	pick := func(name string, values ...string) string { return rapid.SampledFrom(values).Draw(t, name) }
	readings := [4]string{
		pick("unit", "coverage_hours", "wall_hours"), pick("pause", "coverage_only", "waiting"),
		pick("rule", "fair", "from_receive"), pick("hours", "09:00-18:00", "09:00-13:00,14:00-18:00", "00:30-23:45"),
	}
	if editions[readings] == nil {
		ed, err := base.With(map[string]string{
			"reaction.unit": readings[0], "reaction.pause": readings[1], "priority.changeRule": readings[2], "windows.business": readings[3],
		})
		require.NoError(t, err)
		editions[readings] = ed
	}
	prios := []policy.PriorityCode{policy.P1, policy.P2, policy.P3, policy.P4}
	pkgs := []policy.PackageCode{policy.TS8x5, policy.TS24x7, policy.TS24x7Plus, policy.TS24x7Onsite, policy.TS8x5L3}
	o := &oracle{
		wall: readings[0] == "wall_hours", pausable: readings[1] == "waiting", fair: readings[2] == "fair",
		pkg: rapid.SampledFrom(pkgs).Draw(t, "package"), days: map[string]bool{},
		hours: map[string][][2]int{
			"09:00-18:00": {{540, 1080}}, "09:00-13:00,14:00-18:00": {{540, 780}, {840, 1080}}, "00:30-23:45": {{30, 1425}},
		}[readings[3]],
	}
	start := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 5*365*24*60).Draw(t, "start")) * time.Minute)
	prio := rapid.SampledFrom(prios).Draw(t, "priority")
	first := prio
	events := []ticket.Event{
		{At: start, By: ivan, Fact: ticket.Registered{Contact: "ivan", Priority: prio}},
		{At: start, By: system, Fact: ticket.Decided{Answer: ticket.Accepted, Package: o.pkg, Priority: prio}},
	}
	var changes []change
	now := start
	for range rapid.IntRange(0, 5).Draw(t, "events") {
		now = now.Add(time.Duration(rapid.IntRange(0, 600).Draw(t, "later")) * time.Minute)
		if rapid.Bool().Draw(t, "wait") {
			end := now.Add(time.Duration(rapid.IntRange(0, 600).Draw(t, "waits")) * time.Minute)
			o.pauses = append(o.pauses, [2]time.Time{now, end})
			events = append(events, ticket.Event{At: now, By: petrov, Fact: ticket.Waiting{}}, ticket.Event{At: end, By: petrov, Fact: ticket.Resumed{}})
			now = end
			continue
		}
		to := rapid.SampledFrom(prios).Draw(t, "to")
		if to == prio {
			continue
		}
		changes = append(changes, change{now, to})
		events = append(events, ticket.Event{At: now, By: petrov, Fact: ticket.PriorityChanged{From: prio, To: to}})
		prio = to
	}
	answered := now.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "answer")) * time.Minute)
	events = append(events, ticket.Event{At: answered, By: petrov, Fact: ticket.Responded{Message: "m"}})
	return tale{
		oracle: o, edition: editions[readings], ticket: ticket.Fold(ticket.Ticket{}, events...), start: start,
		answered: answered, due: o.reaction(start, first, changes, answered),
	}
}

func reactionOf(t *rapid.T, s tale) sla.Clock {
	clocks, err := sla.Clocks(s.ticket, s.edition, s.answered)
	require.NoError(t, err)
	require.Equal(t, policy.Reaction, clocks[0].Name)
	return clocks[0]
}

func TestTheReactionAgreesWithCountingMinuteByMinute(t *testing.T) {
	base := flat(t)
	rapid.Check(t, func(t *rapid.T) {
		s := drawTale(t, base)
		c := reactionOf(t, s)
		require.Equal(t, shown(s.due), shown(c.Due))
		want := sla.Met
		if s.answered.After(s.due) {
			want = sla.Breached
		}
		require.Equal(t, want, c.State)
		require.Equal(t, s.answered, c.StoppedAt)
	})
}

// Whoever adds up the counted stretches gets the target, and the last of them ends at the due instant.
func TestTheProofAddsUp(t *testing.T) {
	base := flat(t)
	rapid.Check(t, func(t *rapid.T) {
		s := drawTale(t, base)
		c := reactionOf(t, s)
		e := sla.Explain(c, s.ticket, s.edition)
		require.Equal(t, e.Target.Within, e.Counted())
		at := e.From
		var counted time.Time
		for _, stretch := range e.Stretches {
			require.True(t, stretch.From.Equal(at), "no gap and no overlap")
			require.True(t, stretch.To.After(stretch.From))
			at = stretch.To
			for minute := stretch.From; minute.Before(stretch.To); minute = minute.Add(time.Minute) {
				counts := s.oracle.counts(minute, e.Priority)
				require.Equal(t, counts, stretch.Kind == coverage.Counted, "%s is %s", minute, stretch.Kind)
			}
			if stretch.Kind == coverage.Counted {
				counted = stretch.To
			}
		}
		require.True(t, at.Equal(c.Due))
		require.True(t, counted.Equal(c.Due), "the last counted stretch ends at the due instant")
	})
}

// Asked at any instant before the answer, a clock runs until it is due and is broken from then on.
func TestAClockIsBrokenExactlyAfterItsDueInstant(t *testing.T) {
	base := flat(t)
	rapid.Check(t, func(t *rapid.T) {
		s := drawTale(t, base)
		clock := reactionOf(t, s)
		s.ticket.Cycles = []ticket.Cycle{{From: s.start}} // as if nobody had answered
		clocks, err := sla.Clocks(s.ticket, s.edition, s.answered)
		require.NoError(t, err)
		due := clocks[0].Due
		for _, late := range []time.Duration{-time.Hour, -time.Nanosecond, 0, time.Nanosecond, time.Hour} {
			clocks, err := sla.Clocks(s.ticket, s.edition, due.Add(late))
			require.NoError(t, err)
			require.Equal(t, late > 0, clocks[0].State == sla.Breached, late)
			require.False(t, clocks[0].Settled())
		}
		require.Equal(t, clock.Start, clocks[0].Start)
	})
}
