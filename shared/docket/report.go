package docket

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"flatsupport/shared/inbound"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// ErrNoMail: the ticket has no mail that the report could be about.
var ErrNoMail = errors.New("no such mail")

// MailReport is what was told of a mail of a ticket after it had gone out.
type MailReport struct {
	What ticket.Report
	Code string // see ticket.Reported
	Mail string // by which whoever tells it knows it: the mail service's id of the mail, or our own of the report's mail
	// About tells the mails that the report may be about; of several it is the newest.
	About func(n ticket.Notice) bool
}

// MailOf is the mail of the ticket with the id, which the mail service gives back with its report.
func MailOf(threads inbound.Threads, number, id string) func(ticket.Notice) bool {
	return func(n ticket.Notice) bool { return threads.MessageID(number, n.Key) == id }
}

// Reported takes a report on a mail of the ticket in, once, and tells the desk of a mail to the contact that will never
// arrive. ErrNoMail: it is about none.
func (d Docket) Reported(ctx context.Context, number string, r MailReport, now time.Time) (store.Record, error) {
	return d.Update(ctx, number, now, func(rec store.Record) (store.Change, error) {
		n, err := d.mailed(ctx, rec, r.About)
		if err != nil {
			return store.Change{}, err
		}
		fact, news := rec.Ticket.Report(n.Key, r.What, r.Code, r.Mail)
		if !news {
			return store.Change{}, nil
		}
		all, err := d.Events(ctx, rec.Ticket, now, []ticket.Fact{fact}, ToldOfLoss(rec.Ticket, fact, n)...)
		if err != nil {
			return store.Change{}, fmt.Errorf("whom to tell: %w", err)
		}
		all[0].By, all[0].Key = ticket.Actor{Role: ticket.System}, ticket.ReportKey(n.Key, r.What)
		return store.Change{Events: all}, nil
	})
}

// mailed is the newest mail that went out which the report may be about. In a long life its event may have left the hot item.
func (d Docket) mailed(ctx context.Context, rec store.Record, about func(ticket.Notice) bool) (ticket.Notice, error) {
	if n, ok := newest(rec.Events, about); ok {
		return n, nil
	}
	all, err := d.Store.History(ctx, rec.ID)
	if err != nil {
		return ticket.Notice{}, fmt.Errorf("history: %w", err)
	}
	if n, ok := newest(all, about); ok {
		return n, nil
	}
	return ticket.Notice{}, ErrNoMail
}

func newest(events []ticket.Event, about func(ticket.Notice) bool) (ticket.Notice, bool) {
	for _, e := range slices.Backward(events) {
		for _, n := range slices.Backward(e.Notices) {
			if n.By == policy.ByMail && about(n) {
				return n, true
			}
		}
	}
	return ticket.Notice{}, false
}
