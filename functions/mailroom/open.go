package mailroom

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"flatsupport/shared/access"
	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
)

// Bounds of a request, in characters, as on the portal. The whole mail is kept.
const (
	maxSubject     = 200
	maxDescription = 60_000

	flood = 5 // so many times as many mails as are answered in a day, and beyond those, are no conversation
)

// about is for whom and for which system a mail asks.
type about struct {
	access.Place
	after string // the ticket that it goes on from
}

// open makes a ticket of the mail.
func (h Handler) open(ctx context.Context, l letter) (store.Received, error) {
	place, found, err := h.gate().Place(ctx, l.seats, l.Subject, l.Body())
	if err != nil {
		return store.Received{}, err
	}
	switch {
	case !found && place.Seat.Customer == "":
		return h.unverified(ctx, l, WhichCustomer)
	case !found:
		return h.unverified(ctx, l, WhichSystem)
	}
	return h.register(ctx, l, about{Place: place})
}

// follow makes a ticket that goes on from one that takes no reply any more.
func (h Handler) follow(ctx context.Context, l letter, rec store.Record, seat access.Seat) (store.Received, error) {
	facts, err := h.Store.Facts(ctx, seat.Customer)
	if err != nil {
		return store.Received{}, fmt.Errorf("facts of the customer: %w", err)
	}
	installation := cmp.Or(access.NamedSystem(facts, l.Subject, l.Body()), rec.Ticket.Registered.Installation, access.OnlySystem(facts))
	return h.register(ctx, l, about{Place: access.Place{Seat: seat, Facts: facts, Installation: installation}, after: rec.ID})
}

// register makes the ticket as the portal does, with the priority that the mail names or the edition's (OP-MAIL, G37). A P1 has the
// number to call back that is on record; where there is none it is registered all the same, and the answer names the
// hotline. Somebody who writes more in a day than they get answers may be a machine: nothing is answered by itself any more,
// which is the end of every loop, and the ticket is made all the same. Of a flood the desk looks at the rest.
func (h Handler) register(ctx context.Context, l letter, a about) (store.Received, error) {
	rule, taken, err := h.channel(l)
	if err != nil {
		return store.Received{}, err
	}
	if !taken {
		return h.unverified(ctx, l, NotTaken)
	}
	answered, err := h.mayAnswer(ctx, l, rule)
	if err != nil {
		return store.Received{}, err
	}
	if !answered {
		few, err := h.Store.CountAnswer(ctx, l.From.Email+"/unanswered", l.key, flood*rule.AnswersPerDay, l.ReceivedAt)
		if err != nil {
			return store.Received{}, err
		}
		if !few {
			return h.unverified(ctx, l, TooMany)
		}
	}
	person, _ := a.Facts.Contact(a.Seat.Contact)
	text, quoted := l.description(person.Language, a.after)
	var beside store.Enclosure
	r := docket.Registration{
		Request: store.Request{
			Customer: a.Seat.Customer, Contact: a.Seat.Contact, Installation: a.Installation,
			Subject: bounded(l.title(person.Language), maxSubject), Description: text,
			ReceivedAt: l.ReceivedAt,
		},
		// A copy of the mail that found another system or another time to follow is still the same mail.
		By: a.Seat.Actor(), Key: l.key, Said: ticket.Print(l.key), Channel: policy.Email, Type: policy.Incident,
		Priority: cmp.Or(policy.PriorityCode(l.Priority()), rule.DefaultPriority), Quiet: !answered,
		Enclose: func(ctx context.Context, id string) (store.Enclosure, error) {
			var copied map[string][]byte
			beside, copied = l.enclosed(rule, a.Seat.Customer, id, text, quoted)
			return beside, h.keep(ctx, copied)
		},
	}
	rec, err := h.Docket.Register(ctx, h.Queue, h.EntitlementQueue, r, a.Facts)
	if err != nil {
		return store.Received{}, err
	}
	if err := h.offer(ctx, l, a.Seat, rec.ID, rec.Ticket.Registered.Language, beside); err != nil {
		return store.Received{}, err
	}
	return store.Received{Outcome: Ticket, Ticket: rec.ID}, h.remember(ctx, l, a.Seat.Customer, rec.ID)
}

func (l letter) title(lang string) string {
	return cmp.Or(strings.Join(strings.Fields(l.Subject), " "), texts.NoSubject(lang))
}

// description is what the person wrote, and what is quoted below it.
func (l letter) description(lang, after string) (text, quoted string) {
	text, quoted = l.ticketText(lang)
	if after != "" {
		text = texts.GoesOnFrom(lang, ticket.ShowNumber(after)) + "\n\n" + text
	}
	return bounded(cmp.Or(strings.TrimSpace(text), l.title(lang)), maxDescription), quoted
}

// message is what the person wrote as a message on a ticket, and what is quoted below it.
func (l letter) message(lang string) (text, quoted string) {
	text, quoted = l.ticketText(lang)
	return cmp.Or(bounded(text, maxDescription), bounded(l.title(lang), maxSubject)), quoted
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
