package ticket_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

func TestWhichPointsOfTheWorkCanBeRecorded(t *testing.T) {
	t.Parallel()
	open := fold(opened(policy.TS24x7, policy.P3)...)
	const lawful ticket.Code = ""
	cases := []struct {
		mark                   ticket.Mark
		bare, message, nothing ticket.Code // with nothing, with a message alone, with a reference alone
	}{
		{ticket.MarkClassified, lawful, lawful, lawful},
		{ticket.MarkDiagnostics, lawful, lawful, lawful},
		{ticket.MarkProblem, ticket.NothingNamed, ticket.NothingNamed, lawful},
		{ticket.MarkPatch, ticket.NothingNamed, ticket.NothingNamed, lawful},
		{ticket.MarkRelease, ticket.MessageRequired, ticket.NothingNamed, ticket.MessageRequired},
		{ticket.MarkWorkaround, ticket.MessageRequired, lawful, ticket.MessageRequired},
		{ticket.MarkRestored, ticket.MessageRequired, lawful, ticket.MessageRequired},
		{ticket.MarkArrived, lawful, lawful, lawful},
		{"finished", ticket.MarkUnknown, ticket.MarkUnknown, ticket.MarkUnknown},
	}
	var known []ticket.Mark
	for _, c := range cases {
		if c.bare != ticket.MarkUnknown {
			known = append(known, c.mark)
		}
		for _, said := range []struct {
			message, reference string
			want               ticket.Code
		}{{"", "", c.bare}, {"m", "", c.message}, {"m", " ", c.message}, {"", " PRB-7 ", c.nothing}} {
			fact, err := open.Reach(c.mark, said.message, said.reference)
			assert.Equal(t, said.want, code(t, err), "%s %q %q", c.mark, said.message, said.reference)
			if said.want != lawful {
				assert.Nil(t, fact)
				continue
			}
			reference := ""
			if said.reference == " PRB-7 " {
				reference = "PRB-7"
			}
			assert.Equal(t, ticket.Marked{Mark: c.mark, Message: said.message, Reference: reference}, fact)
		}
	}
	assert.ElementsMatch(t, known, ticket.AllMarks())
}

func TestWhatTheCustomerReadsOfAMark(t *testing.T) {
	t.Parallel()
	public := map[ticket.Mark]bool{ticket.MarkRelease: true, ticket.MarkWorkaround: true, ticket.MarkRestored: true}
	for _, mark := range append(ticket.AllMarks(), "finished") {
		assert.Equal(t, public[mark], mark.Public(), mark)
	}
}

func TestHandingATicketOver(t *testing.T) {
	t.Parallel()
	ed := flat(t)
	const lawful ticket.Code = ""
	at1 := decided(policy.TS8x5, policy.P3)
	at1.Level = 1
	cases := []struct {
		name   string
		events []ticket.Event
		to     policy.Level
		reason string
		want   ticket.Code
		clause policy.ClauseCode
	}{
		{"on to level 3", opened(policy.TS8x5, policy.P3), 3, "deep analysis", lawful, ""},
		{"back again", opened(policy.TS8x5, policy.P3, event(5, petrov, ticket.LevelChanged{From: 2, To: 3, Reason: "r"})), 2, "no defect", lawful, ""},
		{"from bought level 1 on to level 2", []ticket.Event{event(0, ivan, registered(policy.P3)), event(0, system, at1)}, 2, "a fault", lawful, ""},
		{"where it is already", opened(policy.TS8x5, policy.P3), 2, "r", ticket.SameLevel, ""},
		{"to level 1, which is not delivered", opened(policy.TS8x5, policy.P3), 1, "r", ticket.LevelNotGiven, "E1"},
		{"to level 2 of a partner's package", opened(policy.TS8x5L3, policy.P3, event(1, petrov, ticket.LevelChanged{To: 3})), 2, "r", ticket.LevelNotGiven, "E5"},
		{"without a reason", opened(policy.TS8x5, policy.P3), 3, " ", ticket.ReasonRequired, "F-L3"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			is := fold(c.events...)
			fact, err := is.ChangeLevel(ed, c.to, c.reason)
			require.Equal(t, c.want, code(t, err))
			if c.want != lawful {
				var refused *ticket.Unlawful
				require.ErrorAs(t, err, &refused)
				assert.Equal(t, c.clause, refused.Clause)
				return
			}
			assert.Equal(t, ticket.LevelChanged{From: is.Level, To: c.to, Reason: c.reason}, fact)
			assert.Equal(t, c.to, ticket.Fold(is, event(9, petrov, fact)).Level)
		})
	}
}

