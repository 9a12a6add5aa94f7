package trace

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
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

// declarations are those of a file, each with what the comments at it and in it cite.
func declarations(file string, f *ast.File) []declaration {
	var all []declaration
	var spans []span
	note := func(name string, function bool, node ast.Node, doc, trailing *ast.CommentGroup) int {
		of, own, member := strings.Cut(name, ".")
		if !member {
			own = of
		}
		at := span{node.Pos(), node.End(), len(all)}
		if doc != nil {
			at.from = doc.Pos()
		}
		if trailing != nil {
			at.to = trailing.End()
		}
		spans = append(spans, at)
		all = append(all, declaration{
			Ref: Ref{Name: f.Name.Name + "." + name, File: file}, own: own, room: path.Dir(file), function: function, member: member,
			cites: map[string]bool{}, selects: map[string]bool{}, says: map[string]bool{},
		})
		return len(all) - 1
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			name := d.Name.Name
			if d.Recv != nil {
				name = receiver(d.Recv.List[0].Type) + "." + name
			}
			all[note(name, true, d, d.Doc, nil)].use(d)
		case *ast.GenDecl:
			if d.Tok == token.IMPORT || len(d.Specs) == 0 {
				continue
			}
			if d.Lparen.IsValid() { // known by its first
				all[note(specName(d.Specs[0]), false, d, d.Doc, nil)].group = true
			}
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.ValueSpec:
					note(spec.Names[0].Name, false, spec, either(spec.Doc, d), spec.Comment)
				case *ast.TypeSpec:
					note(spec.Name.Name, false, spec, either(spec.Doc, d), spec.Comment)
					for _, field := range fields(spec.Type) {
						for _, name := range field.Names {
							note(spec.Name.Name+"."+name.Name, false, field, field.Doc, field.Comment)
						}
					}
				}
			}
		}
	}
	for _, comment := range f.Comments {
		ids := cited(comment.Text())
		for _, i := range innermost(spans, comment.Pos()) {
			for _, id := range ids {
				all[i].cites[id] = true
			}
		}
	}
	return all
}

// span is where a declaration stands, its comments included.
type span struct {
	from, to token.Pos
	of       int
}

// innermost are the narrowest declarations around a place: several where fields share a line. Words outside all of them,
// as those over the package, are no code.
func innermost(spans []span, at token.Pos) []int {
	var found []int
	width := token.Pos(-1)
	for _, s := range spans {
		if at < s.from || at >= s.to {
			continue
		}
		switch w := s.to - s.from; {
		case width < 0 || w < width:
			width, found = w, []int{s.of}
		case w == width:
			found = append(found, s.of)
		}
	}
	return found
}

// use notes what a function takes of others and which words it has in quotes.
func (d declaration) use(f *ast.FuncDecl) {
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			d.selects[n.Sel.Name] = true
			if x, ok := n.X.(*ast.Ident); ok {
				d.selects[x.Name+"."+n.Sel.Name] = true
			}
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				if word, err := strconv.Unquote(n.Value); err == nil {
					d.says[word] = true
				}
			}
		}
		return true
	})
}

func receiver(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return receiver(t.X)
	case *ast.IndexExpr:
		return receiver(t.X)
	case *ast.Ident:
		return t.Name
	}
	return ""
}

func specName(s ast.Spec) string {
	switch s := s.(type) {
	case *ast.ValueSpec:
		return s.Names[0].Name
	case *ast.TypeSpec:
		return s.Name.Name
	}
	return ""
}

// either is the comment of a declaration that stands alone, without parentheses.
func either(doc *ast.CommentGroup, d *ast.GenDecl) *ast.CommentGroup {
	if doc == nil && !d.Lparen.IsValid() {
		return d.Doc
	}
	return doc
}

func fields(t ast.Expr) []*ast.Field {
	switch t := t.(type) {
	case *ast.StructType:
		return t.Fields.List
	case *ast.InterfaceType:
		return t.Methods.List
	}
	return nil
}

var (
	// numbers of rules and gaps, also as a range: R9, G30, R35-R38, G41-45.
	citation = regexp.MustCompile(`\b([RG])([1-9]\d?)(?:[-–]([RG]?)([1-9]\d?))?\b`)
	// codes of clauses.
	codes = regexp.MustCompile(`\b(?:OP-[A-Z]+|PR-P[1-4]|F-L[1-3])\b`)
	// what is in quotes is an example of how a number is written.
	quoted = regexp.MustCompile(`"[^"\n]*"`)
)

// cited are the rules, readings and clauses that a comment names.
func cited(text string) []string {
	text = quoted.ReplaceAllString(text, "")
	ids := codes.FindAllString(text, -1)
	for _, m := range citation.FindAllStringSubmatch(text, -1) {
		from, _ := strconv.Atoi(m[2]) // the pattern has digits here
		to := from
		if m[4] != "" && (m[3] == "" || m[3] == m[1]) {
			to, _ = strconv.Atoi(m[4])
		}
		ids = append(ids, m[1]+m[2])
		for n := from + 1; n <= to; n++ {
			ids = append(ids, m[1]+strconv.Itoa(n))
		}
	}
	return ids
}
