package mailroom

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"flatsupport/shared/access"
	"flatsupport/shared/docket"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
)

// Bounds of a request, in characters, as on the portal. The whole mail is kept.
const (
	maxSubject     = 200
	maxDescription = 60_000
	maxSeats       = 20 // customers of one person whose systems are looked through
)

// about is for whom and for which system a mail asks.
type about struct {
	seat         access.Seat
	facts        entitlement.Facts
	installation string
	after        string // the ticket that it goes on from
}

// open makes a ticket of the mail.
func (h Handler) open(ctx context.Context, l letter) (store.Received, error) {
	a, found, err := h.place(ctx, l)
	if err != nil {
		return store.Received{}, err
	}
	if !found {
		return h.unverified(ctx, l, WhichCustomer)
	}
	return h.register(ctx, l, a)
}

// follow makes a ticket that goes on from one that takes no reply any more.
func (h Handler) follow(ctx context.Context, l letter, rec store.Record, seat access.Seat) (store.Received, error) {
	facts, err := h.Store.Facts(ctx, seat.Customer)
	if err != nil {
		return store.Received{}, fmt.Errorf("facts of the customer: %w", err)
	}
	installation := cmp.Or(named(l, facts), rec.Ticket.Registered.Installation, only(facts))
	return h.register(ctx, l, about{seat: seat, facts: facts, installation: installation, after: rec.ID})
}

// place finds for which customer and system the mail asks. Somebody who acts for one customer asks for that one: for the
// system that the mail names, or for the only one; where that leaves it open the ticket names none, and its refusal says
// what to do. Somebody who acts for several has to name a system that only one of them has.
func (h Handler) place(ctx context.Context, l letter) (about, bool, error) {
	seats := oneOfEach(l.seats)
	var found []about
	for _, seat := range seats[:min(len(seats), maxSeats)] {
		facts, err := h.Store.Facts(ctx, seat.Customer)
		if err != nil {
			return about{}, false, fmt.Errorf("facts of the customer: %w", err)
		}
		a := about{seat: seat, facts: facts, installation: named(l, facts)}
		if len(seats) == 1 {
			a.installation = cmp.Or(a.installation, only(facts))
			return a, true, nil
		}
		if a.installation != "" {
			found = append(found, a)
		}
	}
	if len(found) != 1 {
		return about{}, false, nil
	}
	return found[0], true, nil
}

// only is the customer's system, if there is just one.
func only(facts entitlement.Facts) string {
	if len(facts.Installations) == 1 {
		return facts.Installations[0].ID
	}
	return ""
}

// named is the one system of the customer whose id stands as a word in the subject, or else in the body.
func named(l letter, facts entitlement.Facts) string {
	for _, text := range []string{l.Subject, l.Body()} {
		var found []string
		for _, inst := range facts.Installations {
			word := regexp.MustCompile(`(?i)(^|[^\pL\pN_-])` + regexp.QuoteMeta(inst.ID) + `($|[^\pL\pN_-])`)
			if word.MatchString(text) {
				found = append(found, inst.ID)
			}
		}
		if len(found) == 1 {
			return found[0]
		}
	}
	return ""
}

// register makes the ticket as the portal does, with the priority that the mail names or the edition's (OP-MAIL, G37). A P1 has the
// number to call back that is on record; where there is none it is registered all the same, and the answer names the
// hotline. Somebody who makes more tickets in a day than they get answers may be a machine: the desk looks.
func (h Handler) register(ctx context.Context, l letter, a about) (store.Received, error) {
	ed, err := h.Docket.Editions.CurrentAt(l.ReceivedAt)
	if err != nil {
		return store.Received{}, err
	}
	rule, taken := ed.Channel(policy.Email)
	if !taken {
		return h.unverified(ctx, l, NotTaken)
	}
	within, err := h.mayAnswer(ctx, l, rule)
	if err != nil {
		return store.Received{}, err
	}
	if !within {
		return h.unverified(ctx, l, TooMany)
	}
	person, _ := a.facts.Contact(a.seat.Contact)
	r := docket.Registration{
		Request: store.Request{
			Customer: a.seat.Customer, Contact: a.seat.Contact, Installation: a.installation,
			Subject: bounded(l.title(person.Language), maxSubject), Description: l.description(person.Language, a.after),
			ReceivedAt: l.ReceivedAt,
		},
		By: a.seat.Actor(), Key: l.key(), Channel: policy.Email, Type: policy.Incident,
		Priority: cmp.Or(policy.PriorityCode(l.Priority()), rule.DefaultPriority),
	}
	if r.Priority == policy.P1 {
		r.Request.CallbackPhone = person.Phone
	}
	// A copy of the mail that found another system or another time to follow is still the same mail.
	r.Said = ticket.Print(l.key())
	rec, err := h.Docket.Register(ctx, h.Queue, h.EntitlementQueue, r, a.facts)
	if err != nil {
		return store.Received{}, err
	}
	return store.Received{Outcome: Ticket, Ticket: rec.ID}, h.remember(ctx, l, a.seat.Customer, rec.ID)
}

func (l letter) title(lang string) string {
	return cmp.Or(strings.Join(strings.Fields(l.Subject), " "), texts.NoSubject(lang))
}

// description is all that the person wrote, with what is quoted below it.
func (l letter) description(lang, after string) string {
	text := l.Body() + l.files(lang)
	if after != "" {
		text = texts.GoesOnFrom(lang, ticket.ShowNumber(after)) + "\n\n" + text
	}
	return bounded(cmp.Or(strings.TrimSpace(text), l.title(lang)), maxDescription)
}

// files says that there is more in the mail than its text.
func (l letter) files(lang string) string {
	if len(l.Files) == 0 {
		return ""
	}
	return "\n\n" + texts.FilesOfMail(lang, len(l.Files))
}

// bounded is text of at most so many characters.
func bounded(text string, longest int) string {
	if utf8.RuneCountInString(text) <= longest {
		return text
	}
	return string([]rune(text)[:longest-1]) + "…"
}
