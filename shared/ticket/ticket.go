package ticket

import (
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// Status of a ticket.
type Status string

// A ticket is registered, then decided: accepted tickets are open, waiting, resolved and closed; refused ones stay refused.
const (
	StatusRegistered Status = "registered"
	StatusOpen       Status = "open"
	StatusWaiting    Status = "waiting"
	StatusResolved   Status = "resolved"
	StatusClosed     Status = "closed"
	StatusRefused    Status = "refused"
)

// Ticket is the state that follows from its events. The zero value is a ticket of which nothing has happened.
type Ticket struct {
	Version    int // number of events folded
	Status     Status
	Registered Registered
	ReceivedAt time.Time // server receive instant: judged by entitlement (G9)
	StartedAt  time.Time // where clocks start: ReceivedAt, or the stated start of a hotline call (G31)
	Decision   Decided
	DecidedAt  time.Time           // the last decision, where an unverified one came first
	AnsweredAt time.Time           // the first decision: that is when the customer is told of the receipt
	Priority   policy.PriorityCode // effective
	Changes    []Change
	Level      policy.Level
	Engineer   string
	Calendar   string    // versions of the calendars that clocks are counted by (G45)
	Recounts   []Recount // since the decision: which versions counted from when on
	Cycles     []Cycle   // the first begins with registration, one more with each reopening (G40)

	Calls      []Call
	Updates    []time.Time // what a person of the desk let the customer know: replies, calls that reached, marks, visits, the resolution (R30)
	Messages   []time.Time // of the customer, after the request itself
	Marks      []Marking
	Visits     []time.Time     // agreed visits to the site (R23)
	Pauses     []coverage.Span // waits for the customer; the last one has a zero To while it lasts
	ResolvedAt time.Time
	ClosedAt   time.Time

	Keys    map[string]time.Time // effect keys of all events folded
	Pending []Notice             // announced and not yet discharged, in order
}

// Cycle is the time from registration or reopening on.
type Cycle struct {
	From        time.Time // where its clocks would start
	RespondedAt time.Time // first human response in it; zero: none yet (G29)
	ResolvedAt  time.Time // zero: not yet
	WaivedAt    time.Time // when it was resolved with a waiver of what was still owed; zero: it was not
}

// Recount is a move of the clocks that were still running to other versions of the calendars (G45).
type Recount struct {
	At       time.Time
	Calendar string
}

// Change of the effective priority.
type Change struct {
	At       time.Time
	From, To policy.PriorityCode
}

// Call is a recorded call-back attempt.
type Call struct {
	At      time.Time
	Outcome CallOutcome
}

// Marking is a recorded point of the work.
type Marking struct {
	At        time.Time
	Mark      Mark
	Reference string
}

// Marked returns the first recording of the mark at or after an instant.
func (t Ticket) Marked(mark Mark, since time.Time) (Marking, bool) {
	for _, m := range t.Marks {
		if m.Mark == mark && !m.At.Before(since) {
			return m, true
		}
	}
	return Marking{}, false
}

// Open reports whether the ticket is being worked: clocks may run and steps may be taken.
func (t Ticket) Open() bool { return t.Status == StatusOpen || t.Status == StatusWaiting }

// FirstPriority is the effective priority with which the ticket began, before any change.
func (t Ticket) FirstPriority() policy.PriorityCode {
	if len(t.Changes) > 0 {
		return t.Changes[0].From
	}
	return t.Priority
}

// Has reports whether an event with the effect key has been folded: the command or step was already carried out.
func (t Ticket) Has(key string) bool {
	_, ok := t.Keys[key]
	return ok
}

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
	case Resolved:
		t = t.responded(e).updated(e)
		t.Status, t.ResolvedAt = StatusResolved, e.At
		t = t.inCycle(func(c *Cycle) {
			if c.ResolvedAt = e.At; f.Waiver != "" {
				c.WaivedAt = e.At
			}
		})
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
