package policy_test

import (
	"errors"
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

// What is accepted says the same whenever it is loaded, and can be printed. What is refused is told with places that the
// source has.
func FuzzLoad(f *testing.F) {
	good := source(f)
	f.Add(good)
	files, err := filepath.Glob("testdata/bad/*.yaml")
	require.NoError(f, err)
	require.NotEmpty(f, files)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(f, err)
		var bad badFile
		require.NoError(f, yaml.Unmarshal(text, &bad))
		f.Add(strings.Replace(good, bad.Replace, strings.ReplaceAll(bad.With, place, ""), 1))
		f.Add(bad.With)
	}
	for _, odd := range []string{
		"", "\ufeffid: a", "id: a\r\ntitle: b", "a: |\n  b\n\n", "? a\n: b", "- - a", "!!map {}", "%YAML 1.2\n---\nid: a", "id: \"\\xff\"",
		"a:\n  b: \"o\t\t\t\t\t\t\tx.\"\n  c: [d]e\n", // tabs count twice for the parser
	} {
		f.Add(odd)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := policy.Load("fuzz", []byte(text))
		if err != nil {
			refusedInside(t, err, text)
			return
		}
		again, err := policy.Load("another name", []byte(text))
		require.NoError(t, err)
		assert.Equal(t, e.Digest, again.Digest)
		unchanged, err := e.With(nil)
		require.NoError(t, err)
		assert.Equal(t, e.Digest, unchanged.Digest)
		printable(t, e, again, unchanged)
	})
}

// A reading takes another value only as a whole edition that is lawful, says so, and can be taken back.
func FuzzWith(f *testing.F) {
	e := flat(f)
	odd := []string{"", "0", "-1", "99999999999999999999", "no such value"}
	for i, r := range e.PublishedReadings() { // one value each, since every one costs a loading
		f.Add(r.Datum, append(r.Alternatives, odd[i%len(odd)])[0], "reopen.days", "7")
	}
	f.Add("windows.business", "09:00-13:00,14:00-18:00", "zone", "Asia/Omsk")
	f.Add("windows.business", "00:00-24:00", "reaction.unit", "wall_hours")
	f.Add("windows.business", "18:00-09:00", "zone", "../../etc/localtime")
	f.Add("loyalty.months", "6", "reinstatement.windowMonths", "5")
	f.Add("callback.attemptGap", "1h0m0s", "callback.orAttempts", "2")
	f.Fuzz(func(t *testing.T, datum, value, other, another string) {
		asked := map[string]string{datum: value, other: another}
		changed, err := e.With(asked)
		if err != nil {
			var defects *policy.DefectsError
			switch {
			case errors.Is(err, policy.ErrUnknownDatum), errors.Is(err, policy.ErrUnlawfulValue):
				assert.Contains(t, err.Error(), e.ID)
			case errors.As(err, &defects):
				refusedInside(t, err, source(t))
			default:
				assert.NoError(t, err, "an error of another kind")
			}
			return
		}
		taken, back := map[string]string{}, map[string]string{}
		for _, r := range changed.PublishedReadings() {
			if _, given := asked[r.Datum]; given {
				taken[r.Datum] = r.Value
			}
		}
		for _, r := range e.PublishedReadings() {
			if _, given := asked[r.Datum]; given {
				back[r.Datum] = r.Value
			}
		}
		require.Len(t, taken, len(asked), "what was taken is read back")
		again, err := e.With(taken)
		require.NoError(t, err)
		assert.Equal(t, changed.Digest, again.Digest, "%v is %v", asked, taken)
		original, err := changed.With(back)
		require.NoError(t, err)
		assert.Equal(t, e.Digest, original.Digest)
		printable(t, changed, again)
	})
}

// refusedInside checks that every defect has a sentence and a place that the text has.
func refusedInside(t *testing.T, err error, text string) {
	t.Helper()
	var defects *policy.DefectsError
	require.ErrorAs(t, err, &defects)
	require.NotEmpty(t, defects.Defects)
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n")
	for i, d := range defects.Defects {
		assert.NotEmpty(t, d.Message)
		if assert.GreaterOrEqual(t, d.Line, 1) && assert.LessOrEqual(t, d.Line, len(lines), "%s", d) {
			assert.GreaterOrEqual(t, d.Column, 1)
			assert.LessOrEqual(t, d.Column, utf8.RuneCountInString(lines[d.Line-1])+1, "%s", d)
		}
		if i > 0 {
			assert.LessOrEqual(t, defects.Defects[i-1].Line, d.Line, "defects stand in the order of the source")
		}
	}
}

// printable checks that the editions print both tables, all the same.
func printable(t *testing.T, editions ...*policy.Edition) {
	t.Helper()
	for _, lang := range []string{"ru", "en"} {
		want := editions[0].Table(lang)
		assert.NotEmpty(t, want)
		for _, e := range editions[1:] {
			assert.Equal(t, want, e.Table(lang))
		}
	}
}
