package sheet

import (
	"cmp"
	"fmt"
	"slices"
)

// Defect is one thing that is wrong with a file: its place, line and column counted from 1 in characters, and a
// sentence. Code is the policy's code of a refusal, where the policy refuses.
type Defect struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Field  string `json:"field,omitempty"`
	Code   string `json:"code,omitempty"`
	Text   string `json:"message"`
}

// String is what a terminal shows: file:line:column: field: CODE: sentence.
func (d Defect) String() string {
	text := d.Text
	for _, before := range []string{d.Code, d.Field} {
		if before != "" {
			text = before + ": " + text
		}
	}
	return fmt.Sprintf("%s:%d:%d: %s", d.File, d.Line, d.Column, text)
}

// Report gathers defects, so that one reading tells them all.
type Report struct {
	defects []Defect
	files   []string // in the order in which they were read
}

func (r *Report) add(d Defect) { r.defects = append(r.defects, d) }

// File refuses a file as a whole.
func (r *Report) File(name, format string, args ...any) {
	r.begin(name)
	r.add(Defect{File: name, Line: 1, Column: 1, Text: fmt.Sprintf(format, args...)})
}

// begin keeps the order of the files.
func (r *Report) begin(name string) { r.files = append(r.files, name) }

// Clean tells that nothing is wrong.
func (r *Report) Clean() bool { return len(r.defects) == 0 }

// Defects are all of them in the order of the files, each by line and column.
func (r *Report) Defects() []Defect {
	sorted := slices.Clone(r.defects)
	slices.SortStableFunc(sorted, func(a, b Defect) int {
		return cmp.Or(
			cmp.Compare(slices.Index(r.files, a.File), slices.Index(r.files, b.File)),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
		)
	})
	return sorted
}
