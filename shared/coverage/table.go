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
	total     time.Duration
}

// row is an open interval: its start, and the covered seconds before it. It is as long
// as the next row's before is larger.
type row struct{ start, before int32 }

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
		t.rows = append(t.rows, row{int32(start), covered})
		covered += int32(end - start)
	}
	count := int32(len(t.rows))
	for len(t.byDay) <= tableDays {
		t.byDay = append(t.byDay, count)
	}
	t.rows = append(t.rows, row{math.MaxInt32, covered}, row{math.MaxInt32, covered})
	t.total = time.Duration(covered) * time.Second
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

// seconds is the instant on the table's ruler, if it lies on it.
func (t *table) seconds(at time.Time) (int64, bool) {
	sec := at.Unix() - tableStart
	return sec, uint64(sec) <= tableSeconds
}

// rowAt is the first row that ends after sec.
func (t *table) rowAt(sec int64) int {
	k := int(t.byDay[sec/secondsPerDay])
	for t.end(k) <= sec {
		k++
	}
	return k
}

func (t *table) end(k int) int64 {
	r, next := t.rows[k], t.rows[k+1]
	return int64(r.start) + int64(next.before-r.before)
}

// covered is the covered time from the table's start until the instant.
func (t *table) covered(sec int64, nanos int) time.Duration {
	r := t.rows[t.rowAt(sec)]
	sum := time.Duration(r.before) * time.Second
	if inside := sec - int64(r.start); inside >= 0 {
		sum += time.Duration(inside)*time.Second + time.Duration(nanos)
	}
	return sum
}

// instant is the inverse of covered: the instant, relative to the table's start, at
// which the row that holds the given second of covered time has reached sum.
func (t *table) instant(sum time.Duration, second int64) time.Duration {
	k := int(t.byCovered[second>>t.shift])
	for int64(t.rows[k+1].before) <= second {
		k++
	}
	r := t.rows[k]
	return sum + time.Duration(r.start-r.before)*time.Second
}

// elapsed is the covered time of [from, to), if both lie on the table.
func (t *table) elapsed(from, to time.Time) (time.Duration, bool) {
	a, okA := t.seconds(from)
	b, okB := t.seconds(to)
	if !okA || !okB {
		return 0, false
	}
	return t.covered(b, to.Nanosecond()) - t.covered(a, from.Nanosecond()), true
}

// add is the earliest instant, relative to from, after d > 0 of covered time.
func (t *table) add(from time.Time, d time.Duration) (time.Duration, bool) {
	sec, ok := t.seconds(from)
	if !ok {
		return 0, false
	}
	nanos := from.Nanosecond()
	have := t.covered(sec, nanos)
	if d > t.total-have {
		return 0, false
	}
	// The last counted nanosecond decides: a sum that is reached at closing is
	// reached there, not at the next opening.
	due := t.instant(have+d, int64((have+d-1)/time.Second))
	return due - time.Duration(sec)*time.Second - time.Duration(nanos), true
}

// back is the latest instant, before to by the answer, with d > 0 of covered time
// between them.
func (t *table) back(to time.Time, d time.Duration) (time.Duration, bool) {
	sec, ok := t.seconds(to)
	if !ok {
		return 0, false
	}
	nanos := to.Nanosecond()
	have := t.covered(sec, nanos)
	if d > have {
		return 0, false
	}
	at := t.instant(have-d, int64((have-d)/time.Second))
	return time.Duration(sec)*time.Second + time.Duration(nanos) - at, true
}

// opening is the first open instant at or after at, relative to it.
func (t *table) opening(at time.Time) (time.Duration, bool) {
	sec, ok := t.seconds(at)
	if !ok {
		return 0, false
	}
	start := t.rows[t.rowAt(sec)].start
	if start == math.MaxInt32 {
		return 0, false
	}
	return max(0, time.Duration(int64(start)-sec)*time.Second-time.Duration(at.Nanosecond())), true
}
