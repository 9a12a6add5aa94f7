package trace

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"flatsupport/shared/policy"
)

// edition is the source of an edition as a reader sees it: which line carries what.
type edition struct {
	id, file string
	clauses  []clause
	rows     []row // all but the readings
	readings []readingRow
}

// clause is a passage of the document, or an addition of the operator.
type clause struct {
	code     string
	rules    []string
	quote    string
	operator bool
	line     int
}

// row is anything in the edition that names a clause.
type row struct {
	Ref
	clause string
}

type readingRow struct {
	row
	gap          string
	value        string
	alternatives []string
	open         bool // there are more values than could be listed
}

// readEditions reads the editions of a folder; without one there are none.
func readEditions(t Tree, folder string) ([]edition, error) {
	if folder == "" {
		return nil, nil
	}
	files, err := filepath.Glob(filepath.Join(t.path(folder), "*.yaml"))
	if err != nil {
		return nil, err
	}
	var all []edition
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		e, err := readEdition(path.Join(folder, filepath.Base(file)), source)
		if err != nil {
			return nil, err
		}
		if t.Values != nil {
			values, err := t.Values(path.Base(e.file), source)
			if err != nil {
				return nil, err
			}
			for i, r := range e.readings {
				e.readings[i].value, e.readings[i].open = values[r.Name].Value, values[r.Name].Open
			}
		}
		all = append(all, e)
	}
	return all, nil
}

// published are the values in force, also of readings whose value stands elsewhere in the edition.
func published(name string, source []byte) (map[string]policy.Reading, error) {
	ed, err := policy.Load(name, source)
	if err != nil {
		return nil, err
	}
	values := map[string]policy.Reading{}
	for _, r := range ed.PublishedReadings() {
		values[r.Datum] = r
	}
	return values, nil
}

func readEdition(file string, source []byte) (edition, error) {
	e := edition{file: file, id: strings.TrimSuffix(path.Base(file), ".yaml")}
	tree, err := parser.ParseBytes(source, 0)
	if err != nil {
		return edition{}, fmt.Errorf("%s: %w", file, err)
	}
	for _, doc := range tree.Docs {
		for _, chapter := range entries(doc.Body) {
			switch chapter.name {
			case "clauses":
				for _, node := range items(chapter.value) {
					e.clauses = append(e.clauses, clause{
						code: text(node, "code"), rules: texts(node, "rules"), quote: text(node, "quote"),
						operator: text(node, "source") == "operator", line: line(node),
					})
				}
			case "readings":
				for _, node := range items(chapter.value) {
					e.readings = append(e.readings, readingRow{
						row: row{Ref{text(node, "datum"), file, line(node)}, text(node, "clause")},
						gap: text(node, "gap"), value: text(node, "value"), alternatives: texts(node, "alternatives"),
					})
				}
			default:
				e.walk(chapter.name, chapter.value)
			}
		}
	}
	return e, nil
}

// walk finds the rows below a node that name a clause, each under the name by which people call it.
func (e *edition) walk(name string, node ast.Node) {
	for _, item := range items(node) {
		e.walk(name+called(item), item)
	}
	if clause := text(node, "clause"); clause != "" {
		e.rows = append(e.rows, row{Ref{name, e.file, line(node)}, clause})
	}
	for _, entry := range entries(node) {
		e.walk(name+"."+entry.name, entry.value)
	}
}

// called is what tells a row of a list from its neighbours.
func called(node ast.Node) string {
	var name strings.Builder
	for _, key := range []string{"code", "name", "clock", "package"} {
		if v := text(node, key); v != "" {
			name.WriteString("." + v)
		}
	}
	if text(node, "clock") != "" { // a ladder has no name: it is that of a clock for some packages and priorities
		for _, key := range []string{"packages", "priorities"} {
			if list := texts(node, key); len(list) > 0 {
				name.WriteString("." + strings.Join(list, "+"))
			}
		}
	}
	return name.String()
}

// carried are the clause itself and all rows that name it.
func (e edition) carried(c clause) []Datum {
	var all []Datum
	for _, r := range e.rows {
		if r.clause == c.code {
			all = append(all, Datum{Ref: r.Ref})
		}
	}
	for _, r := range e.readings {
		if r.clause == c.code {
			all = append(all, Datum{Ref: r.Ref})
		}
	}
	return all
}

// anotherValue stands for whatever value a story plays of a reading that has more than could be listed.
const anotherValue = "another value"

// played is the reading's datum with the stories that play each of its values. Of a value that is open the one in force
// must be played and some other; where there is only one, nothing has to be, and what is played is told.
func (r readingRow) played(stories []story) Datum {
	d := Datum{Ref: r.Ref, Value: r.value, Alternatives: r.alternatives}
	if len(r.alternatives) > 0 {
		for _, v := range append([]string{r.value}, r.alternatives...) {
			d.Plays = append(d.Plays, Play{v, playing(stories, r.Name, v)})
		}
		return d
	}
	var values []string
	if r.open {
		values = append(values, r.value)
	}
	for _, s := range stories {
		if v, ok := s.Readings[r.Name]; ok && !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	for _, v := range values {
		d.Plays = append(d.Plays, Play{v, playing(stories, r.Name, v)})
	}
	if r.open && len(values) < 2 {
		d.Plays = append(d.Plays, Play{anotherValue, nil})
	}
	return d
}

// strangers are rules and gaps of the edition that nobody knows.
func (e edition) strangers(known lists) []string {
	var found []string
	for _, c := range e.clauses {
		for _, r := range c.rules {
			if !known.isRule(r) {
				found = append(found, fmt.Sprintf("%s:%d: clause %s gives rise to an unknown rule %s", e.file, c.line, c.code, r))
			}
		}
	}
	for _, r := range e.readings {
		if !known.isReading(r.gap) {
			found = append(found, fmt.Sprintf("%s:%d: %s closes an unknown gap %s", e.file, r.Line, r.Name, r.gap))
		}
	}
	return found
}
