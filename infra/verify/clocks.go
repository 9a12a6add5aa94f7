package verify

import (
	"fmt"
	"slices"

	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

// count computes every clock at the instant of the event. A due time may only be moved by what moves due times, and a
// broken promise stays broken.
func (r *replay) count(e ticket.Event, after ticket.Ticket) error {
	if r.blind {
		return nil
	}
	ed, err := r.Docket.Edition(after)
	if err != nil {
		return err
	}
	clocks, err := sla.Clocks(after, ed, e.At)
	if err != nil {
		return err
	}
	r.report.Compared.Clocks += len(clocks)
	for _, was := range r.clocks {
		i := slices.IndexFunc(clocks, func(c sla.Clock) bool { return c.Name == was.Name && c.Cycle == was.Cycle && c.Turn == was.Turn })
		switch {
		case mayMove(e.Fact, ed, was.Name), i >= 0 && stopped(was, clocks[i], e, ed):
		case i < 0:
			r.differs(fmt.Sprintf("clock %s vanishes", was.Name), instant(was.Due), "none")
		default:
			r.same(fmt.Sprintf("due time of %s after an event that moves none", was.Name), instant(clocks[i].Due), instant(was.Due))
			if was.State == sla.Breached {
				r.same(fmt.Sprintf("state of %s, which was broken before", was.Name), string(clocks[i].State), string(sla.Breached))
			}
		}
	}
	r.clocks = clocks
	return nil
}

// stopped reports whether the event ended a clock that waits: the wait ends with it, and the due time is known again.
func stopped(was, is sla.Clock, e ticket.Event, ed *policy.Edition) bool {
	rule, _ := ed.Clock(was.Name)
	return rule.Pausable && was.StoppedAt.IsZero() && is.StoppedAt.Equal(e.At)
}

// mayMove reports whether the fact can move the due time of the clock.
func mayMove(f ticket.Fact, ed *policy.Edition, name policy.ClockName) bool {
	switch f.(type) {
	case ticket.Decided, ticket.PriorityChanged, ticket.Recounted:
		return true
	case ticket.Held, ticket.Released, ticket.Continued: // which put off whatever is no debt
		return name != policy.Reaction && name != policy.Callback
	case ticket.Waiting, ticket.Resumed, ticket.Replied, ticket.Resolved: // which end a wait, or begin one
		rule, _ := ed.Clock(name)
		return rule.Pausable
	default:
		return false
	}
}
