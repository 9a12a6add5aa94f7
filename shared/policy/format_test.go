package policy_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTheFormatIsDescribed finds every key that the loader reads in the description of the format.
func TestTheFormatIsDescribed(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	files, err := filepath.Glob("load*.go")
	require.NoError(t, err)
	keys := map[string]bool{}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		ast.Inspect(parsed, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if method, ok := call.Fun.(*ast.SelectorExpr); ok && strings.HasPrefix(method.Sel.Name, "Fields") {
				for _, arg := range call.Args {
					if word, ok := arg.(*ast.BasicLit); ok {
						key, err := strconv.Unquote(word.Value)
						require.NoError(t, err)
						keys[key] = true
					}
				}
			}
			return true
		})
	}
	assert.Greater(t, len(keys), 50)
	for key := range keys {
		assert.Regexp(t, "`"+key+"[`:]", string(text), key)
	}
	for _, chapter := range []string{"lifecycle", "rights", "quotas", "delivery", "items", "predicates", "consequences"} {
		assert.Contains(t, string(text), "`"+chapter+"`")
	}
}
