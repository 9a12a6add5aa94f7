// Package probe builds the little Lambda function that the tests of the local stack give orders to; see
// infra/local/testdata/probe for the orders.
package probe

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// Source is the folder of the probe.
func Source(t testing.TB) string {
	t.Helper()
	_, here, _, ok := runtime.Caller(0)
	require.True(t, ok)
	return filepath.Join(filepath.Dir(here), "..", "testdata", "probe")
}

// Build builds the probe into a folder that ends with the test, and gives its path.
func Build(t testing.TB) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "bootstrap")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-tags", "lambda.norpc", "-o", binary, ".")
	cmd.Dir = Source(t)
	cmd.Env = os.Environ()
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return binary
}
