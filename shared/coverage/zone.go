package coverage

import (
	"math"
	"time"
)

// Local clocks skip and repeat hours. Here a wall-clock reading ("wall", seconds since
// 1970-01-01 00:00 on the local clock) becomes an instant (Unix seconds):
//
//   - a window that opens in a repeated hour opens at its first pass, one that closes
//     there closes at its last;
//   - an edge inside a skipped hour is the first existing instant after it;
//   - 24:00 is the moment after which the date is never shown again.

// farthestOffset is more than any zone has ever been away from UTC.
const farthestOffset = 16 * 60 * 60

// zonePiece is a stretch of Unix time with one offset.
type zonePiece struct{ from, to, offset int64 }

func pieceAt(unix int64, loc *time.Location) zonePiece {
	at := time.Unix(unix, 0).In(loc)
	_, offset := at.Zone()
	// Half of the range leaves room for adding offsets.
	p := zonePiece{math.MinInt64 / 2, math.MaxInt64 / 2, int64(offset)}
	start, end := at.ZoneBounds()
	if !start.IsZero() {
		p.from = start.Unix()
	}
	if !end.IsZero() {
		p.to = end.Unix()
	}
	if p.to <= unix {
		// Beyond the listed changes ZoneBounds lets each year end after 365 days; on the
		// last day of a leap year the end it gives has passed already.
		p.to = time.Date(at.UTC().Year()+1, time.January, 1, 0, 0, 0, 0, time.UTC).Unix()
	}
	return p
}

// opening is the first instant at which the local clock shows wall or later.
func opening(wall int64, loc *time.Location) int64 {
	p := pieceAt(wall-farthestOffset, loc)
	for p.to+p.offset <= wall {
		p = pieceAt(p.to, loc)
	}
	return max(p.from, wall-p.offset)
}

// closing is the last instant at which the local clock shows wall, or where it never
// does, the first existing one after it.
func closing(wall int64, loc *time.Location) int64 { return lastAt(wall, wall, loc) }

// dayEnd is the instant after which the local clock never shows less than wall.
func dayEnd(wall int64, loc *time.Location) int64 { return lastAt(wall, wall-1, loc) }

// lastAt looks for wall in the last piece that begins at a reading of latest or less.
func lastAt(wall, latest int64, loc *time.Location) int64 {
	var found int64
	for at := wall - farthestOffset; at <= wall+farthestOffset; {
		p := pieceAt(at, loc)
		if p.from+p.offset <= latest {
			found = min(p.to, wall-p.offset)
		}
		at = p.to
	}
	return found
}

// zoneCursor turns windows into instants day after day; away from changes of the
// clock, which is nearly always, that is one subtraction.
type zoneCursor struct {
	loc   *time.Location
	piece zonePiece
}

func (z *zoneCursor) resolve(midnight int64, w Window) interval {
	if !z.steady(midnight) {
		z.piece = pieceAt(midnight, z.loc)
	}
	from, to := midnight+int64(w.From), midnight+int64(w.To)
	switch {
	case z.steady(midnight):
		return interval{from - z.piece.offset, to - z.piece.offset}
	case w.To == endOfDay:
		return interval{opening(from, z.loc), dayEnd(to, z.loc)}
	default:
		return interval{opening(from, z.loc), closing(to, z.loc)}
	}
}

// steady tells that no change of the clock is near the day, on either side.
func (z *zoneCursor) steady(midnight int64) bool {
	at := midnight - z.piece.offset
	return z.piece.from+2*secondsPerDay <= at && at+3*secondsPerDay <= z.piece.to
}
