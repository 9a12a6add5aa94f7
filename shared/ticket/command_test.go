package ticket_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// command is one thing that can be asked of a ticket, half an hour after its last event at the latest.
type command func(t ticket.Ticket, ed *policy.Edition) ([]ticket.Fact, error)

func one(fact ticket.Fact, err error) ([]ticket.Fact, error) {
	if err != nil {
		return nil, err
	}
	return []ticket.Fact{fact}, nil
}

// What is lawful in which status, all of it: an empty code means that the command is carried out.
func TestWhichCommandIsLawfulInWhichStatus(t *testing.T) {
	t.Parallel()
	const lawful ticket.Code = ""
	order := []ticket.Status{
		ticket.StatusRegistered, ticket.StatusOpen, ticket.StatusWaiting, ticket.StatusResolved, ticket.StatusClosed, ticket.StatusRefused,
		ticket.StatusMerged,
	}
	cases := []struct {
		name string
		run  command
		fact []ticket.Fact
		want [7]ticket.Code // in the order above
	}{
		{
			"an entitlement decision",
			func(t ticket.Ticket, _ *policy.Edition) ([]ticket.Fact, error) {
				return one(t.Decide(decided(policy.TS8x5, policy.P3)))
			},
			[]ticket.Fact{decided(policy.TS8x5, policy.P3)},
			[7]ticket.Code{lawful, ticket.AlreadyDecided, ticket.AlreadyDecided, ticket.AlreadyDecided, ticket.AlreadyDecided, ticket.AlreadyDecided, ticket.AlreadyDecided},
		},
		{
			"a public reply",
			func(t ticket.Ticket, _ *policy.Edition) ([]ticket.Fact, error) { return one(t.Respond("m")) },
			[]ticket.Fact{ticket.Responded{Message: "m"}},
			[7]ticket.Code{ticket.NotDecided, lawful, lawful, lawful, ticket.NotOpen, ticket.NotOpen, ticket.AlreadyMerged},
		},
		{
			"a call",
			func(t ticket.Ticket, _ *policy.Edition) ([]ticket.Fact, error) {
				return one(t.Call(ticket.NoAnswer, ""))
			},
			[]ticket.Fact{ticket.Called{Outcome: ticket.NoAnswer}},
			[7]ticket.Code{ticket.NotDecided, lawful, lawful, ticket.NotOpen, ticket.NotOpen, ticket.NotOpen, ticket.AlreadyMerged},
		},
		{
			"a change of priority",
			func(t ticket.Ticket, ed *policy.Edition) ([]ticket.Fact, error) {
				return one(t.ChangePriority(ed, petrov, policy.P2, "PR-P2", false))
			},
			[]ticket.Fact{ticket.PriorityChanged{From: policy.P3, To: policy.P2, Reason: "PR-P2"}},
			[7]ticket.Code{ticket.NotDecided, lawful, lawful, ticket.NotOpen, ticket.NotOpen, ticket.NotOpen, ticket.AlreadyMerged},
		},
		{
			"a wait",
			func(t ticket.Ticket, _ *policy.Edition) ([]ticket.Fact, error) { return one(t.Wait("log")) },
			[]ticket.Fact{ticket.Waiting{Reason: "log"}},
			[7]ticket.Code{ticket.NotDecided, lawful, ticket.AlreadyWaiting, ticket.NotOpen, ticket.NotOpen, ticket.NotOpen, ticket.AlreadyMerged},
		},
		{
			"the end of a wait",
			func(t ticket.Ticket, _ *policy.Edition) ([]ticket.Fact, error) { return one(t.Resume()) },
			[]ticket.Fact{ticket.Resumed{}},
			[7]ticket.Code{ticket.NotWaiting, ticket.NotWaiting, lawful, ticket.NotWaiting, ticket.NotWaiting, ticket.NotWaiting, ticket.NotWaiting},
		},
		{
			"a note",
			func(t ticket.Ticket, _ *policy.Edition) ([]ticket.Fact, error) { return one(t.Note("n")) },
			[]ticket.Fact{ticket.Noted{Message: "n"}},
			[7]ticket.Code{lawful, lawful, lawful, lawful, lawful, lawful, lawful},
		},
		{
			"the naming of an engineer",
			func(t ticket.Ticket, _ *policy.Edition) ([]ticket.Fact, error) { return one(t.Assign("petrov", "")) },
			[]ticket.Fact{ticket.Assigned{Engineer: "petrov"}},
			[7]ticket.Code{ticket.NotDecided, lawful, lawful, ticket.NotOpen, ticket.NotOpen, ticket.NotOpen, ticket.AlreadyMerged},
		},
		{
			"a resolution",
			func(t ticket.Ticket, ed *policy.Edition) ([]ticket.Fact, error) {
				return one(t.Resolve(ed, "m", "", false))
			},
			[]ticket.Fact{ticket.Resolved{Message: "m"}},
			[7]ticket.Code{ticket.NotDecided, lawful, lawful, ticket.NotOpen, ticket.NotOpen, ticket.NotOpen, ticket.AlreadyMerged},
		},
		{
			"the closing",
			func(t ticket.Ticket, _ *policy.Edition) ([]ticket.Fact, error) { return one(t.Close("done")) },
			[]ticket.Fact{ticket.Closed{Reason: "done"}},
			[7]ticket.Code{ticket.NotResolved, ticket.NotResolved, ticket.NotResolved, lawful, ticket.AlreadyClosed, ticket.NotResolved, ticket.AlreadyMerged},
		},
		{
			"a reopening",
			func(t ticket.Ticket, ed *policy.Edition) ([]ticket.Fact, error) {
				return one(t.Reopen(ed, at(40), "again"))
			},
			[]ticket.Fact{ticket.Reopened{Reason: "again"}},
			[7]ticket.Code{ticket.NotResolved, ticket.NotResolved, ticket.NotResolved, lawful, lawful, ticket.NotResolved, ticket.AlreadyMerged},
		},
		{
			"a merging",
			func(t ticket.Ticket, _ *policy.Edition) ([]ticket.Fact, error) {
				return one(t.Merge("A", "B", fold(statuses()[ticket.StatusOpen]...), "m", false))
			},
			[]ticket.Fact{ticket.Merged{Into: "B", Message: "m"}},
			[7]ticket.Code{ticket.NotDecided, lawful, lawful, ticket.NotOpen, ticket.NotOpen, ticket.NotOpen, ticket.AlreadyMerged},
		},
		{
			"a split",
			func(t ticket.Ticket, _ *policy.Edition) ([]ticket.Fact, error) { return one(t.SplitOff("r", "B")) },
			[]ticket.Fact{ticket.Split{Of: "r", Into: "B"}},
			[7]ticket.Code{lawful, lawful, lawful, lawful, lawful, lawful, lawful},
		},
		{
			"an inquiry",
			func(t ticket.Ticket, _ *policy.Edition) ([]ticket.Fact, error) {
				return one(t.Inquire("lab@vendor.example", "m"))
			},
			[]ticket.Fact{ticket.Inquired{To: "lab@vendor.example", Message: "m"}},
			[7]ticket.Code{ticket.NotDecided, lawful, lawful, ticket.NotOpen, ticket.NotOpen, ticket.NotOpen, ticket.AlreadyMerged},
		},
		{
			"another contact",
			func(t ticket.Ticket, _ *policy.Edition) ([]ticket.Fact, error) {
				return one(t.ChangeContact("kate", "on leave"))
			},
			[]ticket.Fact{ticket.ContactChanged{From: "ivan", To: "kate", Reason: "on leave"}},
			[7]ticket.Code{ticket.NotDecided, lawful, lawful, lawful, ticket.NotOpen, ticket.NotOpen, ticket.AlreadyMerged},
		},
	}
	for _, c := range cases {
		for i, status := range order {
			t.Run(c.name+" while "+string(status), func(t *testing.T) {
				t.Parallel()
				given := fold(statuses()[status]...)
				assert.Equal(t, status, given.Status)
				facts, err := c.run(given, flat(t))
				assert.Equal(t, c.want[i], code(t, err))
				if c.want[i] == lawful {
					assert.Equal(t, c.fact, facts)
				} else {
					assert.Nil(t, facts)
				}
			})
		}
	}
}

