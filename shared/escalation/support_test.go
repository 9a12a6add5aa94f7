package escalation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/escalation"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// When the support of a ticket is judged again: at the instant at which it may end, and every day while it is held.
func TestWhenTheSupportIsJudged(t *testing.T) {
	t.Parallel()
	received := time.Date(2026, 3, 13, 9, 0, 0, 0, time.UTC)
	end := time.Date(2026, 3, 14, 21, 0, 0, 0, time.UTC)
	renewal := end.Add(60 * time.Hour)
	base := []ticket.Event{
		{At: received, By: ivan, Fact: ticket.Registered{Customer: "volga", Contact: "ivan", Installation: "hq", Channel: policy.Portal, Type: policy.Incident, Priority: policy.P3}},
		{At: received, By: system, Fact: ticket.Decided{
			Answer: ticket.Accepted, Edition: "flat-1.4", Package: policy.TS8x5, Certificate: "c1", Support: "active", Level: 2, Priority: policy.P3,
			Calendar: flat(t).Calendars(), Until: end,
		}},
		{At: received.Add(time.Hour), By: petrov, Fact: ticket.Responded{}}, // no clock is left that could wake it
	}
	after := func(at time.Time, facts ...ticket.Fact) ticket.Ticket {
		tk := ticket.Fold(ticket.Ticket{}, base...)
		for _, f := range facts {
			tk = ticket.Fold(tk, ticket.Event{At: at, By: system, Fact: f})
		}
		return tk
	}
	lapse := ticket.Held{Code: policy.CoverageExpired, Clause: "C"}
	until := ticket.Held{Code: policy.CoverageExpired, Clause: "C", Until: renewal}
	day := 24 * time.Hour
	cases := []struct {
		name   string
		ed     *policy.Edition
		ticket ticket.Ticket
		now    time.Time
		judge  bool
		next   time.Time
	}{
		{"before the end", flat(t), after(end), received.Add(2 * time.Hour), false, end},
		{"a second before", flat(t), after(end), end.Add(-time.Second), false, end},
		{"at the end", flat(t), after(end), end, true, time.Time{}},
		{"after it, whatever happened meanwhile", flat(t), after(end, ticket.Noted{}), end.Add(9 * day), true, time.Time{}},
		{"upheld until later", flat(t), after(end, ticket.Upheld{Until: renewal}), end, false, renewal},
		{"upheld for ever", flat(t), after(end, ticket.Upheld{}), end.Add(9 * day), false, time.Time{}},
		{"held", flat(t), after(end, lapse), end, false, end.Add(day)},
		{"held for a day to the second", flat(t), after(end, lapse), end.Add(day), false, end.Add(2 * day)},
		{"held, and support will come by itself", flat(t), after(end, until), end.Add(49 * time.Hour), false, renewal},
		{"held beyond that", flat(t), after(end, until), renewal, false, end.Add(3 * day)},
		{"released", flat(t), after(end, lapse, ticket.Released{Until: renewal}), end, false, renewal},
		{"continued", flat(t), after(end, lapse, ticket.Continued{}), end.Add(9 * day), false, time.Time{}},
		{"resolved", flat(t), after(end, lapse, ticket.Resolved{}), end, false, time.Time{}},
		{"worked to closure", with(t, "onLapse.openTickets", "to_closure"), after(end), end, false, time.Time{}},
	}
	for _, c := range cases {
		got, err := escalation.Look(c.ticket, c.ed, c.now)
		require.NoError(t, err, c.name)
		assert.Equal(t, c.judge, got.Judge, c.name)
		assert.Equal(t, c.next, got.Next, c.name)
		assert.Empty(t, got.Due, c.name)
	}
}