// In which status what can be done: an empty code means that it is carried out.
func TestWorkNeedsATicketThatIsWorked(t *testing.T) {
	t.Parallel()
	ed := flat(t)
	want := map[ticket.Status]ticket.Code{
		ticket.StatusRegistered: ticket.NotDecided, ticket.StatusOpen: "", ticket.StatusWaiting: "",
		ticket.StatusResolved: ticket.NotOpen, ticket.StatusClosed: ticket.NotOpen, ticket.StatusRefused: ticket.NotOpen,
		ticket.StatusMerged: ticket.AlreadyMerged,
	}
	for status, events := range statuses() {
		is := fold(events...)
		_, err := is.Reach(ticket.MarkClassified, "", "")
		assert.Equal(t, want[status], code(t, err), "a mark: %s", status)
		_, err = is.ChangeLevel(ed, 3, "deep analysis")
		assert.Equal(t, want[status], code(t, err), "another level: %s", status)
		fact, err := is.Visit(ed, "RU-MOW")
		if status == ticket.StatusRegistered {
			assert.Equal(t, ticket.NotDecided, code(t, err), "nothing is known of a package yet")
			continue
		}
		require.NoError(t, err)
		assert.NotEmpty(t, fact.(ticket.VisitDecided).Code, "an answer is given and recorded: %s", status)
	}
}

func TestVisits(t *testing.T) {
	t.Parallel()
	mark := func(minute int, m ticket.Mark) ticket.Event {
		return event(minute, petrov, ticket.Marked{Mark: m, Reference: "r"})
	}
	ready := []ticket.Event{mark(10, ticket.MarkProblem), mark(11, ticket.MarkPatch)}
	onsite := func(more ...ticket.Event) []ticket.Event { return opened(policy.TS24x7Onsite, policy.P2, more...) }
	resolved := event(20, petrov, ticket.Resolved{Message: "m"})
	confirmed := []string{"onsite.requires", "confirmed_fault"}
	cases := []struct {
		name     string
		events   []ticket.Event
		area     string
		readings []string
		want     policy.RefusalCode // empty: agreed
	}{
		{"agreed", onsite(ready...), "RU-MOW", nil, ""},
		{"also while it waits", onsite(append(ready, event(12, petrov, ticket.Waiting{}))...), "RU-MOW", nil, ""},
		{"another package has none", opened(policy.TS24x7Plus, policy.P2, ready...), "RU-MOW", nil, policy.OnsiteNotInPackage},
		{"the region is not the city", onsite(ready...), "RU-MOS", nil, policy.OnsiteOutsideArea},
		{"a reading takes the region in", onsite(ready...), "RU-MOS", []string{"onsite.areas", "RU-MOW,RU-MOS"}, ""},
		{"no area on record", onsite(ready...), "", nil, policy.OnsiteOutsideArea},
		{"resolved", onsite(append(ready, resolved)...), "RU-MOW", nil, policy.OnsiteTicketNotOpen},
		{"reopened", onsite(append(ready, resolved, event(30, ivan, ticket.Reopened{}))...), "RU-MOW", nil, ""},
		{"nothing established", onsite(), "RU-MOW", nil, policy.OnsiteProblemNotEstablished},
		{"a patch for no problem", onsite(mark(10, ticket.MarkPatch)), "RU-MOW", nil, policy.OnsiteProblemNotEstablished},
		{"classified is not established", onsite(mark(10, ticket.MarkClassified), mark(11, ticket.MarkPatch)), "RU-MOW", nil, policy.OnsiteProblemNotEstablished},
		{"no patch yet", onsite(mark(10, ticket.MarkProblem)), "RU-MOW", nil, policy.OnsiteNotCorrectivePatch},
		{"a workaround is no patch", onsite(mark(10, ticket.MarkProblem), mark(11, ticket.MarkWorkaround)), "RU-MOW", nil, policy.OnsiteNotCorrectivePatch},
		{"of several the first is told", opened(policy.TS24x7, policy.P2), "RU-MOS", nil, policy.OnsiteNotInPackage},
		{"a confirmed fault is enough", onsite(mark(10, ticket.MarkClassified)), "RU-MOW", confirmed, ""},
		{"so is an established one", onsite(mark(10, ticket.MarkProblem)), "RU-MOW", confirmed, ""},
		{"one that nobody has confirmed is not", onsite(mark(10, ticket.MarkPatch)), "RU-MOW", confirmed, policy.OnsiteProblemNotEstablished},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fact, err := fold(c.events...).Visit(flat(t, c.readings...), c.area)
			require.NoError(t, err)
			assert.Equal(t, ticket.VisitDecided{Code: c.want, Clause: "E4", Area: c.area}, fact)
		})
	}
}

