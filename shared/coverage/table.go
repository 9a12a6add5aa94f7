package coverage

import (
	"math"
	"math/bits"
	"time"
)

// The years in which answers come from a table of every open interval of a schedule with
// the covered time before it, found through two indexes. Any span then costs the same
// few memory reads, in either direction. Outside of these years answers are walked.
const (
	tableFirstDay = 18262 // 2020-01-01
	tableDays     = 8401  // until 2043-01-01
	tableStart    = tableFirstDay * secondsPerDay
	tableSeconds  = tableDays * secondsPerDay
)

// table counts in seconds since tableStart.
type table struct {
	// rows are the open intervals, then two rows that stand for "no more".
	rows []row
	// byDay gives for each UTC day the first row that ends after the day's start.
	byDay []int32
	// byCovered gives for each 1<<shift seconds of covered time the row they fall in.
	byCovered []int32
	shift     uint
	total     int64 // covered seconds
}

// row is an open interval: its start, its end, and the covered seconds before it.
type row struct{ start, end, before int32 }

func newTable(s *Schedule) *table {
	t := &table{rows: make([]row, 0, tableDays), byDay: make([]int32, 0, tableDays+1)}
	var covered int32
	// A day more on either side, as openBetween has it; what reaches over the edges does
	// no harm.
	for iv := range s.open(tableFirstDay-1, tableFirstDay+tableDays+1) {
		start, end := iv.start-tableStart, iv.end-tableStart
		for int64(len(t.byDay))*secondsPerDay < end {
			t.byDay = append(t.byDay, int32(len(t.rows)))
		}
		t.rows = append(t.rows, row{int32(start), int32(end), covered})
		covered += int32(end - start)
	}
	count := int32(len(t.rows))
	for len(t.byDay) <= tableDays {
		t.byDay = append(t.byDay, count)
	}
	none := row{math.MaxInt32, math.MaxInt32, covered}
	t.rows = append(t.rows, none, none)
	t.total = int64(covered)
	if count > 0 {
		t.indexCovered(covered / count)
	}
	return t
}

// indexCovered makes the steps of the index about as long as an interval is.
func (t *table) indexCovered(average int32) {
	t.shift = uint(bits.Len32(uint32(max(average, 1))) - 1)
	total := t.rows[len(t.rows)-1].before
	var k int32
	for at := int32(0); at < total; at += 1 << t.shift {
		for t.rows[k+1].before <= at {
			k++
		}
		t.byCovered = append(t.byCovered, k)
	}
}

// point lies on one of the table's two rulers, time and covered time, both counted
// from tableStart: whole seconds and the nanoseconds above them. Counting so, rather than
// in durations, spares a division for each step.
type point struct{ sec, nanos int64 }

func (m point) plus(d time.Duration) point {
	m.sec += int64(d / time.Second)
	m.nanos += int64(d % time.Second)
	switch {
	case m.nanos >= int64(time.Second):
		return point{m.sec + 1, m.nanos - int64(time.Second)}
	case m.nanos < 0:
		return point{m.sec - 1, m.nanos + int64(time.Second)}
	default:
		return m
	}
}

// since is the distance from an earlier point of the same ruler.
func (m point) since(o point) time.Duration {
	return time.Duration(m.sec-o.sec)*time.Second + time.Duration(m.nanos-o.nanos)
}

// place is the instant on the ruler of time, if there is a table and it lies on it.
func (t *table) place(at time.Time) (point, bool) {
	sec := at.Unix() - tableStart
	return point{sec, int64(at.Nanosecond())}, t != nil && uint64(sec) <= tableSeconds
}

// rowAt is the first row that ends after sec.
func (t *table) rowAt(sec int64) *row {
	k := t.byDay[sec/secondsPerDay]
	for int64(t.rows[k].end) <= sec {
		k++
	}
	return &t.rows[k]
}

// covered is the covered time until a point of time.
func (t *table) covered(at point) point {
	r := t.rowAt(at.sec)
	if inside := at.sec - int64(r.start); inside >= 0 {
		return point{int64(r.before) + inside, at.nanos}
	}
	return point{int64(r.before), 0}
}

// holding is the row in which the given second of covered time falls, if any does.
func (t *table) holding(second int64) (*row, bool) {
	if uint64(second) >= uint64(t.total) {
		return nil, false
	}
	k := int(t.byCovered[second>>t.shift])
	for int64(t.rows[k+1].before) <= second {
		k++
	}
	return &t.rows[k], true
}

// instant is the inverse of covered: when the row has reached the sum.
func (r *row) instant(sum point) point {
	return point{int64(r.start-r.before) + sum.sec, sum.nanos}
}

func (m point) time() time.Time { return time.Unix(tableStart+m.sec, m.nanos) }

const horizonSeconds = int64(Horizon / time.Second)

// elapsed is the covered time of [from, to), if both lie on the table.
func (t *table) elapsed(from, to time.Time) (time.Duration, bool) {
	a, okA := t.place(from)
	b, okB := t.place(to)
	if !okA || !okB {
		return 0, false
	}
	return t.covered(b).since(t.covered(a)), true
}

// add is the earliest instant after d > 0 of covered time since from.
func (t *table) add(from time.Time, d time.Duration) (time.Time, bool) {
	at, ok := t.place(from)
	if !ok {
		return time.Time{}, false
	}
	sum := t.covered(at).plus(d)
	// The last counted nanosecond decides: a sum that is reached at closing is
	// reached there, not at the next opening.
	last := sum.sec
	if sum.nanos == 0 {
		last--
	}
	r, ok := t.holding(last)
	if !ok {
		return time.Time{}, false
	}
	due := r.instant(sum)
	return due.time(), due.sec-at.sec < horizonSeconds
}

// back is the latest instant with d > 0 of covered time between it and to.
func (t *table) back(to time.Time, d time.Duration) (time.Time, bool) {
	at, ok := t.place(to)
	if !ok {
		return time.Time{}, false
	}
	sum := t.covered(at).plus(-d)
	r, ok := t.holding(sum.sec)
	if !ok {
		return time.Time{}, false
	}
	start := r.instant(sum)
	return start.time(), at.sec-start.sec < horizonSeconds
}

// opening is the first open instant at or after at, relative to it.
func (t *table) opening(at time.Time) (time.Duration, bool) {
	m, ok := t.place(at)
	if !ok {
		return 0, false
	}
	start := t.rowAt(m.sec).start
	if start == math.MaxInt32 {
		return 0, false
	}
	return max(0, time.Duration(int64(start)-m.sec)*time.Second-time.Duration(m.nanos)), true
}
