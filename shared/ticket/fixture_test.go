package ticket_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

var (
	system   = ticket.Actor{Role: ticket.System}
	ivan     = ticket.Actor{Role: ticket.Contact, ID: "ivan"}
	operator = ticket.Actor{Role: ticket.Operator, ID: "olga"}
	petrov   = ticket.Actor{Role: ticket.Engineer, ID: "petrov"}
	boss     = ticket.Actor{Role: ticket.Manager, ID: "orlova"}
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

// at is so many minutes after the ticket was received.
func at(minutes int) time.Time {
	return time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC).Add(time.Duration(minutes) * time.Minute)
}

func event(minutes int, by ticket.Actor, fact ticket.Fact) ticket.Event {
	return ticket.Event{At: at(minutes), By: by, Fact: fact}
}

func registered(prio policy.PriorityCode) ticket.Registered {
	return ticket.Registered{
		Customer: "volga", Contact: "ivan", Installation: "hq", Channel: policy.Portal, Type: policy.Incident,
		Priority: prio, Language: "ru",
	}
}

func decided(pkg policy.PackageCode, prio policy.PriorityCode) ticket.Decided {
	return ticket.Decided{
		Answer: ticket.Accepted, Edition: "flat-1.4", Package: pkg, Certificate: "c1", Support: "active", Level: 2, Priority: prio,
	}
}

// opened is the history of a ticket that was registered and accepted within the same minute.
func opened(pkg policy.PackageCode, prio policy.PriorityCode, more ...ticket.Event) []ticket.Event {
	return append([]ticket.Event{
		event(0, ivan, registered(prio)),
		event(0, system, decided(pkg, prio)),
	}, more...)
}

// statuses are the shortest histories that lead to each status.
func statuses() map[ticket.Status][]ticket.Event {
	refused := ticket.Decided{Answer: ticket.Refused, Code: policy.NoCertificate, Clause: "B", Edition: "flat-1.4"}
	resolved := event(20, petrov, ticket.Resolved{Message: "m1"})
	return map[ticket.Status][]ticket.Event{
		ticket.StatusRegistered: {event(0, ivan, registered(policy.P3))},
		ticket.StatusOpen:       opened(policy.TS24x7, policy.P3),
		ticket.StatusWaiting:    opened(policy.TS24x7, policy.P3, event(10, petrov, ticket.Waiting{Reason: "log"})),
		ticket.StatusResolved:   opened(policy.TS24x7, policy.P3, resolved),
		ticket.StatusClosed:     opened(policy.TS24x7, policy.P3, resolved, event(30, petrov, ticket.Closed{})),
		ticket.StatusMerged:     opened(policy.TS24x7, policy.P3, event(20, petrov, ticket.Merged{Into: "B", Message: "m1"})),
		ticket.StatusRefused:    {event(0, ivan, registered(policy.P3)), event(0, system, refused)},
	}
}

func fold(events ...ticket.Event) ticket.Ticket { return ticket.Fold(ticket.Ticket{}, events...) }

// code is the code of an unlawful command; empty when the command was carried out.
func code(t testing.TB, err error) ticket.Code {
	t.Helper()
	if err == nil {
		return ""
	}
	var unlawful *ticket.Unlawful
	require.ErrorAs(t, err, &unlawful)
	return unlawful.Code
}
