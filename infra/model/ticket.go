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
	Problem     Kind = "problem"
	Patch       Kind = "patch"
	Release     Kind = "release"
	Visit       Kind = "visit asked"
	Levelled    Kind = "level"
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
	Level    policy.Level
	Area     string // of the site that a visit is asked for

	Accepted bool // Decided
	Verified bool // Decided: the facts could be read
	Package  policy.PackageCode
	Covered  Covered   // Registered: all but package and priority
	Stated   time.Time // Registered: when the call began
}

// human is a person of the desk (G29).
func (e Event) human() bool { return e.By == "engineer" || e.By == "manager" }

// response is the act of a person that the customer sees (G29): a reply, a call, a message that gives a workaround (R32), a
// release (R31), or says that the service works again or that all is done.
func (e Event) response() bool {
	switch e.Kind {
	case Responded, Reached, Resolved, Workaround, Release, Restored:
		return e.human()
	default:
		return false
	}
}

// Ticket is what its events say.
type Ticket struct {
	Status   string // registered, open, waiting, resolved, closed, refused
	Started  time.Time
	Accepted bool
	Verified bool
	Covered  Covered
	Priority policy.PriorityCode
	Level    policy.Level
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
			t.Status, t.Priority, t.Covered, t.Started = "registered", e.Priority, e.Covered, e.At
			if !e.Stated.IsZero() && e.Stated.Before(e.At) { // G31: a call is counted from its beginning
				t.Started = e.Stated
			}
		case Decided:
			t.Accepted, t.Verified, t.Covered.Package, t.Level = e.Accepted, e.Verified, e.Package, e.Level
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
		case Levelled:
			t.Level = e.Level
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
	case Visit:
		return unless(t.Status != "registered", "TICKET_NOT_DECIDED")
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
	case e.Kind == Levelled:
		return r.unlawfulLevel(t, e)
	case e.Kind == Problem || e.Kind == Patch || e.Kind == Release:
		return unless(strings.TrimSpace(e.Reason) != "", "REFERENCE_REQUIRED")
	case e.Kind == Resolved && callbackOwed && strings.TrimSpace(e.Waiver) == "":
		return "CALLBACK_OWED" // R35
	case e.Kind == Resolved && t.Engineer == "" && t.Priority == policy.P1 &&
		(t.Covered.Package == policy.TS24x7Plus || t.Covered.Package == policy.TS24x7Onsite):
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
	case !slices.Contains([]policy.PriorityCode{policy.P1, policy.P2, policy.P3, policy.P4}, e.Priority):
		return "PRIORITY_UNKNOWN"
	case e.Priority == t.Priority:
		return "PRIORITY_UNCHANGED"
	case r.is("priority.reclassify", "customer_final"):
		return "PRIORITY_FINAL"
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

// unlawfulLevel: a ticket goes to another level that the package has, with a reason (R27, R33).
func (r Rules) unlawfulLevel(t Ticket, e Event) string {
	delivered := []policy.Level{2, 3} // R20-R23
	if t.Covered.Package == policy.TS8x5L3 && r.is("packages.l3.levels", "3") {
		delivered = []policy.Level{3} // R26, G48
	}
	switch {
	case e.Level == t.Level:
		return "LEVEL_UNCHANGED"
	case !slices.Contains(delivered, e.Level):
		return "LEVEL_NOT_DELIVERED"
	default:
		return unless(strings.TrimSpace(e.Reason) != "", "REASON_REQUIRED")
	}
}

// NoVisit says why no engineer comes to the site; empty: one does (R23, G53, G55).
func (r Rules) NoVisit(t Ticket, area string) policy.RefusalCode {
	happened := func(kind Kind) bool {
		return slices.ContainsFunc(t.Events, func(e Event) bool { return e.Kind == kind })
	}
	confirmed := r.is("onsite.requires", "confirmed_fault")
	switch {
	case t.Covered.Package != policy.TS24x7Onsite:
		return "ONSITE_NOT_IN_PACKAGE"
	case !slices.Contains(r.list("onsite.areas"), area):
		return "ONSITE_OUTSIDE_AREA"
	case t.Status != "open" && t.Status != "waiting":
		return "ONSITE_TICKET_NOT_OPEN"
	case !happened(Problem) && (!confirmed || !happened(Classified)):
		return "ONSITE_PROBLEM_NOT_ESTABLISHED"
	case !happened(Patch) && !confirmed:
		return "ONSITE_NOT_CORRECTIVE_PATCH"
	default:
		return ""
	}
}
