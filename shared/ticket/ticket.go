package ticket

import (
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// Status of a ticket.
type Status string

// A ticket is registered, then decided: accepted tickets are open, waiting, resolved and closed, or merged into another;
// refused ones stay refused.
const (
	StatusRegistered Status = "registered"
	StatusOpen       Status = "open"
	StatusWaiting    Status = "waiting"
	StatusResolved   Status = "resolved"
	StatusClosed     Status = "closed"
	StatusRefused    Status = "refused"
	StatusMerged     Status = "merged"
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

	SupportedUntil time.Time // when the support under which it was accepted must be judged again; zero: never
	Holds          []Hold    // the last one has a zero To while it lasts (G10)
	ContinuedAt    time.Time // a manager had it worked to its closure; zero: none did

	Contact    string    // to whom notices go since the contact was changed; see Recipient
	MergedInto string    // id of the ticket in whose favour this one ended
	MergedAt   time.Time // zero: it was not merged
	Splits     []Split   // messages that became tickets of their own
	Inquiries  []string  // addresses outside that were asked, each once

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
