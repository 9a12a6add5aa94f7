package sla

import (
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// Day is a day on the way of a target that is counted in days.
type Day struct {
	coverage.Day
	Hours bool // it is a working day: it has hours
	N     int  // which of the working days it is; 0: the day from which they are counted
	Past  bool // it is a working day that does not count: counting began after its hours, or after the cutoff
}

// days are all days from the start of counting through that of the due instant without waits. Their numbers run back
// from that last day, which counts also where the due instant is its opening.
func days(b basis, due time.Time) []Day {
	if due.IsZero() {
		return nil
	}
	zone, n := b.schedule.Spec().Zone, b.target.Days
	if b.target.Unit == policy.NextBusinessDay {
		n, due = 1, due.Add(-1) // hours that end at midnight are of the day before
	}
	from, to := coverage.DateOf(b.from, zone).In(zone), coverage.DateOf(due, zone).AddDays(1).In(zone)
	var all []Day
	for _, s := range b.schedule.Trace(from, to) {
		if n := len(all); n == 0 || all[n-1].Date != s.Day.Date {
			all = append(all, Day{Day: s.Day})
		}
		if s.Kind != coverage.Closed {
			all[len(all)-1].Hours = true
		}
	}
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Hours {
			all[i].N, all[i].Past = max(n, 0), n < 0
			n--
		}
	}
	return all
}
