package proof

import (
	"errors"
	"fmt"
	"time"
)

// countDays follows the days told and gives the due time without waits: the same time of day on the last of them, moved
// into its hours, or where a cutoff is promised the end of its hours.
func (t *told) countDays() (time.Time, error) {
	for i, x := range t.days {
		if x.date != dateOf(t.from.In(t.zone)).next(i) {
			return time.Time{}, fmt.Errorf("nothing is said of the day before %s", x.date)
		}
	}
	var zero, last day
	n := -1
	for _, x := range t.days {
		hours := len(t.hours.on(x.date, x.marks, t.zone)) > 0
		switch {
		case x.why == begins && n == -1:
			zero, n = x, 0
		case x.why == workDay && n >= 0 && x.n == n+1:
			last, n = x, x.n
		case x.why == past && n == -1:
		case x.why == weekend, x.why == holiday, x.why == noHours:
			continue
		default:
			return time.Time{}, fmt.Errorf("%s is out of turn", x.date)
		}
		if !hours {
			return time.Time{}, fmt.Errorf("%s has no hours", x.date)
		}
	}
	if n != t.inDays || last.date != t.days[len(t.days)-1].date {
		return time.Time{}, fmt.Errorf("%d working days of %d", n, t.inDays)
	}
	open := t.hours.on(last.date, last.marks, t.zone)
	closing := open[len(open)-1].to
	if t.cutoff != "" {
		return closing, t.beforeCutoff(zero)
	}
	start, err := t.firstOpen(zero)
	if err != nil {
		return time.Time{}, err
	}
	h, m, s := start.In(t.zone).Clock()
	clock := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second
	same := opens(last.date.wall(clock), t.zone).Add(time.Duration(start.Nanosecond()))
	for _, w := range open {
		if same.Before(w.from) {
			return w.from, nil
		}
		if same.Before(w.to) {
			return same, nil
		}
	}
	return closing, nil
}

// firstOpen is the start of counting, or the opening on the day from which days are counted.
func (t *told) firstOpen(zero day) (time.Time, error) {
	for _, x := range t.days {
		if x.why == past {
			for _, s := range t.hours.on(x.date, x.marks, t.zone) {
				if t.from.Before(s.to) {
					return time.Time{}, fmt.Errorf("%s was open still", x.date)
				}
			}
		}
	}
	for _, s := range t.hours.on(zero.date, zero.marks, t.zone) {
		switch {
		case t.from.Before(s.from):
			return s.from, nil
		case t.from.Before(s.to):
			return t.from, nil
		}
	}
	return time.Time{}, errors.New("the hours of the first day are over")
}

// beforeCutoff holds the day that the receipt counts for against the cutoff.
func (t *told) beforeCutoff(zero day) error {
	c, _, err := clock(t.cutoff)
	if err != nil {
		return err
	}
	first := dateOf(t.from.In(t.zone))
	worked := len(t.hours.on(first, marks{}, t.zone)) > 0
	if x, ok := t.told(first); ok {
		worked = x.why == begins || x.why == past
	}
	inTime := worked && t.from.Before(opens(first.wall(c), t.zone))
	if inTime != (zero.date == first) {
		return fmt.Errorf("the cutoff is %s", t.cutoff)
	}
	return nil
}
