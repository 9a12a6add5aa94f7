package escalation_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"flatsupport/shared/escalation"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

func TestWhenATicketIsLookedAtAgain(t *testing.T) {
	t.Parallel()
	const day, never = 24 * time.Hour, time.Duration(-1 << 62)
	notice := []ticket.Notice{{Key: "c>ivan", Kind: policy.NoticeAnswered}}
	registered := ticket.Ticket{Status: ticket.StatusRegistered, Priority: policy.P3}
	open := ticket.Ticket{Status: ticket.StatusOpen, Priority: policy.P3, Decision: ticket.Decided{Answer: ticket.Accepted}}
	announced, critical, unverified, resolved, told := open, open, open, open, open
	announced.Pending = notice
	critical.Pending, critical.Priority = notice, policy.P1
	unverified.Decision.Answer, unverified.Priority = ticket.Unverified, policy.P1
	resolved.Status, told.Status = ticket.StatusResolved, ticket.StatusResolved
	told.Pending = notice
	cases := []struct {
		name          string
		ticket        ticket.Ticket
		current, next time.Duration // from now on
		want          time.Duration
	}{
		{"a new ticket is born due", registered, never, never, time.Minute},
		{"its wake-up is left where it is", registered, 20 * time.Second, never, 20 * time.Second},
		{"also one that a sweep has just leased", registered, 2 * time.Minute, never, 2 * time.Minute},
		{"and one that is overdue", registered, -time.Hour, never, -time.Hour},
		{"but not one far off", registered, day, never, time.Minute},

		{"the next rung", open, never, time.Hour, time.Hour},
		{"an earlier rung moves it forward", open, 2 * time.Hour, time.Hour, time.Hour},
		{"a later one leaves it, to be re-armed when it comes", open, time.Hour, 2 * time.Hour, time.Hour},
		{"unless it is near", open, 9 * time.Minute, 2 * time.Hour, 2 * time.Hour},
		{"or overdue", open, -time.Minute, 2 * time.Hour, 2 * time.Hour},
		{"with nothing to come it is left too", open, time.Hour, never, time.Hour},
		{"and taken away when it is near", open, time.Minute, never, never},
		{"what is due now is looked at now", open, time.Hour, 0, 0},
		{"nothing will ever be due", open, never, never, never},

		{"a notice is looked after a minute later", announced, never, never, time.Minute},
		{"its delivery moves the wake-up, so it is left", announced, 20 * time.Second, time.Hour, 20 * time.Second},
		{"a few hours are borne", announced, 6 * time.Hour, 7 * time.Hour, 6 * time.Hour},
		{"not more", announced, 6*time.Hour + time.Second, 7 * time.Hour, time.Minute},
		{"a rung before that comes first", announced, time.Hour, 20 * time.Second, 20 * time.Second},
		{"a critical ticket's is not left waiting", critical, time.Hour, 2 * time.Hour, time.Minute},
		{"unless it is leased", critical, 2 * time.Minute, 2 * time.Hour, 2 * time.Minute},

		{"an unverified decision is asked for again", unverified, never, never, 5 * time.Minute},
		{"however far the next rung is", unverified, time.Hour, 2 * time.Hour, 5 * time.Minute},
		{"without putting it off", unverified, 3 * time.Minute, time.Hour, 3 * time.Minute},

		{"a resolved ticket needs no look", resolved, time.Hour, never, never},
		{"until its notice is out", told, never, never, time.Minute},
	}
	now := msk(t, "2026-11-23 10:00")
	instant := func(d time.Duration) time.Time {
		if d == never {
			return time.Time{}
		}
		return now.Add(d)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := escalation.Wake(c.ticket, instant(c.current), instant(c.next), now)
			assert.Equal(t, shown(instant(c.want)), shown(got))
		})
	}
}

func TestAWakeUpIsAWholeSecondAndNeverEarly(t *testing.T) {
	t.Parallel()
	now := msk(t, "2026-11-23 10:00")
	open := ticket.Ticket{Status: ticket.StatusOpen}
	assert.Equal(t, now.Add(time.Hour+time.Second), escalation.Wake(open, time.Time{}, now.Add(time.Hour+time.Millisecond), now))
	assert.Equal(t, now.Add(time.Hour), escalation.Wake(open, time.Time{}, now.Add(time.Hour), now))
}

// swept is a ticket as the table keeps it: with its wake-up, which every write decides anew.
type swept struct {
	*drawn
	wake time.Time
}

func (s *swept) commit(t *rapid.T, events ...ticket.Event) {
	for _, e := range events {
		s.write(e)
	}
	s.wake = escalation.Wake(s.ticket, s.wake, s.next(t), s.now)
}

// next is the next instant at which a rung falls due: now, when one is due already.
func (s *swept) next(t *rapid.T) time.Time {
	out := s.look(t)
	if len(out.Due) > 0 {
		return s.now
	}
	return out.Next
}

// notify announces something to the customer with the event.
func notify(e ticket.Event) ticket.Event {
	e.Notices = []ticket.Notice{{Key: e.Key + ">ivan", Kind: policy.NoticeAnswered, Audience: policy.ToCustomer, Person: "ivan"}}
	return e
}

