package ticket_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

func TestTheFirstResponseOfACycleIsAPersons(t *testing.T) {
	t.Parallel()
	reopened := event(60, ivan, ticket.Reopened{Reason: "again"})
	resolved := event(50, petrov, ticket.Resolved{Message: "m"})
	cases := []struct {
		name string
		more []ticket.Event
		want []int // minute of the response of each cycle; -1: none
	}{
		{"nothing yet", nil, []int{-1}},
		{"a public reply", []ticket.Event{event(7, petrov, ticket.Responded{Message: "m"})}, []int{7}},
		{"a manager's reply", []ticket.Event{event(7, boss, ticket.Responded{Message: "m"})}, []int{7}},
		{"the first one counts", []ticket.Event{event(7, petrov, ticket.Responded{Message: "m"}), event(9, boss, ticket.Responded{Message: "n"})}, []int{7}},
		{"a call that reached the person", []ticket.Event{event(8, petrov, ticket.Called{Outcome: ticket.Reached})}, []int{8}},
		{"SLA-15: not a call in vain", []ticket.Event{event(8, petrov, ticket.Called{Outcome: ticket.NoAnswer})}, []int{-1}},
		{"SLA-13: not an automatic answer", []ticket.Event{event(1, system, ticket.Responded{Message: "m"})}, []int{-1}},
		{"SLA-14: not an internal note", []ticket.Event{event(2, petrov, ticket.Noted{Message: "n"})}, []int{-1}},
		{"SLA-16: nor the operator's own entry", []ticket.Event{event(2, operator, ticket.Responded{Message: "n"})}, []int{-1}},
		{"nor a notice that went out", []ticket.Event{event(2, system, ticket.Notified{Notice: "k", Outcome: ticket.Sent})}, []int{-1}},
		{"nor a wait", []ticket.Event{event(2, petrov, ticket.Waiting{})}, []int{-1}},
		{"SLA-12: a resolution is one", []ticket.Event{resolved}, []int{50}},
		{"SLA-26: a reopening begins a cycle of its own", []ticket.Event{resolved, reopened}, []int{50, -1}},
		{"with a response of its own", []ticket.Event{resolved, reopened, event(70, petrov, ticket.Responded{Message: "m"})}, []int{50, 70}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := fold(opened(policy.TS24x7, policy.P1, c.more...)...)
			var minutes []int
			for _, cycle := range got.Cycles {
				minute := -1
				if !cycle.RespondedAt.IsZero() {
					minute = int(cycle.RespondedAt.Sub(at(0)).Minutes())
				}
				minutes = append(minutes, minute)
			}
			assert.Equal(t, c.want, minutes)
		})
	}
}

func TestWaitsAreKept(t *testing.T) {
	t.Parallel()
	wait := func(minute int) ticket.Event { return event(minute, petrov, ticket.Waiting{Reason: "log"}) }
	span := func(from, to int) coverage.Span { return coverage.Span{From: at(from), To: at(to)} }
	unverified := decided(policy.TS24x7, policy.P1)
	unverified.Answer = ticket.Unverified
	cases := []struct {
		name   string
		more   []ticket.Event
		want   []coverage.Span
		status ticket.Status
	}{
		{"while it lasts it has no end", []ticket.Event{wait(5)}, []coverage.Span{{From: at(5)}}, ticket.StatusWaiting},
		{"it ends when work goes on", []ticket.Event{wait(5), event(9, petrov, ticket.Resumed{})}, []coverage.Span{span(5, 9)}, ticket.StatusOpen},
		{"and when the customer answers", []ticket.Event{wait(5), event(9, ivan, ticket.Replied{Message: "m"})}, []coverage.Span{span(5, 9)}, ticket.StatusOpen},
		{"SLA-08: from one wait into another is one wait", []ticket.Event{wait(5), wait(7), event(9, petrov, ticket.Resumed{})}, []coverage.Span{span(5, 9)}, ticket.StatusOpen},
		{"two waits are two", []ticket.Event{wait(5), event(6, petrov, ticket.Resumed{}), wait(7), event(9, petrov, ticket.Resumed{})}, []coverage.Span{span(5, 6), span(7, 9)}, ticket.StatusOpen},
		{"a resolution ends it", []ticket.Event{wait(5), event(9, petrov, ticket.Resolved{Message: "m"})}, []coverage.Span{span(5, 9)}, ticket.StatusResolved},
		{"a second decision does not", []ticket.Event{wait(5), event(9, system, decided(policy.TS8x5, policy.P1))}, []coverage.Span{{From: at(5)}}, ticket.StatusWaiting},
		{"unless it refuses", []ticket.Event{wait(5), event(9, system, ticket.Decided{Answer: ticket.Refused})}, []coverage.Span{span(5, 9)}, ticket.StatusRefused},
		{"what was not begun is not ended", []ticket.Event{event(9, petrov, ticket.Resumed{})}, nil, ticket.StatusOpen},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			begun := []ticket.Event{event(0, ivan, registered(policy.P1)), event(0, system, unverified)}
			got := fold(append(begun, c.more...)...)
			assert.Equal(t, c.want, got.Pauses)
			assert.Equal(t, c.status, got.Status)
		})
	}
}

func TestTheClockOfAHotlineCallStartsWithTheCall(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		stated int
		want   int
	}{
		{"SLA-16: at its start, not when it was saved", -12, -12},
		{"a start after the saving is a slip", 30, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			call := registered(policy.P1)
			call.Channel, call.StatedAt = policy.Hotline, at(c.stated)
			got := fold(event(0, operator, call))
			assert.Equal(t, at(c.want), got.StartedAt)
			assert.Equal(t, []ticket.Cycle{{From: at(c.want)}}, got.Cycles)
			assert.Equal(t, at(0), got.ReceivedAt, "the right to support is judged by the receipt")
		})
	}
	assert.Equal(t, at(0), fold(event(0, ivan, registered(policy.P1))).StartedAt, "nothing stated")
}

