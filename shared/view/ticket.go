// Package view turns a ticket into what a reader may see: the customer or the staff. What is shown is an allow-list
// per audience; internal notes, steps of the escalation and other people's notices never reach a customer.
package view

import (
	"fmt"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
)

// Source is everything a view is made from.
type Source struct {
	Record   store.Record
	Request  store.Request
	Messages []store.Message
	Events   []ticket.Event // the whole history
	Edition  *policy.Edition
	Grounds  []entitlement.Line // explanation of the decision
	Facts    entitlement.Facts  // as they are now, for the staff; nothing where they cannot be read
	Now      time.Time
	Language string

	// What would change the decision and the due times, for the staff and only when they ask, see WithAlternatives.
	alternatives []entitlement.Line
	whatIf       bool
}

// Ticket is a ticket as its reader sees it.
type Ticket struct {
	Number           string `json:"number"`
	Status           string `json:"status"`
	Customer         string `json:"customer"`
	Installation     string `json:"installation"`
	Channel          string `json:"channel"`
	Type             string `json:"type"`
	Priority         string `json:"priority"`
	CustomerPriority string `json:"customerPriority"`
	Subject          string `json:"subject"`
	Description      string `json:"description"`
	Beside
	CallbackPhone string     `json:"callbackPhone,omitempty"`
	Engineer      string     `json:"engineer,omitempty"`
	Level         int        `json:"level,omitempty"`
	ReceivedAt    time.Time  `json:"receivedAt"`
	Decision      *Decision  `json:"decision,omitempty"`
	Clocks        []Clock    `json:"clocks"`
	Visits        []Visit    `json:"visits,omitempty"`
	Hold          *Hold      `json:"hold,omitempty"`
	MergedInto    string     `json:"mergedInto,omitempty"` // number of the ticket in which the work goes on
	Timeline      []Entry    `json:"timeline"`
	Contact       string     `json:"contact,omitempty"`    // staff only
	Recipient     *Recipient `json:"recipient,omitempty"`  // staff only
	Unanswered    bool       `json:"unanswered,omitempty"` // staff only: nothing was answered to it by itself, the sender had had the answers of the day
	Findings      string     `json:"findings,omitempty"`   // staff only
	WakeAt        *time.Time `json:"wakeAt,omitempty"`     // staff only
}

// Recipient is who gets the notices about a ticket, for whoever answers to see. Name and address are absent where the
// records cannot be read or have none.
type Recipient struct {
	Contact string `json:"contact"`
	Name    string `json:"name,omitempty"`
	Email   string `json:"email,omitempty"`
}

// Decision is the entitlement decision with its grounds.
type Decision struct {
	Answer      string     `json:"answer"`
	Code        string     `json:"code,omitempty"`
	Clause      string     `json:"clause"`
	Quote       string     `json:"quote"`
	Reason      string     `json:"reason,omitempty"`
	Remedy      string     `json:"remedy,omitempty"`
	Edition     string     `json:"edition"`
	Digest      string     `json:"digest"`
	Calendar    string     `json:"calendar,omitempty"`
	Package     string     `json:"package,omitempty"`
	Certificate string     `json:"certificate,omitempty"`
	Support     string     `json:"support,omitempty"`
	Facts       []string   `json:"facts"`
	Explanation []Ground   `json:"explanation,omitempty"`
	WhatIf      []Ground   `json:"whatIf,omitempty"` // staff only
	Until       *time.Time `json:"until,omitempty"`
	Through     string     `json:"-"` // last covered day in words, on pages: nobody reads an exclusive end (G3)
	At          time.Time  `json:"at"`
}

// Ground is one statement of a decision's explanation, with the clause it rests on.
type Ground struct {
	Clause string `json:"clause,omitempty"`
	Text   string `json:"text"`
}

