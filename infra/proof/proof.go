// Package proof checks the explanation of a due time as a customer would: from its printed lines alone, in Russian or
// English, with a pencil and a clock. It knows the words that the desk prints (shared/texts) and the world's time zones,
// and nothing of the desk: not its calendar, its arithmetic or its editions, none of which it imports. What it finds
// sound it has added up again.
package proof

import (
	"errors"
	"fmt"
	"time"
)

// ErrUnsound: the lines do not prove the due time; the message says which of them fails.
var ErrUnsound = errors.New("the explanation does not add up")

// Result is what an explanation proves.
type Result struct {
	Due   time.Time // by adding up the intervals, or counting the days; zero: it waits, or cannot be computed
	Lines int       // of intervals, days and waits that were checked
}

// Check adds up the lines of one explanation. Every line must be one of those that the desk prints, every day between
// the start and the due time must be told, with the intervals that count and those that wait or with why it does not
// count; intervals must fill the printed hours without gap or overlap; what counts must be the target, and end at the due
// time. A target in days must have as many different working days. Errors: ErrUnsound.
func Check(lines []string) (Result, error) {
	t, err := read(lines)
	if err == nil {
		err = t.check()
	}
	if err != nil {
		return Result{}, fmt.Errorf("%w: %w", ErrUnsound, err)
	}
	return Result{Due: t.due, Lines: len(t.intervals) + len(t.days) + len(t.then) + len(t.waits)}, nil
}

// told is what the lines say.
type told struct {
	target    time.Duration
	wall      bool
	inDays    int // working days of the target; 0: it is a length of time
	cutoff    string
	zone      *time.Location
	hours     week
	priority  string
	fair      bool
	from      time.Time
	began     time.Time // zero: at from
	intervals []interval
	days      []day // told as a day, in order
	then      []day // of a target in days: told as a day among the hours that waits move it by
	plain     time.Time
	whole     time.Duration // of plain
	waits     []wait
	cutAll    *time.Duration
	revisions []revision
	left      *time.Duration
	due       time.Time
	unknown   bool
}

// interval is a printed stretch of a day.
type interval struct {
	date     date
	from, to time.Time
	paused   bool
	marks    marks
}

// day is a day that is told as a whole.
type day struct {
	date  date
	why   reason
	n     int // of a working day
	marks marks
}

// reason is why a day does not count, or that it does.
type reason string

const (
	weekend  reason = "weekend"
	holiday  reason = "holiday" // or a day off by transfer: the calendar's word
	closed   reason = "closed"
	noHours  reason = "no hours"
	past     reason = "past"
	begins   reason = "begins"
	workDay  reason = "working day"
	wordless reason = ""
)

// marks are what is particular about a day.
type marks struct{ moved, short bool }

// wait is a wait for the customer and what was taken out for it.
type wait struct {
	from, to time.Time // to is zero while it lasts
	kind     waitKind
	cut      time.Duration
}

type waitKind string

const (
	cutOut     waitKind = "cut"
	cutNothing waitKind = "nothing"
	notCut     waitKind = "not"
	lasting    waitKind = "lasts"
)

// revision is a change of priority.
type revision struct {
	at             time.Time
	from, to       string
	old, new, then time.Time
}

// check holds what the lines say against one another.
func (t *told) check() error {
	end, err := t.end()
	if err != nil {
		return err
	}
	for _, part := range []func(time.Time) error{t.changes, t.counting, t.waiting} {
		if err := part(end); err != nil {
			return err
		}
	}
	return nil
}

// end is how far the proof goes: to the due time, or to where a wait without an end begins.
func (t *told) end() (time.Time, error) {
	switch {
	case t.from.IsZero():
		return time.Time{}, errors.New("no start of counting")
	case t.unknown:
		return time.Time{}, nil
	case !t.due.IsZero() && t.left == nil:
		return t.due, nil
	case t.due.IsZero() && t.left != nil:
		for _, w := range t.waits {
			if w.kind == lasting {
				return w.from, nil
			}
		}
	}
	return time.Time{}, errors.New("neither a due time nor a wait")
}
