package mailroom

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"

	"flatsupport/shared/access"
	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// maxNamed bounds how many ids that a mail names are looked up.
const maxNamed = 20

// keyOf is the idempotency key of a mail: the same mail sent again, or to two addresses of the desk, has the same. A
// Message-ID alone is not enough, programs use one twice; a mail without any is only ever the same as itself.
func keyOf(l letter) string {
	what := "object\x00" + l.Object
	if l.MessageID != "" {
		what = "mail\x00" + l.MessageID + "\x00" + l.From.Email + "\x00" + l.Subject + "\x00" + l.Body()
		for _, f := range l.Files {
			what += "\x00" + f.Name + "\x00" + strconv.Itoa(len(f.Data))
		}
	}
	sum := sha256.Sum256([]byte(what))
	return "mail-" + base64.RawURLEncoding.EncodeToString(sum[:18])
}

// contact lets a person who is known act: on the ticket that the mail answers, if it is one that the person may see, and
// else by a new one.
func (h Handler) contact(ctx context.Context, l letter) (store.Received, error) {
	named, err := h.named(ctx, l)
	if err != nil {
		return store.Received{}, err
	}
	foreign := false
	for _, n := range named {
		rec, seat, err := h.gate().OwnOf(ctx, l.seats, n.ticket, l.now)
		switch {
		case err == nil:
			return h.reply(ctx, l, rec, seat)
		case !errors.Is(err, access.ErrNotFound):
			return store.Received{}, err
		}
		foreign = foreign || n.proved
	}
	if done, asked, err := h.supplier(ctx, l); asked || err != nil {
		return done, err
	}
	if foreign {
		return h.unverified(ctx, l, ForeignThread)
	}
	return h.open(ctx, l)
}

// candidate is a ticket that a mail names.
type candidate struct {
	ticket string
	proved bool // by an id that only this desk can have made
}

// named are the tickets that the mail may belong to, the likeliest first: by ids of the desk, by the ids of earlier mails of
// the same customer, and by a number in the subject, which is a hint and no more.
func (h Handler) named(ctx context.Context, l letter) ([]candidate, error) {
	var all []candidate
	ours, forged := h.Threads.Candidates(l.Mail)
	if forged {
		slog.WarnContext(ctx, "mail imitates an id of this desk", "object", l.Object)
	}
	for _, id := range ours {
		all = append(all, candidate{id, true})
	}
	ids := slices.Concat(l.InReplyTo, l.References)
	slices.Reverse(ids)
	for _, seat := range access.OneOfEach(l.seats) {
		for _, id := range ids[:min(len(ids), maxNamed)] {
			found, err := h.Store.Conversation(ctx, seat.Customer, id)
			switch {
			case err == nil:
				all = append(all, candidate{ticket: found})
			case !errors.Is(err, store.ErrNotFound):
				return nil, err
			}
		}
	}
	for _, number := range l.Numbers() {
		all = append(all, candidate{ticket: number})
	}
	return all, nil
}

// reply adds what is new in the mail to the ticket, as a reply by the portal does; where that was merged into another, to
// the other. A ticket that takes none any more, because it was refused or the time to reopen it is over (G40), is named in
// a new one.
func (h Handler) reply(ctx context.Context, l letter, rec store.Record, seat access.Seat) (store.Received, error) {
	lang := rec.Ticket.Registered.Language
	text, quoted := l.message(lang)
	subject, err := h.strays(ctx, l, rec)
	if err != nil {
		return store.Received{}, err
	}
	rule, _, err := h.channel(l)
	if err != nil {
		return store.Received{}, err
	}
	beside, copied := l.enclosed(rule, seat.Customer, rec.ID, text, quoted)
	cmd := docket.Command{
		Ticket: rec.ID, By: seat.Actor(), Key: l.key, Text: text, Public: true, Beside: beside, Said: []string{"reply", text},
		Subject: subject, Channel: policy.Email,
	}
	sees := func(ctx context.Context, rec store.Record) (bool, error) { return h.gate().Sees(ctx, seat, rec, l.now) }
	after, err := h.Docket.Follow(ctx, cmd, l.now, sees, func(t ticket.Ticket, message string) ([]ticket.Event, error) {
		events, err := h.Docket.Replied(ctx, t, message, l.ReceivedAt, l.now)
		if err != nil {
			return nil, err
		}
		return events, h.keep(ctx, copied)
	})
	var unlawful *ticket.Unlawful
	if errors.As(err, &unlawful) {
		return h.follow(ctx, l, after, seat)
	}
	if err != nil {
		return store.Received{}, fmt.Errorf("reply: %w", err)
	}
	h.Docket.Announce(ctx, h.Queue, h.NotifyQueue, after, l.now)
	if err := h.offer(ctx, l, seat, after.ID, lang, beside); err != nil {
		return store.Received{}, err
	}
	return store.Received{Outcome: Reply, Ticket: after.ID}, h.remember(ctx, l, seat.Customer, after.ID)
}

// remember lets answers to this mail find the ticket.
func (h Handler) remember(ctx context.Context, l letter, customer, id string) error {
	if l.MessageID == "" {
		return nil
	}
	return h.Store.PutConversation(ctx, customer, l.MessageID, id)
}