// Clock is a promise, how it stands and how its due instant was counted.
type Clock struct {
	Name        string     `json:"name"`
	Title       string     `json:"title"`
	Cycle       int        `json:"cycle"`
	Turn        int        `json:"turn"` // of a clock that begins anew after each update, or after a raise
	State       string     `json:"state"`
	StateTitle  string     `json:"stateTitle"`
	Priority    string     `json:"priority"`
	Clause      string     `json:"clause"`
	Target      string     `json:"target"`
	Start       time.Time  `json:"start"`
	Due         *time.Time `json:"due,omitempty"`
	DueText     string     `json:"dueText,omitempty"`
	StoppedAt   *time.Time `json:"stoppedAt,omitempty"`
	Why         string     `json:"why,omitempty"` // it was cancelled
	Explanation []string   `json:"explanation"`
	WhatIf      []string   `json:"whatIf,omitempty"` // staff only
	Intervals   []Interval `json:"intervals"`
}

// Visit is the answer to a wish for an engineer's visit to the site (R23).
type Visit struct {
	At     time.Time `json:"at"`
	Answer string    `json:"answer"` // agreed or refused
	Code   string    `json:"code,omitempty"`
	Clause string    `json:"clause"`
	Reason string    `json:"reason,omitempty"`
	Remedy string    `json:"remedy,omitempty"`
}

// Hold is why further work on the ticket waits, and what would have it go on (G10).
type Hold struct {
	Since  time.Time `json:"since"`
	Code   string    `json:"code"`
	Clause string    `json:"clause"`
	Reason string    `json:"reason"`
	Remedy string    `json:"remedy"`
}

// Interval is a stretch of time between the start and the due instant.
type Interval struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	Kind string    `json:"kind"`
}

// ForCustomer shows the ticket to the customer's people.
func ForCustomer(src Source) (Ticket, error) { return show(src, false) }

// ForStaff shows the ticket to operators, engineers and managers.
func ForStaff(src Source) (Ticket, error) {
	t, err := show(src, true)
	if err != nil {
		return Ticket{}, err
	}
	if err := t.alternatives(src); err != nil {
		return Ticket{}, err
	}
	t.Recipient, t.Unanswered = src.recipient(), src.Record.Ticket.Registered.Quiet
	t.Contact, t.Findings, t.WakeAt = src.Record.Ticket.Registered.Contact, src.Request.Findings, instant(src.Record.Wake)
	return t, nil
}

// recipient is who would get an answer now.
func (src Source) recipient() *Recipient {
	id := src.Record.Ticket.Recipient()
	if id == "" {
		return nil
	}
	c, _ := src.Facts.Contact(id)
	return &Recipient{Contact: id, Name: c.Name, Email: c.Email}
}

func show(src Source, staff bool) (Ticket, error) {
	t := src.Record.Ticket
	out := Ticket{
		Number: ticket.ShowNumber(src.Record.ID), Status: string(t.Status), Customer: t.Registered.Customer,
		Installation: t.Registered.Installation, Channel: string(t.Registered.Channel), Type: string(t.Registered.Type),
		Priority: string(t.Priority), CustomerPriority: string(t.Registered.Priority), Subject: src.Request.Subject,
		Description: src.Request.Description, Beside: beside(src.Request.Enclosure, src.Record.ID, staff), CallbackPhone: src.Request.CallbackPhone, Engineer: t.Engineer,
		Level: int(t.Level), ReceivedAt: t.ReceivedAt.UTC(), Decision: decision(src, staff), Clocks: []Clock{},
		Timeline: timeline(src, staff), Visits: visits(src), Hold: hold(src),
	}
	if t.MergedInto != "" {
		out.MergedInto = ticket.ShowNumber(t.MergedInto)
	}
	clocks, err := sla.Clocks(t, src.Edition, src.Now)
	if err != nil {
		return Ticket{}, fmt.Errorf("clocks of %s: %w", src.Record.ID, err)
	}
	for _, c := range clocks {
		out.Clocks = append(out.Clocks, clock(c, src))
	}
	return out, nil
}

