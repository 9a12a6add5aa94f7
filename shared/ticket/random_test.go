package ticket_test

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// facts are some of each kind; sequences of them need not be lawful.
var facts = []ticket.Fact{
	registered(policy.P1), registered(policy.P3), decided(policy.TS24x7, policy.P1), decided(policy.TS8x5, policy.P3),
	ticket.Decided{Answer: ticket.Refused},
	ticket.Decided{Answer: ticket.Unverified, Package: policy.TS24x7, Priority: policy.P1},
	ticket.Responded{Message: "m"},
	ticket.Called{Outcome: ticket.Reached},
	ticket.Called{Outcome: ticket.NoAnswer},
	ticket.PriorityChanged{From: policy.P1, To: policy.P2},
	ticket.PriorityChanged{From: policy.P2, To: policy.P1},
	ticket.Waiting{},
	ticket.Resumed{},
	ticket.Noted{Message: "n"},
	ticket.Replied{Message: "r"},
	ticket.Assigned{Engineer: "petrov"},
	ticket.Resolved{Message: "m"},
	ticket.Resolved{Message: "m", Waiver: "w"},
	ticket.Closed{},
	ticket.Merged{Into: "B", Message: "m"},
	ticket.Split{Of: "r", Into: "C"},
	ticket.Inquired{To: "lab@vendor.example", Message: "m"},
	ticket.ContactChanged{From: "ivan", To: "kate"},
	ticket.Reopened{},
	ticket.Stepped{Clock: policy.Reaction, Step: "warn_50", N: 1},
	ticket.Notified{Notice: "a"},
	ticket.Notified{Notice: "b"},
	nil,
}

var actors = []ticket.Actor{system, ivan, operator, petrov, boss}

var histories = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) ticket.Event {
	e := event(rapid.IntRange(0, 5000).Draw(t, "minute"), rapid.SampledFrom(actors).Draw(t, "by"), rapid.SampledFrom(facts).Draw(t, "fact"))
	e.Key = rapid.SampledFrom([]string{"", "k1", "k2", "k3"}).Draw(t, "key")
	for _, key := range rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 2).Draw(t, "notices") {
		e.Notices = append(e.Notices, ticket.Notice{Key: key, Kind: policy.NoticeAnswered})
	}
	return e
}), 0, 25)

// A state shares nothing with another that came from the same prefix, nor with the events it was folded from.
func TestFoldingLeavesWhatItWasGivenAlone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		prefix, one, other := histories.Draw(t, "prefix"), histories.Draw(t, "one"), histories.Draw(t, "other")
		base := fold(prefix...)
		before := show(base)
		a := ticket.Fold(base, one...)
		shown := show(a)
		b := ticket.Fold(base, other...)
		assert.Equal(t, before, show(base), "the prefix is as it was")
		assert.Equal(t, shown, show(a), "one future does not see the other")
		assert.Equal(t, show(fold(append(append([]ticket.Event{}, prefix...), one...)...)), shown, "in one go or in two is the same")
		assert.Equal(t, show(fold(append(append([]ticket.Event{}, prefix...), other...)...)), show(b))
	})
}

// The same for each kind of fact by itself, where lists have grown so that one more would fit without a copy.
func TestNoFactIsWrittenOverAnother(t *testing.T) {
	t.Parallel()
	for i, fact := range facts {
		for before := range 8 {
			prefix := opened(policy.TS24x7, policy.P1)
			for n := range before {
				e := event(n, petrov, fact)
				e.Key, e.Notices = fmt.Sprint("key ", n), []ticket.Notice{{Key: fmt.Sprint("notice ", n)}}
				prefix = append(prefix, e)
			}
			base := fold(prefix...)
			later := func(minute int) ticket.Event {
				e := event(minute, petrov, fact)
				e.Notices = []ticket.Notice{{Key: fmt.Sprint("later ", minute)}}
				return e
			}
			a := ticket.Fold(base, later(100))
			shown := show(a)
			ticket.Fold(base, later(200))
			assert.Equal(t, shown, show(a), "fact %d, %T, after %d of them", i, fact, before)
		}
	}
}

func show(t ticket.Ticket) string { return fmt.Sprintf("%#v", t) }

func TestWhatHoldsAfterAnyHistory(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { holds(t, histories.Draw(t, "history")) })
}

func holds(t require.TestingT, events []ticket.Event) {
	got := fold(events...)
	require.Equal(t, len(events), got.Version)
	reopenings, registrations := 0, 0
	for _, e := range events {
		switch e.Fact.(type) {
		case ticket.Reopened:
			reopenings++
		case ticket.Registered:
			registrations, reopenings = 1, 0
		}
		if e.Key != "" {
			require.True(t, got.Has(e.Key))
		}
	}
	require.Len(t, got.Cycles, registrations+reopenings)
	for i, pause := range got.Pauses {
		require.False(t, pause.From.IsZero())
		if pause.To.IsZero() {
			require.Equal(t, len(got.Pauses)-1, i, "only the last wait may go on")
		}
	}
	if got.Status == ticket.StatusWaiting {
		require.NotEmpty(t, got.Pauses)
		require.True(t, got.Pauses[len(got.Pauses)-1].To.IsZero(), "a waiting ticket waits")
	}
}