// After whatever has happened: if something is or will be due, or a notice waits, or a decision is owed, the ticket has
// a wake-up, and it is not too late.
func TestNoTicketIsForgotten(t *testing.T) {
	t.Parallel()
	ed := flat(t)
	rapid.Check(t, func(t *rapid.T) {
		s := swept{drawn: drawTicket(t, ed)}
		s.commit(t)
		for range rapid.IntRange(1, 25).Draw(t, "rounds") {
			s.now = s.now.Add(time.Duration(rapid.IntRange(0, 6*60*60).Draw(t, "seconds")) * time.Second)
			switch rapid.SampledFrom([]string{"person", "climb", "announce", "deliver", "lease"}).Draw(t, "what") {
			case "person":
				s.person(t)
			case "climb":
				for _, rung := range s.look(t).Due {
					s.write(rung.Event(s.ticket, drawRoster(t), s.now))
				}
			case "announce":
				s.write(notify(ticket.Event{At: s.now, By: petrov, Key: "note " + s.now.String(), Fact: ticket.Noted{Message: "n"}}))
			case "deliver":
				for _, n := range s.ticket.Pending {
					s.write(ticket.Event{At: s.now, By: system, Fact: ticket.Notified{Notice: n.Key, Outcome: ticket.Sent}})
				}
			case "lease":
				if !s.wake.IsZero() && !s.wake.After(s.now) {
					s.wake = s.now.Add(2 * time.Minute)
				}
			}
			s.commit(t)
			owed := func(latest time.Time, what string) {
				require.False(t, s.wake.IsZero(), what)
				require.False(t, s.wake.After(latest.Add(time.Second)), "%s: woken at %s, not by %s", what, s.wake, latest)
			}
			if next := s.next(t); !next.IsZero() {
				owed(next, "a rung")
			}
			critical := s.ticket.Priority == policy.P1
			if len(s.ticket.Pending) > 0 && critical {
				owed(s.now.Add(2*time.Minute), "a notice of a critical ticket")
			}
			if len(s.ticket.Pending) > 0 {
				owed(s.now.Add(6*time.Hour), "a notice")
			}
			if s.ticket.Open() && s.ticket.Decision.Answer == ticket.Unverified {
				owed(s.now.Add(5*time.Minute), "a verified decision")
			}
		}
	})
}

// The desk sleeps from wake-up to wake-up, and its messages are lost for a while: all the same the ticket is decided,
// every step is taken and every notice goes out, and then it sleeps for good.
func TestTheSweepFindsWhatWasLost(t *testing.T) {
	t.Parallel()
	ed := climbing(flat(t),
		ladder(policy.Reaction, true, all, warn(50), breach(), again(15*time.Minute, 15*time.Minute, 4)),
		ladder(policy.Callback, false, []policy.PriorityCode{policy.P1}, warn(50), breach()))
	rapid.Check(t, func(t *rapid.T) {
		s := swept{drawn: &drawn{edition: ed, now: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 72*60).Draw(t, "start")) * time.Minute)}}
		prio := rapid.SampledFrom(all).Draw(t, "priority")
		s.wake = s.now.Add(escalation.Redrive)
		s.fold(ivan, ticket.Registered{Contact: "ivan", Priority: prio})
		trouble := rapid.IntRange(0, 30).Draw(t, "trouble")
		lost := func() bool { return trouble > 0 && rapid.Bool().Draw(t, "lost") }
		rounds := 0
		for ; !s.wake.IsZero() && rounds < 300; rounds++ {
			if s.wake.After(s.now) {
				s.now = s.wake
			}
			s.wake = s.now.Add(2 * time.Minute) // the sweep's lease
			trouble--
			if lost() {
				continue // the message to the escalation function
			}
			for _, rung := range s.look(t).Due {
				s.write(rung.Event(s.ticket, escalation.Roster{LastResort: "directorov"}, s.now))
			}
			s.commit(t)
			if !lost() {
				s.check(t, prio, lost())
			}
			if len(s.ticket.Pending) > 0 && !lost() {
				var sent []ticket.Event
				for _, n := range s.ticket.Pending {
					sent = append(sent, ticket.Event{At: s.now, By: system, Fact: ticket.Notified{Notice: n.Key, Outcome: ticket.Sent}})
				}
				s.commit(t, sent...)
			}
		}
		require.Less(t, rounds, 300, "it never comes to rest")
		require.Equal(t, ticket.Accepted, s.ticket.Decision.Answer)
		require.Empty(t, s.ticket.Pending)
		s.now = s.now.Add(8760 * time.Hour)
		require.Empty(t, s.look(t))
		steps := map[string]int{"reaction/1/" + string(prio) + "/warn": 1, "reaction/1/" + string(prio) + "/breach": 1, "reaction/1/" + string(prio) + "/repeat": 4}
		if prio == policy.P1 {
			steps["callback/1/P1/warn"], steps["callback/1/P1/breach"] = 1, 1
		}
		for step, n := range steps {
			unverified := strings.Replace(step, "/1/", "/1u/", 1)
			require.Equal(t, n, max(last(s.ticket)[step], last(s.ticket)[unverified]), step)
		}
	})
}

// check is the entitlement function: it decides the ticket, a P1 also when the facts cannot be read.
func (s *swept) check(t *rapid.T, prio policy.PriorityCode, unreadable bool) {
	d := ticket.Decided{Answer: ticket.Accepted, Package: policy.TS8x5, Priority: prio}
	if unreadable {
		d.Answer, d.Package = ticket.Unverified, policy.TS24x7
	}
	fact, err := s.ticket.Decide(d)
	if err != nil || unreadable && prio != policy.P1 {
		return
	}
	s.commit(t, notify(ticket.Event{At: s.now, By: system, Key: "decided/" + string(d.Answer), Fact: fact}))
}
