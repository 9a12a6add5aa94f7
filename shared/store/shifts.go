package store

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Shifts reads every shift of the role that is kept, those that begin first first.
func (s *Store) Shifts(ctx context.Context, role string) ([]Shift, error) {
	items, err := s.partition(ctx, "read shifts", rotaPK(role), "")
	if err != nil {
		return nil, err
	}
	shifts := make([]Shift, 0, len(items))
	for _, it := range items {
		sh, err := readShift(role, it)
		if err != nil {
			return nil, err
		}
		shifts = append(shifts, sh)
	}
	return shifts, nil
}

func readShift(role string, it item) (Shift, error) {
	if err := it.readable(); err != nil {
		return Shift{}, err
	}
	from, person, _ := strings.Cut(it.text("sk"), "#")
	sh := Shift{Role: role, Person: person}
	var err error
	if sh.From, err = time.Parse(toSeconds, from); err != nil {
		return Shift{}, fmt.Errorf("%s: %w: %w", keyOf(it), ErrUnreadable, err)
	}
	to := it.text("to")
	if to == "" {
		return sh, nil
	}
	if sh.To, err = time.Parse(toSeconds, to); err != nil {
		return Shift{}, fmt.Errorf("%s: %w: %w", keyOf(it), ErrUnreadable, err)
	}
	return sh, nil
}

// Over tells that the shift ended so long ago that it is not kept any more.
func (sh Shift) Over(now time.Time) bool { return !sh.To.IsZero() && !sh.To.Add(keepShifts).After(now) }
