package store

import (
	"context"
	"fmt"
	"slices"

	"flatsupport/shared/store/journal"
	"flatsupport/shared/ticket"
)

// A history page holds events that no longer fit into the hot item: e the events, p the sort key of the page before.
// It is written before the commit that names it and says the same whoever writes it, because only committed events
// move; so two writers of the same page do no harm, and a page that no commit came to name is an orphan.

// turn moves the oldest of the committed events to a page when the record, with the events that are about to be
// committed at its end, does not fit into the hot item. It returns the record without them, and the page, or none.
// Events about to be committed never move: nobody else would write the same page.
func turn(rec Record, committed int, mark string) (Record, item, error) {
	it, err := hot(rec, mark)
	if err != nil || sizeOf(it) <= hotLimit || committed == 0 {
		return rec, nil, err
	}
	before := rec
	rec.page = pageKey(rec.ID, 999999, 999999).sk // a page key is as long as any other
	moved := 0
	for moved < committed && sizeOf(it) > hotAfter {
		moved++
		rec.Events = before.Events[moved:]
		if it, err = hot(rec, mark); err != nil {
			return Record{}, nil, err
		}
	}
	line, err := journal.Encode(before.Events[:moved])
	if err != nil {
		return Record{}, nil, err
	}
	from := rec.Ticket.Version - len(before.Events) + 1 // the number of the first event that was hot
	k := pageKey(rec.ID, from, from+moved-1)
	page := k.with(item{"e": text(line)})
	if before.page != "" {
		page["p"] = text(before.page)
	}
	rec.page = k.sk
	return rec, page, nil
}

// paged reads the events before the hot ones, from the page that the record names back to the first.
func (s *Store) paged(ctx context.Context, rec Record) ([]ticket.Event, error) {
	items, err := s.partition(ctx, "read history pages of ticket", ticketPK+rec.ID, pagePrefix)
	if err != nil {
		return nil, err
	}
	return chain(rec, items)
}

// chain follows the pages among the items.
func chain(rec Record, items []item) ([]ticket.Event, error) {
	pages := make(map[string]item, len(items))
	for _, it := range items {
		pages[it.text("sk")] = it
	}
	var newestFirst [][]ticket.Event
	for sk := rec.page; sk != ""; {
		page, ok := pages[sk]
		if !ok {
			return nil, fmt.Errorf("ticket %s: page %s is missing: %w", rec.ID, sk, ErrUnreadable)
		}
		delete(pages, sk) // a chain that bites its tail ends as a missing page
		if err := page.readable(); err != nil {
			return nil, err
		}
		events, err := journal.Decode(page.text("e"))
		if err != nil {
			return nil, fmt.Errorf("%s: %w: %w", keyOf(page), ErrUnreadable, err)
		}
		newestFirst = append(newestFirst, events)
		sk = page.text("p")
	}
	slices.Reverse(newestFirst)
	return slices.Concat(newestFirst...), nil
}
