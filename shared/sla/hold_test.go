package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

func (l *life) held(at string) *life {
	return l.then(at, ticket.Actor{Role: ticket.System}, ticket.Held{Code: policy.CoverageExpired, Clause: "C"})
}

func (l *life) released(at string) *life {
	return l.then(at, ticket.Actor{Role: ticket.System}, ticket.Released{})
}

// A hold puts off what is no debt: it is cut out of every clock but the reaction and the call-back, whether the clock
// stops for the customer or not, and where a wait and a hold meet no time is cut out twice (G10).
func TestAHoldStopsWhatIsNoDebt(t *testing.T) {
	t.Parallel()
	acme := vendor(t, "acme-1.0")
	const now = "2026-11-23 20:00"
	begun := func() *life { return received(t, "2026-11-23 11:00", policy.TS24x7, policy.P1) }
	restore := func(l *life) standing { return l.standing(l.clock(acme, policy.Restore, now)) }
	plain := begun().clock(acme, policy.Restore, now).Due
	moved := func(by time.Duration) string { return shown(plain.Add(by)) }
	cases := []struct {
		name string
		life *life
		want standing
	}{
		{"held and released", begun().held("2026-11-23 12:00").released("2026-11-23 14:00"), standing{sla.Running, moved(2 * time.Hour), ""}},
		{"held twice", begun().held("2026-11-23 12:00").released("2026-11-23 12:30").held("2026-11-23 13:00").released("2026-11-23 13:10"), standing{sla.Running, moved(40 * time.Minute), ""}},
		{"still held", begun().held("2026-11-23 12:00"), standing{sla.Paused, "", ""}},
		{"continued", begun().held("2026-11-23 12:00").then("2026-11-23 13:00", ticket.Actor{Role: ticket.Manager, ID: "orlova"}, ticket.Continued{Reason: "r"}), standing{sla.Running, moved(time.Hour), ""}},
		{"a wait into the hold", begun().waits("2026-11-23 11:30").held("2026-11-23 12:00").resumed("2026-11-23 13:00").released("2026-11-23 14:00"), standing{sla.Running, moved(150 * time.Minute), ""}},
		{"a wait around the hold", begun().waits("2026-11-23 11:30").held("2026-11-23 12:00").released("2026-11-23 12:30").resumed("2026-11-23 13:00"), standing{sla.Running, moved(90 * time.Minute), ""}},
		{"a wait beyond the hold", begun().waits("2026-11-23 11:30").held("2026-11-23 12:00").released("2026-11-23 12:30"), standing{sla.Paused, "", ""}},
		{"a hold beyond the wait", begun().waits("2026-11-23 11:30").held("2026-11-23 12:00").resumed("2026-11-23 12:30"), standing{sla.Paused, "", ""}},
	}
	for _, c := range cases {
		assert.Equal(t, c.want, restore(c.life), c.name)
	}
	reaction := begun().held("2026-11-23 11:01")
	assert.Equal(t, begun().clock(acme, policy.Reaction, now).Due, reaction.clock(acme, policy.Reaction, now).Due, "the reaction is a debt")
	assert.Empty(t, reaction.explain(acme, policy.Reaction, now).Waits)
}

func TestWhatIsOwed(t *testing.T) {
	t.Parallel()
	ed := flat(t)
	cases := []struct {
		name string
		life *life
		want ticket.Owed
	}{
		{"nothing was done", received(t, "2026-11-23 11:00", policy.TS8x5, policy.P1), ticket.Owed{Reaction: true, Callback: true}},
		{"answered", received(t, "2026-11-23 11:00", policy.TS8x5, policy.P1).responded("2026-11-23 11:10"), ticket.Owed{Callback: true}},
		{"called", received(t, "2026-11-23 11:00", policy.TS8x5, policy.P1).called("2026-11-23 11:10", ticket.Reached), ticket.Owed{}},
		{"nobody answered the call", received(t, "2026-11-23 11:00", policy.TS8x5, policy.P1).called("2026-11-23 11:10", ticket.NoAnswer), ticket.Owed{Reaction: true, Callback: true}},
		{"late", received(t, "2026-11-20 11:00", policy.TS8x5, policy.P3), ticket.Owed{Reaction: true}},
		{"resolved", received(t, "2026-11-23 11:00", policy.TS8x5, policy.P3).resolved("2026-11-23 11:10", ""), ticket.Owed{}},
	}
	for _, c := range cases {
		owed, err := sla.Owed(c.life.ticket(), ed, msk(t, "2026-11-24 12:00"))
		assert.NoError(t, err, c.name)
		assert.Equal(t, c.want, owed, c.name)
	}
}
