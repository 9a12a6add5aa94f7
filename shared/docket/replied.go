package docket

import (
	"context"
	"time"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// Replied is what follows from a message of the customer: it resumes a waiting ticket and reopens a resolved one within
// the period (G40). Whoever works the ticket is told. received is when the message came in, by which the period is
// judged; now is when it is written down.
func (d Docket) Replied(ctx context.Context, t ticket.Ticket, message string, received, now time.Time) ([]ticket.Event, error) {
	ed, err := d.Edition(t)
	if err != nil {
		return nil, err
	}
	facts, err := t.Reply(ed, received, message)
	if err != nil {
		return nil, err
	}
	told := []Tell{{Kind: policy.NoticeReplied, To: policy.ToAssigned}}
	if t.Status == ticket.StatusRegistered {
		told = nil // nobody works it yet
	}
	return d.Events(ctx, t, now, facts, told...)
}
