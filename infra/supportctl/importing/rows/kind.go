// Package rows knows what can be imported: the kinds of files, their columns, and which records their rows make.
//
// It reads files, lays what the table knows beside them, and tells everything that is wrong: what no file may say, what
// the policy refuses (R5, R8, R15, R24), and references to nothing. It reads no table and writes none; what the table
// knows is an argument.
package rows

import (
	"strconv"
	"strings"
	"time"

	"flatsupport/infra/supportctl/importing/sheet"
	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// Row is a record with the row of a file that it was read from.
type Row[T any] struct {
	*sheet.Row
	Record T
}

// Kind is one kind of file as people know it.
type Kind struct {
	Name    string // of the file, without .csv
	About   string // one sentence
	Columns sheet.Columns
}

// File is the name of the file.
func (k Kind) File() string { return k.Name + ".csv" }

// kind is a Kind with the way from a row to a record.
type kind[T any] struct {
	Kind
	read func(*sheet.Row) T
	// key names a record among those of its kind, as people write it: "volga c1". Empty: the row does not tell.
	key func(T) string
	// known is the record as the table has it.
	known  func(Known, T) (T, bool)
	fields []Field[T]
	// stays keeps what no column of the kind can set.
	stays func(to *T, from T)
}

// Field is what a column sets in a record.
type Field[T any] struct {
	Column string
	// Show prints it for people; what prints alike is alike.
	Show func(T) string
	keep func(to *T, from T)
}

// field is a field by where it is in the record.
func field[T, V any](column string, at func(*T) *V, show func(V) string) Field[T] {
	return Field[T]{
		Column: column,
		Show:   func(record T) string { return show(*at(&record)) },
		keep:   func(to *T, from T) { *at(to) = *at(&from) },
	}
}

// settle leaves fields as they are known where the file has not their column.
func settle[T any](k kind[T], list []Row[T], known Known) {
	for i := range list {
		have, ok := k.known(known, list[i].Record)
		if !ok {
			continue
		}
		for _, f := range k.fields {
			if !list[i].Has(f.Column) {
				f.keep(&list[i].Record, have)
			}
		}
		if k.stays != nil {
			k.stays(&list[i].Record, have)
		}
	}
}

// How fields are shown.

func plain[S ~string](text S) string { return string(text) }

func figure(n int) string { return strconv.Itoa(n) }

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func words(list []string) string { return strings.Join(list, " ") }

func day(d coverage.Date) string { return d.String() }

// moment is shown in the zone of dates (G11), without the time of day where it is midnight.
func moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	at = at.In(policy.Moscow())
	if at.Hour() == 0 && at.Minute() == 0 && at.Second() == 0 {
		return at.Format(time.DateOnly)
	}
	return strings.TrimSuffix(at.Format(time.DateTime), ":00")
}
