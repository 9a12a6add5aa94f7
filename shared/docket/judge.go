package docket

import (
	"fmt"
	"time"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// Known is what is known of a customer when a request is judged: the records, or why they could not be read.
type Known struct {
	Facts  entitlement.Facts
	Unread error
}

// Judgement is the decision on a ticket: with its proof, and as the ticket keeps it.
type Judgement struct {
	Decision entitlement.Decision
	Fact     ticket.Decided // without the engineer who may still have to be attached
	Edition  *policy.Edition
	Cause    error // why the decision is unverified; nil for any other
}

// Judge decides on what is known. Where that could not be read, or is broken so that nothing can be decided on it, a P1
// is not made to wait: it runs unverified and Cause says why. Anything else fails, to be tried again.
func (d Docket) Judge(t ticket.Ticket, known Known) (Judgement, error) {
	ask := Question(t)
	decision, cause := entitlement.Decision{}, known.Unread
	if cause == nil {
		decision, cause = entitlement.Decide(d.Editions, known.Facts, ask)
	}
	if cause != nil {
		ed, err := d.Editions.CurrentAt(ask.ReceivedAt)
		if err != nil {
			return Judgement{}, err
		}
		var critical bool
		if decision, critical = entitlement.DecideUnverified(ed, ask); !critical {
			return Judgement{}, fmt.Errorf("judge by the facts: %w", cause)
		}
	}
	ed, err := d.Editions.Edition(decision.Edition)
	if err != nil {
		return Judgement{}, err
	}
	return Judgement{Decision: decision, Fact: fact(t, decision), Edition: ed, Cause: cause}, nil
}

// fact is the decision as the ticket keeps it. An engineer who is named already stays (G52).
func fact(t ticket.Ticket, d entitlement.Decision) ticket.Decided {
	f := ticket.Decided{
		Answer: ticket.Answer(d.Answer), Code: d.Code, Clause: d.Clause, Edition: d.Edition, Digest: d.Digest,
		Calendar: d.Calendar, Site: d.Site, Zone: d.Zone, Package: d.Package, Certificate: d.Certificate, Support: string(d.Support),
		Level: d.Level, Priority: d.Priority, MustName: d.Engineer, Engineer: t.Engineer, Until: d.Until,
	}
	for _, ref := range d.Facts {
		f.Facts = append(f.Facts, string(ref))
	}
	return f
}

var noticeOf = map[ticket.Answer]policy.NoticeKind{
	ticket.Accepted:   policy.NoticeAccepted,
	ticket.Refused:    policy.NoticeRefused,
	ticket.Unverified: policy.NoticeUnverified,
}

// Event is the decision as an event of the ticket, announced to the person who asked, unless that is to be answered by
// nobody but a person.
func (j Judgement) Event(t ticket.Ticket, at time.Time) ticket.Event {
	event := ticket.Event{At: at, By: ticket.Actor{Role: ticket.System}, Key: "decided/" + string(j.Fact.Answer), Fact: j.Fact}
	if t.Registered.Quiet {
		return event
	}
	event.Notices = []ticket.Notice{{
		Key: event.Key + ">" + t.Recipient(), Kind: noticeOf[j.Fact.Answer],
		Audience: policy.ToCustomer, Person: t.Recipient(),
	}}
	return event
}
