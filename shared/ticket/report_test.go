package ticket_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/ticket"
)

// Reports come doubled and in any order: each is news once, and none that is weaker than what is known.
func TestReportsOnAMail(t *testing.T) {
	t.Parallel()
	const bounced, returned, delayed, complained = ticket.Bounced, ticket.Returned, ticket.Delayed, ticket.Complained
	cases := []struct {
		name string
		come []ticket.Report
		news []ticket.Report
	}{
		{"one", []ticket.Report{bounced}, []ticket.Report{bounced}},
		{"doubled", []ticket.Report{bounced, bounced, delayed, delayed}, []ticket.Report{bounced}},
		{"late, returned, refused", []ticket.Report{delayed, returned, bounced}, []ticket.Report{delayed, returned, bounced}},
		{"the other way round", []ticket.Report{bounced, returned, delayed}, []ticket.Report{bounced}},
		{"returned, and then said to be late", []ticket.Report{returned, delayed}, []ticket.Report{returned}},
		{"a complaint stands beside them", []ticket.Report{delayed, complained, complained, bounced}, []ticket.Report{delayed, complained, bounced}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var now ticket.Ticket
			var news []ticket.Report
			for _, what := range c.come {
				fact, isNews := now.Report("a>ivan", what, "5.1.1", "m")
				if isNews {
					news = append(news, what)
					now = ticket.Fold(now, ticket.Event{At: at(1), Key: ticket.ReportKey("a>ivan", what), Fact: fact})
				}
			}
			assert.Equal(t, c.news, news)
			_, other := now.Report("b>ivan", delayed, "", "m")
			assert.True(t, other, "of another notice nothing is known")
		})
	}
}

func TestWhatIsLostForGood(t *testing.T) {
	t.Parallel()
	cases := map[ticket.Fact]bool{
		ticket.Notified{Notice: "a", Outcome: ticket.Sent}:          false,
		ticket.Notified{Notice: "a", Outcome: ticket.Undeliverable}: true,
		ticket.Reported{Notice: "a", What: ticket.Bounced}:          true,
		ticket.Reported{Notice: "a", What: ticket.Returned}:         false,
		ticket.Reported{Notice: "a", What: ticket.Delayed}:          false,
		ticket.Reported{Notice: "a", What: ticket.Complained}:       false,
		ticket.Noted{Message: "m"}:                                  false,
	}
	for fact, want := range cases {
		_, lost := ticket.Undelivered(fact)
		assert.Equal(t, want, lost, "%#v", fact)
	}
}