func TestADecisionSetsWhatItFreezes(t *testing.T) {
	t.Parallel()
	question := decided(policy.TS8x5, policy.P4)
	got := fold(event(0, ivan, registered(policy.P2)), event(1, system, question))
	assert.Equal(t, policy.P4, got.Priority, "a question has the priority of questions (G38)")
	assert.Equal(t, policy.P2, got.Registered.Priority, "the customer's own stays beside it")
	assert.Equal(t, policy.P4, got.FirstPriority())

	again := decided(policy.TS24x7Plus, policy.P1)
	again.Engineer, again.Level = "sidorova", 3
	got = ticket.Fold(got,
		event(2, petrov, ticket.PriorityChanged{From: policy.P4, To: policy.P2, Reason: "PR-P2"}),
		event(3, boss, ticket.Assigned{Engineer: "petrov"}),
		event(4, system, decided(policy.TS24x7Plus, policy.P1)),
	)
	assert.Equal(t, policy.P2, got.Priority, "what the engineer set holds against a second decision")
	assert.Equal(t, policy.P4, got.FirstPriority())
	assert.Equal(t, "petrov", got.Engineer, "who was named stays (G52)")
	assert.Equal(t, "sidorova", ticket.Fold(got, event(5, system, again)).Engineer)
}

func TestAWaiverBelongsToItsCycle(t *testing.T) {
	t.Parallel()
	got := fold(opened(policy.TS24x7, policy.P1,
		event(10, petrov, ticket.Resolved{Message: "m", Waiver: "met him"}),
		event(20, petrov, ticket.Closed{}),
		event(30, ivan, ticket.Reopened{}),
		event(40, petrov, ticket.Resolved{Message: "m"}),
	)...)
	assert.Equal(t, []ticket.Cycle{
		{From: at(0), RespondedAt: at(10), ResolvedAt: at(10), WaivedAt: at(10)},
		{From: at(30), RespondedAt: at(40), ResolvedAt: at(40)},
	}, got.Cycles)
	assert.Equal(t, at(40), got.ResolvedAt)
	assert.True(t, got.ClosedAt.IsZero())
}

// SLA-25: the resolution stays where it was when the ticket is closed later.
func TestClosingDoesNotMoveTheResolution(t *testing.T) {
	t.Parallel()
	got := fold(opened(policy.TS8x5, policy.P3,
		event(10, petrov, ticket.Resolved{Message: "m"}),
		event(24*60, petrov, ticket.Closed{}),
	)...)
	assert.Equal(t, at(10), got.ResolvedAt)
	assert.Equal(t, at(24*60), got.ClosedAt)
}

func TestNoticesWaitUntilTheyAreDischarged(t *testing.T) {
	t.Parallel()
	notice := func(key string) ticket.Notice {
		return ticket.Notice{Key: key, Kind: policy.NoticeAnswered, Audience: policy.ToCustomer, Person: "ivan"}
	}
	announced := event(1, petrov, ticket.Responded{Message: "m"})
	announced.Notices = []ticket.Notice{notice("a"), notice("b"), notice("c")}
	sent := func(key string, outcome ticket.Outcome) ticket.Event {
		return event(2, system, ticket.Notified{Notice: key, Outcome: outcome})
	}
	given := fold(opened(policy.TS8x5, policy.P3, announced)...)
	assert.Equal(t, announced.Notices, given.Pending)
	assert.Equal(t, []ticket.Notice{notice("a"), notice("c")}, ticket.Fold(given, sent("b", ticket.Sent)).Pending)
	assert.Equal(t, []ticket.Notice{notice("a"), notice("c")}, ticket.Fold(given, sent("b", ticket.Undeliverable)).Pending)
	assert.Equal(t, given.Pending, ticket.Fold(given, sent("d", ticket.Sent)).Pending, "a notice that is not there")
	assert.Empty(t, ticket.Fold(given, sent("c", ticket.Sent), sent("a", ticket.Sent), sent("b", ticket.Sent)).Pending)
}

func TestACommandIsFoundAgainUnderItsKey(t *testing.T) {
	t.Parallel()
	key, said := ticket.CommandKey(petrov, "7f3"), ticket.Print("respond", "m")
	done := event(1, petrov, ticket.Responded{Message: "m"})
	done.Key = key + "." + said
	given := fold(opened(policy.TS8x5, policy.P3, done)...)

	got, found := given.Command(key)
	assert.True(t, found)
	assert.Equal(t, said, got)
	assert.True(t, given.Has(done.Key))
	assert.False(t, given.Has(key))

	for name, other := range map[string]string{
		"another key":    ticket.CommandKey(petrov, "7f4"),
		"another person": ticket.CommandKey(boss, "7f3"),
		"another role":   ticket.CommandKey(ticket.Actor{Role: ticket.Manager, ID: "petrov"}, "7f3"),
		"a longer key":   ticket.CommandKey(ticket.Actor{Role: ticket.Engineer, ID: "petrov7"}, "f3"),
	} {
		_, found := given.Command(other)
		assert.False(t, found, name)
	}
	assert.NotEqual(t, said, ticket.Print("respondm"), "where one word ends matters")
	assert.NotEqual(t, said, ticket.Print("respond", "n"))
}
