package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAMissingProgramIsNamed(t *testing.T) {
	empty := t.TempDir()
	t.Setenv("PATH", empty)
	_, err := findTools()
	require.ErrorIs(t, err, errMissing)
	assert.ErrorContains(t, err, "apt-get install")
	assert.NotContains(t, err.Error(), "\n", "one sentence")

	for _, name := range []string{"swaks", "postfix"} {
		require.NoError(t, os.WriteFile(filepath.Join(empty, name), []byte("#!/bin/sh\n"), 0o700))
	}
	found, err := findTools()
	if os.Geteuid() != 0 {
		assert.ErrorIs(t, err, errNotRoot)
		return
	}
	require.NoError(t, err)
	assert.Equal(t, filepath.Join(empty, "sendmail"), found.sendmail, "that of the same Postfix")
}
