// Package mailroom is the function that takes in mail (G37). A mail was kept before anybody looked at it; here it is read
// and becomes a ticket, a reply to one, an unverified request that the desk looks at, or nothing but a kept mail. What was
// sent by the public form is an unverified request already; here people are told of it.
//
// A person acts by mail only when the mail service vouches for the domain of the one address in From, and that address is
// a contact's by the records. A thread or a number that the mail names is a candidate; whether the person may see that
// ticket is asked of the gate as of anybody who signs in.
package mailroom

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/access"
	"flatsupport/shared/attachment"
	"flatsupport/shared/docket"
	"flatsupport/shared/inbound"
	"flatsupport/shared/mail"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
)

// ClaimFor is how long a mail is left to the invocation that reads it. It is longer than the function may run.
const ClaimFor = 90 * time.Second

// Mails are the mails as they arrived.
type Mails interface {
	Read(ctx context.Context, object string, limit int64) ([]byte, error)
}

// Mailer sends a mail. It returns mail.ErrRefused when trying again cannot help.
type Mailer interface {
	Send(ctx context.Context, m mail.Message) error
}

// Handler takes in mail.
type Handler struct {
	Store            *store.Store
	Docket           docket.Docket
	Mails            Mails
	Bucket           string // in which they are
	Files            attachment.Bucket
	Mailer           Mailer
	Threads          inbound.Threads
	Inbox            string // address to which people write
	Queue            docket.Sender
	EntitlementQueue string
	NotifyQueue      string
	PortalURL        string
	Now              func() time.Time
}

// Outcomes of a mail.
const (
	Ticket     = "ticket"     // it made one
	Reply      = "reply"      // it answers one
	Noted      = "noted"      // somebody outside answers what the desk asked about one
	Unverified = "unverified" // the desk looks at it
	Kept       = "kept"       // nobody need look at it: machines, spam
)

// Reasons why a mail is an unverified request.
const (
	Unreadable      = "unreadable"
	SeveralSenders  = "several_senders"
	Unauthenticated = "not_authenticated"
	UnknownSender   = "unknown_sender"
	ForeignThread   = "foreign_thread" // it answers a ticket that the sender may not see
	WhichCustomer   = "which_customer" // the sender acts for several and names no system
	WhichSystem     = "which_system"   // the customer has several, and none is named
	Spam            = "spam"           // a contact's, as the mail service sees it
	Old             = "old"            // a contact's, written long ago as it says
	NotTaken        = "channel_closed" // the edition makes no tickets of mails
	VerdictsLost    = "verdicts_lost"  // nobody knows any more whether the mail service vouched for it
	TooMany         = "too_many"       // more than an address is answered in a day
	Machine         = "machine"        // a contact's machine, or a contact on a list
)

// Handle answers the mail queue, and that of forms.
func (h Handler) Handle(ctx context.Context, batch events.SQSEvent) (events.SQSEventResponse, error) {
	return queue.EachBody(ctx, batch, h.receive), nil
}

// receive takes in one mail, or one request by the public form. The same delivered again changes nothing.
func (h Handler) receive(ctx context.Context, body string) error {
	if form, err := queue.DecodeForm(body); err == nil {
		return h.form(ctx, form)
	}
	d, err := parse(body, h.Bucket)
	if err != nil {
		return err
	}
	now := h.Now()
	if d.ReceivedAt.After(now) {
		d.ReceivedAt = now.UTC().Truncate(time.Millisecond)
	}
	words, err := d.said()
	if err != nil {
		return err
	}
	was, err := h.Store.ClaimMail(ctx, d.Object, words, now, now.Add(ClaimFor))
	if err != nil || was.Outcome != "" {
		return err
	}
	if d, err = d.recall(was.Trail.Verdicts); err != nil {
		return err
	}
	done, err := h.sort(ctx, letter{delivery: d, now: now, was: was})
	if err != nil {
		free := h.Store.FreeMail(context.WithoutCancel(ctx), d.Object)
		return errors.Join(fmt.Errorf("mail %s: %w", d.Object, err), free)
	}
	if err := h.Store.FinishMail(ctx, d.Object, done); err != nil {
		return err
	}
	slog.InfoContext(ctx, "mail", "object", d.Object, "outcome", done.Outcome, "reason", done.Reason, "ticket", done.Ticket)
	return nil
}

