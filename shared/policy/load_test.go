package policy_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
)

// place marks, in a bad file, where the defect has to be reported; it is not part of the source.
const place = "§"

// badFile is a small change that makes the published edition defective.
type badFile struct {
	Replace string `yaml:"replace"` // found once in the published source
	With    string `yaml:"with"`    // what stands there instead, with the place marked
	Want    string `yaml:"want"`    // the defect as printed, after its line and column
}

func TestEachDefectIsRefusedAtItsPlace(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/bad/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			var bad badFile
			require.NoError(t, yaml.UnmarshalWithOptions(text, &bad, yaml.Strict()))
			good := source(t)
			require.Equal(t, 1, strings.Count(good, bad.Replace), "the replaced text is not found once")
			marked := strings.Replace(good, bad.Replace, bad.With, 1)
			require.Equal(t, 1, strings.Count(marked, place), "the place of the defect is not marked once")
			before, after, _ := strings.Cut(marked, place)

			_, err = policy.Load("bad.yaml", []byte(before+after))

			var defects *policy.DefectsError
			require.ErrorAs(t, err, &defects)
			line, column := position(before)
			want := fmt.Sprintf("bad.yaml:%d:%d: %s", line, column, bad.Want)
			assert.Contains(t, strings.Split(err.Error(), "\n"), want)
		})
	}
}

// position is the line and column at which what follows the text begins.
func position(before string) (line, column int) {
	last := strings.LastIndexByte(before, '\n')
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[last+1:]) + 1
}

func TestAllDefectsAreToldAtOnceInTheOrderOfTheSource(t *testing.T) {
	t.Parallel()
	bad := source(t)
	for old, changed := range map[string]string{
		"validFrom: 2023-01-01":                     "validFrom: soon",
		`hours: ["09:00-18:00"]`:                    `hours: ["18:00-09:00"]`,
		"P3: {clause: PR-P3, within: 8h}":           "P3: {clause: PR-P9, within: 0h}",
		"unverified: {clause: OP-UNVERIFIED, ":      "unverified: {clause: OP-UNVERIFIED, note: none, ",
		"datum: calendar.shortDay\n    value: keep": "datum: calendar.shortDay\n    value: half",
	} {
		require.Equal(t, 1, strings.Count(bad, old), old)
		bad = strings.Replace(bad, old, changed, 1)
	}

	_, err := policy.Load("bad.yaml", []byte(bad))

	var defects *policy.DefectsError
	require.ErrorAs(t, err, &defects)
	var paths []string
	for i, d := range defects.Defects {
		paths = append(paths, d.Path)
		if i > 0 {
			assert.LessOrEqual(t, defects.Defects[i-1].Line, d.Line)
		}
	}
	assert.Equal(t, []string{
		"validFrom", "windows[0].hours[0]", "clocks[0].targets.P3.clause", "clocks[0].targets.P3.within", "unverified.note",
		"readings[51].value",
	}, paths)
	assert.Equal(t, "bad.yaml", defects.Name)
}

func TestTextsThatAreNoEditionAreRefused(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, text, want string }{
		{"nothing", "", "must hold exactly one YAML document"},
		{"two documents", "id: a\n---\nid: b\n", "must hold exactly one YAML document"},
		{"a list", "- id\n", "keys with values are expected here"},
		{"a word", "edition", "keys with values are expected here"},
		{"too large", strings.Repeat("# policy\n", 1<<16), "at most 262144 are read"},
		{"too deep", strings.Repeat("[", 1000), "nested more than 64 deep"},
		{"too deep in dashes", "readings:\n  " + strings.Repeat("- ", 1000), "nested more than 64 deep"},
		{"too deep in keys of their own", strings.Repeat("?\t", 1000), "nested more than 64 deep"},
		{"keys that are no words", "1: x\n", "a plain word is expected as the key"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := policy.Load("bad.yaml", []byte(c.text))
			var defects *policy.DefectsError
			require.ErrorAs(t, err, &defects)
			assert.Contains(t, err.Error(), c.want)
		})
	}
}

func TestTheDigestIsThatOfTheSource(t *testing.T) {
	t.Parallel()
	text := source(t)
	e, err := policy.Load("flat", []byte(text))
	require.NoError(t, err)
	again, err := policy.Load("another name", []byte(text))
	require.NoError(t, err)
	other, err := policy.Load("flat", []byte(text+"# a remark\n"))
	require.NoError(t, err)

	sum := sha256.Sum256([]byte(text))
	assert.Equal(t, hex.EncodeToString(sum[:])[:8], e.Digest)
	assert.Equal(t, e.Digest, again.Digest)
	assert.NotEqual(t, e.Digest, other.Digest)
}