// What a person of the desk lets the customer know, and what the customer writes, are kept with their instants (R30).
func TestNewsAndMessagesAreKept(t *testing.T) {
	t.Parallel()
	mark := func(m ticket.Mark) ticket.Fact { return ticket.Marked{Mark: m, Message: "m", Reference: "r"} }
	cases := []struct {
		name  string
		event ticket.Event
		news  bool
	}{
		{"a reply", event(5, petrov, ticket.Responded{Message: "m"}), true},
		{"a manager's reply", event(5, boss, ticket.Responded{Message: "m"}), true},
		{"an automatic answer", event(5, system, ticket.Responded{Message: "m"}), false},
		{"a call that reached the person", event(5, petrov, ticket.Called{Outcome: ticket.Reached}), true},
		{"one in vain", event(5, petrov, ticket.Called{Outcome: ticket.NoAnswer}), false},
		{"a workaround", event(5, petrov, mark(ticket.MarkWorkaround)), true},
		{"a release", event(5, petrov, mark(ticket.MarkRelease)), true},
		{"a restored service", event(5, petrov, mark(ticket.MarkRestored)), true},
		{"a class", event(5, petrov, mark(ticket.MarkClassified)), false},
		{"a cause", event(5, petrov, mark(ticket.MarkProblem)), false},
		{"an engineer on the site", event(5, petrov, mark(ticket.MarkArrived)), false},
		{"an agreed visit", event(5, petrov, ticket.VisitDecided{}), true},
		{"a refused one", event(5, petrov, ticket.VisitDecided{Code: policy.OnsiteOutsideArea}), false},
		{"the resolution", event(5, petrov, ticket.Resolved{Message: "m"}), true},
		{"a note", event(5, petrov, ticket.Noted{Message: "m"}), false},
		{"another level", event(5, petrov, ticket.LevelChanged{From: 2, To: 3}), false},
		{"a wait", event(5, petrov, ticket.Waiting{}), false},
		{"a message of the customer", event(5, ivan, ticket.Replied{Message: "m"}), false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := fold(opened(policy.TS24x7, policy.P3, c.event)...)
			var want []time.Time
			if c.news {
				want = []time.Time{at(5)}
			}
			assert.Equal(t, want, got.Updates)
			_, wrote := c.event.Fact.(ticket.Replied)
			assert.Equal(t, wrote, len(got.Messages) == 1)
		})
	}
}

func TestMarksAreFoundFromAnInstantOn(t *testing.T) {
	t.Parallel()
	got := fold(opened(policy.TS24x7, policy.P3,
		event(5, petrov, ticket.Marked{Mark: ticket.MarkProblem, Reference: "PRB-1"}),
		event(6, petrov, ticket.Marked{Mark: ticket.MarkPatch, Reference: "FIX-1"}),
		event(9, petrov, ticket.Marked{Mark: ticket.MarkProblem, Reference: "PRB-2"}))...)
	first, found := got.Marked(ticket.MarkProblem, at(5))
	assert.True(t, found)
	assert.Equal(t, ticket.Marking{At: at(5), Mark: ticket.MarkProblem, Reference: "PRB-1"}, first)
	second, found := got.Marked(ticket.MarkProblem, at(6))
	assert.True(t, found)
	assert.Equal(t, "PRB-2", second.Reference)
	_, found = got.Marked(ticket.MarkProblem, at(10))
	assert.False(t, found)
	_, found = got.Marked(ticket.MarkArrived, at(0))
	assert.False(t, found)
}

