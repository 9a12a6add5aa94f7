package law_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// pkg is a package of the module as it is compiled, without its tests.
type pkg struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string // its own
	Deps       []string // and all that follow from them

	Selectors []string // names of other packages that it uses: "time.Now"
	Functions []string // that it declares, without methods
}

// packages are all of the module, as `go list` and the parser see them.
func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Dir,GoFiles,Imports,Deps", "./...")
	cmd.Dir = filepath.Join("..", "..")
	var failure bytes.Buffer
	cmd.Stderr = &failure
	out, err := cmd.Output()
	require.NoError(t, err, failure.String())
	var all []pkg
	from := json.NewDecoder(bytes.NewReader(out))
	for {
		var p pkg
		err := from.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		for _, name := range p.GoFiles {
			p.parse(t, filepath.Join(p.Dir, name))
		}
		all = append(all, p)
	}
	require.Greater(t, len(all), len(rooms))
	for room := range rooms {
		require.True(t, slices.ContainsFunc(all, func(p pkg) bool { return p.path() == "shared/"+room }), "no room %s", room)
	}
	return all
}

func (p *pkg) parse(t *testing.T, file string) {
	t.Helper()
	source, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	named := map[string]string{} // what the file calls a package -> its own name
	for _, spec := range source.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		require.NoError(t, err)
		own := path.Base(imported)
		if spec.Name != nil {
			named[spec.Name.Name] = own
			continue
		}
		named[own] = own
	}
	ast.Inspect(source, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := selector.X.(*ast.Ident); ok && named[x.Name] != "" {
			p.Selectors = append(p.Selectors, named[x.Name]+"."+selector.Sel.Name)
		}
		return true
	})
	for _, d := range source.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
			p.Functions = append(p.Functions, f.Name.Name)
		}
	}
}

// path is the package's path inside of the module.
func (p pkg) path() string { return strings.TrimPrefix(p.ImportPath, module) }

// room is the shared room that the package is, or is a part of.
func (p pkg) room() string { return part(p.path(), "shared/") }

// function is the function that the package belongs to; empty: none.
func (p pkg) function() string { return part(p.path(), "functions/") }

func part(path, of string) string {
	rest, ok := strings.CutPrefix(path, of)
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	return name
}

func (p pkg) imports(forbidden func(string) bool) []string { return matching(p.Imports, forbidden) }
func (p pkg) reaches(forbidden func(string) bool) []string { return matching(p.Deps, forbidden) }

func (p pkg) uses(names ...string) []string {
	return matching(p.Selectors, func(s string) bool { return slices.Contains(names, s) })
}

func (p pkg) declares(name string) []string {
	return matching(p.Functions, func(f string) bool { return f == name })
}

func (p pkg) named(names ...string) []string {
	return matching([]string{path.Base(p.path())}, func(s string) bool { return slices.Contains(names, s) })
}

func matching(list []string, is func(string) bool) []string {
	var found []string
	for _, s := range list {
		if is(s) {
			found = append(found, s)
		}
	}
	return found
}

// within reports whether the path is the folder or lies in it.
func within(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}

func anyOf(list []string, is func(string) bool) bool { return slices.ContainsFunc(list, is) }
