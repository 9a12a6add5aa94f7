package proof_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
)

// source is edition 1.4 with words replaced, in pairs.
func source(t testing.TB, pairs ...string) *policy.Edition {
	t.Helper()
	text, err := os.ReadFile("../../shared/policy/editions/flat-1.4.yaml")
	require.NoError(t, err)
	for i := 0; i+1 < len(pairs); i += 2 {
		require.True(t, bytes.Contains(text, []byte(pairs[i])), pairs[i])
		text = bytes.ReplaceAll(text, []byte(pairs[i]), []byte(pairs[i+1]))
	}
	ed, err := policy.Load("made-up", text)
	require.NoError(t, err)
	return ed
}

const (
	p4 = "P4: {clause: PR-P4, within: 48h}"
	p3 = "P3: {clause: PR-P3, within: 8h}"
)

// editions are edition 1.4, others that promise days, and each of them under readings that change how time is counted.
func editions(t testing.TB) []*policy.Edition {
	t.Helper()
	inDays := []string{
		p4, "P4: {clause: PR-P4, unit: business_days, days: 3}",
		p3, "P3: {clause: PR-P3, unit: next_business_day, cutoff: \"15:00\"}",
	}
	bases := []*policy.Edition{source(t), source(t, inDays...)}
	values := [][2]string{
		{"calendar.shortDay", "end_minus_1h"},
		{"calendar.movedWorkingDays", "not_covered"},
		{"calendar", "ru-weekdays"},
		{"calendar", "none"},
		{"windows.business", "09:00-13:00,14:00-18:00"},
		{"windows.business", "00:30-02:30,22:00-24:00"},
		{"windows.zone", "site"},
		{"reaction.unit", "wall_hours"},
		{"reaction.pause", "waiting"},
		{"priority.changeRule", "from_receive"},
		{"channels.hotline.hours", "always"},
		{"updates.cadence", "P1=1h,P2=2h30m,P3=9h"},
	}
	all := append([]*policy.Edition{}, bases...)
	chance := rand.New(rand.NewPCG(1, 2))
	for _, base := range bases {
		for range 14 {
			overrides := map[string]string{}
			for range 1 + chance.IntN(5) {
				v := values[chance.IntN(len(values))]
				overrides[v[0]] = v[1]
			}
			if c, other := overrides["calendar"]; other { // these move no days and know no short ones
				overrides = map[string]string{"calendar": c, "reaction.pause": "waiting"}
			}
			ed, err := base.With(overrides)
			require.NoError(t, err, overrides)
			all = append(all, ed)
		}
	}
	return all
}

var sites = []string{"", "Europe/Moscow", "Asia/Yekaterinburg", "America/Chicago", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia"}

// days near which something happens: short days, holidays, moved Saturdays, changes of the clock, years without data.
var days = []coverage.Date{
	{Year: 2026, Month: 4, Day: 28},
	{Year: 2025, Month: 10, Day: 30},
	{Year: 2025, Month: 12, Day: 28},
	{Year: 2026, Month: 3, Day: 6},
	{Year: 2026, Month: 3, Day: 27},
	{Year: 2026, Month: 10, Day: 30},
	{Year: 2026, Month: 11, Day: 2},
	{Year: 2027, Month: 2, Day: 18},
	{Year: 2026, Month: 4, Day: 3},
	{Year: 2028, Month: 6, Day: 9},
	{Year: 2030, Month: 12, Day: 30},
	{Year: 2026, Month: 11, Day: 20},
}

// life is a random ticket: received near a day on which something happens, then with waits, changes and answers.
func life(chance *rand.Rand, ed *policy.Edition) (ticket.Ticket, time.Time) {
	at := days[chance.IntN(len(days))].In(ed.Zone).Add(time.Duration(chance.IntN(5*24*60)) * time.Minute)
	switch chance.IntN(4) {
	case 0:
		at = at.Truncate(time.Hour)
	case 1:
		at = at.Add(time.Duration(chance.IntN(60_000)) * time.Millisecond)
	}
	packages := []policy.PackageCode{policy.TS8x5, policy.TS8x5, policy.TS8x5, policy.TS24x7, policy.TS24x7Plus, policy.TS8x5L3}
	priorities := []policy.PriorityCode{policy.P1, policy.P2, policy.P3, policy.P4}
	channel := []policy.ChannelCode{policy.Portal, policy.Hotline}[chance.IntN(2)]
	prio := priorities[chance.IntN(4)]
	is := ticket.Fold(ticket.Ticket{},
		ticket.Event{At: at, Fact: ticket.Registered{Customer: "volga", Contact: "ivan", Channel: channel, Type: policy.Incident, Priority: prio}},
		ticket.Event{At: at, Fact: ticket.Decided{
			Answer: ticket.Accepted, Edition: ed.ID, Digest: ed.Digest, Package: packages[chance.IntN(len(packages))], Level: 2,
			Priority: prio, Calendar: ed.Calendars(), Site: sites[chance.IntN(len(sites))], Facts: []string{"customer/volga@1", "cert/c1@2"},
		}})
	for range chance.IntN(6) {
		at = at.Add(time.Duration(chance.IntN(9*60)) * time.Minute).Add(time.Duration(chance.IntN(3)) * 250 * time.Millisecond)
		var fact ticket.Fact
		switch chance.IntN(9) {
		case 0, 1:
			fact = ticket.Waiting{Reason: "logs"}
		case 2:
			fact = ticket.Resumed{}
		case 3, 4:
			if to := priorities[chance.IntN(4)]; to != is.Priority {
				fact = ticket.PriorityChanged{From: is.Priority, To: to, Reason: "by the definition"}
			}
		case 5:
			fact = ticket.Responded{Message: "m"}
		case 6:
			if _, held := is.Held(); !held {
				fact = ticket.Held{Code: policy.CoverageExpired, Clause: "C"}
			}
		case 7:
			fact = ticket.Released{}
		default:
			fact = ticket.Called{Outcome: ticket.NoAnswer}
		}
		if fact != nil {
			is = ticket.Fold(is, ticket.Event{At: at, By: ticket.Actor{Role: ticket.Engineer, ID: "petrov"}, Fact: fact})
		}
	}
	return is, at
}

// explained are the clocks of a ticket with the lines of their proofs.
func explained(t testing.TB, is ticket.Ticket, ed *policy.Edition, now time.Time, lang string) (clocks []sla.Clock, lines [][]string) {
	t.Helper()
	clocks, err := sla.Clocks(is, ed, now)
	require.NoError(t, err)
	for _, c := range clocks {
		lines = append(lines, texts.Explain(sla.Explain(c, is, ed), ed, lang))
	}
	return clocks, lines
}
