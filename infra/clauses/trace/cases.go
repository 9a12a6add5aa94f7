package trace

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Case is an acceptance case: an example of right behaviour, numbered, with where it runs or why it does not yet.
type Case struct {
	ID, Title string
	Waits     string // a reason; empty: it runs
	Stories   []Ref
	Tests     []Ref

	line int
}

// Runs reports whether something runs it.
func (c Case) Runs() bool { return len(c.Stories)+len(c.Tests) > 0 }

// caseID is how a case is written in texts; in the name of a test the dash is left out.
var (
	caseID     = regexp.MustCompile(`\b(CAL|SLA|ESC|ENT|EML)-(\d\d)\b`)
	caseInName = regexp.MustCompile(`(CAL|SLA|ESC|ENT|EML)_?(\d\d)`)
)

// mention is a case that a Go test names: in the test's name, in a row of its table or in a comment.
type mention struct {
	id string
	in Ref
}

func readCases(t Tree, known lists, stories []story) ([]Case, error) {
	var mentions []mention
	tests := func(file string) bool {
		return strings.HasSuffix(file, "_test.go") && !strings.HasPrefix(file, t.path(t.Lists)+string(filepath.Separator))
	}
	err := eachGoFile(t, t.Tests, tests, func(file string, f *ast.File) {
		mentions = append(mentions, mentionsIn(file, f)...)
	})
	if err != nil {
		return nil, err
	}
	all := make([]Case, 0, len(known.cases))
	for _, row := range known.cases {
		c := Case{ID: row.id, Title: row.text, Waits: row.waits, Stories: naming(stories, row.id), line: row.line}
		for _, m := range mentions {
			if m.id == c.ID && !slices.Contains(c.Tests, m.in) {
				c.Tests = append(c.Tests, m.in)
			}
		}
		all = append(all, c)
	}
	for _, m := range mentions { // a case that nobody knows is told with the others
		if !known.isCase(m.id) && !slices.ContainsFunc(all, func(c Case) bool { return c.ID == m.id }) {
			all = append(all, Case{ID: m.id, Tests: []Ref{m.in}})
		}
	}
	return all, nil
}

// mentionsIn are the cases that a file names, each with the test or the table in which it does.
func mentionsIn(file string, f *ast.File) []mention {
	var all []mention
	say := func(name, text string, pattern *regexp.Regexp) {
		for _, m := range pattern.FindAllStringSubmatch(text, -1) {
			all = append(all, mention{m[1] + "-" + m[2], Ref{Name: path.Base(path.Dir(file)) + "." + name, File: file}})
		}
	}
	ends := func(n ast.Node, doc *ast.CommentGroup) (from, to token.Pos) {
		if doc != nil {
			return doc.Pos(), n.End()
		}
		return n.Pos(), n.End()
	}
	for _, d := range f.Decls {
		var name string
		var from, to token.Pos
		switch d := d.(type) {
		case *ast.FuncDecl:
			name = d.Name.Name
			from, to = ends(d, d.Doc)
			say(name, name, caseInName)
		case *ast.GenDecl:
			if d.Tok == token.IMPORT || len(d.Specs) == 0 {
				continue
			}
			name = specName(d.Specs[0])
			from, to = ends(d, d.Doc)
		}
		for _, comment := range f.Comments {
			if comment.Pos() >= from && comment.Pos() < to {
				say(name, comment.Text(), caseID)
			}
		}
		ast.Inspect(d, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				say(name, lit.Value, caseID)
			}
			return true
		})
	}
	return all
}

// judgeCases reports cases that neither run nor wait, that do both, and those that nobody knows.
func (l lists) judgeCases(cases []Case) []string {
	var found []string
	for _, c := range cases {
		at := fmt.Sprintf("%s:%d: ", l.casesFile, c.line)
		switch {
		case c.line == 0:
			found = append(found, fmt.Sprintf("%s: %s is no known case (%s names it)", c.Tests[0].File, c.ID, c.Tests[0].Name))
		case c.Runs() && c.Waits != "":
			found = append(found, at+c.ID+" runs, so what it waits for must go")
		case !c.Runs() && c.Waits == "":
			found = append(found, at+c.ID+" runs nowhere and waits for nothing: name it in a story or a test, or say what it waits for")
		}
	}
	return found
}
