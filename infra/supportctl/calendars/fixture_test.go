package calendars_test

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/infra/supportctl/calendars"
	"flatsupport/infra/supportctl/verb"
	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

const (
	oldVersion = "ru-five-day/2026-09-17"
	newVersion = "ru-five-day/2026-11-20"
	data       = "../../../shared/coverage/data/" + oldVersion
)

// TestMain keeps the functions' own log lines out of the tests' output.
func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

// call runs supportctl calendar.
func call(t *testing.T, args ...string) (out string, err error) {
	t.Helper()
	var o, c bytes.Buffer
	err = calendars.Verb.Run(t.Context(), verb.Call{Args: args, Out: &o, Err: &c})
	assert.Empty(t, c.String())
	return o.String(), err
}

// folder is a copy of the published version under another date, with lines changed: pairs of file and text.
func folder(t *testing.T, version string, change func(name, text string) string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "data", "ru-five-day", version)
	require.NoError(t, os.MkdirAll(to, 0o750))
	entries, err := os.ReadDir(data)
	require.NoError(t, err)
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(data, entry.Name()))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(to, entry.Name()), []byte(change(entry.Name(), string(text))), 0o600))
	}
	return to
}

// declare deploys the desk with a new version, in which further days are off.
func declare(t *testing.T, d *handlertest.Desk, version string, daysOff ...string) {
	t.Helper()
	dates := make([]coverage.Date, len(daysOff))
	for i, day := range daysOff {
		date, err := coverage.ParseDate(day)
		require.NoError(t, err)
		dates[i] = date
	}
	next, err := coverage.Russia().WithDaysOff(version, dates...)
	require.NoError(t, err)
	published, err := coverage.Published()
	require.NoError(t, err)
	library, err := published.With(next)
	require.NoError(t, err)
	editions, err := policy.Editions()
	require.NoError(t, err)
	for _, ed := range editions.All() {
		changed, err := ed.WithCalendars(library)
		require.NoError(t, err)
		editions = editions.Add(changed)
	}
	d.Docket.Editions = editions
}
