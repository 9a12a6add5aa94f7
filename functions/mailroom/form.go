package mailroom

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"flatsupport/shared/mail"
	"flatsupport/shared/policy"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/triage"
)

// form sees to a request by the public form, once: the duty is told, and the contact whose address it has, if it is one's,
// gets a link to confirm it. That is done here and not where the form is taken, so that nobody can tell from the answer,
// or from how long it takes, whether an address is known. What a robot has filled in tells nobody anything.
func (h Handler) form(ctx context.Context, m queue.Form) error {
	now := h.Now()
	was, err := h.Store.ClaimMail(ctx, m.Form, "", now, now.Add(ClaimFor))
	if err != nil || was.Outcome != "" {
		return err
	}
	reason, err := h.forward(ctx, m.Form, was, now)
	if err != nil {
		free := h.Store.FreeMail(context.WithoutCancel(ctx), m.Form)
		return errors.Join(fmt.Errorf("form %s: %w", m.Form, err), free)
	}
	slog.InfoContext(ctx, "form", "form", m.Form, "reason", reason)
	return h.Store.FinishMail(ctx, m.Form, store.Received{Outcome: Unverified, Reason: reason})
}

func (h Handler) forward(ctx context.Context, id string, was store.Received, now time.Time) (reason string, err error) {
	f, err := h.Store.Form(ctx, id)
	if err != nil {
		return "", err
	}
	if f.Robot {
		return triage.Robot, nil
	}
	if !was.Told {
		critical := f.Priority == string(policy.P1)
		if err := h.own(ctx, f, critical, now); err != nil {
			return "", err
		}
	}
	if !was.Answered {
		err = h.ask(ctx, f, now)
	}
	return triage.Unconfirmed, err
}

// own makes whoever is on duty the owner of the request, and tells them.
func (h Handler) own(ctx context.Context, f store.Form, critical bool, now time.Time) error {
	people, err := h.triage().Duty(ctx, now)
	if err != nil {
		return err
	}
	u := store.Unverified{At: f.At, Object: f.ID}
	if len(people) > 0 {
		if err := h.Store.OwnUnverified(ctx, u, people[0]); err != nil && !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
	if err := h.triage().TellOfForm(ctx, u, critical, people); err != nil {
		return err
	}
	return h.Store.MarkMail(context.WithoutCancel(ctx), f.ID, store.MailTold)
}

// ask sends the link that confirms the form to its address, if that is a contact's by the records, and to nobody else (OP-FORM); at
// most as many of a day as the edition has. Nothing that was typed into the form is in the mail, so that nobody can write to
// people through the desk.
func (h Handler) ask(ctx context.Context, f store.Form, now time.Time) error {
	ed, err := h.Docket.Editions.CurrentAt(f.At)
	if err != nil {
		return err
	}
	rule, taken := ed.Channel(policy.Form)
	seats, err := h.gate().Correspondent(ctx, f.Email)
	if err != nil || len(seats) == 0 || !taken {
		return err
	}
	day := f.At.Truncate(24 * time.Hour)
	within, err := h.Store.CountForm(ctx, "links "+f.Email, day.Format(time.DateOnly), f.ID, rule.AnswersPerDay, day.Add(24*time.Hour))
	if err != nil || !within {
		return err
	}
	facts, err := h.Store.Facts(ctx, seats[0].Customer)
	if err != nil {
		return fmt.Errorf("facts of the customer: %w", err)
	}
	person, _ := facts.Contact(seats[0].Contact)
	token := newToken()
	if err := h.Store.PutLink(ctx, token, f.ID, now.Add(rule.ConfirmFor)); err != nil {
		return err
	}
	hotline, _ := ed.Channel(policy.Hotline)
	link := strings.TrimSuffix(h.PortalURL, "/") + "/v1/forms/confirmations/" + token
	words, err := texts.ConfirmForm(person.Language, link, int(rule.ConfirmFor.Hours()), hotline.Address)
	if err != nil {
		return err
	}
	err = h.Mailer.Send(ctx, mail.Message{
		To: f.Email, Subject: words.Subject, Text: words.Text, HTML: words.HTML, Key: triage.Key(store.Unverified{Object: f.ID}),
	})
	if err != nil && !errors.Is(err, mail.ErrRefused) {
		return fmt.Errorf("ask to confirm: %w", err)
	}
	return h.Store.MarkMail(context.WithoutCancel(ctx), f.ID, store.MailAnswered)
}

// newToken is 128 bits that nobody can guess, fit for a path.
func newToken() string {
	var bits [16]byte
	_, _ = rand.Read(bits[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(bits[:])
}