// Whatever the commands allow, a lawful life keeps: every command that is carried out leaves a ticket that all of this
// holds of, and its status is one of those that there are.
func TestALawfulLife(t *testing.T) {
	t.Parallel()
	ed := flat(t)
	rapid.Check(t, func(t *rapid.T) {
		now := at(0)
		life := []ticket.Event{{At: now, By: ivan, Fact: registered(policy.P1)}}
		for range rapid.IntRange(0, 30).Draw(t, "commands") {
			now = now.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "minutes")) * time.Minute)
			facts, by := ask(t, fold(life...), ed, now)
			for _, fact := range facts {
				life = append(life, ticket.Event{At: now, By: by, Fact: fact})
			}
		}
		holds(t, life)
		got := fold(life...)
		require.Contains(t, statuses(), got.Status)
		endless := len(got.Pauses) > 0 && got.Pauses[len(got.Pauses)-1].To.IsZero()
		require.Equal(t, endless, got.Status == ticket.StatusWaiting, "a ticket waits exactly while a wait lasts")
		for i, cycle := range got.Cycles[:len(got.Cycles)-1] {
			require.False(t, cycle.RespondedAt.IsZero(), "cycle %d ended without a response", i+1)
			require.False(t, cycle.RespondedAt.Before(cycle.From))
			require.False(t, cycle.RespondedAt.After(got.Cycles[i+1].From))
		}
		if got.Status == ticket.StatusResolved || got.Status == ticket.StatusClosed {
			require.False(t, got.ResolvedAt.IsZero())
		} else {
			require.True(t, got.ResolvedAt.IsZero())
		}
	})
}

// ask draws a command and returns what it gives; nothing when it is refused.
func ask(t *rapid.T, given ticket.Ticket, ed *policy.Edition, now time.Time) ([]ticket.Fact, ticket.Actor) {
	prio := policy.PriorityCode(rapid.SampledFrom([]string{"P1", "P2", "P3", "P4"}).Draw(t, "priority"))
	yes := rapid.Bool().Draw(t, "yes")
	commands := []func() ([]ticket.Fact, error){
		func() ([]ticket.Fact, error) { return one(given.Decide(decided(policy.TS24x7, policy.P1))) },
		func() ([]ticket.Fact, error) {
			return one(given.Decide(ticket.Decided{Answer: ticket.Unverified, Package: policy.TS24x7, Priority: policy.P1}))
		},
		func() ([]ticket.Fact, error) { return one(given.Respond("m")) },
		func() ([]ticket.Fact, error) { return one(given.Call(ticket.NoAnswer, "")) },
		func() ([]ticket.Fact, error) { return one(given.ChangePriority(ed, petrov, prio, "why", yes)) },
		func() ([]ticket.Fact, error) { return one(given.Wait("log")) },
		func() ([]ticket.Fact, error) { return one(given.Resume()) },
		func() ([]ticket.Fact, error) { return one(given.Assign("petrov", "why")) },
		func() ([]ticket.Fact, error) { return one(given.Resolve(ed, "m", "", yes)) },
		func() ([]ticket.Fact, error) { return one(given.Close("")) },
		func() ([]ticket.Fact, error) {
			return one(given.Merge("A", "B", fold(statuses()[ticket.StatusOpen]...), "m", yes))
		},
		func() ([]ticket.Fact, error) { return one(given.ChangeContact(string(prio), "why")) },
		func() ([]ticket.Fact, error) { return one(given.Reopen(ed, now, "again")) },
		func() ([]ticket.Fact, error) { return given.Reply(ed, now, "m") },
	}
	facts, err := rapid.SampledFrom(commands).Draw(t, "command")()
	if err != nil {
		var unlawful *ticket.Unlawful
		require.ErrorAs(t, err, &unlawful)
	}
	return facts, petrov
}

// FuzzFold reads a history out of bytes: which fact, by whom, how much later.
func FuzzFold(f *testing.F) {
	f.Add([]byte{0, 1, 0, 5, 2, 0, 0, 0, 11, 3, 0, 9, 11, 3, 1, 0, 18, 3, 0, 1})
	f.Add([]byte{19, 0, 0, 0, 3, 0, 255, 255, 4, 0, 0, 0, 21, 0, 0, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		var events []ticket.Event
		now := at(0)
		for ; len(data) >= 4; data = data[4:] {
			now = now.Add(time.Duration(binary.BigEndian.Uint16(data[2:])) * time.Second)
			e := ticket.Event{At: now, By: actors[int(data[1])%len(actors)], Fact: facts[int(data[0])%len(facts)]}
			if data[1] > 128 {
				e.Notices = []ticket.Notice{{Key: string(rune('a' + data[1]%3))}}
			}
			events = append(events, e)
		}
		holds(t, events)
		once := fold(events...)
		require.True(t, reflect.DeepEqual(once, fold(events...)), "the same events give the same ticket")
	})
}