// letter is a mail that is being read.
type letter struct {
	delivery
	inbound.Mail
	whole bool   // it was too large to be read: only its head was
	key   string // see keyOf
	now   time.Time
	was   store.Received
	seats []access.Seat // of whoever wrote it; none: nobody that is known
}

// sort decides what becomes of a mail, and lets it happen.
func (h Handler) sort(ctx context.Context, l letter) (store.Received, error) {
	raw, err := h.Mails.Read(ctx, l.Object, inbound.MaxBytes)
	if err != nil {
		return store.Received{}, err
	}
	l.Mail, err = inbound.Read(raw)
	if err != nil && len(raw) > inbound.MaxBytes {
		l.whole = true
		l.Mail, err = inbound.ReadHead(raw)
	}
	switch {
	case l.Infected:
		return kept("virus"), nil
	case err != nil && l.Spam:
		return kept(Spam), nil
	case err != nil:
		return h.unverified(ctx, l, Unreadable)
	case h.Threads.Own(l.Mail) || h.Inbox != "" && l.From.Email == h.Inbox:
		return kept(string(inbound.OurOwn)), nil
	case l.Report != nil && !l.Spam:
		return h.returned(ctx, l)
	case l.Source == "" && l.Machine == "" && !l.Lost:
		return kept(string(inbound.NullSender)), nil
	}
	l.Text = l.Body() // once: of markup it is much work
	l.key = keyOf(l)
	if l.DMARC && l.Froms == 1 {
		if l.seats, err = h.gate().Correspondent(ctx, l.From.Email); err != nil {
			return store.Received{}, err
		}
	}
	old, err := h.old(l)
	switch {
	case err != nil:
		return store.Received{}, err
	case l.Spam:
		return h.doubted(ctx, l, Spam)
	case old:
		return h.doubted(ctx, l, Old)
	}
	return h.sender(ctx, l)
}

// doubted keeps a mail that is most likely nothing to look at. A contact's may be one all the same, from a computer with a
// wrong clock or by a filter's mistake: of those the desk looks at as many of a day as an address is answered.
func (h Handler) doubted(ctx context.Context, l letter, reason string) (store.Received, error) {
	if len(l.seats) == 0 || l.Machine != "" {
		return kept(reason), nil
	}
	rule, _, err := h.channel(l)
	if err != nil {
		return store.Received{}, err
	}
	few, err := h.Store.CountAnswer(ctx, l.From.Email+"/"+reason, l.key, rule.AnswersPerDay, l.ReceivedAt)
	if err != nil || !few {
		return kept(reason), err
	}
	return h.unverified(ctx, l, reason)
}

// old reports whether the mail says that it was written longer ago than the edition takes mails for: a mailbox full of old
// mail is no queue of requests (OP-MAIL). One that does not say when is not old.
func (h Handler) old(l letter) (bool, error) {
	if l.Date.IsZero() {
		return false, nil
	}
	rule, _, err := h.channel(l)
	return rule.OldestDays > 0 && l.ReceivedAt.Sub(l.Date) > time.Duration(rule.OldestDays)*24*time.Hour, err
}

func (h Handler) gate() access.Gate { return access.Gate{Store: h.Store, Editions: h.Docket.Editions} }

func kept(reason string) store.Received { return store.Received{Outcome: Kept, Reason: reason} }

// sender judges by who wrote the mail. What a machine sends is kept and makes no ticket; where the signs are only such that
// no answer is wished for, and a contact may have written it all the same, the desk looks at it.
func (h Handler) sender(ctx context.Context, l letter) (store.Received, error) {
	asksForNone := l.Machine == inbound.Bulk || l.Machine == inbound.AutoResponse
	switch {
	case l.Machine != "" && asksForNone && len(l.seats) > 0:
		return h.unverified(ctx, l, Machine)
	case l.Machine != "":
		return kept(string(l.Machine)), nil
	case l.Lost:
		return h.unverified(ctx, l, VerdictsLost)
	case l.Froms > 1:
		return h.unverified(ctx, l, SeveralSenders)
	case !l.DMARC || l.Froms == 0:
		return h.unverified(ctx, l, Unauthenticated)
	case len(l.seats) == 0:
		return h.stranger(ctx, l)
	default:
		return h.contact(ctx, l)
	}
}
