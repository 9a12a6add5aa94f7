package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/store/storetest"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

const good = `story: a stranger is refused
clauses: [A, R2]
given:
  customers:
    - id: volga
      contacts: [{email: ivan@volga.example, authorised: false}]
      installations: [{id: hq, product: softswitch, commissionedOn: 2025-03-15}]
steps:
  - at: 2026-11-23 10:00
    submit: {ticket: t1, by: ivan@volga.example, installation: hq, priority: P3}
    expect: {ticket: t1, decision: refused}
`

func TestStoriesArePrintedInTheirOrderAndCounted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		return file
	}
	first := write("1.yaml", good)
	second := write("2.yaml", good[:len(good)-len("refused}\n")]+"accepted}\n")
	third := write("3.yaml", "story: nothing\n")

	cases := []struct {
		name  string
		files []string
		seeds []uint64
		quiet bool
		want  string
		err   error
	}{
		{"one that passes", []string{first}, []uint64{0}, false, "[1/1] " + first + `
a stranger is refused (A, R2)
    9  Mon 2026-11-23 10:00:00  submit t1 P3 by ivan@volga.example
1 passed, 0 failed
`, nil},
		{"quietly, with several seeds", []string{first}, []uint64{1, 2, 3}, true, "3 passed, 0 failed\n", nil},
		{"some that fail", []string{first, second, third}, []uint64{0}, true, "FAILED " + second + `: a stranger is refused
    ` + second + `:9: Mon 2026-11-23 10:00:00: decision
        expected  accepted
        got       refused
FAILED ` + third + `: 
    ` + third + ": a story needs `story`, `clauses` and `steps`" + `
1 passed, 2 failed
`, errFailed},
		{"one that fails with faults", []string{second}, []uint64{7}, false, "[1/1] " + second + `, faults seed=7
a stranger is refused (A, R2)
    9  Mon 2026-11-23 10:00:00  submit t1 P3 by ivan@volga.example
        ✗ decision
            expected  accepted
            got       refused
FAILED ` + second + `, faults seed=7: a stranger is refused
    ` + second + `:9: Mon 2026-11-23 10:00:00: decision
        expected  accepted
        got       refused
0 passed, 1 failed
`, errFailed},
		{
			"one that is not there",
			[]string{filepath.Join(dir, "none.yaml")},
			[]uint64{0},
			true,
			"FAILED " + filepath.Join(dir, "none.yaml") + ": \n    " + filepath.Join(dir, "none.yaml") + ": open " + filepath.Join(dir, "none.yaml") + ": no such file or directory\n0 passed, 1 failed\n", errFailed,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			s := show{out: &out, progress: &out, quiet: c.quiet, all: len(c.files) * len(c.seeds)}
			err := s.of(t.Context(), storetest.Client(t), c.files, c.seeds, 2)
			require.ErrorIs(t, err, c.err)
			assert.Equal(t, c.want, out.String())
		})
	}
}

func TestSeeds(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, flag string
		want       []uint64 // nil: refused
	}{
		{"no faults", "", []uint64{0}},
		{"one seed", "seed=7", []uint64{7}},
		{"one seed by its number", "7", []uint64{7}},
		{"a range", "seed=2..4", []uint64{2, 3, 4}},
		{"zero is no seed", "seed=0", nil},
		{"a range that runs back", "4..2", nil},
		{"a range without an end", "4..", nil},
		{"a word", "seed=lots", nil},
		{"too many", "1..5000", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := seedsOf(c.flag)
			assert.Equal(t, c.want, got)
			assert.Equal(t, c.want == nil, err != nil)
		})
	}
}

func TestStoriesAreFoundBelowFolders(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"b/2.yaml", "a/1.yaml", "a/readme.txt"} {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
	}
	got, err := storyFiles([]string{dir})
	require.NoError(t, err)
	assert.Equal(t, []string{filepath.Join(dir, "a", "1.yaml"), filepath.Join(dir, "b", "2.yaml")}, got)

	_, err = storyFiles(nil)
	require.Error(t, err)
	_, err = storyFiles([]string{filepath.Join(dir, "none")})
	require.ErrorIs(t, err, os.ErrNotExist)
}
