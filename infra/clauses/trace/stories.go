package trace

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// story is what of a story matters here: what it proves, and with which readings. The story runner reads all of it, and
// strictly.
type story struct {
	Title    string            `yaml:"story"`
	Clauses  []string          `yaml:"clauses"`
	Policy   string            `yaml:"policy"` // the edition that it is played by; empty: the published one
	Readings map[string]string `yaml:"readings"`

	ref Ref
}

func readStories(t Tree) ([]story, error) {
	var all []story
	err := filepath.WalkDir(t.path(t.Stories), func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(file) != ".yaml" {
			return err
		}
		source, err := os.ReadFile(file) //nolint:gosec // the tree is the reader's own, nobody swaps files in it
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(t.path(t.Stories), file)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		s := story{ref: Ref{Name: strings.TrimSuffix(rel, ".yaml"), File: path.Join(t.Stories, rel), Line: clausesLine(source)}}
		if err := yaml.Unmarshal(source, &s); err != nil {
			return fmt.Errorf("%s: %w", s.ref.File, err)
		}
		all = append(all, s)
		return nil
	})
	return all, err
}

// clausesLine is where a story says what it proves.
func clausesLine(source []byte) int {
	for i, l := range strings.Split(string(source), "\n") {
		if strings.HasPrefix(l, "clauses:") {
			return i + 1
		}
	}
	return 1
}

// under are the stories that are played by the edition: what is played by another proves nothing of it.
func under(stories []story, edition string) []story {
	return slices.DeleteFunc(slices.Clone(stories), func(s story) bool { return s.Policy != "" && s.Policy != edition })
}

// naming are the stories that say they prove it.
func naming(stories []story, id string) []Ref {
	return those(stories, func(s story) bool { return slices.Contains(s.Clauses, id) })
}

// playing are the stories in which the reading has the value.
func playing(stories []story, datum, value string) []Ref {
	return those(stories, func(s story) bool { v, ok := s.Readings[datum]; return ok && v == value })
}

func those(stories []story, are func(story) bool) []Ref {
	var all []Ref
	for _, s := range stories {
		if are(s) {
			all = append(all, Ref{Name: s.ref.Name, File: s.ref.File})
		}
	}
	return all
}

// unnamed are words in the clauses of stories that name nothing, or name it twice.
func (l lists) unnamed(editions []edition, stories []story) []string {
	var found []string
	for _, s := range stories {
		said := map[string]bool{}
		for _, id := range s.Clauses {
			switch {
			case said[id]:
				found = append(found, fmt.Sprintf("%s:%d: %s is named twice", s.ref.File, s.ref.Line, id))
			case !l.isRule(id) && !l.isReading(id) && !l.isCase(id) && !isClause(editions, s.Policy, id):
				found = append(found, fmt.Sprintf("%s:%d: %s is no clause, rule, reading or case", s.ref.File, s.ref.Line, id))
			}
			said[id] = true
		}
		for _, datum := range slices.Sorted(maps.Keys(s.Readings)) {
			if !isDatum(editions, datum) {
				found = append(found, fmt.Sprintf("%s:%d: no edition has a reading %s", s.ref.File, s.ref.Line, datum))
			}
		}
	}
	return found
}

// isClause reports whether the edition of the id has the clause; without an id, whether any has.
func isClause(editions []edition, id, code string) bool {
	return slices.ContainsFunc(editions, func(e edition) bool {
		return (id == "" || e.id == id) && slices.ContainsFunc(e.clauses, func(c clause) bool { return c.code == code })
	})
}

func isDatum(editions []edition, name string) bool {
	return slices.ContainsFunc(editions, func(e edition) bool {
		return slices.ContainsFunc(e.readings, func(r readingRow) bool { return r.Name == name })
	})
}
