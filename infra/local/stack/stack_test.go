package stack_test

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/stack"
)

func options(t *testing.T) stack.Options {
	t.Helper()
	dir := t.TempDir()
	text, err := os.ReadFile("testdata/template.yaml")
	require.NoError(t, err)
	wiring := filepath.Join(dir, "template.yaml")
	require.NoError(t, os.WriteFile(wiring, bytes.ReplaceAll(text, []byte("/nowhere"), []byte(filepath.Join(dir, "probe"))), 0o600))
	return stack.Options{
		Template: wiring,
		Data:     filepath.Join(dir, "data"),
		Progress: t.Output(),
		Log:      t.Output(),
	}
}

func TestX(t *testing.T) {
	s, err := stack.Start(t.Context(), options(t))
	require.NoError(t, err)
	defer s.Stop()
	r, err := http.Get(s.URL() + "/form")
	require.NoError(t, err)
	r.Body.Close()
	b := time.Now()
	require.NoError(t, s.Forward(t.Context(), 2*time.Hour))
	t.Log(time.Since(b))
	_ = os.Args
}
