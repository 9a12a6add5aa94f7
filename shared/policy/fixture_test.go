package policy_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// flat is edition 1.4 as published.
func flat(t testing.TB) *policy.Edition {
	t.Helper()
	library, err := policy.Editions()
	require.NoError(t, err)
	e, err := library.Edition("flat-1.4")
	require.NoError(t, err)
	return e
}

// source is the text that flat was loaded from.
func source(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("editions/flat-1.4.yaml")
	require.NoError(t, err)
	return string(text)
}

// with is flat with other readings.
func with(t testing.TB, overrides map[string]string) *policy.Edition {
	t.Helper()
	e, err := flat(t).With(overrides)
	require.NoError(t, err)
	return e
}

func date(t testing.TB, text string) coverage.Date {
	t.Helper()
	d, err := coverage.ParseDate(text)
	require.NoError(t, err)
	return d
}

// golden compares with a file, or rewrites it under -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), got, "run with -update if the change is meant")
}
