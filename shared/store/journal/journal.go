// Package journal writes the events of a ticket down in little room and reads them back exactly.
//
// A ticket's events ride in every write of the ticket, and a write is paid for by the kilobyte. So they are kept as
// one line of JSON that a person can still make out. A journal is an array of events, an event is an array:
//
//	[kind, at, role, id, key, [fields...], notice, notice...]
//
// kind is a number out of facts.go and fields are the fact's own, in the order given there. at is in milliseconds:
// since 1970 in the first event, since the event before in all others. A notice is [kind, audience, person, fallback,
// key, means], with 0 for the key where it is the usual one, (event's key)>(person), and no means where it goes by mail. Zero values are 0, and those at an array's
// end are left out. Flags are 0 and 1, other instants are milliseconds since 1970.
//
// A text is written in full once only (words.go): a number above 0 is a word of the fixed list, a number below 0 the
// text that was written down as the -n-th, and [-n, before, after] that text with something around it.
//
// What this version does not know it refuses: a fact with unknown fields, half understood, would be another fact.
package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"flatsupport/shared/ticket"
)

var (
	// ErrUnreadable: the line was not written by Encode, or by a newer version of it.
	ErrUnreadable = errors.New("journal cannot be read by this version")
	// ErrUnwritable: an event cannot be written down exactly: an unknown fact, text that is not UTF-8, or an instant
	// that is not a whole millisecond between the years 2000 and 2200. Settle sees to the milliseconds.
	ErrUnwritable = errors.New("event cannot be written down")
)

// Settle gives the events as they can be kept: instants in UTC and whole milliseconds, cut and not rounded, so that
// nothing is dated after it happened.
func Settle(events []ticket.Event) []ticket.Event {
	settled := make([]ticket.Event, 0, len(events))
	for _, e := range events {
		e.At = settle(e.At)
		switch f := e.Fact.(type) {
		case ticket.Registered:
			f.StatedAt = settle(f.StatedAt)
			e.Fact = f
		case ticket.Decided:
			f.Until = settle(f.Until)
			e.Fact = f
		case ticket.Held:
			f.Until = settle(f.Until)
			e.Fact = f
		case ticket.Released:
			f.Until = settle(f.Until)
			e.Fact = f
		case ticket.Upheld:
			f.Until = settle(f.Until)
			e.Fact = f
		case ticket.Recounted:
			f.Moves = slices.Clone(f.Moves)
			for i, m := range f.Moves {
				f.Moves[i].Old, f.Moves[i].New = settle(m.Old), settle(m.New)
			}
			e.Fact = f
		}
		settled = append(settled, e)
	}
	return settled
}

func settle(at time.Time) time.Time {
	if at.IsZero() {
		return time.Time{}
	}
	return at.Truncate(time.Millisecond).UTC()
}

// Encode writes events down. The same events always give the same line. Empty lists come back as nil.
func Encode(events []ticket.Event) (string, error) {
	said := &words{}
	before := time.UnixMilli(0)
	lines := make([]any, 0, len(events))
	for i, e := range events {
		t := &tape{said: said}
		if err := t.event(&e, before); err != nil {
			return "", fmt.Errorf("event %d: %w", i+1, err)
		}
		before = e.At
		lines = append(lines, t.cells)
	}
	var line bytes.Buffer
	to := json.NewEncoder(&line)
	to.SetEscapeHTML(false) // > and & are part of many keys, and nobody renders this
	if err := to.Encode(lines); err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnwritable, err)
	}
	return string(bytes.TrimSuffix(line.Bytes(), []byte("\n"))), nil
}

// Decode reads what Encode wrote.
func Decode(line string) ([]ticket.Event, error) {
	from := json.NewDecoder(bytes.NewReader([]byte(line)))
	from.UseNumber()
	var lines []any
	if err := from.Decode(&lines); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	if _, err := from.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: something follows the events", ErrUnreadable)
	}
	said := &words{}
	before := time.UnixMilli(0)
	events := make([]ticket.Event, 0, len(lines))
	for i, line := range lines {
		cells, ok := line.([]any)
		if !ok {
			return nil, fmt.Errorf("event %d: %w: not a list", i+1, ErrUnreadable)
		}
		var e ticket.Event
		t := &tape{said: said, cells: cells, reading: true}
		if err := t.event(&e, before); err != nil {
			return nil, fmt.Errorf("event %d: %w", i+1, err)
		}
		before = e.At
		events = append(events, e)
	}
	return events, nil
}

// event runs over one event in either direction.
func (t *tape) event(e *ticket.Event, before time.Time) error {
	kind := kindOf(e.Fact)
	number(t, &kind)
	t.since(&e.At, before)
	word(t, &e.By.Role)
	word(t, &e.By.ID)
	word(t, &e.Key)
	form, known := facts[kind]
	if !known {
		if t.reading {
			return fmt.Errorf("%w: fact of kind %d", ErrUnreadable, kind)
		}
		return fmt.Errorf("%w: fact %T", ErrUnwritable, e.Fact)
	}
	t.nested(func(fields *tape) { form(fields, &e.Fact) })
	t.notices(e)
	return t.end()
}

// notices are whatever is left of the event.
func (t *tape) notices(e *ticket.Event) {
	if !t.reading {
		for i := range e.Notices {
			t.nested(func(inner *tape) { inner.notice(e.Key, &e.Notices[i]) })
		}
		return
	}
	for t.err == nil && t.at < len(t.cells) {
		var n ticket.Notice
		t.nested(func(inner *tape) { inner.notice(e.Key, &n) })
		e.Notices = append(e.Notices, n)
	}
}

func (t *tape) notice(cause string, n *ticket.Notice) {
	if !t.reading && n.Kind == "" {
		t.unwritable("a notice of no kind")
	}
	word(t, &n.Kind)
	word(t, &n.Audience)
	word(t, &n.Person)
	flag(t, &n.Fallback)
	t.unless(cause+">"+n.Person, &n.Key)
	word(t, &n.By)
}
