package contest_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/model/contest"
)

// Histories enough to meet most readings in some seconds; make model plays as many as one has patience for.
const (
	histories = 1000
	seed      = 20261120
)

func TestTheDeskAndTheModelAgree(t *testing.T) {
	t.Parallel()
	c, err := contest.New(os.DirFS("../../.."))
	require.NoError(t, err)
	result, err := c.Run(seed, 0, histories, 2, nil)
	require.NoError(t, err)
	t.Log(result.Summary())
	if result.Failure != nil {
		t.Fatalf("seed %d, %s", seed, result.Failure)
	}
	assert.Equal(t, histories, result.Played)
	assert.Greater(t, result.Accepted, histories/5, "enough of them become tickets")
}
