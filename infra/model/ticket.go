package model

import (
	"slices"
	"strings"
	"time"

	"flatsupport/shared/policy"
)

// Kind of an event.
type Kind string

// Kinds: what a desk and a customer do to a ticket.
const (
	Registered  Kind = "registered"
	Decided     Kind = "decided"
	Responded   Kind = "responded"
	Reached     Kind = "reached"
	NoAnswer    Kind = "no answer"
	Reclassed   Kind = "priority"
	Waiting     Kind = "waiting"
	Resumed     Kind = "resumed"
	Noted       Kind = "noted"
	Replied     Kind = "replied"
	Assigned    Kind = "assigned"
	Resolved    Kind = "resolved"
	Closed      Kind = "closed"
	Reopened    Kind = "reopened"
	Diagnostics Kind = "diagnostics"
	Classified  Kind = "classified"
	Workaround  Kind = "workaround"
	Restored    Kind = "restored"
	VisitAgreed Kind = "visit agreed"
	Arrived     Kind = "arrived"
)

// Event is what happened.
type Event struct {
	At       time.Time
	Kind     Kind
	By       string // role
	Priority policy.PriorityCode
	Consent  bool
	Reason   string
	Waiver   string
	Engineer string

	Accepted bool // Decided
	Verified bool // Decided: the facts could be read
	Package  policy.PackageCode
	Channel  policy.ChannelCode // Registered
	Stated   time.Time          // Registered: when the call began
}

// human is a person of the desk (G29).
func (e Event) human() bool { return e.By == "engineer" || e.By == "manager" }

// response is the act of a person that the customer sees (G29).
func (e Event) response() bool {
	return e.human() && (e.Kind == Responded || e.Kind == Reached || e.Kind == Resolved)
}

// Ticket is what its events say.
type Ticket struct {
	Status   string // registered, open, waiting, resolved, closed, refused
	Started  time.Time
	Accepted bool
	Verified bool
	Package  policy.PackageCode
	Channel  policy.ChannelCode
	Priority policy.PriorityCode
	Engineer string
	Waits    []Span
	Resolved time.Time
	Events   []Event
}

// Tell tells the story of a ticket.
func Tell(events []Event) Ticket {
	var t Ticket
	changed := false
	for _, e := range events {
		t.Events = append(t.Events, e)
		switch e.Kind {
		case Registered:
			t.Status, t.Priority, t.Channel, t.Started = "registered", e.Priority, e.Channel, e.At
			if !e.Stated.IsZero() && e.Stated.Before(e.At) { // G31: a call is counted from its beginning
				t.Started = e.Stated
			}
		case Decided:
			t.Accepted, t.Verified, t.Package = e.Accepted, e.Verified, e.Package
			if !changed && e.Priority != "" {
				t.Priority = e.Priority
			}
			switch {
			case !e.Accepted:
				t.Status = "refused"
			case t.Status != "waiting":
				t.Status = "open"
			}
		case Reclassed:
			t.Priority, changed = e.Priority, true
		case Waiting:
			if t.Status != "waiting" { // SLA-08: from one wait into another is one wait
				t.Status = "waiting"
				t.Waits = append(t.Waits, Span{From: e.At})
			}
		case Resumed, Replied:
			if t.Status == "waiting" {
				t.Status = "open"
			}
		case Assigned:
			t.Engineer = e.Engineer
		case Resolved:
			t.Status, t.Resolved = "resolved", e.At
		case Closed:
			t.Status = "closed"
		case Reopened:
			t.Status = "open"
		default:
		}
		if last := len(t.Waits) - 1; last >= 0 && t.Status != "waiting" && t.Waits[last].To.IsZero() {
			t.Waits[last].To = e.At
		}
	}
	return t
}

// Unlawful says why something may not be done to the ticket now; empty: it may.
func (r Rules) Unlawful(t Ticket, e Event, callbackOwed bool) string {
	working := t.Status == "open" || t.Status == "waiting"
	switch e.Kind {
	case Noted:
		return ""
	case Decided:
		return unless(t.Status == "registered" || working && !t.Verified, "TICKET_DECIDED") // G17
	case Replied:
		if t.Status == "resolved" || t.Status == "closed" {
			return r.reopenable(t, e)
		}
		return unless(t.Status != "refused", "TICKET_NOT_OPEN")
	case Resumed:
		return unless(t.Status == "waiting", "TICKET_NOT_WAITING")
	case Closed:
		if t.Status == "closed" {
			return "TICKET_CLOSED"
		}
		return unless(t.Status == "resolved", "TICKET_NOT_RESOLVED")
	case Reopened:
		if t.Status != "resolved" && t.Status != "closed" {
			return "TICKET_NOT_RESOLVED"
		}
		return r.reopenable(t, e)
	case Responded:
		if t.Status == "resolved" { // one may still write
			return ""
		}
	case Waiting:
		if t.Status == "waiting" {
			return "TICKET_WAITING"
		}
	default:
	}
	switch {
	case t.Status == "registered":
		return "TICKET_NOT_DECIDED"
	case !working:
		return "TICKET_NOT_OPEN"
	case e.Kind == Reclassed:
		return r.unlawfulPriority(t, e)
	case e.Kind == Assigned:
		return unless(t.Engineer == "" || strings.TrimSpace(e.Reason) != "", "REASON_REQUIRED") // G52
	case e.Kind == Resolved && callbackOwed && strings.TrimSpace(e.Waiver) == "":
		return "CALLBACK_OWED" // R35
	case e.Kind == Resolved && t.Engineer == "" && t.Priority == policy.P1 &&
		(t.Package == policy.TS24x7Plus || t.Package == policy.TS24x7Onsite):
		return "ENGINEER_REQUIRED" // R22
	default:
		return ""
	}
}

func unless(lawful bool, code string) string {
	if lawful {
		return ""
	}
	return code
}

// unlawfulPriority: an engineer sets another one with a reason; lowering a P1 needs consent or a manager (G33).
func (r Rules) unlawfulPriority(t Ticket, e Event) string {
	switch {
	case r.is("priority.reclassify", "customer_final"):
		return "PRIORITY_FINAL"
	case !slices.Contains([]policy.PriorityCode{policy.P1, policy.P2, policy.P3, policy.P4}, e.Priority):
		return "PRIORITY_UNKNOWN"
	case e.Priority == t.Priority:
		return "PRIORITY_UNCHANGED"
	case strings.TrimSpace(e.Reason) == "":
		return "REASON_REQUIRED"
	case t.Priority == policy.P1 && e.By != "manager" && !e.Consent && r.is("priority.p1Down", "consent_or_manager"):
		return "CONSENT_REQUIRED"
	default:
		return ""
	}
}

// reopenable for so many days after the resolution (G40).
func (r Rules) reopenable(t Ticket, e Event) string {
	over := t.Resolved.Add(time.Duration(r.number("reopen.days")) * 24 * time.Hour)
	return unless(e.At.Before(over), "REOPEN_PERIOD_OVER")
}
