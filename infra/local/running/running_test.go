package running_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/running"
)

func TestAStackIsFoundWhileItRuns(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	_, err := running.Find(data)
	assert.ErrorIs(t, err, running.ErrNotRunning)
	up := running.Stack{URL: "http://localhost:8080", DynamoDB: "http://127.0.0.1:4242", Table: "SupportTable"}
	require.NoError(t, running.Write(data, up))
	found, err := running.Find(data)
	require.NoError(t, err)
	assert.Equal(t, up, found)
	running.Remove(data)
	_, err = running.Find(data)
	assert.ErrorIs(t, err, running.ErrNotRunning)
	require.NoError(t, os.WriteFile(filepath.Join(data, "running.json"), []byte("half"), 0o600))
	_, err = running.Find(data)
	assert.ErrorContains(t, err, "find the local stack")
}
