package escalation

import (
	"time"

	"flatsupport/shared/ticket"
)

// Redrive is how long after registration the desk looks whether the entitlement check has answered, and how long it
// gives a notice before it looks again. A lost message is found after this time, not later.
const Redrive = time.Minute

// near is when a wake-up is moved at once rather than left for the sweep to find and re-arm: moving it costs two
// write units, re-arming five, but a wake-up left behind costs nothing if the ticket ends before it comes.
const near = 10 * time.Minute

// Wake decides the wake-up of a ticket about to be written: the instant at which the sweep must look at it again,
// in whole seconds; zero means that nothing will ever be due. current is the wake-up it has now, next the next rung.
//
// A wake-up is moved forward whenever something falls due earlier. It is left where it is when the next one is later,
// unless it is near; and while a notice waits to be delivered it is left too, because delivering it writes the ticket
// once more and settles the matter then.
func Wake(t ticket.Ticket, current, next, now time.Time) time.Time {
	if t.Status == ticket.StatusRegistered {
		next = earlier(next, now.Add(Redrive))
	}
	pending := len(t.Pending) > 0
	wake := next
	switch {
	case current.IsZero() || !next.IsZero() && next.Before(current):
		if pending {
			wake = earlier(next, now.Add(Redrive))
		}
	case pending:
		wake = current
	case t.Open() && current.Sub(now) >= near:
		wake = current
	}
	return ceil(wake)
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
