package ticket_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// What a command needs besides the right status, with the clause that asks for it.
func TestWhatACommandNeeds(t *testing.T) {
	t.Parallel()
	change := func(by ticket.Actor, to policy.PriorityCode, reason string, consent bool) command {
		return func(t ticket.Ticket, ed *policy.Edition) ([]ticket.Fact, error) {
			return one(t.ChangePriority(ed, by, to, reason, consent))
		}
	}
	resolve := func(message, waiver string, owed bool) command {
		return func(t ticket.Ticket, ed *policy.Edition) ([]ticket.Fact, error) {
			return one(t.Resolve(ed, message, waiver, owed))
		}
	}
	assign := func(engineer, reason string) command {
		return func(t ticket.Ticket, _ *policy.Edition) ([]ticket.Fact, error) {
			return one(t.Assign(engineer, reason))
		}
	}
	raised := event(5, petrov, ticket.PriorityChanged{From: policy.P2, To: policy.P1, Reason: "PR-P1"})
	named := event(6, boss, ticket.Assigned{Engineer: "petrov"})
	cases := []struct {
		name   string
		given  []ticket.Event
		when   command
		want   ticket.Code
		clause policy.ClauseCode
	}{
		{"a change of priority names the definition (G33)", opened(policy.TS8x5, policy.P3), change(petrov, policy.P2, " ", false), ticket.ReasonRequired, "PR-P2"},
		{"a change to the same priority is none", opened(policy.TS8x5, policy.P3), change(petrov, policy.P3, "same", false), ticket.SamePriority, ""},
		{"a priority that the policy does not have", opened(policy.TS8x5, policy.P3), change(petrov, "P5", "worse", false), ticket.UnknownPriority, ""},
		{"an engineer alone does not lower a P1 (G33)", opened(policy.TS8x5, policy.P1), change(petrov, policy.P2, "PR-P2", false), ticket.ConsentRequired, "PR-P1"},
		{"with the contact's consent he does", opened(policy.TS8x5, policy.P1), change(petrov, policy.P2, "PR-P2", true), "", ""},
		{"a manager does", opened(policy.TS8x5, policy.P1), change(boss, policy.P2, "PR-P2", false), "", ""},
		{"a P2 is lowered without consent", opened(policy.TS8x5, policy.P2), change(petrov, policy.P3, "PR-P3", false), "", ""},
		{"raising to P1 needs no consent", opened(policy.TS8x5, policy.P2), change(petrov, policy.P1, "PR-P1", false), "", ""},

		{"a resolution says something", opened(policy.TS8x5, policy.P3), resolve("", "", false), ticket.MessageRequired, ""},
		{"not over an owed call-back (R35)", opened(policy.TS8x5, policy.P1), resolve("m", "  ", true), ticket.CallbackOwed, "PR-P1"},
		{"unless it is waived with a reason", opened(policy.TS8x5, policy.P1), resolve("m", "he stood in the door", true), "", ""},
		{"a P1 of PLUS has an engineer (R22)", opened(policy.TS24x7Plus, policy.P1), resolve("m", "", false), ticket.EngineerRequired, "E3"},
		{"so has one of ONSITE", opened(policy.TS24x7Onsite, policy.P1), resolve("m", "", false), ticket.EngineerRequired, "E4"},
		{"also when it became a P1 later", opened(policy.TS24x7Plus, policy.P2, raised), resolve("m", "", false), ticket.EngineerRequired, "E3"},
		{"with one it is resolved", opened(policy.TS24x7Plus, policy.P2, raised, named), resolve("m", "", false), "", ""},
		{"a P2 of PLUS needs none", opened(policy.TS24x7Plus, policy.P2), resolve("m", "", false), "", ""},
		{"nor does a P1 of another package", opened(policy.TS24x7, policy.P1), resolve("m", "", false), "", ""},

		{"an engineer has a name", opened(policy.TS8x5, policy.P3), assign("", "illness"), ticket.EngineerRequired, ""},
		{"another engineer needs a reason (G52)", opened(policy.TS8x5, policy.P2, named), assign("sidorova", " "), ticket.ReasonRequired, "E3"},
		{"with the reason he is replaced", opened(policy.TS8x5, policy.P2, named), assign("sidorova", "end of shift"), "", ""},

		{"a reply says something", opened(policy.TS8x5, policy.P3), func(t ticket.Ticket, _ *policy.Edition) ([]ticket.Fact, error) { return one(t.Respond("")) }, ticket.MessageRequired, ""},
		{"so does the customer's", opened(policy.TS8x5, policy.P3), func(t ticket.Ticket, ed *policy.Edition) ([]ticket.Fact, error) { return t.Reply(ed, at(9), "") }, ticket.MessageRequired, ""},
		{"and a note", opened(policy.TS8x5, policy.P3), func(t ticket.Ticket, _ *policy.Edition) ([]ticket.Fact, error) { return one(t.Note("")) }, ticket.MessageRequired, ""},
		{"a call has one of two outcomes", opened(policy.TS8x5, policy.P1), func(t ticket.Ticket, _ *policy.Edition) ([]ticket.Fact, error) { return one(t.Call("voicemail", "")) }, ticket.OutcomeUnknown, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := c.when(fold(c.given...), flat(t))
			assert.Equal(t, c.want, code(t, err))
			var unlawful *ticket.Unlawful
			if c.want != "" {
				require.ErrorAs(t, err, &unlawful)
				assert.Equal(t, c.clause, unlawful.Clause)
				assert.ErrorContains(t, err, string(c.want))
			}
		})
	}
}

func TestTheReadingLeavesLoweringAP1ToTheEngineer(t *testing.T) {
	t.Parallel()
	ed := flat(t, "priority.p1Down", "engineer")
	_, err := fold(opened(policy.TS8x5, policy.P1)...).ChangePriority(ed, petrov, policy.P2, "PR-P2", false)
	assert.NoError(t, err)
}

// The reopen period is whole days of 24 hours from the resolution, half-open (G40).
func TestATicketIsReopenedWithinItsPeriod(t *testing.T) {
	t.Parallel()
	const day = 24 * 60
	cases := []struct {
		name string
		days string
		now  time.Time
		want ticket.Code
	}{
		{"at once", "14", at(20), ""},
		{"a second before the end", "14", at(20 + 14*day).Add(-time.Second), ""},
		{"at the end", "14", at(20 + 14*day), ticket.ReopenPeriodOver},
		{"another period", "3", at(20 + 3*day), ticket.ReopenPeriodOver},
		{"no period", "0", at(20), ticket.ReopenPeriodOver},
	}
	for _, status := range []ticket.Status{ticket.StatusResolved, ticket.StatusClosed} {
		for _, c := range cases {
			t.Run(string(status)+", "+c.name, func(t *testing.T) {
				t.Parallel()
				ed, given := flat(t, "reopen.days", c.days), fold(statuses()[status]...)
				_, err := given.Reopen(ed, c.now, "again")
				assert.Equal(t, c.want, code(t, err))
				_, err = given.Reply(ed, c.now, "m")
				assert.Equal(t, c.want, code(t, err), "the customer's reply is held to the same period")
			})
		}
	}
}
