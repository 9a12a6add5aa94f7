package view

import (
	"strconv"
	"strings"
	"time"

	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
)

// Entry is a line of the timeline.
type Entry struct {
	At   time.Time `json:"at"`
	Kind string    `json:"kind"`
	By   string    `json:"by"`
	Text string    `json:"text,omitempty"`
	Beside
	// Detail is what a program may want: the outcome of a call, the new priority, the step taken.
	Detail string `json:"detail,omitempty"`
	// Moves are the due times that another calendar has changed.
	Moves []Move `json:"moves,omitempty"`
	// SplitInto is the number of the ticket that the message has become.
	SplitInto string `json:"splitInto,omitempty"`
	// For the staff: the id of a customer's message, by which it is split; the subject under which it came, where that is
	// not the ticket's and a split is offered; and the contacts to whom an answer went, where they were named.
	MessageID  string   `json:"messageId,omitempty"`
	NewSubject string   `json:"newSubject,omitempty"`
	To         []string `json:"to,omitempty"`
}

// Move is a due time before and after it was counted by another calendar (G45).
type Move struct {
	Clock string     `json:"clock"`
	Old   *time.Time `json:"old,omitempty"`
	New   *time.Time `json:"new,omitempty"`
	Text  string     `json:"text"`
}

// timeline shows the events that the audience may see, in their order.
func timeline(src Source, staff bool) []Entry {
	said, subjects := map[string]store.Message{}, map[string]string{}
	for _, m := range src.Messages {
		if staff || m.Public {
			said[m.ID], subjects[m.ID] = m, m.Subject
		}
	}
	out := []Entry{}
	for _, e := range src.Events {
		kind, text, detail, internal := describe(e.Fact)
		if internal && !staff {
			continue
		}
		if staff && text == "" {
			text = reason(e.Fact)
		}
		entry := Entry{At: e.At.UTC(), Kind: kind, By: author(e.By, staff), Detail: detail, Text: text}
		if message, ok := said[ticket.MessageOf(e.Fact)]; ok {
			entry.Text, entry.Beside = message.Text, beside(message.Enclosure, src.Record.ID, staff)
		}
		switch f := e.Fact.(type) {
		case ticket.Responded:
			if staff {
				entry.To = f.To
			}
		case ticket.Resolved:
			if staff {
				entry.Detail, entry.To = f.Waiver, f.To
			}
		case ticket.Replied:
			if staff {
				entry.MessageID, entry.NewSubject = f.Message, subjects[f.Message]
			}
			if into := src.Record.Ticket.SplitInto(f.Message); into != "" {
				entry.SplitInto = ticket.ShowNumber(into)
			}
		case ticket.Recounted:
			entry.Moves = moves(src, f)
		}
		out = append(out, entry)
	}
	return out
}

func moves(src Source, f ticket.Recounted) []Move {
	var all []Move
	for _, m := range f.Moves {
		all = append(all, Move{
			Clock: string(m.Clock), Old: instant(m.Old), New: instant(m.New),
			Text: texts.Moved(src.Edition, m.Clock, m.Old, m.New, src.Language).In(src.Language),
		})
	}
	return all
}

// author names the role to the customer and the person to the staff.
func author(by ticket.Actor, staff bool) string {
	if staff && by.ID != "" {
		return string(by.Role) + "/" + by.ID
	}
	return string(by.Role)
}

// describe gives kind, words and detail of a fact, and whether only the staff may see it.
func describe(fact ticket.Fact) (kind, text, detail string, internal bool) {
	switch f := fact.(type) {
	case ticket.Registered:
		return "registered", "", string(f.Channel), false
	case ticket.Decided:
		return "decided", "", string(f.Answer), false
	case ticket.Responded:
		return "responded", "", "", false
	case ticket.Called:
		return "called", "", string(f.Outcome), false
	case ticket.PriorityChanged:
		return "priority", f.Reason, consented(f), false
	case ticket.Waiting:
		return "waiting", f.Reason, "", false
	case ticket.Resumed:
		return "resumed", "", "", false
	case ticket.Replied:
		return "replied", "", "", false
	case ticket.Resolved:
		return "resolved", "", "", false
	case ticket.Closed:
		return "closed", "", "", false
	case ticket.Merged:
		return "merged", "", ticket.ShowNumber(f.Into), false
	case ticket.Split:
		return "split", "", ticket.ShowNumber(f.Into), false
	case ticket.ContactChanged:
		return "contact_changed", "", f.To, false
	case ticket.Inquired:
		return "inquired", "", f.To, true
	case ticket.Reopened:
		return "reopened", "", "", false
	case ticket.Assigned:
		return "assigned", "", f.Engineer, false
	case ticket.LevelChanged:
		return "escalated", f.Reason, strconv.Itoa(int(f.To)), false
	case ticket.Marked:
		return "milestone", "", string(f.Mark), !f.Mark.Public()
	case ticket.VisitDecided:
		return "visit", "", visited(f), false
	case ticket.Recounted:
		return "recounted", f.Reason, f.Calendar, false
	case ticket.Held:
		return "held", "", string(f.Code), false
	case ticket.Released:
		return "released", "", f.Support, false
	case ticket.Continued:
		return "continued", f.Reason, "", false
	case ticket.Upheld:
		return "upheld", "", f.Support, true
	case ticket.Noted:
		return "noted", "", "", true
	case ticket.Stepped:
		return "step", "", string(f.Clock) + "/" + f.Step, true
	case ticket.Notified:
		return "notice", "", f.Notice + ": " + string(f.Outcome), true
	case ticket.Reported:
		return "mail_report", "", strings.TrimSpace(f.Notice + ": " + string(f.What) + " " + f.Code), true
	default:
		return "unknown", "", "", true
	}
}

// visited is the answer to the wish for a visit: agreed, or the code of the refusal (R23).
func visited(f ticket.VisitDecided) string {
	if f.Code == "" {
		return visitAgreed
	}
	return string(f.Code)
}

// consented is the new priority, and that the contact agreed to it where that is recorded (G33).
func consented(f ticket.PriorityChanged) string {
	if f.Consent {
		return string(f.To) + " (consent)"
	}
	return string(f.To)
}

// reason is the recorded reason of a fact, which only the staff may read.
func reason(fact ticket.Fact) string {
	switch f := fact.(type) {
	case ticket.Registered:
		return f.Override
	case ticket.Closed:
		return f.Reason
	case ticket.ContactChanged:
		return f.Reason
	case ticket.Reopened:
		return f.Reason
	case ticket.Assigned:
		return f.Reason
	case ticket.Marked:
		return f.Reference
	default:
		return ""
	}
}
