package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// spreadsheet is how to write the file again; said where the encoding is wrong.
const spreadsheet = "save it as CSV in UTF-8 (in a spreadsheet: CSV UTF-8)"

var byteOrderMark = []byte("\uFEFF")

// Read reads the text of a file that has these columns. Rows that cannot be read are left out and told in the report.
func Read(name string, text []byte, columns Columns, report *Report) Sheet {
	report.begin(name)
	r := reader{name: name, columns: columns, report: report}
	text = bytes.TrimPrefix(text, byteOrderMark)
	if !r.encoded(text) {
		return Sheet{}
	}
	r.lines = bytes.SplitAfter(text, []byte("\n"))
	r.csv = csv.NewReader(bytes.NewReader(text))
	r.csv.Comma = separator(text)
	r.csv.FieldsPerRecord = -1 // counted here, with a better sentence
	if !r.header() {
		return Sheet{}
	}
	return r.rows()
}

// separator is the one of the header, in whose names there is neither.
func separator(text []byte) rune {
	header, _, _ := bytes.Cut(bytes.TrimLeft(text, "\r\n"), []byte("\n"))
	if bytes.Count(header, []byte(";")) > bytes.Count(header, []byte(",")) {
		return ';'
	}
	return ','
}

type reader struct {
	name    string
	columns Columns
	report  *Report
	lines   [][]byte
	csv     *csv.Reader
	names   []string // of the header; empty: a column that is not known
}

func (r *reader) refuse(line, column int, format string, args ...any) {
	row := Row{File: r.name, Line: line, report: r.report}
	row.at(Cell{Line: line, Column: column}, "", "", format, args...)
}

// encoded refuses a file that is not UTF-8 at its first wrong byte.
func (r *reader) encoded(text []byte) bool {
	if bytes.HasPrefix(text, []byte("\xFF\xFE")) || bytes.HasPrefix(text, []byte("\xFE\xFF")) {
		r.refuse(1, 1, "the file is in UTF-16; %s", spreadsheet)
		return false
	}
	line, column := 1, 1
	for len(text) > 0 {
		char, size := utf8.DecodeRune(text)
		if char == utf8.RuneError && size == 1 {
			r.refuse(line, column, "the file is not in UTF-8, perhaps in Windows-1251; %s", spreadsheet)
			return false
		}
		text = text[size:]
		if column++; char == '\n' {
			line, column = line+1, 1
		}
	}
	return true
}

// characters turns a place as encoding/csv counts it, in bytes, into one in characters.
func (r *reader) characters(line, column int) int {
	if line < 1 || line > len(r.lines) {
		return max(column, 1)
	}
	text := r.lines[line-1]
	return utf8.RuneCount(text[:min(max(column-1, 0), len(text))]) + 1
}

func (r *reader) place(field int) Cell {
	line, column := r.csv.FieldPos(field)
	return Cell{Line: line, Column: r.characters(line, column)}
}

// next reads a record; done tells the end of the file. A record that is no CSV is told and is nil.
func (r *reader) next() (record []string, done bool) {
	record, err := r.csv.Read()
	var broken *csv.ParseError
	switch {
	case err == nil:
		return record, false
	case errors.Is(err, io.EOF):
		return nil, true
	case errors.As(err, &broken) && broken.Line > broken.StartLine:
		r.refuse(broken.StartLine, 1, `a cell of this line begins with a quotation mark (") and does not end on it; close the mark, and write one inside a cell twice ("")`)
	case errors.As(err, &broken) && errors.Is(err, csv.ErrBareQuote):
		r.refuse(broken.Line, r.characters(broken.Line, broken.Column), `a quotation mark (") inside a cell that does not begin with one; put the cell in marks and write this one twice ("")`)
	case errors.As(err, &broken):
		r.refuse(broken.Line, r.characters(broken.Line, broken.Column), `something follows a closing quotation mark ("), or it is missing; write a mark inside a cell twice ("")`)
	default:
		r.refuse(1, 1, "the file cannot be read: %v", err)
		return nil, true
	}
	return nil, false
}

// header reads the names of the columns. Rows cannot be read when a required one is missing or the names do not tell
// which is which.
func (r *reader) header() bool {
	record, done := r.next()
	if done {
		r.refuse(1, 1, "the file is empty; its first line names the columns: %s", r.columns)
	}
	if record == nil {
		return false
	}
	usable, seen, misspelt := true, map[string]bool{}, map[string]bool{}
	for i, name := range record {
		name = trim(name)
		at := r.place(i)
		_, known := r.columns.find(name)
		switch like := r.columns.like(name); {
		case name == "":
			r.refuse(at.Line, at.Column, "column %d has no name; remove it", i+1)
		case known && seen[name]:
			r.refuse(at.Line, at.Column, "column %s is there twice", name)
			usable = false
		case known:
			seen[name] = true
		case like != "":
			r.refuse(at.Line, at.Column, "unknown column %q; write %s", name, like)
			misspelt[like] = true
		default:
			r.refuse(at.Line, at.Column, "unknown column %q; known are %s", name, r.columns)
		}
		if !known {
			name = ""
		}
		r.names = append(r.names, name)
	}
	for _, column := range r.columns {
		if !column.Required || seen[column.Name] {
			continue
		}
		if usable = false; !misspelt[column.Name] {
			r.refuse(r.place(0).Line, 1, "column %s is missing", column.Name)
		}
	}
	return usable
}

func (r *reader) rows() Sheet {
	sheet := Sheet{Whole: true}
	for {
		record, done := r.next()
		if done {
			return sheet
		}
		switch row, ok := r.row(record); {
		case ok && row != nil:
			sheet.Rows = append(sheet.Rows, row)
		case !ok:
			sheet.Whole = false
		}
	}
}

// row makes a row of a record. An empty one, as spreadsheets leave them at the end, is none.
func (r *reader) row(record []string) (row *Row, ok bool) {
	if record == nil {
		return nil, false
	}
	if strings.TrimFunc(strings.Join(record, ""), isBlank) == "" {
		return nil, true
	}
	line := r.place(0).Line
	if len(record) != len(r.names) {
		r.refuse(line, 1, "the line has %d cells, the header %d; put a cell with a separator in it in quotation marks", len(record), len(r.names))
		return nil, false
	}
	row = &Row{File: r.name, Line: line, cells: map[string]Cell{}, report: r.report}
	for i, name := range r.names {
		if name == "" {
			continue
		}
		cell := r.place(i)
		cell.text = trim(record[i])
		row.cells[name] = cell
		if strings.ContainsFunc(cell.text, unseen) {
			row.Refuse(name, "%q has a line break or another character that cannot be seen; remove it", cell.text)
			cell.text = ""
			row.cells[name] = cell
			continue
		}
		if column, _ := r.columns.find(name); column.Required && cell.text == "" {
			row.Refuse(name, "the cell is empty; it must be filled")
		}
	}
	return row, true
}

// trim takes away the blanks around a cell, which nobody sees either.
func trim(text string) string { return strings.TrimFunc(text, isBlank) }

func isBlank(r rune) bool { return r == ' ' || r == '\u00A0' }

// unseen are control characters, line breaks of every kind, marks of direction and other characters without a shape.
func unseen(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp) || r == unicode.ReplacementChar
}
