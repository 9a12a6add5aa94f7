package sla

import (
	"slices"
	"time"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// Recount says what other versions of the calendars would do, from the instant on, to the clocks of a ticket that still
// run then (G45): touched reports whether any of them follows a calendar, and moves are the due instants that would
// change. What was kept, broken or cancelled by then stays as it is, and so does every ticket that is not open.
func Recount(t ticket.Ticket, ed *policy.Edition, at time.Time, calendar string) (moves []ticket.Move, touched bool, err error) {
	if !t.Open() {
		return nil, false, nil
	}
	before, err := Clocks(t, ed, at)
	if err != nil {
		return nil, false, err
	}
	after, err := Clocks(ticket.Fold(t, ticket.Event{At: at, Fact: ticket.Recounted{Calendar: calendar}}), ed, at)
	if err != nil {
		return nil, false, err
	}
	for _, was := range before {
		if !was.followsCalendar() {
			continue
		}
		touched = true
		i := slices.IndexFunc(after, func(c Clock) bool { return c.Name == was.Name && c.Cycle == was.Cycle && c.Turn == was.Turn })
		if i >= 0 && !after[i].Due.Equal(was.Due) {
			moves = append(moves, ticket.Move{Clock: was.Name, Old: was.Due, New: after[i].Due})
		}
	}
	return moves, touched, nil
}

// followsCalendar reports whether the clock runs, waits or has no due instant, and a calendar has a say in that.
func (c Clock) followsCalendar() bool {
	if c.Settled() || c.State == Breached {
		return false
	}
	return slices.ContainsFunc(c.bounds, func(b basis) bool { return b.schedule.CalendarVersion() != "" })
}
