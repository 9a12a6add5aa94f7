// Package reminder is the function that tells of the dates of certificates, each reminder once. It is told ids by the
// sweep; what is due follows from the facts, the watch and the instant, so a doubled, late or early message changes
// nothing.
package reminder

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/queue"
	"flatsupport/shared/reminder"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

const (
	// Redrive is how long notices are left to notify before the watch is looked at again and they are sent on anew. It is
	// longer than a claim holds.
	Redrive = 5 * time.Minute
	// attempts bounds how often a watch is looked at anew because somebody else wrote it in between.
	attempts = 8
)

// Sender queues watches for another function.
type Sender interface {
	SendWatches(ctx context.Context, queueURL string, watches ...queue.Watch) error
}

// Handler takes the reminders that are due.
type Handler struct {
	Store       *store.Store
	Editions    *policy.Library
	Queue       Sender
	NotifyQueue string
	Now         func() time.Time
}

// Handle answers the reminder queue.
func (h Handler) Handle(ctx context.Context, batch events.SQSEvent) (events.SQSEventResponse, error) {
	return queue.EachWatch(ctx, batch, h.one), nil
}

func (h Handler) one(ctx context.Context, m queue.Watch) error {
	w, err := h.take(ctx, store.WatchID(m))
	if err != nil {
		return fmt.Errorf("remind: %w", err)
	}
	if len(w.Pending()) == 0 {
		return nil
	}
	if err := h.Queue.SendWatches(ctx, h.NotifyQueue, m); err != nil {
		return fmt.Errorf("send on to notify: %w", err)
	}
	return nil
}

// take writes the reminders now due, what they announce and the next wake-up as one, and does so again on what then
// stands when somebody else wrote or armed the watch in between.
func (h Handler) take(ctx context.Context, id store.WatchID) (store.Watch, error) {
	for range attempts {
		w, err := h.Store.Watch(ctx, id)
		if err != nil {
			return store.Watch{}, err
		}
		now := h.Now()
		change, err := h.decide(ctx, w, now)
		if err != nil {
			return store.Watch{}, err
		}
		if len(change.Taken) == 0 && change.Wake.Equal(w.Wake) {
			return w, nil
		}
		written, err := h.Store.CommitWatch(ctx, w, change)
		if errors.Is(err, store.ErrConflict) {
			continue
		}
		for _, r := range change.Taken {
			slog.InfoContext(ctx, "reminder taken", "customer", id.Customer, "reminder", r.Key, "notices", len(r.Told))
		}
		return written, err
	}
	return store.Watch{}, fmt.Errorf("watch %s: written by others %d times in a row: %w", id, attempts, store.ErrConflict)
}

// decide says what is due now and when to look again. A certificate that is not there any more is not looked at again.
func (h Handler) decide(ctx context.Context, w store.Watch, now time.Time) (store.WatchChange, error) {
	facts, err := h.Store.Facts(ctx, w.Customer)
	if err != nil {
		return store.WatchChange{}, err
	}
	var change store.WatchChange
	if cert, known := facts.Certificate(w.Certificate); known {
		ed, err := h.Editions.Edition(cert.Edition)
		if err != nil {
			return store.WatchChange{}, fmt.Errorf("certificate %s: %w", cert.ID, err)
		}
		matter := reminder.Of(ed, facts, cert)
		outlook := reminder.Look(matter, w.Since, now, w.Keys())
		change.Wake = outlook.Next
		if change.Taken, err = h.taken(ctx, matter, facts, outlook.Due, now); err != nil {
			return store.WatchChange{}, err
		}
	}
	again := now.Add(Redrive)
	if w.Wake.After(now) && w.Wake.Before(again) {
		again = w.Wake // what a message that came twice looks at, it leaves
	}
	if owes(w, change) && (change.Wake.IsZero() || again.Before(change.Wake)) {
		change.Wake = again
	}
	return change, nil
}

// owes reports whether a notice waits once the change is written.
func owes(w store.Watch, change store.WatchChange) bool {
	return len(w.Pending()) > 0 || slices.ContainsFunc(change.Taken, func(r store.Reminded) bool { return len(r.Told) > 0 })
}

// taken are the due reminders with the people they tell, who are only looked for when there is a reminder.
func (h Handler) taken(
	ctx context.Context, matter reminder.Matter, facts entitlement.Facts, due []reminder.Rung, now time.Time,
) ([]store.Reminded, error) {
	if len(due) == 0 {
		return nil, nil
	}
	roster, err := h.roster(ctx, now)
	if err != nil {
		return nil, err
	}
	roster.Contacts = matter.Contacts(facts, now)
	all := make([]store.Reminded, 0, len(due))
	for _, rung := range due {
		r := store.Reminded{Key: rung.Key, At: now}
		for _, n := range rung.Notices(roster) {
			r.Told = append(r.Told, store.Told{Notice: ticket.Notice{
				Key: n.Key, Kind: n.Kind, Audience: n.Audience, Person: n.Person, Fallback: n.Fallback,
			}})
		}
		all = append(all, r)
	}
	return all, nil
}

// roster is who of the desk can be told at the instant.
func (h Handler) roster(ctx context.Context, at time.Time) (reminder.Roster, error) {
	var roster reminder.Roster
	var last []string
	for _, duty := range []struct {
		role   string
		people *[]string
	}{{"SALES", &roster.Sales}, {"MANAGER", &roster.Managers}, {"LAST_RESORT", &last}} {
		var err error
		if *duty.people, err = h.Store.OnDuty(ctx, duty.role, at); err != nil {
			return reminder.Roster{}, err
		}
	}
	if len(last) > 0 {
		roster.LastResort = last[0]
	}
	return roster, nil
}
