package proof

import (
	"errors"
	"fmt"
	"time"
)

// counting adds up what counts: in hours, or in days and, where waits moved the due time on, in hours after that.
func (t *told) counting(end time.Time) error {
	if t.unknown {
		return nil
	}
	if t.inDays == 0 {
		return t.fill(end, t.target)
	}
	plain, err := t.countDays()
	if err != nil {
		return err
	}
	if t.plain.IsZero() {
		if len(t.intervals) > 0 || !plain.Equal(t.due) {
			return fmt.Errorf("by its days it is due %s", plain)
		}
		return nil
	}
	if !plain.Equal(t.plain) {
		return fmt.Errorf("without waiting it is due %s", plain)
	}
	if open := t.open(t.from, plain); open != t.whole {
		return fmt.Errorf("hours of coverage until %s: %s", plain, open)
	}
	return t.fill(end, t.whole)
}

// fill goes from day to day: what is printed of each must fill its hours, from the start of counting to the end.
func (t *told) fill(end time.Time, target time.Duration) error {
	var sum time.Duration
	printed, shut := t.intervals, t.days
	if t.inDays > 0 {
		shut = t.then
	}
	for d := dateOf(t.from.In(t.zone)); t.from.Before(end) && d.begin(t.zone).Before(end); d = d.next(1) {
		n := 0
		for n < len(printed) && printed[n].date == d {
			n++
		}
		closed := len(shut) > 0 && shut[0].date == d
		var counts time.Duration
		var err error
		switch {
		case closed && n > 0:
			err = fmt.Errorf("%s counts and does not", d)
		case closed:
			err = t.shut(shut[0], end)
			shut = shut[1:]
		case n == 0:
			err = fmt.Errorf("nothing is said of %s", d)
		default:
			counts, err = t.fits(d, printed[:n], end)
			printed = printed[n:]
		}
		if err != nil {
			return err
		}
		sum += counts
	}
	if len(printed) > 0 || len(shut) > 0 {
		return errors.New("a day is out of order")
	}
	return t.total(sum, target)
}

// total holds the sum against the target, and the end of the last interval against the due time.
func (t *told) total(sum, target time.Duration) error {
	left := time.Duration(0)
	if t.left != nil {
		left = *t.left
	}
	if sum+left != target {
		return fmt.Errorf("it comes to %s of %s", sum+left, target)
	}
	if t.left != nil || target == 0 {
		return nil
	}
	var last interval
	if n := len(t.intervals); n > 0 {
		last = t.intervals[n-1]
	}
	if last.paused || !last.to.Equal(t.due) {
		return errors.New("the last interval does not end at the due time")
	}
	return nil
}

// told finds what is said of a day as a whole; a day that is told twice is found by the order.
func (t *told) told(d date) (day, bool) {
	for _, x := range t.days {
		if x.date == d {
			return x, true
		}
	}
	return day{}, false
}

// shut holds a day that is told not to count against its hours.
func (t *told) shut(x day, end time.Time) error {
	switch x.why {
	case weekend, holiday:
		return nil
	case noHours:
		if len(t.hours.on(x.date, x.marks, t.zone)) > 0 && !x.marks.moved {
			return fmt.Errorf("%s has hours", x.date)
		}
		return nil
	default:
		for _, s := range t.hours.on(x.date, x.marks, t.zone) {
			if s, ok := s.clip(t.from, end); ok {
				return fmt.Errorf("%s is open from %s to %s", x.date, s.from, s.to)
			}
		}
		return nil
	}
}

// fits lays the printed intervals into the hours of the day; they must fill them.
func (t *told) fits(d date, printed []interval, end time.Time) (time.Duration, error) {
	var counts time.Duration
	for _, s := range t.hours.on(d, printed[0].marks, t.zone) {
		s, ok := s.clip(t.from, end)
		if !ok {
			continue
		}
		at := s.from
		for len(printed) > 0 && printed[0].from.Before(s.to) {
			x := printed[0]
			if !x.from.Equal(at) || x.to.After(s.to) {
				return 0, fmt.Errorf("%s: %s does not follow", d, x.from.In(t.zone).Format("15:04:05.000"))
			}
			if at = x.to; !x.paused {
				counts += x.to.Sub(x.from)
			}
			printed = printed[1:]
		}
		if !at.Equal(s.to) {
			return 0, fmt.Errorf("%s: nothing is said of what follows %s", d, at.In(t.zone).Format("15:04:05.000"))
		}
	}
	if len(printed) > 0 {
		return 0, fmt.Errorf("%s: %s is outside of the hours", d, printed[0].from.In(t.zone).Format("15:04:05.000"))
	}
	return counts, nil
}

// open is the time inside the hours between two instants, by what is told of the days.
func (t *told) open(from, to time.Time) time.Duration {
	var sum time.Duration
	for d := dateOf(from.In(t.zone)); d.begin(t.zone).Before(to); d = d.next(1) {
		about := marks{}
		if x, ok := t.told(d); ok {
			if x.why == weekend || x.why == holiday || x.why == noHours {
				continue
			}
			about = x.marks
		}
		for _, x := range t.intervals {
			if x.date == d {
				about = x.marks
			}
		}
		for _, s := range t.hours.on(d, about, t.zone) {
			if s, ok := s.clip(from, to); ok {
				sum += s.to.Sub(s.from)
			}
		}
	}
	return sum
}
