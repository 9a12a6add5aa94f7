package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/supportctl/importing"
	"flatsupport/shared/store/storetest"
)

func call(t *testing.T, args ...string) (code int, out, complaints string) {
	t.Helper()
	var o, c bytes.Buffer
	code = run(t.Context(), args, &o, &c)
	return code, o.String(), c.String()
}

func TestTheHelpNamesEveryVerb(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"help"}, {"--help"}, {"-h"}} {
		code, out, complaints := call(t, args...)
		assert.Zero(t, code, args)
		assert.Empty(t, complaints, args)
		for _, v := range verbs {
			assert.Contains(t, out, v.Name)
			assert.Contains(t, out, v.Help)
		}
	}
	for _, v := range verbs {
		asked, help, complaints := call(t, v.Name, "--help")
		assert.Zero(t, asked, v.Name)
		assert.Empty(t, complaints, v.Name)
		assert.Contains(t, help, "supportctl "+v.Name, "an example")
		assert.Contains(t, help, "Flags:")
		_, same, _ := call(t, "help", v.Name)
		assert.Equal(t, help, same)
	}
}

func TestACallThatIsNotUnderstoodIsOneSentence(t *testing.T) { // not parallel: the environment is everybody's
	for _, name := range []string{"TABLE_NAME", "AWS_ENDPOINT_URL_DYNAMODB"} {
		t.Setenv(name, "")
	}
	cases := []struct {
		name string
		args []string
		want string
	}{
		{"an unknown verb", []string{"imprt"}, `supportctl: "imprt" is not understood; supportctl help tells what is` + "\n"},
		{"an unknown verb to help with", []string{"help", "imprt"}, `supportctl: "imprt" is not understood; supportctl help tells what is` + "\n"},
		{"an unknown flag", []string{"import", "x.csv", "--dry"}, "supportctl: import: flag provided but not defined: -dry; supportctl import --help tells what is\n"},
		{"no file", []string{"import", "--dry-run"}, "supportctl: import: which files?"},
		{"no table", []string{"import", "../../events/import"}, "supportctl: which table?"},
	}
	for _, c := range cases {
		code, out, complaints := call(t, c.args...)
		assert.Equal(t, 2, code, c.name)
		assert.Empty(t, out, c.name)
		assert.Contains(t, complaints, c.want, c.name)
		assert.Equal(t, 1, bytes.Count([]byte(complaints), []byte("\n")), c.name)
	}
	code, _, complaints := call(t)
	assert.Equal(t, 2, code)
	assert.Contains(t, complaints, "import", "the help")
}

func TestImportFromTheCommandLine(t *testing.T) {
	t.Parallel()
	_, table := storetest.Table(t)
	where := []string{"--endpoint", storetest.Endpoint(t), "--table", table}
	files := "../../events/import"

	code, out, complaints := call(t, append([]string{"import", "--dry-run", files}, where...)...)
	assert.Zero(t, code, complaints)
	assert.Contains(t, out, "35 to write; nothing was written (--dry-run)\n")
	code, out, complaints = call(t, append([]string{"import"}, append(where, files)...)...)
	assert.Zero(t, code, complaints)
	assert.Contains(t, out, "written 35 of 35\n")
	assert.Empty(t, complaints)

	code, out, _ = call(t, append([]string{"import", files, "--json"}, where...)...)
	assert.Zero(t, code)
	var report importing.Report
	require.NoError(t, json.Unmarshal([]byte(out), &report))
	assert.Zero(t, report.ToWrite)

	code, out, complaints = call(t, append([]string{"import", "importing/testdata/broken"}, where...)...)
	assert.Equal(t, 1, code)
	assert.Contains(t, out, "importing/testdata/broken/certificates.csv:3:31: activationOn: ACTIVATION_TOO_LATE")
	assert.Empty(t, complaints, "all is said")
	code, out, _ = call(t, append([]string{"import", "--json", "importing/testdata/broken"}, where...)...)
	assert.Equal(t, 1, code)
	require.NoError(t, json.Unmarshal([]byte(out), &report))
	assert.NotEmpty(t, report.Defects)
	assert.Contains(t, report.Error, importing.ErrDefects.Error())
}

func TestARunThatFailsIsOneSentence(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(empty, "notes.txt"), nil, 0o600))
	where := []string{"--endpoint", storetest.Endpoint(t), "--table", "no-such-table"}
	cases := []struct {
		name string
		args []string
		want string
	}{
		{"no such file", []string{"import", "nowhere.csv"}, "nowhere.csv: no such file"},
		{"a folder without a file", []string{"import", empty}, "no CSV file; known are"},
		{"no such table", append([]string{"import", "../../events/import"}, where...), "there is no such table: no-such-table at http://"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			code, out, complaints := call(t, c.args...)
			assert.Equal(t, 1, code)
			assert.Empty(t, out)
			assert.Contains(t, complaints, c.want)
			assert.Equal(t, 1, bytes.Count([]byte(complaints), []byte("\n")))
		})
	}
}
