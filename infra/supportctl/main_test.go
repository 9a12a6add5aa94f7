package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/supportctl/importing"
	"flatsupport/shared/store/storetest"
	"flatsupport/shared/ticket"
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

// Whoever copies an example gets an answer about tickets, not about check characters.
func TestEveryTicketNumberInTheHelpIsOne(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, v := range verbs {
		_, help, _ := call(t, v.Name, "--help")
		for _, number := range regexp.MustCompile(`\b[0-9A-Z]{5}-[0-9A-Z]{5}\b`).FindAllString(help, -1) {
			_, err := ticket.ParseNumber(number)
			assert.NoError(t, err, "%s of supportctl %s", number, v.Name)
			seen++
		}
	}
	assert.GreaterOrEqual(t, seen, 4)
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
		{"an unknown verb of a family", []string{"calendar", "lst"}, `supportctl: calendar: "lst" is not understood; it can be list, diff, check, migrate` + "\n"},
		{"a flag of one", []string{"policy", "diff", "--yaml"}, "supportctl: policy diff: flag provided but not defined: -yaml; supportctl policy diff --help tells what is\n"},
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
	assert.Contains(t, out, "36 to write; nothing was written (--dry-run)\n")
	code, out, complaints = call(t, append([]string{"import"}, append(where, files)...)...)
	assert.Zero(t, code, complaints)
	assert.Contains(t, out, "written 36 of 36\n")
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

func TestAFamilyOfVerbs(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"policy", "diff"}, {"policy", "check"}, {"calendar", "list"}, {"calendar", "diff"}, {"calendar", "check"}, {"calendar", "migrate"},
	} {
		code, help, complaints := call(t, append(args, "--help")...)
		assert.Zero(t, code, args)
		assert.Empty(t, complaints, args)
		assert.Contains(t, help, "go run ./infra/supportctl "+args[0]+" "+args[1], "an example")
		assert.Contains(t, help, "Flags:")
		code, overview, _ := call(t, args[0], "--help")
		assert.Zero(t, code)
		assert.Contains(t, overview, "supportctl "+args[0]+" "+args[1])
	}
}

func TestMigrationFromTheCommandLine(t *testing.T) {
	t.Parallel()
	_, table := storetest.Table(t)
	code, out, complaints := call(t, "calendar", "migrate", "--dry-run", "--to", "ru-five-day/2026-09-17",
		"--endpoint", storetest.Endpoint(t), "--table", table)
	assert.Zero(t, code, complaints)
	assert.Equal(t, "0 tickets looked at, 0 have clocks to count anew, due times move on 0, already on ru-five-day/2026-09-17: 0; nothing was written (--dry-run)\n", out)
	code, out, complaints = call(t, "calendar", "migrate", "--json", "--to", "ru-five-day/2026-09-17",
		"--endpoint", storetest.Endpoint(t), "--table", table)
	assert.Zero(t, code, complaints)
	assert.Contains(t, out, `"reason": "ru-five-day/2026-09-17"`)
	code, _, complaints = call(t, "calendar", "migrate", "--to", "ru-five-day/1999-01-01", "--table", table)
	assert.Equal(t, 1, code)
	assert.Contains(t, complaints, `calendar version "ru-five-day/1999-01-01": no such calendar; this build has ru-five-day/2026-09-17`)
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
		{"no such file", []string{"import", "nowhere.csv"}, "there is no file or folder nowhere.csv"},
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
