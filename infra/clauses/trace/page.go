package trace

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Files are the published pages of a report, by their place in the tree: one for each edition, and the list of cases.
func (r Report) Files(t Tree) map[string]string {
	files := map[string]string{path.Join(t.Lists, "cases.md"): r.casesPage(t.Lists)}
	for _, p := range r.Pages {
		files[path.Join(t.Pages, p.Edition+".clauses.md")] = p.markdown(t.Pages)
	}
	return files
}

// markdown is the page of the edition, with links that hold in the folder.
func (p Page) markdown(folder string) string {
	w := &writer{folder: folder}
	covered, all := p.Covered()
	w.line("# Every clause of %s, from its words to its stories", p.Edition)
	w.line("")
	w.line("Written by `go run ./infra/clauses --write` and checked by `make clauses`. R is a rule of the document, G a gap that a reading")
	w.line("closes. Code is what cites the rule or the reading, or reads the datum. Covered: **%d of %d**.", covered, all)
	for _, c := range p.Clauses {
		w.line("")
		w.line("## %s", c.code)
		w.line("")
		w.line("> %s", strings.ReplaceAll(strings.TrimSpace(c.quote), "\n", "\n>\n> "))
		w.line("")
		w.table(p.of(c.code))
	}
	if rest := p.of(""); len(rest) > 0 {
		w.line("")
		w.line("## In no row of the edition")
		w.line("")
		w.table(rest)
	}
	return w.text.String()
}

// of are the subjects of a clause: it, its rules, and the readings taken in it. The empty clause has those of none.
func (p Page) of(clause string) []Subject {
	var all []Subject
	for _, s := range p.Subjects {
		if slices.Contains(s.Clauses, clause) || clause == "" && len(s.Clauses) == 0 {
			all = append(all, s)
		}
	}
	return all
}

func (r Report) casesPage(folder string) string {
	w := &writer{folder: folder}
	run := 0
	for _, c := range r.Cases {
		if c.Runs() {
			run++
		}
	}
	w.line("# Acceptance cases")
	w.line("")
	w.line("Written by `go run ./infra/clauses --write` and checked by `make clauses`. Run: **%d of %d**.", run, len(r.Cases))
	w.line("")
	w.row("Case", "What must be so", "Stories", "Tests")
	w.row("---", "---", "---", "---")
	for _, c := range r.Cases {
		stories := w.links(c.Stories)
		if c.Waits != "" {
			stories = strings.TrimPrefix(stories+", *"+c.Waits+"*", ", ")
		}
		w.row(c.ID, c.Title, stories, w.links(c.Tests))
	}
	return w.text.String()
}

// writer writes Markdown with links that are relative to a folder.
type writer struct {
	folder string
	text   strings.Builder
}

func (w *writer) line(format string, args ...any) { fmt.Fprintf(&w.text, format+"\n", args...) }

func (w *writer) row(cells ...string) {
	for i, c := range cells {
		if c == "" {
			c = "—"
		}
		cells[i] = strings.ReplaceAll(strings.ReplaceAll(c, "\n", " "), "|", "\\|")
	}
	w.line("| %s |", strings.Join(cells, " | "))
}

func (w *writer) table(subjects []Subject) {
	w.row("Id", "What it is about", "Data", "Code", "Stories")
	w.row("---", "---", "---", "---", "---")
	for _, s := range subjects {
		data := w.data(s)
		if s.Kind == OfRule && len(s.Data) > 0 {
			data = "as " + strings.Join(s.Clauses, ", ") // they are named in its clause's row
		}
		about := s.Title
		if s.Kind == OfClause {
			about = "the clause itself"
		}
		code := w.links(s.Code)
		if s.Kind == OfClause && !s.Own {
			code = "its rules"
		}
		w.row("**"+s.ID+"**", about, s.missing(LacksDatum, data), s.missing(LacksCode, code), s.missing(LacksStory, w.links(s.Stories)))
	}
}

// missing adds to a cell what is missing there, and why it may be.
func (s Subject) missing(what Lack, cell string) string {
	parts := []string{cell}
	for _, l := range s.Lacks {
		if l != what && (what != LacksDatum || l != LacksAlternative) {
			continue
		}
		reason := s.Excused[l]
		if reason == "" {
			reason = "missing"
		}
		parts = append(parts, fmt.Sprintf("*%s: %s*", l, reason))
	}
	return strings.TrimPrefix(strings.Join(parts, "; "), "; ")
}

func (w *writer) data(s Subject) string {
	var cells []string
	for _, d := range s.Data {
		cell := w.link(d.Ref)
		if s.Kind == OfReading {
			cell += " = `" + d.Value + "`"
			for i, p := range d.Plays {
				cell += []string{"; played: ", ", "}[min(i, 1)] + "`" + p.Value + "`"
				if len(p.Stories) > 0 {
					cell += " in " + w.links(p.Stories)
				} else {
					cell += " nowhere"
				}
			}
		}
		cells = append(cells, cell)
	}
	if s.Kind == OfReading {
		return strings.Join(cells, "<br>")
	}
	return strings.Join(cells, ", ")
}

func (w *writer) links(refs []Ref) string {
	all := make([]string, len(refs))
	for i, r := range refs {
		all[i] = w.link(r)
	}
	return strings.Join(all, ", ")
}

func (w *writer) link(r Ref) string {
	to, err := filepath.Rel(filepath.FromSlash(w.folder), filepath.FromSlash(r.File))
	if err != nil {
		return r.Name // both are relative to the tree, so this cannot be
	}
	to = filepath.ToSlash(to)
	if r.Line > 0 {
		to += fmt.Sprintf("#L%d", r.Line)
	}
	return "[" + r.Name + "](" + to + ")"
}
