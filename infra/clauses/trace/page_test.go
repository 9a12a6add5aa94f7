package trace_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/clauses/trace"
)

func TestAPageThatSaysSomethingElseIsStaleUntilPublished(t *testing.T) {
	t.Parallel()
	tree := small(t)
	report, err := trace.Read(tree)
	require.NoError(t, err)
	pages := report.Files(tree)
	stale, err := tree.Stale(pages)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"editions/small.clauses.md is stale; go run ./infra/clauses --write rewrites it",
		"lists/cases.md is stale; go run ./infra/clauses --write rewrites it",
	}, stale)
	require.NoError(t, tree.Publish(pages))
	stale, err = tree.Stale(pages)
	require.NoError(t, err)
	assert.Empty(t, stale)
}

func TestThePageLinksFromTheClauseToTheStory(t *testing.T) {
	t.Parallel()
	tree := small(t)
	report, err := trace.Read(tree)
	require.NoError(t, err)
	page := report.Files(tree)["editions/small.clauses.md"]
	assert.Contains(t, page, "Covered: **9 of 10**")
	assert.Contains(t, page, "## A\n\n> Помощь оказывается всем.\n")
	assert.Contains(t, page, "| **R1** | Help | as A | [rules.Help](../code/rules/rules.go) | [help](../stories/help.yaml) |\n")
	assert.Contains(t, page, "| **G2** | For how many days? | [help.days](small.yaml#L19) = `3`; played: `5` in [readings/few](../stories/readings/few.yaml) |")
	assert.Contains(t, page, "## In no row of the edition\n")
	assert.Contains(t, page, "| **R4** | A rule of no clause | *datum: silent by design* | *code: silent by design* | *story: silent by design* |\n")
	for _, target := range links(page) {
		assert.FileExists(t, filepath.Join(tree.Root, "editions", filepath.FromSlash(target)))
	}
	assert.Contains(t, report.Files(tree)["lists/cases.md"], "| EML-01 | By mail | *comes with mail* | — |\n")
}

// links are the files that a page links to.
func links(page string) []string {
	var all []string
	for _, part := range strings.Split(page, "](")[1:] {
		target, _, _ := strings.Cut(part, ")")
		target, _, _ = strings.Cut(target, "#")
		all = append(all, target)
	}
	return all
}

func TestThePrintedTable(t *testing.T) {
	t.Parallel()
	report, err := trace.Read(small(t, change{"stories/answer.yaml", "R3, ", ""}))
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, report.Print(&out))
	report.Sum(&out)
	text := out.String()
	assert.Regexp(t, `(?m)^G1 +help\.who=all \(or few\) +rules\.Help +help, readings/all, \+1$`, text)
	assert.Regexp(t, `(?m)^R3 +B: clocks\.reaction, clocks\.reaction\.targets\.P1, \+1 +rules\.clock\.within +NO STORY$`, text)
	assert.Regexp(t, `(?m)^R4 +datum silent by design; code silent by design; story silent by design$`, text)
	assert.Regexp(t, `(?m)^EML-01 +comes with mail$`, text)
	assert.True(t, strings.HasSuffix(text, "small: covered 8 of 10, 1 excepted\nacceptance cases: run 4 of 5, 1 wait\n"), text)
}
