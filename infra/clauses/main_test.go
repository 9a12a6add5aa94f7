package main

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/clauses/trace"
)

func TestThePagesAreCheckedUnlessTheyAreWritten(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	require.NoError(t, os.CopyFS(root, os.DirFS("trace/testdata/tree")))
	tree := trace.Tree{
		Root: root, Editions: "editions", Policy: "code/policy", Code: []string{"code"}, Tests: []string{"code"},
		Stories: "stories", Lists: "lists", Pages: "editions", Others: "others",
	}
	var out bytes.Buffer
	require.ErrorIs(t, run(nil, tree, &out), errFound)
	assert.Contains(t, out.String(), "R1        A: packages.BASIC")
	assert.Contains(t, out.String(), "editions/small.clauses.md is stale; go run ./infra/clauses --write rewrites it\n")

	out.Reset()
	require.NoError(t, run([]string{"--write"}, tree, &out))
	assert.Equal(t, "small: covered 9 of 10, 1 excepted\nacceptance cases: run 4 of 5, 1 wait\n", out.String())

	out.Reset()
	require.NoError(t, run([]string{"--quiet"}, tree, &out))
	assert.Equal(t, "small: covered 9 of 10, 1 excepted\nacceptance cases: run 4 of 5, 1 wait\n", out.String())

	out.Reset()
	require.NoError(t, run([]string{"--markdown"}, tree, &out))
	assert.Contains(t, out.String(), "# Every clause of small, from its words to its stories\n")
	assert.Contains(t, out.String(), "# Acceptance cases\n")

	assert.ErrorContains(t, run([]string{"R1"}, tree, &out), `"R1": nothing but flags is expected`)
}
