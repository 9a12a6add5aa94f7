package trace

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// shown is how many names a cell of the printed table has at most, and wide how many letters; the page has all.
const (
	shown = 2
	wide  = 60
)

// Print writes the report in columns.
func (r Report) Print(out io.Writer) error {
	for _, p := range r.Pages {
		rows := [][]string{{p.Edition, "data", "code", "stories", ""}}
		for _, s := range p.Subjects {
			code := names(s.Code)
			if s.Kind == OfClause && !s.Own {
				code = "its rules"
			}
			rows = append(rows, []string{s.ID, values(s), code, names(s.Stories), s.remarks()})
		}
		if err := columns(out, rows); err != nil {
			return err
		}
	}
	rows := [][]string{{"case", "stories", "tests", ""}}
	for _, c := range r.Cases {
		rows = append(rows, []string{c.ID, names(c.Stories), names(c.Tests), c.Waits})
	}
	return columns(out, rows)
}

// columns writes rows one under the other, what is too wide cut off, and an empty line.
func columns(out io.Writer, rows [][]string) error {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, cells := range rows {
		for i, c := range cells {
			if letters := []rune(c); len(letters) > wide && i < len(cells)-1 {
				cells[i] = string(letters[:wide-1]) + "…"
			}
		}
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for row := range strings.Lines(text.String()) {
		if _, err := fmt.Fprintln(out, strings.TrimRight(row, " \n")); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(out)
	return err
}

// Sum writes the last lines: how much is covered and what is wrong.
func (r Report) Sum(out io.Writer) {
	for _, p := range r.Pages {
		covered, all := p.Covered()
		excused := 0
		for _, s := range p.Subjects {
			if len(s.Lacks) > 0 && len(s.Excused) == len(s.Lacks) {
				excused++
			}
		}
		fmt.Fprintf(out, "%s: covered %d of %d, %d excepted\n", p.Edition, covered, all, excused)
	}
	run, waiting := 0, 0
	for _, c := range r.Cases {
		switch {
		case c.Runs():
			run++
		case c.Waits != "":
			waiting++
		}
	}
	fmt.Fprintf(out, "acceptance cases: run %d of %d, %d wait\n", run, len(r.Cases), waiting)
}

// values are the data of a subject: rows that name its clause, and for a reading what it is and could be.
func values(s Subject) string {
	if s.Kind != OfReading {
		var refs []Ref
		for _, d := range s.Data {
			refs = append(refs, d.Ref)
		}
		return strings.TrimSuffix(strings.Join(s.Clauses, ", ")+": "+names(refs), ": ")
	}
	all := make([]string, len(s.Data))
	for i, d := range s.Data {
		all[i] = d.Name + "=" + d.Value
		if len(d.Alternatives) > 0 {
			all[i] += " (or " + strings.Join(d.Alternatives, ", ") + ")"
		}
	}
	return strings.Join(all, "; ")
}

func (s Subject) remarks() string {
	var all []string
	for _, l := range s.Lacks {
		if reason := s.Excused[l]; reason != "" {
			all = append(all, fmt.Sprintf("%s %s", l, reason))
			continue
		}
		all = append(all, fmt.Sprintf("NO %s", strings.ToUpper(string(l))))
	}
	return strings.Join(all, "; ")
}

func names(refs []Ref) string {
	var all []string
	for _, r := range refs[:min(shown, len(refs))] {
		all = append(all, r.Name)
	}
	if more := len(refs) - shown; more > 0 {
		all = append(all, fmt.Sprintf("+%d", more))
	}
	return strings.Join(all, ", ")
}