// decision shows the answer with its grounds. Somebody who may not ask learns why, and nothing of records and contracts.
func decision(src Source, staff bool) *Decision {
	t := src.Record.Ticket
	if t.DecidedAt.IsZero() {
		return nil
	}
	d := t.Decision
	out := &Decision{
		Answer: string(d.Answer), Code: string(d.Code), Clause: string(d.Clause), Edition: d.Edition, Digest: d.Digest,
		Calendar: d.Calendar, Package: string(d.Package), Certificate: d.Certificate, Support: d.Support,
		Facts: append([]string{}, d.Facts...), Until: instant(d.Until), At: t.DecidedAt.UTC(),
	}
	if !d.Until.IsZero() && d.Answer == ticket.Accepted {
		out.Through = texts.Day(coverage.DateOf(d.Until.Add(-time.Second), src.Edition.Zone), src.Language)
	}
	if clause, ok := src.Edition.Clause(d.Clause); ok {
		out.Quote = clause.Quote
		if texts.Language(src.Language) == "en" {
			out.Quote = clause.Gloss
		}
	}
	refused := entitlement.Decision{Answer: entitlement.Refused, Code: d.Code, Clause: d.Clause, Package: d.Package}
	if refusal, ok := refused.Refusal(src.Edition); ok {
		out.Reason, out.Remedy = refusal.Reason.In(src.Language), refusal.Remedy.In(src.Language)
	}
	out.Explanation = grounds(src.Grounds, d, staff, src.Language)
	if hides(d, staff) {
		out.Package, out.Certificate, out.Support, out.Facts, out.Until = "", "", "", []string{}, nil
	}
	return out
}

// visits are the answers given so far, with the words that the edition has for a refusal.
func visits(src Source) []Visit {
	var all []Visit
	for _, e := range src.Events {
		f, ok := e.Fact.(ticket.VisitDecided)
		if !ok {
			continue
		}
		v := Visit{At: e.At.UTC(), Answer: visitAgreed, Code: string(f.Code), Clause: string(f.Clause)}
		if rule, refused := src.Edition.RefusalFor(f.Code, src.Record.Ticket.Decision.Package); refused {
			v.Answer, v.Reason, v.Remedy = visitRefused, rule.Reason.In(src.Language), rule.Remedy.In(src.Language)
		}
		all = append(all, v)
	}
	return all
}

// hold is what lasts of a hold, in the words of its refusal.
func hold(src Source) *Hold {
	h, held := src.Record.Ticket.Held()
	if !held {
		return nil
	}
	out := &Hold{Since: h.From.UTC(), Code: string(h.Code), Clause: string(h.Clause), Remedy: texts.WhileHeld(src.Language)}
	if rule, ok := src.Edition.RefusalFor(h.Code, src.Record.Ticket.Decision.Package); ok {
		out.Reason = rule.Reason.In(src.Language)
	}
	return out
}

const (
	visitAgreed  = "agreed"
	visitRefused = "refused"
)

// hides reports whether the decision keeps records and contracts from the reader.
func hides(d ticket.Decided, staff bool) bool { return d.Code == policy.ContactNotAuthorised && !staff }

// grounds are the statements that the reader may see.
func grounds(lines []entitlement.Line, d ticket.Decided, staff bool, lang string) []Ground {
	var out []Ground
	for _, line := range lines {
		if !line.Desk || !hides(d, staff) {
			out = append(out, Ground{string(line.Clause), line.Text.In(lang)})
		}
	}
	return out
}

func clock(c sla.Clock, src Source) Clock {
	proof := sla.Explain(c, src.Record.Ticket, src.Edition)
	out := Clock{
		Name: string(c.Name), Title: texts.ClockName(src.Edition, c.Name, src.Language), Cycle: c.Cycle, Turn: c.Turn,
		State: string(c.State), StateTitle: texts.ClockState(c.State, src.Language), Priority: string(c.Priority),
		Clause: string(c.Clause), Target: texts.Target(c.Target, src.Language), Start: c.Start.UTC(),
		Due: instant(c.Due), StoppedAt: instant(c.StoppedAt), Why: string(c.Why),
		Explanation: texts.Explain(proof, src.Edition, src.Language), Intervals: []Interval{},
	}
	if !c.Due.IsZero() {
		out.DueText = texts.Instant(c.Due.Truncate(time.Second), src.Edition.Zone, src.Language)
	}
	for _, s := range proof.Stretches {
		out.Intervals = append(out.Intervals, Interval{From: s.From.UTC(), To: s.To.UTC(), Kind: s.Kind.String()})
	}
	return out
}

func instant(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	utc := at.UTC()
	return &utc
}
