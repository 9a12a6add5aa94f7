package handlertest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// File reads an event of events/, such as "intake/portal-json-p3", into the type that the function is given.
func File[T any](t testing.TB, name string) T {
	t.Helper()
	root, err := checkout()
	require.NoError(t, err)
	raw, err := os.ReadFile(filepath.Join(root, "events", name+".json"))
	require.NoError(t, err)
	var event T
	require.NoError(t, json.Unmarshal(raw, &event), name)
	return event
}

// EveryFile checks that the named events are all that events/ has for a function, so that none lies there untried.
func EveryFile(t testing.TB, function string, names []string) {
	t.Helper()
	root, err := checkout()
	require.NoError(t, err)
	paths, err := filepath.Glob(filepath.Join(root, "events", function, "*.json"))
	require.NoError(t, err)
	there := make([]string, 0, len(paths))
	for _, path := range paths {
		there = append(there, strings.TrimSuffix(filepath.Base(path), ".json"))
	}
	assert.ElementsMatch(t, there, names)
}
