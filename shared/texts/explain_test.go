package texts_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
)

var update = flag.Bool("update", false, "rewrite golden files")

func edition(t *testing.T) *policy.Edition {
	t.Helper()
	lib, err := policy.Editions()
	require.NoError(t, err)
	ed, err := lib.Edition("flat-1.4")
	require.NoError(t, err)
	return ed
}

func moscow(t *testing.T, s string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Moscow")
	require.NoError(t, err)
	at, err := time.ParseInLocation("2006-01-02 15:04:05.999", s, zone)
	require.NoError(t, err)
	return at
}

var (
	system   = ticket.Actor{Role: ticket.System}
	engineer = ticket.Actor{Role: ticket.Engineer, ID: "petrov"}
)

// accepted is a ticket received and accepted at an instant, with what happened to it since.
func accepted(ed *policy.Edition, at time.Time, pkg policy.PackageCode, prio policy.PriorityCode, later ...ticket.Event) ticket.Ticket {
	born := []ticket.Event{
		{At: at, By: ticket.Actor{Role: ticket.Contact, ID: "ivan"}, Fact: ticket.Registered{Customer: "volga", Contact: "ivan", Priority: prio}},
		{At: at, By: system, Fact: ticket.Decided{Answer: ticket.Accepted, Edition: ed.ID, Digest: ed.Digest, Package: pkg, Priority: prio, Level: 2}},
	}
	return ticket.Fold(ticket.Ticket{}, append(born, later...)...)
}

// The explanations of the due times that everybody can check by hand, word for word.
func TestExplanations(t *testing.T) {
	t.Parallel()
	ed := edition(t)
	cases := []struct {
		name, received string
		pkg            policy.PackageCode
		priority       policy.PriorityCode
		later          []ticket.Event
		due            string
	}{
		{"short-day-and-holidays", "2026-04-30 16:00:00", policy.TS8x5, policy.P3, nil, "2026-05-04 15:00:00"},
		{"round-the-clock", "2026-05-09 23:30:00", policy.TS24x7, policy.P2, nil, "2026-05-10 03:30:00"},
		{"working-hours-of-24x7", "2026-05-09 23:30:00", policy.TS24x7, policy.P3, nil, "2026-05-12 17:00:00"},
		{"at-the-end-of-the-window", "2026-11-20 18:00:00", policy.TS8x5, policy.P1, nil, "2026-11-23 11:00:00"},
		{"plus-two-days", "2026-11-23 10:15:00", policy.TS24x7Plus, policy.P4, nil, "2026-11-25 10:15:00"},
		{"moved-working-day", "2025-10-31 17:00:00", policy.TS8x5, policy.P2, nil, "2025-11-01 12:00:00"},
		{"new-year", "2025-12-30 17:59:00", policy.TS8x5, policy.P2, nil, "2026-01-12 12:59:00"},
		{"milliseconds", "2026-11-23 10:15:30.25", policy.TS8x5, policy.P1, nil, "2026-11-23 12:15:30.25"},
		{"raised", "2026-11-21 12:00:00", policy.TS24x7, policy.P3, []ticket.Event{
			{At: moscow(t, "2026-11-21 20:00:00"), By: engineer, Fact: ticket.PriorityChanged{From: policy.P3, To: policy.P1, Reason: "all calls"}},
		}, "2026-11-21 22:00:00"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			at := moscow(t, c.received)
			is := accepted(ed, at, c.pkg, c.priority, c.later...)
			clocks, err := sla.Clocks(is, ed, at.Add(time.Minute))
			require.NoError(t, err)
			require.NotEmpty(t, clocks)
			assert.True(t, moscow(t, c.due).Equal(clocks[0].Due), "due %s", clocks[0].Due)
			for _, lang := range []string{"ru", "en"} {
				lines := texts.Explain(sla.Explain(clocks[0], is, ed), ed, lang)
				words := strings.ReplaceAll(strings.Join(lines, "\n")+"\n", ed.Digest, "DIGEST") // it changes with every word of the edition
				golden(t, fmt.Sprintf("explain/%s.%s.txt", c.name, lang), words)
			}
		})
	}
}

// What readings, waits and particular days make of a proof, and what would change it, word for word.
func TestExplanationsOfParticularCases(t *testing.T) {
	t.Parallel()
	wait := func(from, to string) []ticket.Event {
		return []ticket.Event{
			{At: moscow(t, from), By: engineer, Fact: ticket.Waiting{Reason: "logs"}}, {At: moscow(t, to), By: engineer, Fact: ticket.Resumed{}},
		}
	}
	cases := []struct {
		name     string
		readings map[string]string
		received string
		later    []ticket.Event
		due      string
	}{
		{"a-wait-that-stops-nothing", nil, "2026-11-23 10:00:00", wait("2026-11-23 11:00:00", "2026-11-23 12:00:00"), "2026-11-23 14:00:00"},
		{"waits-cut-out", map[string]string{"reaction.pause": "waiting"}, "2026-11-23 16:00:00", append(wait("2026-11-23 17:00:00", "2026-11-24 10:00:00"), wait("2026-11-24 10:30:00", "2026-11-24 10:40:15")...), "2026-11-24 13:10:15"},
		{"a-wait-that-goes-on", map[string]string{"reaction.pause": "waiting"}, "2026-11-23 16:00:00", wait("2026-11-23 17:00:00", "2026-12-24 10:00:00")[:1], ""},
		{"a-short-day-cut", map[string]string{"calendar.shortDay": "end_minus_1h"}, "2026-11-03 15:00:00", nil, "2026-11-05 11:00:00"},
		{"received-after-hours-of-a-short-day", map[string]string{"calendar.shortDay": "end_minus_1h"}, "2026-11-03 17:30:00", nil, "2026-11-05 13:00:00"},
		{"a-working-saturday-not-covered", map[string]string{"calendar.movedWorkingDays": "not_covered"}, "2025-10-31 17:00:00", nil, "2025-11-05 12:00:00"},
		{"a-year-without-data", nil, "2031-12-31 17:00:00", nil, "2032-01-09 12:00:00"},
		{"a-year-without-data-refused", map[string]string{"calendar.unknownYear": "refuse"}, "2031-12-31 17:00:00", nil, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ed, err := edition(t).With(c.readings)
			require.NoError(t, err)
			at := moscow(t, c.received)
			is := accepted(ed, at, policy.TS8x5, policy.P2, c.later...)
			now := at.Add(time.Hour)
			clocks, err := sla.Clocks(is, ed, now)
			require.NoError(t, err)
			require.NotEmpty(t, clocks)
			if c.due != "" {
				assert.True(t, moscow(t, c.due).Equal(clocks[0].Due), "due %s", clocks[0].Due)
			} else {
				assert.Zero(t, clocks[0].Due)
			}
			for _, lang := range []string{"ru", "en"} {
				lines := texts.Explain(sla.Explain(clocks[0], is, ed), ed, lang)
				alternatives, err := sla.WhatIf(clocks[0], is, ed, now)
				require.NoError(t, err)
				lines = append(lines, texts.WhatIf(alternatives, ed.Zone, lang)...)
				golden(t, fmt.Sprintf("explain/%s.%s.txt", c.name, lang), strings.ReplaceAll(strings.Join(lines, "\n")+"\n", ed.Digest, "DIGEST"))
			}
		})
	}
}

// golden compares with a file of testdata.
func golden(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), text, name)
}
