package escalation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"flatsupport/shared/escalation"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

var (
	system = ticket.Actor{Role: ticket.System}
	ivan   = ticket.Actor{Role: ticket.Contact, ID: "ivan"}
	petrov = ticket.Actor{Role: ticket.Engineer, ID: "petrov"}
)

// flat is edition 1.4 as published.
func flat(t testing.TB) *policy.Edition {
	t.Helper()
	library, err := policy.Editions()
	require.NoError(t, err)
	ed, err := library.Edition("flat-1.4")
	require.NoError(t, err)
	return ed
}

// with is edition 1.4 with another reading.
func with(t testing.TB, datum, value string) *policy.Edition {
	t.Helper()
	ed, err := flat(t).With(map[string]string{datum: value})
	require.NoError(t, err)
	return ed
}

var all = []policy.PriorityCode{policy.P1, policy.P2, policy.P3, policy.P4}

// ladder is a ladder for every package.
func ladder(clock policy.ClockName, quiet bool, prios []policy.PriorityCode, steps ...policy.Step) policy.Ladder {
	return policy.Ladder{Clause: "OP-ESC", Clock: clock, Quiet: quiet, Priorities: prios, Steps: steps}
}

// climbing is the edition with these ladders instead of its own.
func climbing(ed *policy.Edition, ladders ...policy.Ladder) *policy.Edition {
	changed := *ed
	changed.Ladders = ladders
	return &changed
}

func warn(percent policy.Percent) policy.Step {
	return policy.Step{Name: "warn", At: percent, Tell: []policy.Audience{policy.ToAssigned}, Notice: policy.NoticeWarning}
}

func breach() policy.Step {
	return policy.Step{Name: "breach", At: 100, Tell: []policy.Audience{policy.ToManager, policy.ToDuty}, Notice: policy.NoticeBreach}
}

func after(name string, d time.Duration) policy.Step {
	return policy.Step{Name: name, At: 100, After: d, Tell: []policy.Audience{policy.ToManager}, Notice: policy.NoticeBreach}
}

// again repeats from a first time on; bound 0 is without end.
func again(first, every time.Duration, bound int) policy.Step {
	s := after("repeat", first)
	s.Every, s.Max = every, bound
	return s
}

// msk is an instant of Moscow: "2026-11-23 10:00", with seconds where they matter.
func msk(t testing.TB, text string) time.Time {
	t.Helper()
	layout := "2006-01-02 15:04:05"
	at, err := time.ParseInLocation(layout[:len(text)], text, policy.Moscow())
	require.NoError(t, err)
	return at.UTC()
}

func shown(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	local := at.In(time.FixedZone("MSK", 3*60*60))
	if local.Second() != 0 {
		return local.Format("2006-01-02 15:04:05")
	}
	return local.Format("2006-01-02 15:04")
}

// desk is one ticket under an edition, looked at and written as the functions do it.
type desk struct {
	testing.TB
	edition *policy.Edition
	roster  escalation.Roster
	ticket  ticket.Ticket
	taken   []escalation.Rung
}

// received is a ticket that was accepted as soon as it was received.
func received(t testing.TB, ed *policy.Edition, at string, pkg policy.PackageCode, prio policy.PriorityCode) *desk {
	t.Helper()
	d := &desk{TB: t, edition: ed, roster: escalation.Roster{Duty: []string{"dutov"}, Managers: []string{"orlova"}, LastResort: "directorov"}}
	return d.
		then(at, ivan, ticket.Registered{Contact: "ivan", Priority: prio}).
		then(at, system, ticket.Decided{Answer: ticket.Accepted, Package: pkg, Level: 2, Priority: prio})
}

func (d *desk) then(at string, by ticket.Actor, fact ticket.Fact) *desk {
	d.Helper()
	d.ticket = ticket.Fold(d.ticket, ticket.Event{At: msk(d, at), By: by, Fact: fact})
	return d
}

func (d *desk) changed(at string, to policy.PriorityCode) *desk {
	return d.then(at, petrov, ticket.PriorityChanged{From: d.ticket.Priority, To: to, Reason: "by the definition"})
}

func (d *desk) look(at string) escalation.Outlook {
	d.Helper()
	out, err := escalation.Look(d.ticket, d.edition, msk(d, at))
	require.NoError(d, err)
	return out
}

// climb takes what is due and returns its keys.
func (d *desk) climb(at string) []string {
	d.Helper()
	keys := []string{}
	for _, rung := range d.look(at).Due {
		d.ticket = ticket.Fold(d.ticket, rung.Event(d.ticket, d.roster, msk(d, at)))
		d.taken = append(d.taken, rung)
		keys = append(keys, rung.Key)
	}
	return keys
}
