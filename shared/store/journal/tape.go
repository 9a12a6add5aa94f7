package journal

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// tape is a list that is being written or read, cell by cell. One description of a fact serves both directions, so
// that they cannot come to differ. The first error stays; after it nothing happens any more.
type tape struct {
	said    *words
	cells   []any
	at      int // next cell to read
	reading bool
	err     error
}

// The span of instants that can be kept. Anything outside it is a mistake, such as a zero that was converted.
var (
	earliest = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
)

func (t *tape) unreadable(format string, args ...any) {
	if t.err == nil {
		t.err = fmt.Errorf("%w: cell %d: %s", ErrUnreadable, t.at, fmt.Sprintf(format, args...))
	}
}

func (t *tape) unwritable(format string, args ...any) {
	if t.err == nil {
		t.err = fmt.Errorf("%w: %s", ErrUnwritable, fmt.Sprintf(format, args...))
	}
}

// next is the next cell to read; the zero values at the end were left out.
func (t *tape) next() any {
	if t.at >= len(t.cells) {
		return json.Number("0")
	}
	t.at++
	return t.cells[t.at-1]
}

// end says whether all went well. What was written loses the zeros at its end; what was read must be used up.
func (t *tape) end() error {
	switch {
	case t.err != nil:
	case t.reading && t.at < len(t.cells):
		t.unreadable("more fields than this version knows")
	case !t.reading:
		for len(t.cells) > 0 && t.cells[len(t.cells)-1] == int64(0) {
			t.cells = t.cells[:len(t.cells)-1]
		}
	}
	return t.err
}

// nested is a list inside the list.
func (t *tape) nested(run func(*tape)) {
	if t.err != nil {
		return
	}
	inner := &tape{said: t.said, reading: t.reading}
	if t.reading {
		switch cell := t.next().(type) {
		case []any:
			inner.cells = cell
		case json.Number: // left out
			if cell != "0" {
				t.unreadable("%s where a list was expected", cell)
				return
			}
		default:
			t.unreadable("%T where a list was expected", cell)
			return
		}
	}
	run(inner)
	t.err = inner.end()
	if !t.reading {
		if len(inner.cells) == 0 {
			t.cells = append(t.cells, int64(0))
			return
		}
		t.cells = append(t.cells, inner.cells)
	}
}

func number[T ~int](t *tape, v *T) {
	n := int64(*v)
	t.integer(&n)
	*v = T(n)
}

func (t *tape) integer(v *int64) {
	if t.err != nil {
		return
	}
	if !t.reading {
		t.cells = append(t.cells, *v)
		return
	}
	cell, ok := t.next().(json.Number)
	n, err := cell.Int64()
	if !ok || err != nil {
		t.unreadable("not a whole number")
		return
	}
	*v = n
}

func flag(t *tape, v *bool) {
	var n int64
	if *v {
		n = 1
	}
	t.integer(&n)
	if n != 0 && n != 1 {
		t.unreadable("%d is no flag", n)
	}
	*v = n == 1
}

// instant is a point in time, or the zero time.
func instant(t *tape, v *time.Time) {
	var n int64
	if !t.reading && !v.IsZero() {
		n = t.milliseconds(*v)
	}
	t.integer(&n)
	if t.reading && n != 0 {
		*v = time.UnixMilli(n).UTC()
	}
}

// since is a point in time told from the one before.
func (t *tape) since(v *time.Time, before time.Time) {
	var n int64
	if !t.reading {
		n = t.milliseconds(*v) - before.UnixMilli()
	}
	t.integer(&n)
	if t.reading {
		*v = time.UnixMilli(before.UnixMilli() + n).UTC()
	}
}

func (t *tape) milliseconds(at time.Time) int64 {
	if at.Before(earliest) || !at.Before(latest) || !at.Equal(at.Truncate(time.Millisecond)) {
		t.unwritable("instant %s", at.UTC().Format(time.RFC3339Nano))
	}
	return at.UnixMilli()
}

// word is a text of any named type.
func word[T ~string](t *tape, v *T) {
	if t.err != nil {
		return
	}
	if t.reading {
		s, err := t.said.read(t.next())
		if err != nil {
			t.unreadable("%s", err)
		}
		*v = T(s)
		return
	}
	t.cells = append(t.cells, t.text(string(*v)))
}

// unless is a text that mostly is the usual one, and then costs nothing.
func (t *tape) unless(usual string, v *string) {
	switch {
	case t.err != nil:
	case !t.reading && *v == usual:
		t.said.note(usual)
		t.cells = append(t.cells, int64(0))
	case !t.reading && *v == "":
		t.cells = append(t.cells, "") // 0 is taken
	case !t.reading:
		t.cells = append(t.cells, t.text(*v))
	default:
		cell := t.next()
		if cell == json.Number("0") {
			*v = usual
			t.said.note(usual)
			return
		}
		s, err := t.said.read(cell)
		if err != nil {
			t.unreadable("%s", err)
		}
		*v = s
	}
}

func (t *tape) text(s string) any {
	if !utf8.ValidString(s) {
		t.unwritable("text %q", strings.ToValidUTF8(s, "?"))
	}
	return t.said.write(s)
}

// list is a list of texts; an empty one reads back as nil.
func list(t *tape, v *[]string) {
	t.nested(func(inner *tape) {
		if !t.reading {
			for i := range *v {
				word(inner, &(*v)[i])
			}
			if len(*v) > 0 && (*v)[len(*v)-1] == "" {
				inner.unwritable("a list that ends in an empty text")
			}
			return
		}
		for inner.err == nil && inner.at < len(inner.cells) {
			var s string
			word(inner, &s)
			*v = append(*v, s)
		}
	})
}
