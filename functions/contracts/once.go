package contracts

import (
	"context"
	"errors"
	"fmt"

	"flatsupport/shared/docket"
	"flatsupport/shared/store"
)

// attempts bounds how often an act is decided anew because somebody else put something on record in between.
const attempts = 8

// untilFirst decides on an act, and again as long as somebody else was first with another one of the same book.
func untilFirst[T any](whose string, decide func() (T, error)) (T, error) {
	for range attempts {
		made, err := decide()
		if !errors.Is(err, store.ErrConflict) {
			return made, err
		}
	}
	var none T
	return none, fmt.Errorf("%s: %d times in a row: %w", whose, attempts, store.ErrConflict)
}

// again finds the entry that was made under the same key. One that says something else is docket.ErrKeyReused.
func again(book store.Book, e store.Entry) (was store.Entry, done bool, err error) {
	was, done = book.Entry(e.Key)
	if done && was.Said != e.Said {
		return store.Entry{}, false, docket.ErrKeyReused
	}
	return was, done, nil
}

// unlessOvertaken is the refusal, unless something was put on record after the book was read and perhaps before the records
// were: the very same act may have been, sent twice at once, and it is no refusal of itself.
func unlessOvertaken(ctx context.Context, read func(context.Context, string) (store.Book, error), whose string, was store.Book, refusal error) error {
	is, err := read(ctx, whose)
	if err != nil {
		return err
	}
	if len(is.Entries) != len(was.Entries) {
		return store.ErrConflict
	}
	return refusal
}
