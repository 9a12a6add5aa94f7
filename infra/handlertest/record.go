package handlertest

import (
	"context"
	"slices"
	"sync"

	"flatsupport/shared/alert"
	"flatsupport/shared/mail"
	"flatsupport/shared/queue"
)

// Queue records what was sent and delivers nothing.
type Queue struct {
	mu   sync.Mutex
	sent map[string][]string

	watches map[string][]queue.Watch
	// Fail is what sending to a queue comes to; nil: it is sent.
	Fail error
}

// Send takes ticket ids for a queue.
func (q *Queue) Send(_ context.Context, queueURL string, tickets ...string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.Fail != nil {
		return q.Fail
	}
	if q.sent == nil {
		q.sent = map[string][]string{}
	}
	q.sent[queueURL] = append(q.sent[queueURL], tickets...)
	return nil
}

// SendWatches takes watches for a queue.
func (q *Queue) SendWatches(_ context.Context, queueURL string, watches ...queue.Watch) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.Fail != nil {
		return q.Fail
	}
	if q.watches == nil {
		q.watches = map[string][]queue.Watch{}
	}
	q.watches[queueURL] = append(q.watches[queueURL], watches...)
	return nil
}

// SendForm takes a form for a queue.
func (q *Queue) SendForm(ctx context.Context, queueURL string, form queue.Form) error {
	return q.Send(ctx, queueURL, form.Form)
}

// TakeWatches empties a queue of watches.
func (q *Queue) TakeWatches(queueURL string) []queue.Watch {
	q.mu.Lock()
	defer q.mu.Unlock()
	taken := q.watches[queueURL]
	delete(q.watches, queueURL)
	return taken
}

// Sent is what was sent to a queue and not taken yet.
func (q *Queue) Sent(queueURL string) []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Clone(q.sent[queueURL])
}

// Take empties a queue.
func (q *Queue) Take(queueURL string) []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	taken := q.sent[queueURL]
	delete(q.sent, queueURL)
	return taken
}

// Outbox is a mail service that keeps the mails.
type Outbox struct {
	mu    sync.Mutex
	mails []mail.Message
	// Before runs before a mail is kept; what it returns the mail service answers.
	Before func(mail.Message) error
}

// Send takes a mail.
func (o *Outbox) Send(_ context.Context, m mail.Message) error {
	if o.Before != nil {
		if err := o.Before(m); err != nil {
			return err
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.mails = append(o.mails, m)
	return nil
}

// Mails are all mails in the order in which they were sent.
func (o *Outbox) Mails() []mail.Message {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.mails)
}

// Pager is what alerts go out by: it keeps the lines to phones and the calls of the webhook.
type Pager struct {
	mu    sync.Mutex
	lines []alert.Line
	calls []alert.Call
	// BeforeLine and BeforeCall run before one is kept; what they return is the answer.
	BeforeLine func(alert.Line) error
	BeforeCall func(alert.Call) error
}

// Send takes a line to a phone.
func (p *Pager) Send(_ context.Context, line alert.Line) error {
	if p.BeforeLine != nil {
		if err := p.BeforeLine(line); err != nil {
			return err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lines = append(p.lines, line)
	return nil
}

// Lines are all lines in the order in which they were sent.
func (p *Pager) Lines() []alert.Line {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.lines)
}

// Called are all calls of the webhook in the order in which they were made.
func (p *Pager) Called() []alert.Call {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.calls)
}

// Calls is the pager as the webhook of a deployment.
type Calls struct{ Pager *Pager }

// Send takes a call.
func (c Calls) Send(_ context.Context, call alert.Call) error {
	if c.Pager.BeforeCall != nil {
		if err := c.Pager.BeforeCall(call); err != nil {
			return err
		}
	}
	c.Pager.mu.Lock()
	defer c.Pager.mu.Unlock()
	c.Pager.calls = append(c.Pager.calls, call)
	return nil
}
