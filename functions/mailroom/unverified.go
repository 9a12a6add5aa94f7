package mailroom

import (
	"context"
	"log/slog"

	"flatsupport/shared/inbound"
	"flatsupport/shared/mail"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/triage"
)

const (
	maxFrom    = 320
	overTheDay = "/over/" // names the count of what is told of an address that writes too much
)

// unverified lists the mail for the desk, tells the duty once, and acknowledges it at most once, by a text that repeats
// nothing. It never touches a ticket.
func (h Handler) unverified(ctx context.Context, l letter, reason string) (store.Received, error) {
	text, _ := inbound.Split(l.Body())
	people, err := h.triage().Duty(ctx, l.now)
	if err != nil {
		return store.Received{}, err
	}
	u := store.Unverified{
		At: l.ReceivedAt, Object: l.Object, Reason: reason,
		From: bounded(l.From.Email, maxFrom), Subject: bounded(l.Subject, maxSubject), Text: bounded(text, maxDescription),
		Mail: l.MessageID, Priority: l.Priority(),
	}
	if err := h.triage().List(ctx, u, people); err != nil {
		return store.Received{}, err
	}
	if err := h.tell(ctx, l, u, people); err != nil {
		return store.Received{}, err
	}
	return store.Received{Outcome: Unverified, Reason: reason, Request: u.ID()}, h.acknowledge(ctx, l, reason)
}

func (h Handler) triage() triage.Desk {
	return triage.Desk{Docket: h.Docket, Mailer: h.Mailer, PortalURL: h.PortalURL}
}

// tell tells the people once. Of an address that writes too much, and of old mails from one, it tells once a day.
func (h Handler) tell(ctx context.Context, l letter, u store.Unverified, people triage.People) error {
	if l.was.Told {
		return nil
	}
	if u.Reason == TooMany || u.Reason == Old {
		first, err := h.Store.CountAnswer(ctx, l.From.Email+overTheDay+u.Reason, l.Object, 1, l.ReceivedAt)
		if err != nil || !first {
			return err
		}
	}
	critical := len(l.seats) > 0 && l.Priority() == string(policy.P1)
	if err := h.triage().Tell(ctx, u, critical, people); err != nil {
		return err
	}
	return h.Store.MarkMail(context.WithoutCancel(ctx), l.Object, store.MailTold)
}

// mayAnswer counts an answer that goes out by itself; false when the address has had its number for the day, of all or on
// this subject (EML-13).
func (h Handler) mayAnswer(ctx context.Context, l letter, rule policy.ChannelRule) (bool, error) {
	return h.Store.CountAnswerOn(ctx, l.From.Email, l.Topic(), l.key, rule.AnswersPerDay, rule.AnswersPerSubject, l.ReceivedAt)
}

// acknowledge answers a person whose domain is vouched for, within the day's limit. It is recorded first: one answer too
// few is better than two that may meet a machine.
func (h Handler) acknowledge(ctx context.Context, l letter, reason string) error {
	person := l.DMARC && l.Froms == 1 && h.Threads.Machine(l.Mail) == "" && l.Source != ""
	unanswered := reason == TooMany || reason == Spam || reason == Old
	if !person || l.was.Answered || unanswered {
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
		To: l.From.Email, Subject: words.Subject, Text: words.Text, HTML: words.HTML, Key: triage.Key(store.Unverified{Object: l.Object}),
	})
	if err != nil {
		slog.WarnContext(ctx, "acknowledgement not sent", "object", l.Object, "error", err.Error())
	}
	return nil
}
