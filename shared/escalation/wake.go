package escalation

import (
	"time"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// Redrive is how long after registration the desk looks whether the entitlement check has answered, and how long it
// gives the notices of a critical ticket before it looks again. A lost message is found after this time, not later.
const Redrive = time.Minute

const (
	// near is when a wake-up is moved at once rather than left for the sweep to find and re-arm: moving it costs two
	// write units, re-arming five, but a wake-up left behind costs nothing if the ticket ends before it comes.
	near = 10 * time.Minute
	// leased is how far ahead a sweep moves the wake-up of a ticket that it sends on: whoever then writes it leaves it.
	leased = 2 * Redrive
	// recheck is how often the facts behind an unverified decision are asked for again.
	recheck = 5 * time.Minute
	// patience is how far off the wake-up of a ticket that is not critical may be while a notice waits. Nearly every
	// notice is delivered within seconds, and moving the wake-up there and back costs as much as the notice itself.
	patience = 6 * time.Hour
)

// Wake decides the wake-up of a ticket about to be written: the instant at which the sweep must look at it again,
// in whole seconds; zero means that nothing will ever be due. current is the wake-up it has now, next the next rung.
//
// A wake-up is moved forward whenever something falls due earlier. It is left where it is when the next one is later,
// unless it is near and nothing is owed. What is owed besides rungs, a decision, a verified decision or a notice, is
// never further off than debt says.
func Wake(t ticket.Ticket, current, next, now time.Time) time.Time {
	leave := !current.IsZero() && (next.IsZero() || !next.Before(current))
	again, latest, owed := debt(t)
	switch {
	case owed && leave && !current.After(now.Add(latest)):
		return ceil(current)
	case owed:
		return ceil(earlier(next, now.Add(again)))
	case leave && t.Open() && current.Sub(now) >= near:
		return ceil(current)
	default:
		return ceil(next)
	}
}

// debt is what the desk owes besides rungs: how soon it looks again, and how late a wake-up may be that is left.
func debt(t ticket.Ticket) (again, latest time.Duration, owed bool) {
	pending := len(t.Pending) > 0
	switch {
	case t.Status == ticket.StatusRegistered, pending && t.Priority == policy.P1:
		return Redrive, leased, true
	case t.Open() && t.Decision.Answer == ticket.Unverified:
		return recheck, recheck, true
	case pending:
		return Redrive, patience, true
	default:
		return 0, 0, false
	}
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// ceil rounds up to the whole second, the grain of wake-ups, so that nothing is looked at too early.
func ceil(at time.Time) time.Time {
	if down := at.Truncate(time.Second); !at.Equal(down) {
		return down.Add(time.Second)
	}
	return at
}
