package ticket

import (
	"time"

	"flatsupport/shared/coverage"
)

// Fold appends events to a ticket and returns the state that follows. It never refuses: lawfulness is checked when a
// command is decided, and what has happened has happened.
func Fold(t Ticket, events ...Event) Ticket {
	for _, e := range events {
		t = t.apply(e)
	}
	return t
}

func (t Ticket) apply(e Event) Ticket {
	t.Version++
	if e.Key != "" {
		t.Keys = with(t.Keys, e.Key, e.At)
	}
	t.Pending = append(t.Pending[:len(t.Pending):len(t.Pending)], e.Notices...)
	switch f := e.Fact.(type) {
	case Registered:
		t.Status, t.Registered, t.Priority = StatusRegistered, f, f.Priority
		t.ReceivedAt, t.StartedAt = e.At, e.At
		if !f.StatedAt.IsZero() && f.StatedAt.Before(e.At) { // no call begins after it was written down
			t.StartedAt = f.StatedAt
		}
		t.Cycles = []Cycle{{From: t.StartedAt}}
	case Decided:
		t = t.decided(e.At, f)
	case Responded:
		t = t.responded(e).updated(e)
	case Called:
		t.Calls = append(t.Calls[:len(t.Calls):len(t.Calls)], Call{e.At, f.Outcome})
		if f.Outcome == Reached {
			t = t.responded(e).updated(e)
		}
	case PriorityChanged:
		t.Priority = f.To
		t.Changes = append(t.Changes[:len(t.Changes):len(t.Changes)], Change{e.At, f.From, f.To})
	case Waiting:
		if t.Status != StatusWaiting { // one wait at a time
			t.Status = StatusWaiting
			t.Pauses = append(t.Pauses[:len(t.Pauses):len(t.Pauses)], coverage.Span{From: e.At})
		}
	case Resumed, Replied:
		if _, wrote := f.(Replied); wrote {
			t.Messages = append(t.Messages[:len(t.Messages):len(t.Messages)], e.At)
		}
		if t.Status == StatusWaiting {
			t.Status = StatusOpen
		}
	case Assigned:
		t.Engineer = f.Engineer
	case LevelChanged:
		t.Level = f.To
	case Marked:
		t = t.marked(e, f)
	case VisitDecided:
		if f.Code == "" {
			t.Visits = append(t.Visits[:len(t.Visits):len(t.Visits)], e.At)
			t = t.updated(e)
		}
	case Recounted:
		t.Calendar = f.Calendar
		t.Recounts = append(t.Recounts[:len(t.Recounts):len(t.Recounts)], Recount{e.At, f.Calendar})
	case Held:
		t.SupportedUntil = f.Until
		t.Holds = append(t.Holds[:len(t.Holds):len(t.Holds)], Hold{Span: coverage.Span{From: e.At}, Code: f.Code, Clause: f.Clause})
	case Upheld:
		t.SupportedUntil = f.Until
	case Released:
		t.SupportedUntil, t.Holds = f.Until, closeHold(t.Holds, e.At)
	case Continued:
		t.ContinuedAt, t.Holds = e.At, closeHold(t.Holds, e.At)
	case Resolved:
		t = t.responded(e).updated(e)
		t.Status, t.ResolvedAt = StatusResolved, e.At
		t = t.inCycle(func(c *Cycle) {
			if c.ResolvedAt = e.At; f.Waiver != "" {
				c.WaivedAt = e.At
			}
		})
	case Merged:
		t = t.merged(e, f)
	case Split:
		t.Splits = append(t.Splits[:len(t.Splits):len(t.Splits)], f)
	case Inquired:
		t = t.asked(f.To)
	case ContactChanged:
		t.Contact = f.To
	case Closed:
		t.Status, t.ClosedAt = StatusClosed, e.At
	case Reopened:
		t.Status, t.ResolvedAt, t.ClosedAt = StatusOpen, time.Time{}, time.Time{}
		t.Cycles = append(t.Cycles[:len(t.Cycles):len(t.Cycles)], Cycle{From: e.At})
	case Notified:
		t.Pending = without(t.Pending, f.Notice)
	}
	if t.Status != StatusWaiting { // whatever ended the wait
		t.Pauses = closePause(t.Pauses, e.At)
	}
	return t
}

// decided takes the decision in. A second one, over an unverified first, leaves alone what has been done meanwhile: a
// wait goes on, and an engineer who was named stays (G52).
func (t Ticket) decided(at time.Time, f Decided) Ticket {
	t.Decision, t.DecidedAt, t.Level, t.Calendar, t.Recounts = f, at, f.Level, f.Calendar, nil
	t.SupportedUntil = f.Until
	if t.AnsweredAt.IsZero() {
		t.AnsweredAt = at
	}
	if f.Engineer != "" {
		t.Engineer = f.Engineer
	}
	if f.Priority != "" && len(t.Changes) == 0 {
		t.Priority = f.Priority
	}
	switch {
	case f.Answer == Refused:
		t.Status = StatusRefused
	case t.Status != StatusWaiting:
		t.Status = StatusOpen
	}
	return t
}

func (t Ticket) responded(e Event) Ticket {
	if !e.By.Human() {
		return t
	}
	return t.inCycle(func(c *Cycle) {
		if c.RespondedAt.IsZero() {
			c.RespondedAt = e.At
		}
	})
}

// updated notes that a person of the desk let the customer know something (R30).
func (t Ticket) updated(e Event) Ticket {
	if e.By.Human() {
		t.Updates = append(t.Updates[:len(t.Updates):len(t.Updates)], e.At)
	}
	return t
}

// marked takes a point of the work in. A workaround is told to the customer, so it is a response too (R32, G29).
func (t Ticket) marked(e Event, f Marked) Ticket {
	t.Marks = append(t.Marks[:len(t.Marks):len(t.Marks)], Marking{e.At, f.Mark, f.Reference})
	if f.Mark.Public() {
		t = t.responded(e).updated(e)
	}
	return t
}

// inCycle changes the cycle that the ticket is in.
func (t Ticket) inCycle(change func(*Cycle)) Ticket {
	if len(t.Cycles) == 0 {
		return t
	}
	t.Cycles = append([]Cycle(nil), t.Cycles...)
	change(&t.Cycles[len(t.Cycles)-1])
	return t
}

func closePause(pauses []coverage.Span, at time.Time) []coverage.Span {
	if len(pauses) == 0 || !pauses[len(pauses)-1].To.IsZero() {
		return pauses
	}
	out := append([]coverage.Span(nil), pauses...)
	out[len(out)-1].To = at
	return out
}

func closeHold(holds []Hold, at time.Time) []Hold {
	if len(holds) == 0 || !holds[len(holds)-1].To.IsZero() {
		return holds
	}
	out := append([]Hold(nil), holds...)
	out[len(out)-1].To = at
	return out
}

func with(keys map[string]time.Time, key string, at time.Time) map[string]time.Time {
	out := make(map[string]time.Time, len(keys)+1)
	for k, v := range keys {
		out[k] = v
	}
	out[key] = at
	return out
}

func without(pending []Notice, key string) []Notice {
	out := make([]Notice, 0, len(pending))
	for _, n := range pending {
		if n.Key != key {
			out = append(out, n)
		}
	}
	return out
}
