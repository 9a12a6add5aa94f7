package notify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/escalation"
	"flatsupport/shared/inbound"
	"flatsupport/shared/mail"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
)

// recipient is the person behind a notice.
type recipient struct {
	name, email, phone, language string
}

// compose writes the mail of a ticket's notice in the language of the person it goes to.
func (h Handler) compose(ctx context.Context, rec store.Record, n ticket.Notice) (mail.Message, error) {
	to, err := h.person(ctx, rec, n)
	if err != nil {
		return mail.Message{}, err
	}
	words, err := h.words(ctx, rec, n, to.name, to.language)
	if err != nil {
		return mail.Message{}, err
	}
	m, err := written(words, to, rec.ID, n.Key)
	m.ReplyTo = h.Threads.ReplyTo(h.Inbox, rec.ID)
	m.Thread, m.Tag = h.Threads.Root(rec.ID), inbound.Tag(h.Threads.MessageID(rec.ID, n.Key))
	return m, err
}

// person is whom a notice of a ticket is for.
func (h Handler) person(ctx context.Context, rec store.Record, n ticket.Notice) (recipient, error) {
	var facts entitlement.Facts
	if n.Audience == policy.ToCustomer {
		var err error
		if facts, err = h.Docket.Store.Facts(ctx, rec.Ticket.Registered.Customer); err != nil {
			return recipient{}, fmt.Errorf("contact of the ticket: %w", err)
		}
	}
	return h.recipient(ctx, facts, n)
}

// written is the mail with the words.
func written(words texts.Notice, to recipient, ticketID, key string) (mail.Message, error) {
	if to.email == "" {
		return mail.Message{}, fmt.Errorf("%w: no address", mail.ErrRefused)
	}
	text, err := texts.Compose(words, to.language)
	return mail.Message{To: to.email, Subject: text.Subject, Text: text.Text, HTML: text.HTML, Ticket: ticketID, Key: key}, err
}

// recipient finds the person: a contact among the facts for the customer's notices, somebody outside by the address itself,
// one of the staff for the others.
func (h Handler) recipient(ctx context.Context, facts entitlement.Facts, n ticket.Notice) (recipient, error) {
	switch n.Audience {
	case policy.ToCustomer:
		c, known := facts.Contact(n.Person)
		if !known {
			return recipient{}, fmt.Errorf("%w: contact %q is not known any more", mail.ErrRefused, n.Person)
		}
		return recipient{c.Name, c.Email, c.Phone, c.Language}, nil
	case policy.ToSupplier:
		return recipient{email: n.Person}, nil
	default:
	}
	staff, err := h.Docket.Store.Staff(ctx, n.Person)
	if errors.Is(err, store.ErrNotFound) {
		return recipient{}, fmt.Errorf("%w: nobody of the staff is %q", mail.ErrRefused, n.Person)
	}
	if err != nil {
		return recipient{}, fmt.Errorf("staff %s: %w", n.Person, err)
	}
	return recipient{staff.Name, staff.Email, staff.Phone, staff.Language}, nil
}

// words collects what the text of the notice speaks of, for the person in the language.
func (h Handler) words(ctx context.Context, rec store.Record, n ticket.Notice, person, lang string) (texts.Notice, error) {
	t := rec.Ticket
	ed, err := h.Docket.Edition(t)
	if err != nil {
		return texts.Notice{}, err
	}
	request, err := h.Docket.Store.RequestOf(ctx, rec)
	if err != nil {
		return texts.Notice{}, fmt.Errorf("request: %w", err)
	}
	words := texts.Notice{
		Kind: n.Kind, Number: ticket.ShowNumber(rec.ID), Subject: request.Subject, Person: person,
		Customer: t.Registered.Customer, Level: t.Level, Priority: t.Priority, Clause: t.Decision.Clause,
		Code: t.Decision.Code, Phone: request.CallbackPhone, Fallback: n.Fallback, ReopenDays: ed.Readings.ReopenDays,
		Link: h.link(rec.ID, n.Audience),
	}
	if len(ed.AlertsOf(t.Priority, n.Kind, n.Audience)) > 0 {
		words.Mark = mark(rec.ID, n)
	}
	if hotline, ok := ed.Channel(policy.Hotline); ok && t.Registered.Channel == policy.Email && t.Priority == policy.P1 {
		words.Hotline = hotline.Address
	}
	if pkg, ok := ed.Package(t.Decision.Package); ok {
		words.Package = pkg.Name.In(lang)
	}
	refused := entitlement.Decision{
		Answer: entitlement.Refused, Code: t.Decision.Code, Clause: t.Decision.Clause, Package: t.Decision.Package,
	}
	if refusal, ok := refused.Refusal(ed); ok {
		words.Reason, words.Remedy = refusal.Reason.In(lang), refusal.Remedy.In(lang)
	}
	if n.Audience != policy.ToCustomer {
		h.asker(ctx, &words, rec)
	}
	cause, err := h.cause(ctx, rec, n)
	if err != nil {
		return texts.Notice{}, err
	}
	if words.Message, err = h.message(ctx, rec, cause); err != nil {
		return texts.Notice{}, err
	}
	if f, ok := cause.(ticket.Held); ok {
		words.Code, words.Clause, words.Remedy = f.Code, f.Clause, texts.WhileHeld(lang)
		if rule, ok := ed.RefusalFor(f.Code, t.Decision.Package); ok {
			words.Reason = rule.Reason.In(lang)
		}
	}
	if f, ok := cause.(ticket.Reported); ok {
		words.Returned = f.Code
	}
	if lost, ok := ticket.Undelivered(cause); ok {
		h.lost(ctx, &words, rec, lost)
	}
	if f, ok := cause.(ticket.Merged); ok {
		words.Into = ticket.ShowNumber(f.Into)
	}
	if f, ok := cause.(ticket.Recounted); ok {
		for _, m := range f.Moves {
			words.Moves = append(words.Moves, texts.Moved(ed, m.Clock, m.Old, m.New, lang))
		}
	}
	if err := h.clocks(&words, t, ed, n, lang); err != nil {
		return texts.Notice{}, err
	}
	return words, nil
}

