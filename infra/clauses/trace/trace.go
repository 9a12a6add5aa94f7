// Package trace follows every clause of an edition, every rule of the document and every reading from the words to the
// datum that carries it, from there to the code that executes it, and on to the stories that tell of it; and every
// acceptance case to where it runs. It says what is missing on the way.
//
// It reads files only: the edition's source, Go files, stories, and the lists of rules, readings, cases and exceptions
// that stand beside the command. It plays nothing and decides nothing.
package trace

import (
	"fmt"
	"path/filepath"
	"slices"

	"flatsupport/shared/policy"
)

// Tree is where to look: the module's folder, and the places in it.
type Tree struct {
	Root     string
	Editions string   // folder of the editions' sources
	Others   string   // folder of editions that stories are played by and nothing is published of; empty: none
	Policy   string   // folder of the room that carries data and executes none of it
	Code     []string // folders whose Go files execute the policy
	Tests    []string // folders whose Go tests run cases; those of this command speak of cases and run none
	Stories  string
	Lists    string // folder of rules.yaml, readings.yaml, cases.yaml and exceptions.yaml
	Pages    string // folder of the published pages

	// Values are an edition's readings as they are in force, by datum. A value that stands elsewhere in the edition is
	// known to the loader only. Nil: every reading has its value in its row.
	Values func(name string, source []byte) (map[string]policy.Reading, error)
}

// Module is the tree of this module in a folder.
func Module(root string) Tree {
	return Tree{
		Root:     root,
		Editions: "shared/policy/editions",
		Others:   "events/editions",
		Policy:   "shared/policy",
		Code:     []string{"shared", "functions"},
		Tests:    []string{"shared", "functions", "infra"},
		Stories:  "events/stories",
		Lists:    "infra/clauses",
		Pages:    "shared/policy/pages",
		Values:   published,
	}
}

func (t Tree) path(name string) string { return filepath.Join(t.Root, filepath.FromSlash(name)) }

// Ref is a place that a reader can go to: a file of the tree, with slashes, and the name of what is meant in it.
type Ref struct {
	Name string
	File string
	Line int // zero: not told, since it moves too often
}

// Kind is what a subject is.
type Kind string

// What is followed.
const (
	OfClause  Kind = "clause"
	OfRule    Kind = "rule"
	OfReading Kind = "reading"
)

// Lack is a link of the chain that is missing.
type Lack string

// The links. LacksAlternative: a reading has other values, and no story plays one of them, or none the one in force.
const (
	LacksDatum       Lack = "datum"
	LacksCode        Lack = "code"
	LacksStory       Lack = "story"
	LacksAlternative Lack = "alternative"
)

var lacks = []Lack{LacksDatum, LacksCode, LacksStory, LacksAlternative}

// Subject is a clause, a rule or a reading with all that was found of it.
type Subject struct {
	Kind    Kind
	ID      string // "E1", "R20", "G43"
	Title   string // what it is about; of a clause nothing, its words are quoted
	Clauses []string
	Own     bool // an addition of the operator: no rule of the document stands behind it
	Data    []Datum
	Code    []Ref
	Stories []Ref
	Lacks   []Lack
	Excused map[Lack]string // the reason why it may be missing
}

// Datum is a row of the edition, and for a reading its value, what else it could be, and the stories that play each.
type Datum struct {
	Ref
	Value        string
	Alternatives []string
	Plays        []Play
}

// Play is a value of a reading and the stories that are played with it.
type Play struct {
	Value   string
	Stories []Ref
}

// Page is all that is known of an edition.
type Page struct {
	Edition  string
	Source   string // its file
	Clauses  []clause
	Subjects []Subject
}

// Report is what a tree says.
type Report struct {
	Pages    []Page
	Cases    []Case
	Findings []string // what is wrong, each a line
}

// Read follows everything in the tree. The error is about files that cannot be read; what is missing is a finding.
func Read(t Tree) (Report, error) {
	known, err := readLists(t)
	if err != nil {
		return Report{}, err
	}
	code, err := readCode(t)
	if err != nil {
		return Report{}, err
	}
	stories, err := readStories(t)
	if err != nil {
		return Report{}, err
	}
	editions, err := readEditions(t, t.Editions)
	if err != nil {
		return Report{}, err
	}
	if len(editions) == 0 {
		return Report{}, fmt.Errorf("no edition in %s", t.path(t.Editions))
	}
	others, err := readEditions(t, t.Others)
	if err != nil {
		return Report{}, err
	}
	r := Report{Findings: slices.Clone(known.findings)}
	for _, e := range editions {
		r.Findings = append(r.Findings, e.strangers(known)...)
		r.Pages = append(r.Pages, e.follow(known, code, under(stories, e.id)))
	}
	r.Findings = append(r.Findings, known.unnamed(append(slices.Clone(editions), others...), stories)...)
	r.Findings = append(r.Findings, known.judge(r.Pages)...)
	r.Cases, err = readCases(t, known, stories)
	if err != nil {
		return Report{}, err
	}
	r.Findings = append(r.Findings, known.judgeCases(r.Cases)...)
	return r, nil
}

// follow finds data, code and stories of every clause, rule and reading.
func (e edition) follow(known lists, code codebase, stories []story) Page {
	page := Page{Edition: e.id, Source: e.file, Clauses: e.clauses}
	add := func(s Subject) {
		s.Stories = naming(stories, s.ID)
		s.look(known)
		page.Subjects = append(page.Subjects, s)
	}
	for _, c := range e.clauses {
		add(Subject{Kind: OfClause, ID: c.code, Clauses: []string{c.code}, Own: c.operator, Data: e.carried(c), Code: code.of(c.code)})
	}
	for _, r := range known.rules {
		s := Subject{Kind: OfRule, ID: r.id, Title: r.text, Code: code.of(r.id)}
		for _, c := range e.clauses {
			if slices.Contains(c.rules, r.id) {
				s.Clauses = append(s.Clauses, c.code)
				s.Data = append(s.Data, e.carried(c)...)
			}
		}
		add(s)
	}
	for _, g := range known.readings {
		s := Subject{Kind: OfReading, ID: g.id, Title: g.text}
		var names []string
		for _, row := range e.readings {
			if row.gap == g.id {
				names = append(names, row.Name)
				s.Clauses = append(s.Clauses, row.clause)
				s.Data = append(s.Data, row.played(stories))
			}
		}
		slices.Sort(s.Clauses)
		s.Clauses = slices.Compact(s.Clauses)
		s.Code = code.of(g.id, names...)
		add(s)
	}
	return page
}

// Covered counts what has everything, among all.
func (p Page) Covered() (covered, all int) {
	for _, s := range p.Subjects {
		if len(s.Lacks) == 0 {
			covered++
		}
	}
	return covered, len(p.Subjects)
}
