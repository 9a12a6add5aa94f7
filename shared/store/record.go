package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"flatsupport/shared/store/journal"
	"flatsupport/shared/ticket"
)

// Record is a ticket as it was read, together with what a later Commit needs to know.
type Record struct {
	ID     string
	Ticket ticket.Ticket        // the fold of all its events
	Events []ticket.Event       // the newest, which ride in the hot item; History gives all
	Wake   time.Time            // when it must be looked at; zero: never
	Claims map[string]time.Time // notices being delivered, by key, and until when they are left to whoever does it

	rev  int    // version of the hot item
	page string // sort key of the newest history page; empty: none
}

// The hot item, besides its keys:
//
//	v  version, one more with each commit
//	n  nonce of the last commit
//	x  schema
//	e  events, as package journal writes them
//	h  newest history page
//	c  claims: notice key -> deadline in milliseconds
//	l  nonce of the sweep that holds the lease, until the next commit
//	wpk, wsk  wake-up; both absent: none
//
// A write is charged by the started kilobyte of the whole item, so it stays under one: hotLimit leaves room for the
// mark of a lease. When the events do not fit any more the oldest move to a history page until the item has hotAfter,
// so that not every commit makes one.
const (
	leaseSize = 9
	hotLimit  = 1024 - leaseSize
	hotAfter  = 640
)

// hot is the hot item of a record, apart from what a sweep has put there.
func hot(rec Record, mark string) (item, error) {
	line, err := journal.Encode(rec.Events)
	if err != nil {
		return nil, err
	}
	it := hotKey(rec.ID).with(item{"v": number(rec.rev), "n": text(mark), "e": text(line)})
	if rec.page != "" {
		it["h"] = text(rec.page)
	}
	if len(rec.Claims) > 0 {
		it["c"] = claimsItem(rec.Claims)
	}
	if !rec.Wake.IsZero() {
		it["wpk"], it["wsk"] = text(shardPK(shardOf(rec.ID))), text(wakeText(rec.Wake))
	}
	return it, nil
}

// record reads a hot item and, for a long life, the history pages that it names.
func (s *Store) record(ctx context.Context, it item) (Record, error) {
	rec, err := recordOf(it)
	if err != nil {
		return Record{}, err
	}
	var earlier []ticket.Event
	if rec.page != "" {
		if earlier, err = s.paged(ctx, rec); err != nil {
			return Record{}, err
		}
	}
	rec.Ticket = ticket.Fold(ticket.Fold(ticket.Ticket{}, earlier...), rec.Events...)
	return rec, nil
}

// recordOf reads what is in the hot item itself.
func recordOf(it item) (Record, error) {
	k := keyOf(it)
	if err := it.readable(); err != nil {
		return Record{}, err
	}
	events, err := journal.Decode(it.text("e"))
	if err != nil {
		return Record{}, fmt.Errorf("%s: %w: %w", k, ErrUnreadable, err)
	}
	rec := Record{ID: k.pk[len(ticketPK):], Events: events, rev: it.number("v"), page: it.text("h")}
	if rec.Wake, err = wakeOf(it); err != nil {
		return Record{}, err
	}
	if rec.Claims, err = claimsOf(it); err != nil {
		return Record{}, err
	}
	return rec, nil
}

// wakeOf is the wake-up of an item; zero: none.
func wakeOf(it item) (time.Time, error) {
	wake := it.text("wsk")
	if wake == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(toSeconds, wake)
	if err != nil {
		return time.Time{}, fmt.Errorf("%s: %w: wake-up %q", keyOf(it), ErrUnreadable, wake)
	}
	return at, nil
}

func claimsItem(claims map[string]time.Time) types.AttributeValue {
	deadlines := make(map[string]types.AttributeValue, len(claims))
	for notice, until := range claims {
		deadlines[notice] = number(until.UnixMilli())
	}
	return &types.AttributeValueMemberM{Value: deadlines}
}

// claimsOf are the claims on the notices of an item; nil: none.
func claimsOf(it item) (claims map[string]time.Time, err error) {
	deadlines, ok := it["c"].(*types.AttributeValueMemberM)
	if ok {
		claims = make(map[string]time.Time, len(deadlines.Value))
	} else {
		deadlines = &types.AttributeValueMemberM{}
	}
	for notice, v := range deadlines.Value {
		until, _ := v.(*types.AttributeValueMemberN)
		if until == nil {
			return nil, fmt.Errorf("%s: %w: claim on %q", keyOf(it), ErrUnreadable, notice)
		}
		ms, err := strconv.ParseInt(until.Value, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %w: claim on %q", keyOf(it), ErrUnreadable, notice)
		}
		claims[notice] = time.UnixMilli(ms).UTC()
	}
	return claims, nil
}

// Ticket reads a ticket as it is now. A missing one is ErrNotFound.
func (s *Store) Ticket(ctx context.Context, id string) (Record, error) {
	it, err := s.get(ctx, "read ticket", hotKey(id))
	if err != nil {
		return Record{}, err
	}
	return s.record(ctx, it)
}

// History reads all events of a ticket in their order. A missing ticket is ErrNotFound.
func (s *Store) History(ctx context.Context, id string) ([]ticket.Event, error) {
	it, err := s.get(ctx, "read history of ticket", hotKey(id))
	if err != nil {
		return nil, err
	}
	rec, err := recordOf(it)
	if err != nil || rec.page == "" {
		return rec.Events, err
	}
	earlier, err := s.paged(ctx, rec)
	if err != nil {
		return nil, err
	}
	return slices.Concat(earlier, rec.Events), nil
}
