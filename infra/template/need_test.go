package template_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// place is a function or method of ours: the folder of its package and its name, without the receiver.
type place struct{ room, name string }

// sources is what the product's code says about itself: who calls whom, and who asks the table for what. Calls are told by name
// only, so that it may see a call too many; what it does not see are functions handed on by their bare or exported name.
type sources struct {
	calls   map[place][]string
	asks    map[place][]string
	imports map[string][]string
	reads   map[string][]string // names of environment variables, by room
}

const (
	module  = "flatsupport/"
	project = "../.." // from here
)

func readSources(t *testing.T) sources {
	t.Helper()
	s := sources{calls: map[place][]string{}, asks: map[place][]string{}, imports: map[string][]string{}, reads: map[string][]string{}}
	for _, top := range []string{"functions", "shared"} {
		require.NoError(t, filepath.WalkDir(filepath.Join(project, top), func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			room, err := filepath.Rel(project, filepath.Dir(path))
			s.add(filepath.ToSlash(room), file)
			return err
		}))
	}
	require.NotEmpty(t, s.asks, "somebody asks the table")
	return s
}

func (s sources) add(room string, file *ast.File) {
	for _, used := range file.Imports {
		if below, ok := strings.CutPrefix(strings.Trim(used.Path.Value, `"`), module); ok {
			s.imports[room] = append(s.imports[room], below)
		}
	}
	for _, declared := range file.Decls {
		f, ok := declared.(*ast.FuncDecl)
		if !ok || f.Body == nil {
			continue
		}
		here, index := place{room, f.Name.Name}, ""
		var actions []string
		ast.Inspect(f.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && key.Name == "IndexName" {
					index = "/index/wake"
				}
			case *ast.SelectorExpr: // a method handed on, such as h.one
				if !n.Sel.IsExported() {
					s.calls[here] = append(s.calls[here], n.Sel.Name)
				}
			case *ast.CompositeLit:
				if action := transactionPart(n); action != "" {
					actions = append(actions, action)
				}
			case *ast.CallExpr:
				if action := tableAction(n); action != "" {
					actions = append(actions, action)
				}
				if name := called(n); name != "" {
					s.calls[here] = append(s.calls[here], name)
				}
				s.reads[room] = append(s.reads[room], variablesRead(n)...)
			}
			return true
		})
		if i := slices.Index(actions, "TransactWriteItems"); i >= 0 { // whose right is that of what it writes and checks
			actions = append(slices.Delete(actions, i, i+1), "PutItem", "ConditionCheckItem")
		}
		for _, action := range actions {
			s.asks[here] = append(s.asks[here], "dynamodb:"+action+" on ${SupportTable.Arn}"+index)
		}
	}
}

func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

// tableAction recognises s.db.PutItem(...) and dynamodb.NewQueryPaginator(...).
func tableAction(call *ast.CallExpr) string {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if inner, ok := f.X.(*ast.SelectorExpr); ok && inner.Sel.Name == "db" && f.Sel.Name != "TransactWriteItems" {
		return f.Sel.Name
	}
	return map[string]string{"NewQueryPaginator": "Query", "NewScanPaginator": "Scan"}[f.Sel.Name]
}

// transactionPart recognises types.Put{...} and the like: a transaction needs the rights of its parts and none of its own.
func transactionPart(literal *ast.CompositeLit) string {
	f, ok := literal.Type.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	return map[string]string{
		"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem",
	}[f.Sel.Name]
}

// variablesRead recognises boot.Read("TABLE_NAME", "JWKS_URL?").
func variablesRead(call *ast.CallExpr) []string {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || f.Sel.Name != "Read" {
		return nil
	}
	if of, ok := f.X.(*ast.Ident); !ok || of.Name != "boot" {
		return nil
	}
	var names []string
	for _, argument := range call.Args {
		if literal, ok := argument.(*ast.BasicLit); ok {
			names = append(names, strings.TrimSuffix(strings.Trim(literal.Value, `"`), "?"))
		}
	}
	return names
}

// below lists the rooms that a room can reach, itself included.
func (s sources) below(room string) map[string]bool {
	reach := map[string]bool{}
	for next := []string{room}; len(next) > 0; {
		r := next[0]
		next = next[1:]
		if !reach[r] {
			reach[r] = true
			next = append(next, s.imports[r]...)
		}
	}
	return reach
}

// need is everything that the function in the room can come to ask of the table.
func (s sources) need(room string) []string {
	var next []place
	for p := range s.calls {
		if p.room == room {
			next = append(next, p)
		}
	}
	seen, asked := map[place]bool{}, []string{}
	for len(next) > 0 {
		p := next[0]
		next = next[1:]
		if seen[p] {
			continue
		}
		seen[p] = true
		asked = append(asked, s.asks[p]...)
		for _, name := range s.calls[p] {
			next = append(next, place{p.room, name})
			if ast.IsExported(name) {
				for r := range s.below(p.room) {
					next = append(next, place{r, name})
				}
			}
		}
	}
	slices.Sort(asked)
	return slices.Compact(asked)
}

// The rights on the table are those that the code can come to use: none missing, none too many.
func TestRightsOnTheTableAreThoseThatTheCodeUses(t *testing.T) {
	t.Parallel()
	s := readSources(t)
	for _, f := range read(t, realTemplate, given).Functions {
		have := []string{}
		for _, right := range rights[f.Role] {
			if strings.HasPrefix(right, "dynamodb:") {
				have = append(have, right)
			}
		}
		assert.ElementsMatch(t, s.need(filepath.ToSlash(filepath.Dir(f.Folder))), have, f.ID)
	}
}

// A variable that a function reads is given by the template, and none is given that it does not read. Those of the SDK
// are read by the SDK.
func TestEnvironmentIsWhatTheFunctionsRead(t *testing.T) {
	t.Parallel()
	s := readSources(t)
	for _, f := range read(t, realTemplate, given).Functions {
		assert.ElementsMatch(t, s.reads[f.Folder], ours(f.Environment), f.ID)
	}
}

func ours(environment map[string]string) []string {
	names := make([]string, 0, len(environment))
	for name := range environment {
		if !strings.HasPrefix(name, "AWS_") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
