package mailroom

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"flatsupport/shared/inbound"
	"flatsupport/shared/mail"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
)

const (
	firstLine   = policy.Level(2) // whose duty looks at what is nobody's
	maxExcerpt  = 4_000
	maxFrom     = 320
	overTheDay  = "/over" // names the count of what is told of an address that writes too much
	answerOfOwn = "unverified/"
)

// unverified lists the mail for the desk, tells the duty once, and acknowledges it at most once, by a text that repeats
// nothing. It never touches a ticket.
func (h Handler) unverified(ctx context.Context, l letter, reason string) (store.Received, error) {
	text, _ := inbound.Split(l.Body())
	err := h.Store.PutUnverified(ctx, store.Unverified{
		At: l.ReceivedAt, Object: l.Object, Reason: reason,
		From: bounded(l.From.Email, maxFrom), Subject: bounded(l.Subject, maxSubject), Text: bounded(text, maxExcerpt),
	})
	if err != nil {
		return store.Received{}, err
	}
	if err := h.tell(ctx, l, reason); err != nil {
		return store.Received{}, err
	}
	return store.Received{Outcome: Unverified, Reason: reason}, h.acknowledge(ctx, l, reason)
}

// tell tells whoever is on duty, and in their absence the last resort. Of an address that writes too much it tells once a
// day.
func (h Handler) tell(ctx context.Context, l letter, reason string) error {
	if l.was.Told {
		return nil
	}
	if reason == TooMany {
		first, err := h.Store.CountAnswer(ctx, l.From.Email+overTheDay, l.Object, 1, l.ReceivedAt)
		if err != nil || !first {
			return err
		}
	}
	return h.toDuty(ctx, l.Object, l.now, func(lang, link string) (texts.Mail, error) {
		return texts.UnverifiedMail(lang, reason, link)
	})
}

// toDuty sends whoever is on duty, and in their absence the last resort, the words about a request that is nobody's yet,
// and records that it was done.
func (h Handler) toDuty(ctx context.Context, object string, now time.Time, words func(lang, link string) (texts.Mail, error)) error {
	roster, err := h.Docket.Roster(ctx, firstLine, now)
	if err != nil {
		return err
	}
	people := roster.Duty
	if len(people) == 0 && roster.LastResort != "" {
		people = []string{roster.LastResort}
	}
	told := false
	for _, id := range people {
		person, err := h.Store.Staff(ctx, id)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("staff %s: %w", id, err)
		}
		if person.Email == "" {
			continue
		}
		said, err := words(person.Language, strings.TrimSuffix(h.PortalURL, "/")+"/v1/desk/unverified")
		if err != nil {
			return err
		}
		err = h.Mailer.Send(ctx, mail.Message{
			To: person.Email, Subject: said.Subject, Text: said.Text, HTML: said.HTML, Key: answerOfOwn + object + ">" + id,
		})
		if err != nil && !errors.Is(err, mail.ErrRefused) {
			return fmt.Errorf("tell the duty: %w", err)
		}
		told = told || err == nil
	}
	if !told {
		slog.WarnContext(ctx, "nobody could be told of an unverified request", "object", object)
	}
	return h.Store.MarkMail(context.WithoutCancel(ctx), object, store.MailTold)
}

// mayAnswer counts an answer that goes out by itself; false when the address has had its number for the day, of all or on
// this subject (EML-13).
func (h Handler) mayAnswer(ctx context.Context, l letter, rule policy.ChannelRule) (bool, error) {
	return h.Store.CountAnswerOn(ctx, l.From.Email, l.Topic(), l.key(), rule.AnswersPerDay, rule.AnswersPerSubject, l.ReceivedAt)
}

// acknowledge answers a person whose domain is vouched for, within the day's limit. It is recorded first: one answer too
// few is better than two that may meet a machine.
func (h Handler) acknowledge(ctx context.Context, l letter, reason string) error {
	person := l.DMARC && l.Froms == 1 && h.Threads.Machine(l.Mail) == "" && l.Source != ""
	if !person || l.was.Answered || reason == TooMany {
		return nil
	}
	ed, err := h.Docket.Editions.CurrentAt(l.ReceivedAt)
	if err != nil {
		return err
	}
	rule, _ := ed.Channel(policy.Email)
	within, err := h.mayAnswer(ctx, l, rule)
	if err != nil || !within {
		return err
	}
	if err := h.Store.MarkMail(ctx, l.Object, store.MailAnswered); err != nil {
		return err
	}
	hotline, _ := ed.Channel(policy.Hotline)
	words, err := texts.Acknowledgement(hotline.Address)
	if err != nil {
		return err
	}
	err = h.Mailer.Send(ctx, mail.Message{
		To: l.From.Email, Subject: words.Subject, Text: words.Text, HTML: words.HTML, Key: answerOfOwn + l.Object,
	})
	if err != nil {
		slog.WarnContext(ctx, "acknowledgement not sent", "object", l.Object, "error", err.Error())
	}
	return nil
}
