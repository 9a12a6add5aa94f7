package trace

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// codebase is what the comments of declarations cite, and who reads what.
type codebase struct {
	policy       string
	declarations []declaration
}

// declaration is a function, method, type, field, constant or variable.
type declaration struct {
	Ref
	own      string          // its name without package and type
	room     string          // its package's folder
	function bool            // else it is data
	member   bool            // a field or a method: named as a.X, not as room.X
	group    bool            // several in parentheses, with the words over all of them
	cites    map[string]bool // rules, readings and clauses in its comments
	selects  map[string]bool // what a function takes of something else: X and a.X, where it says a.X
	says     map[string]bool // words in quotes in it
}

// readCode parses the Go files, tests left out.
func readCode(t Tree) (codebase, error) {
	c := codebase{policy: t.Policy}
	err := eachGoFile(t, t.Code, func(file string) bool { return !strings.HasSuffix(file, "_test.go") }, func(file string, f *ast.File) {
		c.declarations = append(c.declarations, declarations(file, f)...)
	})
	return c, err
}

// eachGoFile parses the files below the folders, in the order of their names. What is in testdata is nobody's code.
func eachGoFile(t Tree, folders []string, wanted func(string) bool, see func(string, *ast.File)) error {
	for _, folder := range folders {
		err := filepath.WalkDir(t.path(folder), func(file string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && entry.Name() == "testdata":
				return filepath.SkipDir
			case entry.IsDir() || filepath.Ext(file) != ".go" || !wanted(file):
				return nil
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(t.Root, file)
			if err != nil {
				return err
			}
			see(filepath.ToSlash(rel), parsed)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// of is the code that executes what the id says: declarations that cite it, functions that name the reading's datum, and
// functions that read the data of the edition which cite it. What the policy room itself declares is data being carried:
// it counts by those who read it elsewhere.
func (c codebase) of(id string, datums ...string) []Ref {
	var found []declaration
	var carried []declaration // data and accessors of the policy room
	for _, d := range c.declarations {
		switch {
		case !d.cites[id]:
		case !d.in(c.policy):
			found = append(found, d)
		case token.IsExported(d.own) && !d.group:
			carried = append(carried, d)
			if d.function {
				found = append(found, d)
			}
		}
	}
	for _, d := range c.declarations {
		reads := d.function && !d.in(c.policy) &&
			(slices.ContainsFunc(carried, func(of declaration) bool { return c.reads(d, of) }) ||
				slices.ContainsFunc(datums, func(name string) bool { return d.says[name] }))
		if reads {
			found = append(found, d)
		}
	}
	slices.SortFunc(found, func(a, b declaration) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Name, b.Name))
	})
	var refs []Ref
	for _, d := range found {
		refs = append(refs, d.Ref)
	}
	return slices.Compact(refs)
}

// in reports whether the declaration is of the room, or of a folder in it.
func (d declaration) in(room string) bool {
	return d.room == room || strings.HasPrefix(d.room, room+"/")
}

// reads reports whether a function takes what the policy room declares.
func (c codebase) reads(d, of declaration) bool {
	if of.member {
		return d.selects[of.own] && !c.ambiguous(of.own)
	}
	return d.selects[path.Base(c.policy)+"."+of.own]
}

// ambiguous reports whether something outside the policy room has the name too, so that a.name may mean that.
func (c codebase) ambiguous(name string) bool {
	return slices.ContainsFunc(c.declarations, func(d declaration) bool { return d.member && d.own == name && !d.in(c.policy) })
}
