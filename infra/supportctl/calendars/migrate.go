package calendars

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/docket"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// ErrUnfinished: some tickets could not be migrated; the report names them. Running it again does what is left.
var ErrUnfinished = errors.New("the migration is not finished; run it again to complete it")

// Migration counts the clocks that still run by another published version of a calendar (G45).
type Migration struct {
	Docket docket.Docket
	docket.Recounting
	Now      func() time.Time
	DryRun   bool                  // decide everything, write nothing
	Progress func(looked, hit int) // told after each ticket; nil: nobody
}

// Report is what a migration has found and done.
type Report struct {
	To      string  `json:"to"`
	Reason  string  `json:"reason"`
	DryRun  bool    `json:"dryRun"`
	Looked  int     `json:"looked"`  // tickets that the table has
	Already int     `json:"already"` // open ones that are counted by the version already
	Tickets []Entry `json:"tickets"`
	Error   string  `json:"error,omitempty"`
}

// Entry is a ticket that the migration bears on.
type Entry struct {
	Number   string `json:"number"`
	Customer string `json:"customer"`
	From     string `json:"from"` // versions before
	To       string `json:"to,omitempty"`
	Moves    []Move `json:"moves,omitempty"` // none: its clocks are due when they were
	Written  bool   `json:"written"`
	Error    string `json:"error,omitempty"`
}

// Move is a due time before and after; nil: there is none, while the ticket waits or when none can be computed.
type Move struct {
	Clock string     `json:"clock"`
	Old   *time.Time `json:"old,omitempty"`
	New   *time.Time `json:"new,omitempty"`
}

// Run looks at every ticket once and moves those whose clocks run; see docket.Recounted for which these are. A ticket that
// cannot be counted is named and the others go on: [ErrUnfinished]. A version that is not published is
// [coverage.ErrUnknownCalendar], and nothing is read.
//
// Whoever runs it again, after an interruption or at the same time as somebody else, completes it: each ticket gets the
// event once, under the version that it was read with.
func (m Migration) Run(ctx context.Context) (Report, error) {
	report := Report{To: m.To, Reason: m.Reason, DryRun: m.DryRun, Tickets: []Entry{}}
	for _, ed := range m.Docket.Editions.All() {
		if _, err := ed.PublishedCalendars().Version(m.To); err != nil {
			return report, err
		}
	}
	failed := 0
	err := m.Docket.Store.EachTicket(ctx, func(rec store.Record) error {
		entry, hit, err := m.ticket(ctx, rec)
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			entry.Error, failed, hit = err.Error(), failed+1, true
		}
		if !hit && m.already(rec.Ticket) {
			report.Already++
		}
		if hit {
			report.Tickets = append(report.Tickets, entry)
		}
		report.Looked++
		if m.Progress != nil {
			m.Progress(report.Looked, len(report.Tickets))
		}
		return nil
	})
	switch {
	case err != nil:
		return report, fmt.Errorf("%w: %w", ErrUnfinished, err)
	case failed > 0:
		return report, fmt.Errorf("%w: %d tickets failed", ErrUnfinished, failed)
	default:
		return report, nil
	}
}

// already reports whether an open ticket is on the version, by its decision or by a migration before this one.
func (m Migration) already(is ticket.Ticket) bool {
	return is.Open() && slices.ContainsFunc(strings.Fields(is.Calendar), func(version string) bool {
		return version == m.To || strings.HasPrefix(version, m.To+"+") // with days that the edition adds
	})
}

func (m Migration) ticket(ctx context.Context, rec store.Record) (Entry, bool, error) {
	entry := Entry{Number: ticket.ShowNumber(rec.ID), Customer: rec.Ticket.Registered.Customer, From: rec.Ticket.Calendar}
	now := m.Now()
	fact, hit, err := m.Docket.Recounted(rec.Ticket, m.Recounting, now)
	if errors.Is(err, coverage.ErrUnknownCalendar) {
		return entry, true, fmt.Errorf("%w; build the desk with the version that the ticket was counted by, and migrate then", err)
	}
	if err != nil || !hit {
		return entry, hit, err
	}
	if !m.DryRun {
		if fact, hit, err = m.Docket.Recount(ctx, rec.ID, m.Recounting, now); err != nil || !hit {
			return entry, false, err // hit is false when it has ended meanwhile, or somebody else was here
		}
		entry.Written = true
	}
	entry.To = fact.Calendar
	for _, move := range fact.Moves {
		entry.Moves = append(entry.Moves, Move{string(move.Clock), instant(move.Old), instant(move.New)})
	}
	return entry, true, nil
}

func instant(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	utc := at.UTC()
	return &utc
}
