package trace_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/clauses/trace"
)

// What `make clauses` says of this module, without a database.
func TestEveryClauseOfThePolicyIsExecutedAndPublished(t *testing.T) {
	t.Parallel()
	tree := trace.Module("../../..")
	report, err := trace.Read(tree)
	require.NoError(t, err)
	stale, err := tree.Stale(report.Files(tree))
	require.NoError(t, err)
	for _, finding := range append(report.Findings, stale...) {
		assert.Fail(t, finding)
	}
}
