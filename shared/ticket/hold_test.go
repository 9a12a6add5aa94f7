package ticket_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

var (
	ended = ticket.Standing{Code: policy.CoverageExpired, Clause: "C", Support: "lapsed"}
	goes  = ticket.Standing{Clause: "E1", Support: "active"}
)

// after is a ticket after these facts, by whoever.
func after(facts ...ticket.Fact) ticket.Ticket {
	t := fold(event(0, ivan, registered(policy.P1)))
	for i, f := range facts {
		t = ticket.Fold(t, event(i+1, petrov, f))
	}
	return t
}

// until is a standing with the instant at which it turns.
func until(s ticket.Standing, at time.Time) ticket.Standing {
	s.Until = at
	return s
}

func TestAHeldTicketTakesWhatIsOwedAndWhatEndsIt(t *testing.T) {
	t.Parallel()
	nothing, reaction, call := ticket.Owed{}, ticket.Owed{Reaction: true}, ticket.Owed{Callback: true}
	cases := []struct {
		name    string
		fact    ticket.Fact
		owed    ticket.Owed
		refused bool
	}{
		{"the first response", ticket.Responded{}, reaction, false},
		{"a response while only the call is owed", ticket.Responded{}, call, true},
		{"a further response", ticket.Responded{}, nothing, true},
		{"the call-back", ticket.Called{}, call, false},
		{"a call as the first response", ticket.Called{}, reaction, false},
		{"a further call", ticket.Called{}, nothing, true},
		{"a milestone while the reaction is owed", ticket.Marked{}, reaction, true},
		{"a visit", ticket.VisitDecided{}, reaction, true},
		{"another level", ticket.LevelChanged{}, reaction, true},
		{"a wait, which would put off what is owed", ticket.Waiting{}, reaction, true},
		{"the end of a wait", ticket.Resumed{}, nothing, false},
		{"a note", ticket.Noted{}, nothing, false},
		{"a priority", ticket.PriorityChanged{}, nothing, false},
		{"an engineer", ticket.Assigned{}, nothing, false},
		{"the resolution", ticket.Resolved{}, nothing, false},
		{"a question to somebody outside", ticket.Inquired{}, reaction, true},
		{"a merging", ticket.Merged{}, nothing, false},
		{"a split", ticket.Split{}, nothing, false},
		{"another contact", ticket.ContactChanged{}, nothing, false},
		{"the customer's message", ticket.Replied{}, nothing, false},
		{"a manager's word", ticket.Continued{}, nothing, false},
	}
	held := after(decided(policy.TS8x5, policy.P1), ticket.Held(ended))
	for _, c := range cases {
		err := held.Allows(c.fact, c.owed)
		if !c.refused {
			assert.NoError(t, err, c.name)
		} else {
			assert.Equal(t, &ticket.Unlawful{Code: ticket.SupportEnded, Clause: "C"}, err, c.name)
		}
		assert.NoError(t, after(decided(policy.TS8x5, policy.P1)).Allows(c.fact, ticket.Owed{}), "%s, not held", c.name)
		released := after(decided(policy.TS8x5, policy.P1), ticket.Held(ended), ticket.Released(goes))
		assert.NoError(t, released.Allows(c.fact, ticket.Owed{}), "%s, released", c.name)
	}
}

// What a look at the support makes of a ticket, as it stands.
func TestALapseHoldsOnce(t *testing.T) {
	t.Parallel()
	soon, later := at(600), at(900)
	accepted := decided(policy.TS8x5, policy.P3)
	accepted.Until = soon
	open := after(accepted)
	held := after(accepted, ticket.Held(until(ended, later)))
	cases := []struct {
		name   string
		ticket ticket.Ticket
		stands ticket.Standing
		at     time.Time
		want   ticket.Fact
	}{
		{"it goes on, before its time", open, until(goes, soon), at(100), nil},
		{"it goes on, and is known to end later", open, until(goes, later), at(100), nil},
		{"it is known to end earlier", open, until(goes, at(500)), at(100), ticket.Upheld(until(goes, at(500)))},
		{"it goes on at the instant of the end", open, until(goes, later), soon, ticket.Upheld(until(goes, later))},
		{"it goes on for ever", open, goes, soon, ticket.Upheld(goes)},
		{"it has ended", open, ended, soon, ticket.Held(ended)},
		{"it has ended before its time", open, ended, at(100), ticket.Held(ended)},
		{"it has ended, and the ticket is held", held, until(ended, later), at(700), nil},
		{"there is some again", held, until(goes, later), at(700), ticket.Released(until(goes, later))},
		{"and ends again", after(accepted, ticket.Held(ended), ticket.Released(until(goes, later))), ended, later, ticket.Held(ended)},
	}
	for _, c := range cases {
		assert.Equal(t, c.want, c.ticket.Judge(c.stands, c.at), c.name)
	}
}

func TestWhoseSupportIsWatched(t *testing.T) {
	t.Parallel()
	ed := flat(t)
	closure := flat(t, "onLapse.openTickets", policy.LapseWorksToClosure)
	accepted := decided(policy.TS8x5, policy.P3)
	unverified, refused := accepted, accepted
	unverified.Answer, refused.Answer = ticket.Unverified, ticket.Refused
	assert.True(t, after(accepted).Watched(ed))
	assert.True(t, after(accepted, ticket.Held(ended)).Watched(ed))
	assert.True(t, after(accepted, ticket.Waiting{}).Watched(ed))
	assert.False(t, after(accepted).Watched(closure), "worked to closure")
	assert.False(t, after(unverified).Watched(ed), "not judged at all yet")
	assert.False(t, after(refused).Watched(ed))
	assert.False(t, after(accepted, ticket.Resolved{}).Watched(ed))
	assert.True(t, after(accepted, ticket.Resolved{}, ticket.Reopened{}).Watched(ed))
	assert.False(t, after(accepted, ticket.Held(ended), ticket.Continued{Reason: "r"}).Watched(ed))
	_, held := after(accepted, ticket.Held(ended), ticket.Resolved{}, ticket.Reopened{}).Held()
	assert.True(t, held, "a reopened ticket is on hold as before")
}

func TestAManagerContinuesWhatIsHeldWithAReason(t *testing.T) {
	t.Parallel()
	accepted := decided(policy.TS8x5, policy.P3)
	held := after(accepted, ticket.Held(ended))
	fact, err := held.Continue("The renewal is being signed.")
	require.NoError(t, err)
	continued := ticket.Fold(held, ticket.Event{At: at(700), Fact: fact})
	_, on := continued.Held()
	assert.False(t, on)
	for name, c := range map[string]struct {
		ticket ticket.Ticket
		reason string
		want   ticket.Code
	}{
		"without a reason": {held, " ", ticket.ReasonRequired},
		"not held":         {after(accepted), "r", ticket.NotHeld},
		"continued before": {continued, "r", ticket.NotHeld},
		"resolved":         {after(accepted, ticket.Held(ended), ticket.Resolved{}), "r", ticket.NotOpen},
	} {
		_, err := c.ticket.Continue(c.reason)
		assert.Equal(t, &ticket.Unlawful{Code: c.want}, err, name)
	}
}
