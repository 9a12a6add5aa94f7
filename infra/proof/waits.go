package proof

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// waiting holds the waits told against the intervals that were taken out.
func (t *told) waiting(end time.Time) error {
	var all, paused time.Duration
	cuts := slices.ContainsFunc(t.waits, func(w wait) bool { return w.kind != notCut }) // of a clock that holds stop and waits do not
	for _, x := range t.intervals {
		if x.paused {
			paused += x.to.Sub(x.from)
		}
	}
	for _, w := range t.waits {
		to := w.to
		if to.IsZero() || to.After(end) && !end.IsZero() {
			to = end
		}
		inside := time.Duration(0)
		for _, x := range t.intervals {
			s, ok := span{x.from, x.to}.clip(w.from, to)
			if !ok {
				continue
			}
			if !x.paused && w.kind != notCut {
				return fmt.Errorf("%s is waited for and counts", x.date)
			}
			if x.paused {
				inside += s.to.Sub(s.from)
			}
		}
		switch {
		case w.kind == notCut && paused > 0 && !cuts:
			return errors.New("a wait that stops nothing was taken out")
		case w.kind == cutOut && (inside != w.cut || w.cut == 0):
			return fmt.Errorf("the wait from %s takes out %s", w.from, inside)
		case w.kind == cutNothing && inside > 0:
			return fmt.Errorf("the wait from %s takes out %s", w.from, inside)
		}
		all += w.cut
	}
	if all != paused {
		return fmt.Errorf("waits take out %s, intervals %s", all, paused)
	}
	if t.cutAll != nil && *t.cutAll != paused {
		return fmt.Errorf("waits take out %s in all", paused)
	}
	return nil
}

// changes follow the changes of priority: which due time each left in force, and from where it is counted.
func (t *told) changes(time.Time) error {
	start := t.began
	if start.IsZero() {
		start = t.from
	}
	if len(t.revisions) == 0 {
		if !t.began.IsZero() {
			return errors.New("counted from another instant without a reason")
		}
		return nil
	}
	// Without "began" the start of counting is the clock's own.
	from, priority := start, t.revisions[0].from
	for i, v := range t.revisions {
		raised := v.to < v.from && t.fair
		if i > 0 && (v.from != t.revisions[i-1].to || !v.old.Equal(t.revisions[i-1].then)) {
			return errors.New("the changes do not follow each other")
		}
		then := v.new
		if raised && !v.old.IsZero() && (v.new.IsZero() || v.old.Before(v.new)) {
			then = v.old
		}
		if !then.Equal(v.then) {
			return fmt.Errorf("after the change of %s another due time holds", v.at)
		}
		if v.at.Before(start) || !v.old.IsZero() && v.old.Before(v.at) {
			return fmt.Errorf("the change of %s comes when the clock does not run", v.at)
		}
		switch {
		case raised && !then.Equal(v.old) || raised && then.Equal(v.new):
			from, priority = v.at, v.to
		case !raised:
			from, priority = start, v.to
		}
	}
	if last := t.revisions[len(t.revisions)-1].then; !t.due.IsZero() && !last.Equal(t.due) {
		return errors.New("the due time is not the one in force")
	}
	if !from.Equal(t.from) || priority != t.priority {
		return fmt.Errorf("counted from %s by %s", from, priority)
	}
	return nil
}
