package importing

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"flatsupport/infra/supportctl/importing/rows"
	"flatsupport/infra/supportctl/importing/sheet"
)

// Report is what an import has found and done.
type Report struct {
	DryRun  bool           `json:"dryRun"`
	Defects []sheet.Defect `json:"defects,omitempty"` // while there is one, nothing is decided or written
	Kinds   []Count        `json:"kinds,omitempty"`   // of the files that were given
	Rows    []Entry        `json:"rows,omitempty"`    // that are new, changed or over, in the order of writing
	ToWrite int            `json:"toWrite"`
	Written int            `json:"written"`
	Error   string         `json:"error,omitempty"`
}

// Count is how many rows of a kind came to what.
type Count struct {
	Kind      string `json:"kind"`
	New       int    `json:"new"`
	Changed   int    `json:"changed"`
	Unchanged int    `json:"unchanged"`
	Over      int    `json:"over,omitempty"`
}

// Entry is what an import makes of a row.
type Entry struct {
	Kind    string        `json:"kind"`
	ID      string        `json:"id"`
	File    string        `json:"file"`
	Line    int           `json:"line"`
	Outcome Outcome       `json:"outcome"`
	Fields  []rows.Change `json:"fields,omitempty"`
}

func (r *Report) count(steps []step) {
	for _, st := range steps {
		if len(r.Kinds) == 0 || r.Kinds[len(r.Kinds)-1].Kind != st.entry.Kind {
			r.Kinds = append(r.Kinds, Count{Kind: st.entry.Kind})
		}
		count := &r.Kinds[len(r.Kinds)-1]
		switch st.entry.Outcome {
		case New:
			count.New++
		case Changed:
			count.Changed++
		case Over:
			count.Over++
		default:
			count.Unchanged++
			continue
		}
		r.Rows = append(r.Rows, st.entry)
		if st.writes() {
			r.ToWrite++
		}
	}
}

// JSON writes the report as one object.
func (r Report) JSON(w io.Writer) error {
	to := json.NewEncoder(w)
	to.SetEscapeHTML(false)
	to.SetIndent("", "  ")
	return to.Encode(r)
}

// Print writes the report for people: what is wrong, or what came of each kind and each change.
func (r Report) Print(w io.Writer) {
	for _, d := range r.Defects {
		fmt.Fprintln(w, d)
	}
	for _, count := range r.Kinds {
		fmt.Fprintf(w, "%-17s %s\n", count.Kind, count)
		for _, row := range r.Rows {
			if row.Kind == count.Kind && row.Outcome == Changed {
				fmt.Fprintf(w, "  %s: %s\n", row.ID, changes(row.Fields))
			}
		}
	}
	switch {
	case len(r.Defects) > 0:
		fmt.Fprintf(w, "%d wrong; nothing was written\n", len(r.Defects))
	case r.Error != "" && r.Kinds == nil:
	case r.ToWrite == 0:
		fmt.Fprintln(w, "nothing to do: the table says all of this already")
	case r.DryRun:
		fmt.Fprintf(w, "%d to write; nothing was written (--dry-run)\n", r.ToWrite)
	default:
		fmt.Fprintf(w, "written %d of %d\n", r.Written, r.ToWrite)
	}
}

// String is "2 new, 1 changed, 3 unchanged", without what is none.
func (c Count) String() string {
	var parts []string
	for _, part := range []struct {
		n    int
		what string
	}{{c.New, "new"}, {c.Changed, "changed"}, {c.Unchanged, "unchanged"}, {c.Over, "long over and not kept"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.what))
		}
	}
	return strings.Join(parts, ", ")
}

func changes(fields []rows.Change) string {
	shown := make([]string, len(fields))
	for i, f := range fields {
		shown[i] = fmt.Sprintf("%s %s -> %s", f.Field, orNone(f.Old), orNone(f.New))
	}
	return strings.Join(shown, ", ")
}

func orNone(value string) string {
	if value == "" {
		return "(none)"
	}
	return value
}