// asker tells the staff whom they deal with: the company and the person by name, and the number on record where the
// request gave none. A notice is not held up when the records cannot be read; it then has the ids.
func (h Handler) asker(ctx context.Context, words *texts.Notice, rec store.Record) {
	registered := rec.Ticket.Registered
	words.Contact = rec.Ticket.Recipient()
	facts, err := h.Docket.Store.Facts(ctx, registered.Customer)
	if err != nil {
		slog.WarnContext(ctx, "asker not read", "ticket", rec.ID, "error", err.Error())
		return
	}
	if facts.Customer.Name != "" {
		words.Customer = facts.Customer.Name
	}
	c, _ := facts.Contact(rec.Ticket.Recipient())
	if c.Name != "" {
		words.Contact = c.Name
	}
	if words.Phone == "" {
		words.Phone = c.Phone // a ticket that became critical only later
	}
}

// lost names whom a mail did not reach where that is not the ticket's contact: another of the customer's, or somebody
// outside. The number of the contact is not theirs.
func (h Handler) lost(ctx context.Context, words *texts.Notice, rec store.Record, notice string) {
	_, person, _ := strings.Cut(notice, ">")
	if person == rec.Ticket.Recipient() {
		return
	}
	words.Contact, words.Phone = person, ""
	facts, err := h.Docket.Store.Facts(ctx, rec.Ticket.Registered.Customer)
	if err != nil {
		slog.WarnContext(ctx, "whom a mail did not reach not read", "ticket", rec.ID, "error", err.Error())
		return
	}
	if c, known := facts.Contact(person); known {
		words.Contact, words.Phone = cmp.Or(c.Name, person), c.Phone
	}
}

// clocks adds the promises that are still to be kept, and the one that the notice is about.
func (h Handler) clocks(words *texts.Notice, t ticket.Ticket, ed *policy.Edition, n ticket.Notice, lang string) error {
	clocks, err := sla.Clocks(t, ed, h.Now())
	if err != nil {
		return err
	}
	about, _ := matter(clocks, n)
	for _, c := range clocks {
		name, due := texts.ClockName(ed, c.Name, lang), ""
		if !c.Due.IsZero() {
			due = texts.Instant(c.Due.Truncate(time.Second), ed.Zone, lang)
		}
		if !c.Settled() {
			words.Dues = append(words.Dues, texts.Due{Name: name, Due: due})
		}
		if c.Name == about.Name {
			words.Clock, words.Due, words.Left = name, due, texts.Duration(c.Remaining(h.Now()), lang)
		}
	}
	return nil
}

// matter is the clock that the notice is about: the first of the ticket where it is about none.
func matter(clocks []sla.Clock, n ticket.Notice) (about sla.Clock, found bool) {
	for i, c := range clocks {
		if i == 0 || escalation.About(n.Key, c) {
			about = c
		}
	}
	return about, len(clocks) > 0
}

// cause is the fact that announced the notice. In a long life its event may have left the hot item.
func (h Handler) cause(ctx context.Context, rec store.Record, n ticket.Notice) (ticket.Fact, error) {
	fact, found := announcing(rec.Events, n)
	if !found {
		all, err := h.Docket.Store.History(ctx, rec.ID)
		if err != nil {
			return nil, fmt.Errorf("history: %w", err)
		}
		fact, _ = announcing(all, n)
	}
	return fact, nil
}

// message is the text of the fact: its message, or the reason that people are told.
func (h Handler) message(ctx context.Context, rec store.Record, fact ticket.Fact) (string, error) {
	switch f := fact.(type) {
	case ticket.PriorityChanged:
		return f.Reason, nil
	case ticket.LevelChanged:
		return f.Reason, nil
	case ticket.Continued:
		return f.Reason, nil
	case ticket.Recounted:
		return f.Reason, nil
	}
	id := ticket.MessageOf(fact)
	if id == "" {
		return "", nil
	}
	messages, err := h.Docket.Store.Messages(ctx, rec.ID)
	if err != nil {
		return "", fmt.Errorf("messages: %w", err)
	}
	for _, m := range messages {
		if m.ID == id {
			return m.Text, nil
		}
	}
	return "", nil
}

// announcing is the fact of the event that announced the notice.
func announcing(events []ticket.Event, n ticket.Notice) (ticket.Fact, bool) {
	for _, e := range events {
		if slices.Contains(e.Notices, n) {
			return e.Fact, true
		}
	}
	return nil, false
}

// mark is by what people see that a mail, an SMS and a call of the webhook are about one event, or that one came twice.
func mark(id string, n ticket.Notice) string {
	cause, _, _ := strings.Cut(n.Key, ">")
	return ticket.EventMark(id, cause)
}

// link is where the reader finds the ticket; whoever is outside does not.
func (h Handler) link(id string, audience policy.Audience) string {
	if audience == policy.ToSupplier {
		return ""
	}
	path := "/v1/tickets/"
	if audience != policy.ToCustomer {
		path = "/v1/desk/tickets/"
	}
	return strings.TrimSuffix(h.PortalURL, "/") + path + ticket.ShowNumber(id)
}
