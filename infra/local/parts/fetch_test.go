package parts_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/parts"
)

// These tests put programs of their own on PATH, which belongs to the whole process: none of them is parallel.

const (
	java17 = "#!/bin/sh\necho 'openjdk version \"17.0.15\" 2025-04-15' >&2\n"
	java8  = "#!/bin/sh\necho 'java version \"1.8.0_392\"' >&2\n"
	// goodMaven notes that it ran, takes a moment, and leaves one jar where it was told to.
	goodMaven = "#!/bin/sh\necho run >>\"$RUNS\"\n/bin/sleep 0.2\nfor a; do case $a in -DoutputDirectory=*) d=${a#*=};; esac; done\n/bin/mkdir -p \"$d\"; echo jar >\"$d/some.jar\"\n"
	badMaven  = "#!/bin/sh\nfor a; do case $a in -DoutputDirectory=*) d=${a#*=};; esac; done\n/bin/mkdir -p \"$d\"; echo half >\"$d/some.jar\"\necho '[INFO] Scanning'\necho '[ERROR] Unknown host repository'\necho '[ERROR] more'\nexit 1\n"
	slowMaven = "#!/bin/sh\nexec /bin/sleep 300\n"
)

func TestFetchSaysInOneSentenceWhatIsMissing(t *testing.T) {
	cases := []struct {
		name     string
		programs map[string]string
		want     error
		says     string
	}{
		{"no Java", map[string]string{"mvn": goodMaven}, parts.ErrJava, "openjdk-17"},
		{"a Java that is too old", map[string]string{"java": java8, "mvn": goodMaven}, parts.ErrJava, "is Java 8"},
		{"no Maven", map[string]string{"java": java17}, parts.ErrMaven, "apt-get install maven"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			onPath(t, c.programs)
			dir := t.TempDir()
			err := parts.Fetch(t.Context(), dir, io.Discard)
			require.ErrorIs(t, err, c.want)
			assert.Contains(t, err.Error(), c.says)
			assert.NotContains(t, err.Error(), "\n")
			assert.Empty(t, entries(t, dir))
		})
	}
}

func TestFetchRunsMavenOnceHoweverManyAsk(t *testing.T) {
	runs := onPath(t, map[string]string{"java": java17, "mvn": goodMaven})
	dir := t.TempDir()
	var all sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		all.Go(func() { errs[i] = parts.Fetch(t.Context(), dir, io.Discard) })
	}
	all.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}

	assert.Equal(t, 2, lines(t, runs), "one run for each part")
	assert.Equal(t, []string{"dynamodb-3.3.1", "elasticmq-1.7.1", "lock"}, entries(t, dir))
	assert.FileExists(t, filepath.Join(dir, "dynamodb-3.3.1", "lib", "some.jar"))
}

func TestFetchIsSilentOnceThePartsAreThere(t *testing.T) {
	runs := onPath(t, map[string]string{"java": java17, "mvn": goodMaven})
	dir := t.TempDir()
	var progress bytes.Buffer
	require.NoError(t, parts.Fetch(t.Context(), dir, &progress))
	assert.Contains(t, progress.String(), "fetching DynamoDB Local 3.3.1 (first time only, about 50 MB)")

	progress.Reset()
	onPath(t, nil) // neither Java nor Maven: nothing is asked of them
	require.NoError(t, parts.Fetch(t.Context(), dir, &progress))
	assert.Empty(t, progress.String())
	assert.Equal(t, 2, lines(t, runs))
}

func TestAPartOfAnotherPomIsFetchedAnew(t *testing.T) {
	runs := onPath(t, map[string]string{"java": java17, "mvn": goodMaven})
	dir := t.TempDir()
	require.NoError(t, parts.Fetch(t.Context(), dir, io.Discard))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "elasticmq-1.7.1", "complete"), []byte("another"), 0o600))

	require.NoError(t, parts.Fetch(t.Context(), dir, io.Discard))
	assert.Equal(t, 3, lines(t, runs))
}

func TestAFailedFetchGivesMavensReasonAndLeavesNothing(t *testing.T) {
	onPath(t, map[string]string{"java": java17, "mvn": badMaven})
	dir := t.TempDir()
	err := parts.Fetch(t.Context(), dir, io.Discard)
	require.Error(t, err)
	assert.Contains(t, err.Error(), "fetch DynamoDB Local 3.3.1: mvn failed after")
	assert.True(t, strings.HasSuffix(err.Error(), ": Unknown host repository"), err.Error())
	assert.Equal(t, []string{"lock"}, entries(t, dir))
}

func TestAnInterruptedFetchStopsMavenAndLeavesNothing(t *testing.T) {
	onPath(t, map[string]string{"java": java17, "mvn": slowMaven})
	dir := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, parts.Fetch(ctx, dir, io.Discard), context.DeadlineExceeded)
	assert.Equal(t, []string{"lock"}, entries(t, dir))
}

func TestTheLeftoversOfAKilledFetchAreCleared(t *testing.T) {
	onPath(t, map[string]string{"java": java17, "mvn": goodMaven})
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "dynamodb-3.3.1.partial-123", "lib"), 0o750))
	require.NoError(t, parts.Fetch(t.Context(), dir, io.Discard))
	assert.Equal(t, []string{"dynamodb-3.3.1", "elasticmq-1.7.1", "lock"}, entries(t, dir))
}

// onPath leaves nothing but these programs on PATH and gives the file in which goodMaven counts its runs.
func onPath(t *testing.T, programs map[string]string) (runs string) {
	t.Helper()
	bin := t.TempDir()
	for name, script := range programs {
		require.NoError(t, os.WriteFile(filepath.Join(bin, name), []byte(script), 0o700))
	}
	t.Setenv("PATH", bin)
	runs = filepath.Join(t.TempDir(), "runs")
	t.Setenv("RUNS", runs)
	return runs
}

func lines(t *testing.T, file string) int {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	return bytes.Count(content, []byte("\n"))
}

func entries(t *testing.T, dir string) []string {
	t.Helper()
	found, err := os.ReadDir(dir)
	require.NoError(t, err)
	names := make([]string, 0, len(found))
	for _, e := range found {
		names = append(names, e.Name())
	}
	return names
}
