package template_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/template"
)

// given has what the parameters without a default need.
var given = map[string]string{"MailFrom": "support@flat.example", "MailInbox": "help@flat.example", "PortalUrl": "https://support.flat.example"}

const realTemplate = "../../template.yaml"

func read(t *testing.T, path string, params map[string]string) *template.Template {
	t.Helper()
	got, err := template.Read(path, params)
	require.NoError(t, err)
	return got
}

func TestReadGivesTheWiring(t *testing.T) {
	t.Parallel()
	got := read(t, "testdata/small.yaml", map[string]string{"Greeting": "hello", "Limit": "7"})

	assert.Equal(t, []template.Function{
		{
			ID: "Clerk", Folder: "functions/clerk", Timeout: 5 * time.Second, Memory: 256, Role: "ClerkRole", Line: 42,
			Environment: map[string]string{"SHARED": "global", "OWN": "hello", "QUEUE": "${Work}", "WHERE": "arn:${AWS::Region}:${Things.Arn}"},
		},
		{
			ID: "Runner", Folder: "functions/runner", Timeout: 3 * time.Second, Memory: 128, Line: 63,
			Environment: map[string]string{"SHARED": "own wins"},
		},
	}, got.Functions)
	assert.Equal(t, []template.Route{
		{Method: "POST", Path: "/things", Function: "Clerk", Authorizer: "Tokens", Throttle: template.Throttle{Rate: 0.5, Burst: 7}, Line: 57},
		{Method: "GET", Path: "/things/{id}", Function: "Clerk", Throttle: template.Throttle{Rate: 10, Burst: 20}, Line: 60},
	}, got.Routes)
	assert.Equal(t, []template.Mapping{
		{Queue: "Work", Function: "Runner", BatchSize: 5, Window: 3 * time.Second, ReportsFailures: true, MaxConcurrency: 2, Line: 70},
	}, got.Mappings)
	assert.Equal(t, []template.Schedule{
		{ID: "Tick", Function: "Runner", Expression: "rate(5 minutes)", Every: 5 * time.Minute, DeadLetters: "Lost", Line: 78},
	}, got.Schedules)
	assert.Equal(t, []template.Queue{
		{
			ID: "Work", Visibility: time.Minute, Retention: 96 * time.Hour, Delay: 2 * time.Second, Wait: 20 * time.Second,
			DeadLetters: "Lost", MaxReceives: 3, Encrypted: true, Line: 28,
		},
		{ID: "Lost", Visibility: 30 * time.Second, Retention: 14 * 24 * time.Hour, Line: 38},
	}, got.Queues)
	assert.Equal(t, []template.Table{{
		ID: "Things", TTL: "gone", Line: 83,
		Key: template.Key{Hash: template.Attribute{Name: "a", Type: "S"}, Range: template.Attribute{Name: "b", Type: "N"}},
		Indexes: []template.Index{
			{Name: "by-b", Key: template.Key{Hash: template.Attribute{Name: "b", Type: "N"}}, Projection: "KEYS_ONLY"},
		},
	}}, got.Tables)
	assert.Equal(t, []template.Bucket{{ID: "Files", Versioned: true, Line: 97}}, got.Buckets)
	assert.Equal(t, map[string]string{"Where": "${Front.ApiEndpoint}"}, got.Outputs)
}

func TestReadHeedsConditions(t *testing.T) {
	t.Parallel()
	params := map[string]string{"Greeting": "none", "Limit": "7"}
	got := read(t, "testdata/small.yaml", params)

	clerk, ok := got.Function("Clerk")
	require.True(t, ok)
	assert.Equal(t, "nobody", clerk.Environment["OWN"], "the other branch of the condition")
	_, ok = got.Resource("Files")
	assert.False(t, ok, "a resource whose condition does not hold is not there")
	assert.Empty(t, got.Buckets)
	work, ok := got.Queue("Work")
	require.True(t, ok)
	assert.False(t, work.Encrypted, "AWS::NoValue leaves the field out")
}

func TestReadTakesPseudoParameters(t *testing.T) {
	t.Parallel()
	got := read(t, "testdata/small.yaml", map[string]string{"Greeting": "hello", "Limit": "7", "AWS::Region": "ru-1"})
	clerk, ok := got.Function("Clerk")
	require.True(t, ok)
	assert.Equal(t, "arn:ru-1:${Things.Arn}", clerk.Environment["WHERE"])
}

func TestReadRefusesParameters(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		params map[string]string
		want   string
	}{
		{"one without default is not given", map[string]string{"Limit": "7"}, "line 3: parameter Greeting has no value and no default"},
		{"one that the template does not have", map[string]string{"Greeting": "hello", "Limit": "7", "Colour": "red"}, "line 2: there is no parameter Colour"},
		{"a value outside the pattern", map[string]string{"Greeting": "HELLO", "Limit": "7"}, `line 3: parameter Greeting is "HELLO": small letters only`},
		{"a value outside the list", map[string]string{"Greeting": "hello", "Limit": "8"}, `line 7: parameter Limit is "8" where one of 7, 9 is wanted`},
		{"values that a rule forbids together", map[string]string{"Greeting": "nine", "Limit": "7"}, "line 15: rule NineWantsNine does not hold: nine wants a limit of 9"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := template.Read("testdata/small.yaml", c.params)
			require.ErrorIs(t, err, template.ErrBroken)
			assert.EqualError(t, err, "broken template: small.yaml "+c.want)
		})
	}
}

// Each file under testdata/broken has one defect and tells in its first line how it is to be complained about.
func TestReadRefusesBrokenTemplates(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/broken/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			first, _, _ := strings.Cut(string(text), "\n")
			want, ok := strings.CutPrefix(first, "# want: ")
			require.True(t, ok, "the first line says what is wanted")
			_, err = template.Read(file, nil)
			require.ErrorIs(t, err, template.ErrBroken)
			assert.EqualError(t, err, "broken template: "+filepath.Base(file)+" "+want)
			assert.NotContains(t, err.Error(), "\n", "one sentence")
		})
	}
}

func TestReadTellsAMissingFileApart(t *testing.T) {
	t.Parallel()
	_, err := template.Read(filepath.Join(t.TempDir(), "nowhere.yaml"), nil)
	require.ErrorIs(t, err, fs.ErrNotExist)
	assert.NotErrorIs(t, err, template.ErrBroken)
}

func TestFillReplacesReferences(t *testing.T) {
	t.Parallel()
	clerk, ok := read(t, "testdata/small.yaml", map[string]string{"Greeting": "hello", "Limit": "7"}).Function("Clerk")
	require.True(t, ok)
	known := map[template.Reference]string{
		{Resource: "Work"}:                     "http://localhost/work",
		{Resource: "Things", Attribute: "Arn"}: "things",
		{Resource: "AWS::Region"}:              "local",
	}
	missing := errors.New("not here")
	lookup := func(r template.Reference) (string, error) {
		if value, ok := known[r]; ok {
			return value, nil
		}
		return "", missing
	}

	environment, err := clerk.Fill(lookup)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{
		"SHARED": "global", "OWN": "hello", "QUEUE": "http://localhost/work", "WHERE": "arn:local:things",
	}, environment)

	delete(known, template.Reference{Resource: "Work"})
	_, err = clerk.Fill(lookup)
	require.ErrorIs(t, err, missing)
	assert.EqualError(t, err, "environment of Clerk: QUEUE: fill ${Work}: not here")
}
