// Package strict reads YAML that people write and others rely on: every defect is found in one go, each with its
// line, column and a sentence, and nothing that was not asked for is passed over in silence.
//
// It knows YAML, not policy. A reader walks Places; what it may not accept it refuses there and reads on.
package strict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Defect is one thing that is wrong with a document.
type Defect struct {
	Line    int    // from 1
	Column  int    // from 1, in characters
	Path    string // "packages[2].coverage.P1"; empty: the document as a whole
	Message string // one sentence
}

// String prints the defect as "line:column: path: message".
func (d Defect) String() string {
	if d.Path == "" {
		return fmt.Sprintf("%d:%d: %s", d.Line, d.Column, d.Message)
	}
	return fmt.Sprintf("%d:%d: %s: %s", d.Line, d.Column, d.Path, d.Message)
}

// Report gathers the defects of one document and remembers where each path was read.
type Report struct {
	defects []Defect
	at      map[string]position // of the value
	keys    map[string]position // of the key before it
	ends    []int               // for each line of the document, the column after its last character
}

type position struct{ line, column int }

// newReport is one without defects of a document.
func newReport(src []byte) *Report {
	r := &Report{at: map[string]position{}, keys: map[string]position{}}
	for line := range strings.SplitSeq(lineEnds.Replace(string(src)), "\n") {
		r.ends = append(r.ends, utf8.RuneCountInString(line)+1)
	}
	return r
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// inside keeps a position within the document: the parser counts some characters twice, such as tabs in quoted texts.
func (r *Report) inside(at position) position {
	line := min(max(at.line, 1), len(r.ends))
	return position{line, min(max(at.column, 1), r.ends[line-1])}
}

// Defects lists what was found, in the order of the document.
func (r *Report) Defects() []Defect {
	sorted := slices.Clone(r.defects)
	slices.SortStableFunc(sorted, func(a, b Defect) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Path, b.Path))
	})
	return slices.Compact(sorted)
}

// Clean reports whether nothing has been found so far.
func (r *Report) Clean() bool { return len(r.defects) == 0 }

// Refuse adds a defect at a path that was read; a path that was not is reported at the nearest place above it.
func (r *Report) Refuse(path, format string, args ...any) {
	r.refuseAt(r.nearest(path), path, format, args...)
}

func (r *Report) refuseAt(at position, path, format string, args ...any) {
	at = r.inside(at)
	r.defects = append(r.defects, Defect{Line: at.line, Column: at.column, Path: path, Message: fmt.Sprintf(format, args...)})
}

func (r *Report) nearest(path string) position {
	for end := len(path); end > 0; end-- {
		if end < len(path) && path[end] != '.' && path[end] != '[' {
			continue
		}
		if at, read := r.at[path[:end]]; read {
			return at
		}
	}
	return position{1, 1}
}
