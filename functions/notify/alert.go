package notify

import (
	"context"

	"flatsupport/shared/alert"
	"flatsupport/shared/sla"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
)

// phone sends the line of an alert to the person's phone on record, never to a number that a request has brought along:
// whoever writes requests could have the desk call anybody.
func (h Handler) phone(ctx context.Context, rec store.Record, n ticket.Notice) error {
	to, err := h.person(ctx, rec, n)
	if err != nil {
		return err
	}
	if _, err := alert.Number(to.phone); err != nil {
		return err
	}
	line, err := h.line(ctx, rec, n, to.language)
	if err != nil {
		return err
	}
	return h.Phone.Send(ctx, alert.Line{Phone: to.phone, Text: line, Ticket: rec.ID, Key: n.Key})
}

func (h Handler) line(ctx context.Context, rec store.Record, n ticket.Notice, lang string) (string, error) {
	words, err := h.words(ctx, rec, n, "", lang)
	if err != nil {
		return "", err
	}
	words.Mark = mark(rec.ID, n) // also where the priority has changed since
	return texts.Line(words, lang)
}

// call tells the webhook of the event, in both languages of the desk.
func (h Handler) call(ctx context.Context, rec store.Record, n ticket.Notice) error {
	t := rec.Ticket
	c := alert.Call{
		Key: n.Key, Mark: mark(rec.ID, n), Kind: string(n.Kind), Ticket: ticket.ShowNumber(rec.ID), Priority: string(t.Priority),
		Fallback: n.Fallback, Text: map[string]string{}, Link: h.link(rec.ID, n.Audience),
	}
	for _, lang := range []string{"ru", "en"} {
		line, err := h.line(ctx, rec, n, lang)
		if err != nil {
			return err
		}
		c.Text[lang] = line
	}
	ed, err := h.Docket.Edition(t)
	if err != nil {
		return err
	}
	clocks, err := sla.Clocks(t, ed, h.Now())
	if err != nil {
		return err
	}
	if about, found := matter(clocks, n); found {
		c.Clock = string(about.Name)
		if !about.Due.IsZero() {
			c.Due = &about.Due
		}
	}
	return h.Webhook.Send(ctx, c)
}
