package store

import (
	"context"
	"fmt"
	"time"
)

// UnverifiedPage is a part of the list.
type UnverifiedPage struct {
	Rows []Unverified
	Next string // cursor of the next part; empty: no more
}

const (
	unverifiedList  = "unverified" // whose cursors they are
	readsOfPage     = 31           // made for one page at most
	daysOfUnchecked = 366          // that the list goes back
)

// Unverified reads the unverified requests of the last year, newest first, at most limit of them (1 to 100): the open ones,
// or all. A page may hold fewer and yet have a next one. cursor is empty for the newest, or what the page before gave as
// Next; anything else is ErrBadCursor.
func (s *Store) Unverified(ctx context.Context, now time.Time, all bool, cursor string, limit int) (UnverifiedPage, error) {
	const operation = "list unverified requests"
	limit = min(max(limit, 1), maxPage)
	after, err := openCursor(unverifiedList, cursor, "")
	if err != nil {
		return UnverifiedPage{}, fmt.Errorf("%s: %w", operation, err)
	}
	day := now.UTC()
	if after != "" {
		if day, err = time.Parse(time.DateOnly, after[:min(len(after), len(time.DateOnly))]); err != nil {
			return UnverifiedPage{}, fmt.Errorf("%s: %w", operation, ErrBadCursor)
		}
	}
	if len(after) == len(time.DateOnly) { // the day is read to its end
		after, day = "", day.AddDate(0, 0, -1)
	}
	var page UnverifiedPage
	for range readsOfPage {
		if now.Sub(day) > daysOfUnchecked*24*time.Hour {
			page.Next = ""
			return page, nil
		}
		name := day.Format(time.DateOnly)
		items, more, err := s.latest(ctx, operation, unverifiedPK(day), name, after, limit-len(page.Rows))
		if err != nil {
			return UnverifiedPage{}, err
		}
		for _, it := range items {
			u, err := unverifiedOf(it)
			if err != nil {
				return UnverifiedPage{}, err
			}
			if all || u.Open() {
				page.Rows = append(page.Rows, u)
			}
		}
		if after = more; more == "" {
			more, day = name, day.AddDate(0, 0, -1)
		}
		page.Next = sealCursor(unverifiedList, more)
		if len(page.Rows) == limit {
			return page, nil
		}
	}
	return page, nil
}
