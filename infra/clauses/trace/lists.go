package trace

import (
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Reasons for which a link of the chain may be missing, and for which a case may not run yet.
const (
	certificates = "comes with certificates"
	mail         = "comes with mail"
	rotations    = "comes with on-call rotations"
	silent       = "silent by design"
	beyond       = "the desk has no such thing" // a reminder, a freeze, a closure by itself
)

var (
	exceptionReasons = []string{certificates, mail, silent}
	caseReasons      = []string{certificates, mail, rotations, beyond}
)

// lists are what stands beside the command.
type lists struct {
	rules      []titled
	readings   []titled
	cases      []caseRow
	exceptions []exception

	casesFile, exceptionsFile string
	findings                  []string // what is wrong in them
}

// titled is a number with what it is about.
type titled struct {
	id   string
	text string
	line int
}

type caseRow struct {
	titled
	waits string // the reason why it does not run yet; empty: it runs
}

type exceptionKey struct {
	id   string
	lack Lack
}

type exception struct {
	exceptionKey
	reason string
	line   int
}

func readLists(t Tree) (lists, error) {
	l := lists{casesFile: path.Join(t.Lists, "cases.yaml"), exceptionsFile: path.Join(t.Lists, "exceptions.yaml")}
	rules, err1 := readMapping(t, path.Join(t.Lists, "rules.yaml"))
	readings, err2 := readMapping(t, path.Join(t.Lists, "readings.yaml"))
	cases, err3 := readMapping(t, l.casesFile)
	exceptions, err4 := readMapping(t, l.exceptionsFile)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return lists{}, err
	}
	l.rules, l.readings = titles(rules), titles(readings)
	l.readCases(cases)
	l.readExceptions(exceptions)
	return l, nil
}

func readMapping(t Tree, file string) ([]entry, error) {
	source, err := os.ReadFile(t.path(file))
	if err != nil {
		return nil, err
	}
	tree, err := parser.ParseBytes(source, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var all []entry
	for _, doc := range tree.Docs {
		if doc.Body != nil && entries(doc.Body) == nil {
			return nil, fmt.Errorf("%s: a mapping is expected", file)
		}
		all = append(all, entries(doc.Body)...)
	}
	return all, nil
}

func titles(all []entry) []titled {
	list := make([]titled, len(all))
	for i, e := range all {
		list[i] = titled{e.name, scalar(e.value), e.line}
	}
	return list
}

// readCases reads rows of "ID: title", or "ID: {title: ..., waits: reason}" for a case that does not run yet.
func (l *lists) readCases(all []entry) {
	for _, e := range all {
		c := caseRow{titled{e.name, scalar(e.value), e.line}, ""}
		for _, f := range entries(e.value) {
			switch f.name {
			case "title":
				c.text = scalar(f.value)
			case "waits":
				c.waits = scalar(f.value)
				if !slices.Contains(caseReasons, c.waits) {
					l.find(l.casesFile, f.line, "%q is no reason to wait; it can be: %s", c.waits, strings.Join(caseReasons, ", "))
				}
			default:
				l.find(l.casesFile, f.line, "a case has a title and what it waits for, no %q", f.name)
			}
		}
		if c.text == "" {
			l.find(l.casesFile, c.line, "%s has no title", c.id)
		}
		if !caseID.MatchString(c.id) {
			l.find(l.casesFile, c.line, "%q is no id of a case such as CAL-01", c.id)
		}
		l.cases = append(l.cases, c)
	}
}

// readExceptions reads "reason: {ID: [lack, lack], ...}".
func (l *lists) readExceptions(all []entry) {
	for _, reason := range all {
		if !slices.Contains(exceptionReasons, reason.name) {
			l.find(l.exceptionsFile, reason.line, "%q is no reason; it can be: %s", reason.name, strings.Join(exceptionReasons, ", "))
		}
		if scalar(reason.value) != "" && reason.value.Type() != ast.NullType {
			l.find(l.exceptionsFile, reason.line, "%q names what it excuses: {R1: [story]}", reason.name)
		}
		for _, of := range entries(reason.value) {
			for _, node := range items(of.value) {
				l.except(exception{exceptionKey{of.name, Lack(scalar(node))}, reason.name, of.line}, node)
			}
			if len(items(of.value)) == 0 {
				l.find(l.exceptionsFile, of.line, "say what %s may lack: %s: [story]", of.name, of.name)
			}
		}
	}
}

func (l *lists) except(x exception, node ast.Node) {
	if !slices.Contains(lacks, x.lack) {
		l.find(l.exceptionsFile, line(node), "%q is nothing that can be missing; it can be datum, code, story, alternative", x.lack)
		return
	}
	if l.excused(x.id, x.lack) != "" {
		l.find(l.exceptionsFile, x.line, "%s has an exception for its %s already", x.id, x.lack)
		return
	}
	l.exceptions = append(l.exceptions, x)
}

func (l *lists) find(file string, line int, format string, args ...any) {
	l.findings = append(l.findings, fmt.Sprintf("%s:%d: ", file, line)+fmt.Sprintf(format, args...))
}

// excused is the reason why the link may be missing, empty where it may not.
func (l lists) excused(id string, lack Lack) string {
	for _, x := range l.exceptions {
		if x.id == id && x.lack == lack {
			return x.reason
		}
	}
	return ""
}

func (l lists) isRule(id string) bool    { return has(l.rules, id) }
func (l lists) isReading(id string) bool { return has(l.readings, id) }
func (l lists) isCase(id string) bool {
	return slices.ContainsFunc(l.cases, func(c caseRow) bool { return c.id == id })
}

func has(list []titled, id string) bool {
	return slices.ContainsFunc(list, func(t titled) bool { return t.id == id })
}