func TestACustomersReplyMovesTheTicket(t *testing.T) {
	t.Parallel()
	replied, reopened := ticket.Replied{Message: "m"}, ticket.Reopened{Reason: "reply"}
	cases := []struct {
		status ticket.Status
		want   []ticket.Fact
		code   ticket.Code
		then   ticket.Status
	}{
		{ticket.StatusRegistered, []ticket.Fact{replied}, "", ticket.StatusRegistered},
		{ticket.StatusOpen, []ticket.Fact{replied}, "", ticket.StatusOpen},
		{ticket.StatusWaiting, []ticket.Fact{replied}, "", ticket.StatusOpen},
		{ticket.StatusResolved, []ticket.Fact{replied, reopened}, "", ticket.StatusOpen},
		{ticket.StatusClosed, []ticket.Fact{replied, reopened}, "", ticket.StatusOpen},
		{ticket.StatusRefused, nil, ticket.NotOpen, ticket.StatusRefused},
		{ticket.StatusMerged, []ticket.Fact{replied}, "", ticket.StatusMerged}, // kept here, where it could not go on
	}
	for _, c := range cases {
		t.Run("while "+string(c.status), func(t *testing.T) {
			t.Parallel()
			given := fold(statuses()[c.status]...)
			facts, err := given.Reply(flat(t), at(40), "m")
			assert.Equal(t, c.code, code(t, err))
			assert.Equal(t, c.want, facts)
			for _, fact := range facts {
				given = ticket.Fold(given, event(40, ivan, fact))
			}
			assert.Equal(t, c.then, given.Status)
		})
	}
}

// An unverified decision is the only one that a second may follow, and a second unverified one adds nothing.
func TestOnlyAnUnverifiedDecisionIsTakenAgain(t *testing.T) {
	t.Parallel()
	unverified := decided(policy.TS24x7, policy.P1)
	unverified.Answer = ticket.Unverified
	refused := ticket.Decided{Answer: ticket.Refused, Code: policy.NoCertificate}
	begun := []ticket.Event{event(0, ivan, registered(policy.P1)), event(0, system, unverified)}
	resolved := slices.Concat(begun, []ticket.Event{event(5, petrov, ticket.Resolved{Message: "m", Waiver: "met him"})})
	cases := []struct {
		name  string
		given []ticket.Event
		next  ticket.Decided
		want  ticket.Code
	}{
		{"accepted after all", begun, decided(policy.TS8x5, policy.P1), ""},
		{"refused after all", begun, refused, ""},
		{"still not to be read", begun, unverified, ticket.AlreadyDecided},
		{"resolved meanwhile", resolved, decided(policy.TS8x5, policy.P1), ticket.AlreadyDecided},
		{"reopened unverified", slices.Concat(resolved, []ticket.Event{event(9, ivan, ticket.Reopened{})}), decided(policy.TS8x5, policy.P1), ""},
		{"unverified at first", begun[:1], unverified, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := fold(c.given...).Decide(c.next)
			assert.Equal(t, c.want, code(t, err))
		})
	}
}
