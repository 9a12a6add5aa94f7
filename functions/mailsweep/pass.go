package mailsweep

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"flatsupport/shared/queue"
	"flatsupport/shared/rawmail"
	"flatsupport/shared/store"
)

// pass is one way of going through the bucket.
type pass struct {
	name string        // by which its place is kept
	back time.Duration // how old the mails are that it looks at; 0: any
	asks func(t Tick) bool
}

var passes = []pass{
	{"recent", Recent, func(t Tick) bool { return !t.All }},
	{"all", 0, func(t Tick) bool { return t.All }},
}

// tally counts what a pass did.
type tally struct{ seen, sent int }

// run goes through the bucket from where the pass was left off, if the tick asks for it or it was begun before, and keeps
// its place when the time for work ends.
func (h Handler) run(ctx, work context.Context, p pass, tick Tick, now time.Time) (tally, error) {
	var t tally
	after, begun, err := h.Store.Unfinished(ctx, p.name)
	if err != nil || !begun && !p.asks(tick) {
		return t, err
	}
	if !begun && p.back == 0 { // so that one that dies goes on before the next day
		if err := h.Store.LeaveOff(ctx, p.name, ""); err != nil {
			return t, err
		}
		begun = true
	}
	for work.Err() == nil {
		mails, next, err := h.Mails.List(work, after)
		if work.Err() != nil {
			break
		}
		if err != nil {
			return t, errors.Join(err, h.keep(ctx, p, after))
		}
		mails = slices.DeleteFunc(mails, func(m rawmail.Kept) bool {
			return p.back > 0 && now.Sub(m.At) > p.back || now.Sub(m.At) < Grace || !h.named(ctx, m)
		})
		for some := range slices.Chunk(mails, store.MaxMails) {
			sent, err := h.hold(ctx, some, now)
			if t.seen, t.sent = t.seen+len(some), t.sent+sent; err != nil {
				return t, errors.Join(err, h.keep(ctx, p, after))
			}
		}
		if after = next; next == "" {
			if begun {
				return t, h.Store.EndPass(ctx, p.name)
			}
			return t, nil
		}
	}
	slog.InfoContext(ctx, "pass over the mails left off", "pass", p.name)
	return t, h.keep(ctx, p, after)
}

func (h Handler) keep(ctx context.Context, p pass, after string) error {
	return h.Store.LeaveOff(context.WithoutCancel(ctx), p.name, after)
}

// named reports whether the mail can be asked about. What cannot was put there by somebody else's hand.
func (h Handler) named(ctx context.Context, m rawmail.Kept) bool {
	if !store.Usable(m.Object) {
		slog.ErrorContext(ctx, "an object of the mail bucket whose key no mail has", "object", m.Object)
		return false
	}
	return true
}

// hold holds mails against what became of them, and sends on those of which nothing did and that nobody reads now. They are
// sent first and recorded then: a mail that is sent twice is read once.
func (h Handler) hold(ctx context.Context, mails []rawmail.Kept, now time.Time) (int, error) {
	objects := make([]string, len(mails))
	for i, m := range mails {
		objects[i] = m.Object
	}
	became, err := h.Store.ReceivedMails(ctx, objects)
	if err != nil {
		return 0, err
	}
	var found []queue.Found
	for _, m := range mails {
		if r := became[m.Object]; r.Outcome == "" && !r.Trail.Read.After(now) && !r.Trail.Again.After(now) {
			found = append(found, queue.Found{Object: m.Object, At: m.At})
		}
	}
	if len(found) == 0 {
		return 0, nil
	}
	if err := h.Queue.SendFound(ctx, h.MailQueue, found...); err != nil {
		return 0, fmt.Errorf("send on what was found: %w", err)
	}
	for _, f := range found {
		slog.WarnContext(ctx, "mail of which nobody knew", "object", f.Object, "at", f.At)
		was := became[f.Object]
		again := now.Add(Patience << min(was.Trail.Found, 10))
		if err := h.Store.FoundMail(ctx, f.Object, was, now, again); err != nil && !errors.Is(err, store.ErrConflict) {
			return len(found), err
		}
	}
	return len(found), nil
}
