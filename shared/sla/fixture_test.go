package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

var (
	system   = ticket.Actor{Role: ticket.System}
	ivan     = ticket.Actor{Role: ticket.Contact, ID: "ivan"}
	operator = ticket.Actor{Role: ticket.Operator, ID: "olga"}
	petrov   = ticket.Actor{Role: ticket.Engineer, ID: "petrov"}
)

// flat is edition 1.4, with other readings where they are given in pairs of datum and value.
func flat(t testing.TB, readings ...string) *policy.Edition {
	t.Helper()
	library, err := policy.Editions()
	require.NoError(t, err)
	ed, err := library.Edition("flat-1.4")
	require.NoError(t, err)
	others := map[string]string{}
	for i := 0; i+1 < len(readings); i += 2 {
		others[readings[i]] = readings[i+1]
	}
	ed, err = ed.With(others)
	require.NoError(t, err)
	return ed
}

// waiting is edition 1.4 with the reading that lets waits stop the reaction (G32).
func waiting(t testing.TB) *policy.Edition {
	t.Helper()
	return flat(t, "reaction.pause", "waiting")
}

// msk is an instant of Moscow: "2026-11-23 10:00", with seconds where they matter.
func msk(t testing.TB, text string) time.Time {
	t.Helper()
	layout := "2006-01-02 15:04:05"
	at, err := time.ParseInLocation(layout[:len(text)], text, policy.Moscow())
	require.NoError(t, err)
	return at.UTC()
}

// life is what has happened to a ticket.
type life struct {
	testing.TB
	events []ticket.Event
}

// received is a ticket that was accepted as soon as it was received.
func received(t testing.TB, at string, pkg policy.PackageCode, prio policy.PriorityCode) *life {
	t.Helper()
	l := &life{TB: t}
	return l.
		then(at, ivan, ticket.Registered{Customer: "volga", Contact: "ivan", Priority: prio}).
		then(at, system, ticket.Decided{Answer: ticket.Accepted, Package: pkg, Level: 2, Priority: prio})
}

// receive is how a case begins the life that it speaks of.
type receive func(at string, pkg policy.PackageCode, prio policy.PriorityCode) *life

func receiving(t testing.TB) receive {
	t.Helper()
	return func(at string, pkg policy.PackageCode, prio policy.PriorityCode) *life {
		return received(t, at, pkg, prio)
	}
}

func (l *life) then(at string, by ticket.Actor, fact ticket.Fact) *life {
	l.Helper()
	l.events = append(l.events, ticket.Event{At: msk(l, at), By: by, Fact: fact})
	return l
}

func (l *life) responded(at string) *life { return l.then(at, petrov, ticket.Responded{Message: "m"}) }

func (l *life) called(at string, outcome ticket.CallOutcome) *life {
	return l.then(at, petrov, ticket.Called{Outcome: outcome})
}

func (l *life) waits(at string) *life   { return l.then(at, petrov, ticket.Waiting{Reason: "log"}) }
func (l *life) resumed(at string) *life { return l.then(at, petrov, ticket.Resumed{}) }

func (l *life) changed(at string, to policy.PriorityCode) *life {
	return l.then(at, petrov, ticket.PriorityChanged{From: l.ticket().Priority, To: to, Reason: "by the definition"})
}

func (l *life) resolved(at, waiver string) *life {
	return l.then(at, petrov, ticket.Resolved{Message: "m", Waiver: waiver})
}

func (l *life) reopened(at string) *life { return l.then(at, ivan, ticket.Reopened{Reason: "again"}) }

func (l *life) ticket() ticket.Ticket { return ticket.Fold(ticket.Ticket{}, l.events...) }

// clocks are all clocks of the ticket at the instant.
func (l *life) clocks(ed *policy.Edition, now string) []sla.Clock {
	l.Helper()
	clocks, err := sla.Clocks(l.ticket(), ed, msk(l, now))
	require.NoError(l, err)
	return clocks
}

// clock is the newest clock of the name.
func (l *life) clock(ed *policy.Edition, name policy.ClockName, now string) sla.Clock {
	l.Helper()
	var found []sla.Clock
	for _, c := range l.clocks(ed, now) {
		if c.Name == name {
			found = append(found, c)
		}
	}
	require.NotEmpty(l, found, "no clock %s", name)
	return found[len(found)-1]
}

func (l *life) explain(ed *policy.Edition, name policy.ClockName, now string) sla.Explanation {
	l.Helper()
	return sla.Explain(l.clock(ed, name, now), l.ticket(), ed)
}

// standing is what most tests ask of a clock.
type standing struct {
	state   sla.State
	due     string // empty: none
	stopped string // empty: not
}

func (l *life) standing(c sla.Clock) standing {
	return standing{c.State, shown(c.Due), shown(c.StoppedAt)}
}

// shown is the instant as these tests write it; fractions of a second come to light.
func shown(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	local := at.In(time.FixedZone("MSK", 3*60*60))
	switch {
	case local.Nanosecond() != 0:
		return local.Format("2006-01-02 15:04:05.000")
	case local.Second() != 0:
		return local.Format("2006-01-02 15:04:05")
	default:
		return local.Format("2006-01-02 15:04")
	}
}
