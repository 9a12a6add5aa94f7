package trace

import (
	"go/ast"
	"go/token"
	"path"
	"strconv"
	"strings"
)

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
