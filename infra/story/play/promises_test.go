package play_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/story/play"
	"flatsupport/shared/mail"
	"flatsupport/shared/store/storetest"
	"flatsupport/shared/ticket"
)

// Each promise is shown to be checked by breaking it.
func TestABrokenPromiseIsSaid(t *testing.T) {
	t.Parallel()
	look := func(change func(*ticket.Ticket, *[]ticket.Event)) func(*testing.T, *play.Outcome) {
		return func(t *testing.T, o *play.Outcome) {
			t.Helper()
			require.NoError(t, o.Look(t.Context(), change))
		}
	}
	cases := []struct {
		name  string
		spoil func(*testing.T, *play.Outcome)
		want  []string // patterns, in order; none: the promises hold
	}{
		{"nothing is wrong", func(*testing.T, *play.Outcome) {}, nil},
		{"a mail went out twice", func(_ *testing.T, o *play.Outcome) {
			mails := o.Mails()
			*mails = append(*mails, (*mails)[0])
		}, []string{"notice decided/accepted>ivan was delivered 2 times"}},
		{"a mail was lost", func(_ *testing.T, o *play.Outcome) { *o.Mails() = nil }, []string{
			"notice decided/accepted>ivan was delivered 0 times", "notice 4>ivan was delivered 0 times",
		}},
		{"a mail that nobody ordered", func(_ *testing.T, o *play.Outcome) {
			mails := o.Mails()
			*mails = append(*mails, mail.Message{Ticket: "X", Key: "y"})
		}, []string{"something went out that nothing announced: X y"}},
		{"a message that no function could handle", func(_ *testing.T, o *play.Outcome) { o.Park() }, []string{
			"a message for escalation was parked after 8 tries",
		}},
		{"a ticket that was never decided", look(func(t *ticket.Ticket, history *[]ticket.Event) {
			*history = (*history)[:1]
			*t = ticket.Fold(ticket.Ticket{}, *history...)
		}), []string{"was never decided"}},
		{"a ticket that its history does not give", look(func(t *ticket.Ticket, _ *[]ticket.Event) { t.Level = 3 }), []string{
			"is not the fold of its history",
		}},
		{"a step taken twice", look(func(t *ticket.Ticket, history *[]ticket.Event) {
			*history = append(*history, (*history)[1])
			*t = ticket.Fold(ticket.Ticket{}, *history...)
		}), []string{"decided/accepted happened twice"}},
	}
	story := parsed(t, submitted+"  - at: 2026-11-23 10:30\n    respond: {ticket: t1, by: petrov}\n")
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := play.Stage{Client: storetest.Client(t)}.Spoiled(t.Context(), story, func(o *play.Outcome) { c.spoil(t, o) })
			require.NoError(t, err)
			require.Len(t, got, len(c.want), "%v", got)
			for i, want := range c.want {
				assert.Zero(t, got[i].Line)
				assert.Regexp(t, "^in the end: .*"+regexp.QuoteMeta(want)+"$", got[i].Text)
			}
		})
	}
}
