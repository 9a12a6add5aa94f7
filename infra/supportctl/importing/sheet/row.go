package sheet

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"flatsupport/infra/story/given"
	"flatsupport/shared/coverage"
)

// Cell is what stands in one place.
type Cell struct {
	Line, Column int
	text         string
}

// Row is a line of a file. A method that reads a cell refuses it in the report when it has not the form, and gives then
// what it gives for an empty one.
type Row struct {
	File string
	Line int

	cells   map[string]Cell
	report  *Report
	refused []string // columns
}

// Has tells that the file has the column at all.
func (r *Row) Has(column string) bool {
	_, ok := r.cells[column]
	return ok
}

// Sound tells that nothing was refused so far in the columns; without columns, in the whole row.
func (r *Row) Sound(columns ...string) bool {
	if len(columns) == 0 {
		return len(r.refused) == 0
	}
	return !slices.ContainsFunc(columns, func(c string) bool { return slices.Contains(r.refused, c) })
}

// Refuse tells what is wrong with a cell.
func (r *Row) Refuse(column, format string, args ...any) { r.RefuseBy("", column, format, args...) }

// RefuseBy tells it with the policy's code of the refusal.
func (r *Row) RefuseBy(code, column, format string, args ...any) {
	cell, ok := r.cells[column]
	if !ok {
		cell = Cell{Line: r.Line, Column: 1}
	}
	r.refused = append(r.refused, column)
	r.at(cell, column, code, format, args...)
}

func (r *Row) at(cell Cell, field, code, format string, args ...any) {
	r.report.add(Defect{
		File: r.File, Line: cell.Line, Column: cell.Column, Field: field, Code: code, Text: fmt.Sprintf(format, args...),
	})
}

// maxText bounds what people write, in characters; maxID bounds what becomes part of a key.
const (
	maxText = 200
	maxID   = 100
)

// Text is the cell as it stands: also when it begins with = + - or @, which is data here.
func (r *Row) Text(column string) string {
	text := r.cells[column].text
	if n := len([]rune(text)); n > maxText {
		r.Refuse(column, "%d characters are too many; %d will do", n, maxText)
		return ""
	}
	return text
}

// Or is the text, or otherwise when there is none.
func (r *Row) Or(column, otherwise string) string {
	if text := r.Text(column); text != "" {
		return text
	}
	return otherwise
}

// ID is a name by which a record is known: it becomes part of a key. forbidden are characters that it has not, besides #.
func (r *Row) ID(column, forbidden string) string {
	id := r.cells[column].text
	switch n := len([]rune(id)); {
	case n > maxID:
		r.Refuse(column, "%d characters are too many for an id; %d will do", n, maxID)
	case strings.ContainsAny(id, "#"+forbidden):
		r.Refuse(column, "%q cannot be an id: it has one of the characters %q", id, "#"+forbidden)
	default:
		return id
	}
	return ""
}

// Subject is how tokens name a person.
func (r *Row) Subject(column string) string {
	const most = 256 // bytes, as a token's subject may have
	text := r.cells[column].text
	if len(text) > most || strings.ContainsAny(text, " \u00A0") {
		r.Refuse(column, "%q is not how a token names a person: no blanks, at most %d bytes", text, most)
		return ""
	}
	return text
}

// List is one or more words, parted by blanks, commas or semicolons.
func (r *Row) List(column string) []string {
	words := strings.FieldsFunc(r.Text(column), func(c rune) bool { return isBlank(c) || c == ',' || c == ';' })
	for i, word := range words {
		if slices.Contains(words[:i], word) {
			r.Refuse(column, "%s is there twice", word)
		}
	}
	return words
}

// OneOf is one of the words, or otherwise when there is none.
func (r *Row) OneOf(column, otherwise string, words ...string) string {
	text := r.cells[column].text
	switch {
	case text == "":
		return otherwise
	case !slices.Contains(words, text):
		r.Refuse(column, "%q is none of %s", text, strings.Join(words, ", "))
		return otherwise
	default:
		return text
	}
}

var (
	yes = []string{"yes", "true", "1", "да", "истина"}
	no  = []string{"no", "false", "0", "нет", "ложь"}
)

// Flag is yes or no in the words of people and spreadsheets, or otherwise when there is none.
func (r *Row) Flag(column string, otherwise bool) bool {
	text := strings.ToLower(r.cells[column].text)
	switch {
	case text == "":
		return otherwise
	case slices.Contains(yes, text):
		return true
	case slices.Contains(no, text):
		return false
	default:
		r.Refuse(column, "%q is neither yes nor no", text)
		return otherwise
	}
}

// Number is a whole number from low to high; 0 for an empty cell.
func (r *Row) Number(column string, low, high int) int {
	text := r.cells[column].text
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || strings.Trim(text, "0123456789") != "" || n < low || n > high {
		r.Refuse(column, "%q is no whole number from %d to %d; write digits only", text, low, high)
		return 0
	}
	return n
}

// Date is 2025-03-01, or 01.03.2025 as Russian spreadsheets write it; zero for an empty cell.
func (r *Row) Date(column string) coverage.Date {
	text := r.cells[column].text
	if text == "" {
		return coverage.Date{}
	}
	if d, err := coverage.ParseDate(international(text)); err == nil {
		return d
	}
	r.Refuse(column, "%q is no date; write 2025-03-01 or 01.03.2025", text)
	return coverage.Date{}
}

var dotted = regexp.MustCompile(`^(\d{2})\.(\d{2})\.(\d{4})\b`)

// international turns the day of a text round: 01.03.2025 is 2025-03-01.
func international(text string) string { return dotted.ReplaceAllString(text, "$3-$2-$1") }

// Instant is a date, or a date with the time of day, in Europe/Moscow unless an offset is written; zero for an empty
// cell. Fractions of a second are refused, because nothing keeps them.
func (r *Row) Instant(column string) time.Time {
	text := r.cells[column].text
	if text == "" {
		return time.Time{}
	}
	at, err := given.Instant(international(text))
	if err != nil || at.Year() < 1 || at.Year() > 9999 || at.Nanosecond() != 0 {
		r.Refuse(column, "%q is no time; write 2026-11-20 17:30 or 20.11.2026 17:30, in Europe/Moscow unless an offset follows", text)
		return time.Time{}
	}
	return at
}

// maxEmail is the longest address that mail can be sent to (RFC 5321).
const maxEmail = 254

// Email is an address without a name: ivan@volga.example.
func (r *Row) Email(column string) string {
	text := r.cells[column].text
	if text == "" {
		return ""
	}
	parsed, err := mail.ParseAddress(text)
	_, domain, _ := strings.Cut(text, "@")
	if err != nil || parsed.Address != text || parsed.Name != "" || !strings.Contains(domain, ".") || len(text) > maxEmail {
		r.Refuse(column, "%q is no e-mail address such as ivan@volga.example", text)
		return ""
	}
	return text
}

// The form that the portal takes for a call-back.
var phone = regexp.MustCompile(`^\+?\d[\d ()-]{4,22}\d$`)

// Phone is a number that can be dialled.
func (r *Row) Phone(column string) string {
	text := r.cells[column].text
	if text != "" && !phone.MatchString(text) {
		r.Refuse(column, "%q is no phone number; write +7 499 000-00-01: digits, blanks, brackets, hyphens", text)
		return ""
	}
	return text
}
