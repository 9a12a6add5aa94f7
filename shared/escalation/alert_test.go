package escalation_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/escalation"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// What is called out of a P1: each person by SMS, and the webhook once for each kind, whoever is told.
func TestWhatGoesByOtherMeans(t *testing.T) {
	t.Parallel()
	editions, err := policy.Editions()
	require.NoError(t, err)
	ed, err := editions.Edition("flat-1.4")
	require.NoError(t, err)
	notice := func(kind policy.NoticeKind, to policy.Audience, person string) ticket.Notice {
		return ticket.Notice{Key: "c>" + person, Kind: kind, Audience: to, Person: person}
	}
	also := func(n ticket.Notice, by policy.Means) ticket.Notice {
		n.Key, n.By = n.Key+"/"+string(by), by
		return n
	}
	manager, duty := notice(policy.NoticeBreach, policy.ToManager, "orlova"), notice(policy.NoticeBreach, policy.ToDuty, "dutov")
	instead := notice(policy.NoticeCallback, policy.ToAssigned, "directorov")
	instead.Fallback = true
	empty := notice(policy.NoticeNoOneOn, policy.ToManager, "orlova")
	accepted, answered := notice(policy.NoticeAccepted, policy.ToCustomer, "ivan"), notice(policy.NoticeAnswered, policy.ToCustomer, "ivan")
	cases := []struct {
		name     string
		priority policy.PriorityCode
		given    []ticket.Notice
		alerts   []ticket.Notice
	}{
		{"the desk", policy.P1, []ticket.Notice{manager, duty}, []ticket.Notice{also(manager, "sms"), also(manager, "webhook"), also(duty, "sms")}},
		{"two kinds", policy.P1, []ticket.Notice{instead, empty}, []ticket.Notice{
			also(instead, "sms"), also(instead, "webhook"), also(empty, "sms"), also(empty, "webhook"),
		}},
		{"the contact", policy.P1, []ticket.Notice{accepted}, []ticket.Notice{also(accepted, "sms")}},
		{"an answer is read in peace", policy.P1, []ticket.Notice{answered}, nil},
		{"less than critical", policy.P2, []ticket.Notice{manager, duty, accepted}, nil},
		{"nothing", policy.P1, nil, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			want := append(append([]ticket.Notice(nil), c.given...), c.alerts...)
			got := escalation.Alerted(ed, ticket.Ticket{Priority: c.priority}, c.given)
			assert.Equal(t, want, got)
			assert.Equal(t, want, escalation.Alerted(ed, ticket.Ticket{Priority: c.priority}, got), "asked again it adds nothing")
			for _, n := range got {
				assert.Equal(t, "c>"+n.Person, n.MailKey())
			}
		})
	}
}