// What came after leaves the state before it alone: folds share nothing that is written to.
func TestAFoldSharesNothingWithTheOneBefore(t *testing.T) {
	t.Parallel()
	more := []ticket.Event{
		event(5, petrov, ticket.Responded{Message: "m"}), event(6, petrov, ticket.Marked{Mark: ticket.MarkProblem, Reference: "r"}),
		event(7, ivan, ticket.Replied{Message: "m"}), event(8, petrov, ticket.VisitDecided{}),
	}
	base := fold(opened(policy.TS24x7Onsite, policy.P3, more...)...)
	one := ticket.Fold(base, event(9, petrov, ticket.Responded{}), event(9, petrov, ticket.Marked{Mark: ticket.MarkPatch}), event(9, ivan, ticket.Replied{}), event(9, petrov, ticket.VisitDecided{}))
	other := ticket.Fold(base, event(8, boss, ticket.Responded{}), event(8, petrov, ticket.Marked{Mark: ticket.MarkArrived}), event(8, ivan, ticket.Replied{}), event(8, petrov, ticket.VisitDecided{}))
	assert.Equal(t, at(9), one.Updates[2])
	assert.Equal(t, at(8), other.Updates[2])
	assert.Equal(t, ticket.MarkPatch, one.Marks[1].Mark)
	assert.Equal(t, ticket.MarkArrived, other.Marks[1].Mark)
	assert.Equal(t, []time.Time{at(7), at(9)}, one.Messages)
	assert.Equal(t, []time.Time{at(7), at(8)}, other.Messages)
	assert.Equal(t, []time.Time{at(8), at(9)}, one.Visits)
	assert.Len(t, base.Updates, 2)
}

// The decision records the versions of the calendars, and only a recorded migration names others (G45).
func TestTheCalendarsOfATicket(t *testing.T) {
	t.Parallel()
	first, second := decided(policy.TS24x7, policy.P1), decided(policy.TS8x5, policy.P1)
	first.Answer, first.Calendar, second.Calendar = ticket.Unverified, "ru-five-day/1", "ru-five-day/2"
	got := fold(event(0, ivan, registered(policy.P1)), event(1, system, first))
	assert.Equal(t, "ru-five-day/1", got.Calendar)
	assert.Equal(t, at(1), got.AnsweredAt)
	got = ticket.Fold(got, event(5, system, second))
	assert.Equal(t, "ru-five-day/2", got.Calendar)
	assert.Equal(t, at(1), got.AnsweredAt, "the customer was told with the first decision")
	assert.Equal(t, at(5), got.DecidedAt)
	got = ticket.Fold(got, event(9, boss, ticket.Recounted{Calendar: "ru-five-day/3", Reason: "published"}))
	assert.Equal(t, "ru-five-day/3", got.Calendar)
	assert.Equal(t, "ru-five-day/2", got.Decision.Calendar, "what was decided stays as it was")
	assert.Empty(t, got.Updates)
	assert.Equal(t, []coverage.Span(nil), got.Pauses)
}

func TestWhichFactsHaveAMessage(t *testing.T) {
	t.Parallel()
	for _, fact := range []ticket.Fact{
		ticket.Responded{Message: "m"},
		ticket.Called{Message: "m"},
		ticket.Noted{Message: "m"},
		ticket.Replied{Message: "m"},
		ticket.Resolved{Message: "m"},
		ticket.Marked{Message: "m"},
	} {
		assert.Equal(t, "m", ticket.MessageOf(fact), "%T", fact)
	}
	for _, fact := range []ticket.Fact{ticket.Waiting{Reason: "r"}, ticket.Closed{Reason: "r"}, ticket.VisitDecided{}, ticket.LevelChanged{Reason: "r"}} {
		assert.Empty(t, ticket.MessageOf(fact), "%T", fact)
	}
}

// The customer's word on the priority is final, where the reading has it so (G33).
func TestAPriorityThatIsTheCustomersAlone(t *testing.T) {
	t.Parallel()
	is := fold(opened(policy.TS24x7, policy.P3)...)
	_, err := is.ChangePriority(flat(t, "priority.reclassify", "customer_final"), boss, policy.P1, "all calls", true)
	require.Equal(t, ticket.PriorityFinal, code(t, err))
	assert.EqualError(t, err, "command refused: PRIORITY_FINAL")
	_, err = is.ChangePriority(flat(t), boss, policy.P1, "all calls", true)
	require.NoError(t, err)
}
