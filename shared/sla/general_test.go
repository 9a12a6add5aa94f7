package sla_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

// vendor is an edition that stories are played by: "acme-1.0" has all nine clocks, and news in a cadence; under
// "acme-respond-1.0", whose hours are those of Almaty, two hours ahead of Moscow, news is owed to messages.
func vendor(t testing.TB, id string, readings ...string) *policy.Edition {
	t.Helper()
	source, err := os.ReadFile("../../events/editions/" + id + ".yaml")
	require.NoError(t, err)
	ed, err := policy.Load(id, source)
	require.NoError(t, err)
	others := map[string]string{}
	for i := 0; i+1 < len(readings); i += 2 {
		others[readings[i]] = readings[i+1]
	}
	ed, err = ed.With(others)
	require.NoError(t, err)
	return ed
}

func (l *life) marked(at string, mark ticket.Mark) *life {
	return l.then(at, petrov, ticket.Marked{Mark: mark, Message: "m"})
}

func (l *life) replied(at string) *life { return l.then(at, ivan, ticket.Replied{Message: "m"}) }

// turn is one clock of a name in a table.
type turn struct {
	start string
	standing
	why sla.Reason
}

// turns are all clocks of the name.
func (l *life) turns(ed *policy.Edition, name policy.ClockName, now string) []turn {
	l.Helper()
	var all []turn
	for _, c := range l.clocks(ed, now) {
		if c.Name == name {
			assert.Equal(l, len(all)+1, c.Turn)
			all = append(all, turn{shown(c.Start), l.standing(c), c.Why})
		}
	}
	return all
}

func TestWhatStopsEachClock(t *testing.T) {
	t.Parallel()
	ed := vendor(t, "acme-1.0")
	begun := func(r receive) *life { return r("2026-11-23 11:00", policy.TS24x7, policy.P2) }
	const now = "2026-11-23 12:00"
	cases := []struct {
		name  string
		clock policy.ClockName
		life  func(receive) *life
		want  standing
	}{
		{"the decision is the receipt", policy.Receipt, begun, standing{sla.Met, "2026-11-23 11:15", "2026-11-23 11:00"}},
		{"nothing yet", policy.Classification, begun, standing{sla.Running, "2026-11-23 13:00", ""}},
		{"classified", policy.Classification, func(r receive) *life { return begun(r).marked("2026-11-23 11:30", ticket.MarkClassified) }, standing{sla.Met, "2026-11-23 13:00", "2026-11-23 11:30"}},
		{"the first of two marks", policy.Classification, func(r receive) *life {
			return begun(r).marked("2026-11-23 11:30", ticket.MarkClassified).marked("2026-11-23 11:40", ticket.MarkClassified)
		}, standing{sla.Met, "2026-11-23 13:00", "2026-11-23 11:30"}},
		{"resolved and never classified", policy.Classification, func(r receive) *life { return begun(r).resolved("2026-11-23 11:40", "") }, standing{sla.Met, "2026-11-23 13:00", "2026-11-23 11:40"}},
		{"a way around", policy.Workaround, func(r receive) *life { return begun(r).marked("2026-11-23 11:30", ticket.MarkWorkaround) }, standing{sla.Met, "2026-11-23 14:00", "2026-11-23 11:30"}},
		{"restored needs no way around", policy.Workaround, func(r receive) *life { return begun(r).marked("2026-11-23 11:30", ticket.MarkRestored) }, standing{sla.Met, "2026-11-23 14:00", "2026-11-23 11:30"}},
		{"nor does what is resolved", policy.Workaround, func(r receive) *life { return begun(r).resolved("2026-11-23 11:40", "") }, standing{sla.Met, "2026-11-23 14:00", "2026-11-23 11:40"}},
		{"a way around restores nothing", policy.Restore, func(r receive) *life { return begun(r).marked("2026-11-23 11:30", ticket.MarkWorkaround) }, standing{sla.Running, "2026-11-23 15:00", ""}},
		{"restored", policy.Restore, func(r receive) *life { return begun(r).marked("2026-11-23 11:30", ticket.MarkRestored) }, standing{sla.Met, "2026-11-23 15:00", "2026-11-23 11:30"}},
		{"restored is not resolved", policy.Resolve, func(r receive) *life { return begun(r).marked("2026-11-23 11:30", ticket.MarkRestored) }, standing{sla.Running, "2026-11-30 11:00", ""}},
		{"resolved", policy.Resolve, func(r receive) *life { return begun(r).resolved("2026-11-23 11:40", "") }, standing{sla.Met, "2026-11-30 11:00", "2026-11-23 11:40"}},
		{"a public mark is an answer", policy.Reaction, func(r receive) *life { return begun(r).marked("2026-11-23 11:30", ticket.MarkWorkaround) }, standing{sla.Met, "2026-11-23 15:00", "2026-11-23 11:30"}},
		{"one that the customer does not read is none", policy.Reaction, func(r receive) *life { return begun(r).marked("2026-11-23 11:30", ticket.MarkProblem) }, standing{sla.Running, "2026-11-23 15:00", ""}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := c.life(receiving(t))
			assert.Equal(t, c.want, l.standing(l.clock(ed, c.clock, now)))
		})
	}
}

// News in a cadence: from the first answer, anew after each, until the resolution.
func TestNewsIsOwedAfterEachNews(t *testing.T) {
	t.Parallel()
	ed := vendor(t, "acme-1.0")
	begun := func(r receive) *life { return r("2026-11-23 11:00", policy.TS24x7, policy.P2) }
	cases := []struct {
		name string
		life func(receive) *life
		want []turn // on Tuesday at 12:00; every four hours of Monday 10:30-19:00 and Tuesday from 8:30
	}{
		{"SLA-19: none before the answer", begun, nil},
		{"a note and an attempt to call are no news", func(r receive) *life {
			return begun(r).then("2026-11-23 11:10", petrov, ticket.Noted{Message: "m"}).called("2026-11-23 11:20", ticket.NoAnswer)
		}, nil},
		{
			"SLA-18: the customer is silent", func(r receive) *life { return begun(r).responded("2026-11-23 11:30") },
			[]turn{{"2026-11-23 11:30", standing{sla.Breached, "2026-11-23 15:30", ""}, ""}},
		},
		{
			"a message of the customer is none of ours", func(r receive) *life { return begun(r).responded("2026-11-23 11:30").replied("2026-11-23 12:00") },
			[]turn{{"2026-11-23 11:30", standing{sla.Breached, "2026-11-23 15:30", ""}, ""}},
		},
		{"each begins the next", func(r receive) *life {
			return begun(r).responded("2026-11-23 11:30").called("2026-11-23 15:30", ticket.Reached).marked("2026-11-23 19:00", ticket.MarkRestored)
		}, []turn{
			{"2026-11-23 11:30", standing{sla.Met, "2026-11-23 15:30", "2026-11-23 15:30"}, ""},
			{"2026-11-23 15:30", standing{sla.Met, "2026-11-24 09:00", "2026-11-23 19:00"}, ""},
			{"2026-11-23 19:00", standing{sla.Running, "2026-11-24 12:30", ""}, ""},
		}},
		{"two at one instant are one", func(r receive) *life {
			return begun(r).responded("2026-11-24 09:00").called("2026-11-24 09:00", ticket.Reached)
		}, []turn{{"2026-11-24 09:00", standing{sla.Running, "2026-11-24 13:00", ""}, ""}}},
		{"late once, in time again", func(r receive) *life {
			return begun(r).responded("2026-11-23 11:30").responded("2026-11-23 15:30:01").responded("2026-11-24 08:00")
		}, []turn{
			{"2026-11-23 11:30", standing{sla.Breached, "2026-11-23 15:30", "2026-11-23 15:30:01"}, ""},
			{"2026-11-23 15:30:01", standing{sla.Met, "2026-11-24 09:00:01", "2026-11-24 08:00"}, ""},
			{"2026-11-24 08:00", standing{sla.Running, "2026-11-24 12:30", ""}, ""},
		}},
		{
			"the resolution ends it", func(r receive) *life { return begun(r).responded("2026-11-23 11:30").resolved("2026-11-23 12:00", "") },
			[]turn{{"2026-11-23 11:30", standing{sla.Met, "2026-11-23 15:30", "2026-11-23 12:00"}, ""}},
		},
		{"resolved at once", func(r receive) *life { return begun(r).resolved("2026-11-23 12:00", "") }, nil},
		{"after a reopening the next news takes it up again", func(r receive) *life {
			return begun(r).responded("2026-11-23 11:30").resolved("2026-11-23 12:00", "").reopened("2026-11-24 09:00").responded("2026-11-24 09:30")
		}, []turn{
			{"2026-11-23 11:30", standing{sla.Met, "2026-11-23 15:30", "2026-11-23 12:00"}, ""},
			{"2026-11-24 09:30", standing{sla.Running, "2026-11-24 13:30", ""}, ""},
		}},
		{"and not a raise", func(r receive) *life {
			return begun(r).responded("2026-11-23 11:30").changed("2026-11-23 11:40", policy.P4).resolved("2026-11-23 12:00", "").
				reopened("2026-11-24 09:00").changed("2026-11-24 09:30", policy.P2)
		}, []turn{{"2026-11-23 11:30", standing{sla.Cancelled, "2026-11-23 15:30", "2026-11-23 11:40"}, sla.NotPromised}}},
		{"a wait is cut out", func(r receive) *life {
			return begun(r).responded("2026-11-23 11:30").waits("2026-11-23 12:00").resumed("2026-11-24 10:30")
		}, []turn{{"2026-11-23 11:30", standing{sla.Running, "2026-11-24 14:00", ""}, ""}}},
		{
			"while it lasts there is no due time", func(r receive) *life { return begun(r).responded("2026-11-23 11:30").waits("2026-11-23 12:00") },
			[]turn{{"2026-11-23 11:30", standing{sla.Paused, "", ""}, ""}},
		},
		{"SLA-21: no longer promised", func(r receive) *life {
			return begun(r).responded("2026-11-23 11:30").changed("2026-11-23 12:00", policy.P4).responded("2026-11-23 13:00")
		}, []turn{{"2026-11-23 11:30", standing{sla.Cancelled, "2026-11-23 15:30", "2026-11-23 12:00"}, sla.NotPromised}}},
		{"promised again", func(r receive) *life {
			return begun(r).responded("2026-11-23 11:30").changed("2026-11-23 12:00", policy.P4).changed("2026-11-24 09:30", policy.P2)
		}, []turn{
			{"2026-11-23 11:30", standing{sla.Cancelled, "2026-11-23 15:30", "2026-11-23 12:00"}, sla.NotPromised},
			{"2026-11-24 09:30", standing{sla.Running, "2026-11-24 13:30", ""}, ""},
		}},
		{"raised: the change and an hour of every day", func(r receive) *life {
			return begun(r).responded("2026-11-24 10:00").changed("2026-11-24 11:30", policy.P1)
		}, []turn{{"2026-11-24 10:00", standing{sla.Running, "2026-11-24 12:30", ""}, ""}}},
		{"lowered: a working day from the last news", func(r receive) *life {
			return begun(r).responded("2026-11-24 10:00").changed("2026-11-24 11:30", policy.P3)
		}, []turn{{"2026-11-24 10:00", standing{sla.Running, "2026-11-25 10:00", ""}, ""}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, c.life(receiving(t)).turns(ed, policy.Update, "2026-11-24 12:00"))
		})
	}
}

func TestNewsOfEachCycle(t *testing.T) {
	t.Parallel()
	ed := vendor(t, "acme-1.0", "reopen.restartClock", "true")
	l := received(t, "2026-11-23 11:00", policy.TS24x7, policy.P2).
		responded("2026-11-23 11:30").resolved("2026-11-23 12:00", "").reopened("2026-11-24 09:00")
	updates := func() (cycles []int) {
		for _, c := range l.clocks(ed, "2026-11-24 12:00") {
			if c.Name == policy.Update {
				cycles = append(cycles, c.Cycle)
			}
		}
		return cycles
	}
	assert.Equal(t, []int{1}, updates(), "the next cycle waits for its own first answer")
	l.responded("2026-11-24 09:30")
	assert.Equal(t, []int{1, 2}, updates())
	assert.Equal(t, standing{sla.Running, "2026-11-24 13:30", ""}, l.standing(l.clock(ed, policy.Update, "2026-11-24 12:00")))
}

// News in answer to messages: two hours from the first that nobody has answered, from 7:00 to 16:00 of Moscow.
func TestNewsIsOwedToMessages(t *testing.T) {
	t.Parallel()
	ed := vendor(t, "acme-respond-1.0")
	begun := func(r receive) *life {
		return r("2026-11-23 08:00", policy.TS8x5, policy.P2).responded("2026-11-23 09:00")
	}
	asked := func(r receive) *life { return begun(r).replied("2026-11-23 15:00") }
	open := turn{"2026-11-23 15:00", standing{sla.Running, "2026-11-24 08:00", ""}, ""}
	cases := []struct {
		name string
		life func(receive) *life
		want []turn // on Tuesday at 7:30
	}{
		{"SLA-18: the customer is silent", begun, nil},
		{"a message before the answer is the reaction's", func(r receive) *life {
			return r("2026-11-23 08:00", policy.TS8x5, policy.P2).replied("2026-11-23 08:30").responded("2026-11-23 09:00")
		}, nil},
		{"a message", asked, []turn{open}},
		{"SLA-17: another moves nothing", func(r receive) *life { return asked(r).replied("2026-11-23 15:30") }, []turn{open}},
		{
			"answered", func(r receive) *life { return asked(r).responded("2026-11-24 07:20") },
			[]turn{{"2026-11-23 15:00", standing{sla.Met, "2026-11-24 08:00", "2026-11-24 07:20"}, ""}},
		},
		{"answered late, and asked again", func(r receive) *life {
			return begun(r).replied("2026-11-23 10:00").responded("2026-11-23 13:00").replied("2026-11-23 15:00")
		}, []turn{{"2026-11-23 10:00", standing{sla.Breached, "2026-11-23 12:00", "2026-11-23 13:00"}, ""}, open}},
		{"lowered, answered and raised: the answer stands", func(r receive) *life {
			return begun(r).replied("2026-11-23 10:00").changed("2026-11-23 10:30", policy.P4).responded("2026-11-23 11:00").changed("2026-11-23 12:00", policy.P2)
		}, []turn{{"2026-11-23 10:00", standing{sla.Cancelled, "2026-11-23 12:00", "2026-11-23 10:30"}, sla.NotPromised}}},
		{"lowered and raised without an answer", func(r receive) *life {
			return begun(r).replied("2026-11-23 10:00").changed("2026-11-23 10:30", policy.P4).changed("2026-11-23 15:00", policy.P2)
		}, []turn{{"2026-11-23 10:00", standing{sla.Cancelled, "2026-11-23 12:00", "2026-11-23 10:30"}, sla.NotPromised}, open}},
		{"answered while nothing was promised, then raised", func(r receive) *life {
			return begun(r).changed("2026-11-23 09:30", policy.P4).replied("2026-11-23 10:00").responded("2026-11-23 11:00").changed("2026-11-23 12:00", policy.P2)
		}, nil},
		{
			"resolved", func(r receive) *life { return asked(r).resolved("2026-11-23 15:30", "") },
			[]turn{{"2026-11-23 15:00", standing{sla.Met, "2026-11-24 08:00", "2026-11-23 15:30"}, ""}},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, c.life(receiving(t)).turns(ed, policy.Update, "2026-11-24 07:30"))
		})
	}
}

// What was done while it was not promised is not promised again by a raise, nor by the logs that come in.
func TestWhatIsDoneIsNotPromisedAgain(t *testing.T) {
	t.Parallel()
	ed := vendor(t, "acme-1.0")
	slight := func(r receive) *life { return r("2026-11-23 11:00", policy.TS24x7, policy.P4) }
	raised := func(l *life) *life { return l.changed("2026-11-23 13:00", policy.P2) }
	cases := []struct {
		name    string
		clock   policy.ClockName
		life    func(receive) *life
		started string // of the newest clock; empty: there is none
	}{
		{"nothing was done", policy.Workaround, func(r receive) *life { return raised(slight(r)) }, "2026-11-23 13:00"},
		{"a way around was given", policy.Workaround, func(r receive) *life { return raised(slight(r).marked("2026-11-23 12:00", ticket.MarkWorkaround)) }, ""},
		{"the service was restored", policy.Workaround, func(r receive) *life { return raised(slight(r).marked("2026-11-23 12:00", ticket.MarkRestored)) }, ""},
		{"a way around restores nothing", policy.Restore, func(r receive) *life { return raised(slight(r).marked("2026-11-23 12:00", ticket.MarkWorkaround)) }, "2026-11-23 13:00"},
		{"restored", policy.Restore, func(r receive) *life { return raised(slight(r).marked("2026-11-23 12:00", ticket.MarkRestored)) }, ""},
		{"resolved and reopened", policy.Restore, func(r receive) *life {
			return raised(slight(r).resolved("2026-11-23 12:00", "").reopened("2026-11-23 12:30"))
		}, "2026-11-23 13:00"},
		{"a call about something else", policy.Callback, func(r receive) *life {
			return slight(r).called("2026-11-23 12:00", ticket.Reached).changed("2026-11-23 13:00", policy.P1)
		}, "2026-11-23 13:00"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			started := ""
			for _, turn := range c.life(receiving(t)).turns(ed, c.clock, "2026-11-23 14:00") {
				started = turn.start
			}
			assert.Equal(t, c.started, started)
		})
	}
}

// A clock that is over is left alone by later waits, and by the end of the wait in which it was met.
func TestNoLaterWaitMovesWhatIsOver(t *testing.T) {
	t.Parallel()
	ed := vendor(t, "acme-1.0")
	restored := received(t, "2026-11-23 11:00", policy.TS24x7, policy.P2).marked("2026-11-23 12:00", ticket.MarkRestored)
	want := standing{sla.Met, "2026-11-23 15:00", "2026-11-23 12:00"}
	restored.waits("2026-11-23 13:00")
	assert.Equal(t, want, restored.standing(restored.clock(ed, policy.Restore, "2026-11-23 14:00")))
	restored.resumed("2026-11-23 14:30")
	assert.Equal(t, want, restored.standing(restored.clock(ed, policy.Restore, "2026-11-23 18:00")))

	within := received(t, "2026-11-23 11:00", policy.TS24x7, policy.P2).waits("2026-11-23 12:00").marked("2026-11-23 13:00", ticket.MarkRestored)
	want = standing{sla.Met, "2026-11-23 16:00", "2026-11-23 13:00"} // an hour of waiting until then
	assert.Equal(t, want, within.standing(within.clock(ed, policy.Restore, "2026-11-23 13:00")))
	within.resumed("2026-11-23 17:00")
	assert.Equal(t, want, within.standing(within.clock(ed, policy.Restore, "2026-11-23 18:00")))

	lowered := received(t, "2026-11-23 11:00", policy.TS24x7, policy.P2).waits("2026-11-23 12:00").changed("2026-11-23 13:00", policy.P4).resumed("2026-11-23 17:00")
	assert.Equal(t, standing{sla.Cancelled, "2026-11-23 16:00", "2026-11-23 13:00"}, lowered.standing(lowered.clock(ed, policy.Restore, "2026-11-23 18:00")))
}

func TestTheArrivalRunsFromTheAgreedVisit(t *testing.T) {
	t.Parallel()
	ed := vendor(t, "acme-1.0")
	begun := func(r receive) *life { return r("2026-11-23 10:00", policy.TS24x7Onsite, policy.P1) }
	agreed := func(r receive) *life { return begun(r).then("2026-11-23 11:00", petrov, ticket.VisitDecided{}) }
	cases := []struct {
		name string
		life func(receive) *life
		want []turn
	}{
		{"none agreed", begun, nil},
		{"refused", func(r receive) *life {
			return begun(r).then("2026-11-23 11:00", petrov, ticket.VisitDecided{Code: policy.OnsiteOutsideArea})
		}, nil},
		{"agreed", agreed, []turn{{"2026-11-23 11:00", standing{sla.Running, "2026-11-23 15:00", ""}, ""}}},
		{
			"arrived", func(r receive) *life { return agreed(r).marked("2026-11-23 14:00", ticket.MarkArrived) },
			[]turn{{"2026-11-23 11:00", standing{sla.Met, "2026-11-23 15:00", "2026-11-23 14:00"}, ""}},
		},
		{
			"resolved before anybody came", func(r receive) *life { return agreed(r).resolved("2026-11-23 12:00", "") },
			[]turn{{"2026-11-23 11:00", standing{sla.Cancelled, "2026-11-23 15:00", "2026-11-23 12:00"}, sla.NotNeeded}},
		},
		{
			"merged before anybody came", func(r receive) *life {
				return agreed(r).then("2026-11-23 12:00", petrov, ticket.Merged{Into: "B", Message: "m"})
			},
			[]turn{{"2026-11-23 11:00", standing{sla.Cancelled, "2026-11-23 15:00", "2026-11-23 12:00"}, sla.Merged}},
		},
		{
			"merged when it was too late", func(r receive) *life {
				return agreed(r).then("2026-11-23 16:00", petrov, ticket.Merged{Into: "B", Message: "m"})
			},
			[]turn{{"2026-11-23 11:00", standing{sla.Breached, "2026-11-23 15:00", "2026-11-23 16:00"}, sla.Merged}},
		},
		{"agreed a second time", func(r receive) *life {
			return agreed(r).marked("2026-11-23 12:00", ticket.MarkArrived).then("2026-11-23 13:00", petrov, ticket.VisitDecided{})
		}, []turn{
			{"2026-11-23 11:00", standing{sla.Met, "2026-11-23 15:00", "2026-11-23 12:00"}, ""},
			{"2026-11-23 13:00", standing{sla.Running, "2026-11-23 17:00", ""}, ""},
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, c.life(receiving(t)).turns(ed, policy.Arrival, "2026-11-23 14:30"))
		})
	}
}

// The reading by which reaction and call-back begin when the logs are in (G31).
func TestClocksThatBeginWithTheDiagnostics(t *testing.T) {
	t.Parallel()
	ed := flat(t, "reaction.start", "diagnostics_in")
	begun := func() *life { return received(t, "2026-11-23 10:00", policy.TS8x5, policy.P1) }
	assert.Empty(t, begun().clocks(ed, "2026-11-23 16:00"), "nothing runs before")
	l := begun().marked("2026-11-23 17:00", ticket.MarkDiagnostics)
	for _, name := range []policy.ClockName{policy.Reaction, policy.Callback} {
		assert.Equal(t, []turn{{"2026-11-23 17:00", standing{sla.Running, "2026-11-24 10:00", ""}, ""}}, l.turns(ed, name, "2026-11-23 17:30"))
	}
	late := vendor(t, "acme-1.0", "reaction.start", "diagnostics_in")
	assert.NotEmpty(t, received(t, "2026-11-23 11:00", policy.TS24x7, policy.P2).turns(late, policy.Workaround, "2026-11-23 12:00"), "other clocks do not wait for them")
	assert.Empty(t, begun().responded("2026-11-23 11:00").marked("2026-11-23 17:00", ticket.MarkDiagnostics).turns(ed, policy.Reaction, "2026-11-23 17:30"),
		"answered already")
	raised := received(t, "2026-11-23 10:00", policy.TS8x5, policy.P3).changed("2026-11-23 11:00", policy.P2).marked("2026-11-23 12:00", ticket.MarkDiagnostics)
	assert.Equal(t, []turn{{"2026-11-23 12:00", standing{sla.Running, "2026-11-23 16:00", ""}, ""}}, raised.turns(ed, policy.Reaction, "2026-11-23 13:00"),
		"with the priority that it has by then")
}

func TestTargetsInDays(t *testing.T) {
	t.Parallel()
	ed := vendor(t, "acme-1.0")
	friday := func(r receive) *life { return r("2026-11-20 17:30", policy.TS8x5, policy.P4) }
	monday := func(r receive) *life { return r("2026-11-23 10:00", policy.TS8x5, policy.P3) }
	cases := []struct {
		name    string
		clock   policy.ClockName
		life    func(receive) *life
		percent policy.Percent
		after   time.Duration
		want    string
	}{
		{"two working days", policy.Classification, friday, 100, 0, "2026-11-24 17:30"},
		// Half an hour of Friday, eight of Monday, seven and a half of Tuesday: sixteen, of which half are eight.
		{"half of their covered time", policy.Classification, friday, 50, 0, "2026-11-23 17:30"},
		{"none of it", policy.Classification, friday, 0, 0, "2026-11-20 17:30"},
		{"an hour after", policy.Classification, friday, 100, time.Hour, "2026-11-25 09:30"},
		{"eight hours before", policy.Classification, friday, 100, -8 * time.Hour, "2026-11-23 17:30"},
		{"the end of the next day", policy.Reaction, friday, 100, 0, "2026-11-24 18:00"},
		// Half an hour of Friday, eight of Monday, eight of Tuesday; three quarters are 12 h 22 min 30 s.
		{"three quarters until then", policy.Reaction, friday, 75, 0, "2026-11-24 12:52:30"},
		{"five days and a wait of three hours", policy.Restore, func(r receive) *life {
			return monday(r).waits("2026-11-24 09:00").resumed("2026-11-24 12:00")
		}, 100, 0, "2026-11-30 13:00"},
		{"a wait over lunch takes an hour less", policy.Restore, func(r receive) *life {
			return monday(r).waits("2026-11-24 11:00").resumed("2026-11-24 15:00")
		}, 100, 0, "2026-11-30 13:00"},
		// Forty covered hours until Monday 10:00; a fifth of them are eight: seven on Monday, one on Tuesday after the wait.
		{"a share of them over the wait", policy.Restore, func(r receive) *life {
			return monday(r).waits("2026-11-24 09:00").resumed("2026-11-24 12:00")
		}, 20, 0, "2026-11-24 13:00"},
		{"a wait at night takes nothing", policy.Restore, func(r receive) *life {
			return monday(r).waits("2026-11-24 18:00").resumed("2026-11-25 09:00")
		}, 100, 0, "2026-11-30 10:00"},
		{"a clock that does not wait", policy.Classification, func(r receive) *life {
			return friday(r).waits("2026-11-23 10:00").resumed("2026-11-23 12:00")
		}, 100, 0, "2026-11-24 17:30"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			clock := c.life(receiving(t)).clock(ed, c.clock, "2026-11-24 16:00")
			at, ok, err := clock.At(c.percent, c.after)
			require.NoError(t, err)
			require.True(t, ok)
			assert.Equal(t, c.want, shown(at))
		})
	}
	waiting := monday(receiving(t)).waits("2026-11-24 09:00").clock(ed, policy.Restore, "2026-11-26 10:00")
	assert.Equal(t, standing{sla.Paused, "", ""}, (&life{TB: t}).standing(waiting))
	assert.Equal(t, 33*time.Hour, waiting.Remaining(msk(t, "2026-11-26 10:00")), "forty hours, of which seven have gone")
	running := monday(receiving(t)).clock(ed, policy.Restore, "2026-11-23 12:00")
	assert.Equal(t, 38*time.Hour, running.Remaining(msk(t, "2026-11-23 12:00")))
	assert.Equal(t, -time.Hour, running.Remaining(msk(t, "2026-11-30 11:00")))
}

// CAL-22, G44: a due time that would need an unknown year is not given, the rest goes on, and nobody is left untold.
func TestADueTimeThatCannotBeComputed(t *testing.T) {
	t.Parallel()
	ed := flat(t, "calendar.unknownYear", "refuse")
	l := received(t, "2027-12-30 17:00", policy.TS8x5, policy.P1)
	c := l.clock(ed, policy.Reaction, "2028-02-01 12:00")
	assert.Equal(t, standing{sla.Undetermined, "", ""}, l.standing(c))
	require.ErrorIs(t, c.Trouble, coverage.ErrUnknownYear)
	assert.False(t, c.Settled())
	assert.Zero(t, c.Remaining(msk(t, "2027-12-30 17:30")))
	_, ok, err := c.At(50, 0)
	require.NoError(t, err)
	assert.False(t, ok, "it has no steps")
	l.responded("2028-02-01 12:00")
	assert.Equal(t, standing{sla.Met, "", "2028-02-01 12:00"}, l.standing(l.clock(ed, policy.Reaction, "2028-02-02 12:00")))

	lowered := received(t, "2027-12-30 17:00", policy.TS8x5, policy.P1).changed("2027-12-30 17:30", policy.P2)
	off := lowered.clock(ed, policy.Callback, "2028-02-01 12:00")
	assert.Equal(t, standing{sla.Cancelled, "", "2027-12-30 17:30"}, lowered.standing(off))
	assert.Equal(t, sla.NotPromised, off.Why)

	raised := received(t, "2027-12-30 12:00", policy.TS8x5, policy.P2).changed("2027-12-30 17:30", policy.P1)
	assert.Equal(t, standing{sla.Running, "2027-12-30 16:00", ""}, raised.standing(raised.clock(ed, policy.Reaction, "2027-12-30 15:00")), "kept, though the new target reaches into the unknown")
}

// The old due instant is known and the new one is not: the promise that was given holds.
func TestARaiseIntoAnUnknownYearKeepsTheDueTime(t *testing.T) {
	t.Parallel()
	ed := flat(t, "calendar.unknownYear", "refuse")
	l := received(t, "2027-12-30 14:00", policy.TS8x5, policy.P2).changed("2027-12-30 17:30", policy.P1)
	c := l.clock(ed, policy.Reaction, "2027-12-30 17:40")
	assert.Equal(t, standing{sla.Running, "2027-12-30 18:00", ""}, l.standing(c))
	require.NoError(t, c.Trouble)
	require.Len(t, c.Revisions, 1)
	assert.True(t, c.Revisions[0].New.IsZero())
	assert.Equal(t, c.Due, c.Revisions[0].Taken)
}

// A step after the due time is a reminder and no promise: three hours of 30 December, and the rest by the fixed holidays.
func TestAStepReachesIntoAnUnknownYear(t *testing.T) {
	t.Parallel()
	ed := flat(t, "calendar.unknownYear", "refuse")
	c := received(t, "2027-12-30 11:00", policy.TS8x5, policy.P2).clock(ed, policy.Reaction, "2027-12-30 12:00")
	assert.Equal(t, "2027-12-30 15:00", shown(c.Due))
	at, ok, err := c.At(100, 10*time.Hour)
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Equal(t, "2028-01-10 16:00", shown(at))
	back, ok, err := c.At(100, -time.Hour)
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Equal(t, "2027-12-30 14:00", shown(back))
}

// CAL-22: nobody works for twenty years after 24 November 2026, and no promise is made up.
func TestNoWorkingDayAhead(t *testing.T) {
	t.Parallel()
	var years []coverage.YearFile
	for year := 2026; year <= 2047; year++ {
		text := "date,kind\n"
		for d := (coverage.Date{Year: year, Month: time.January, Day: 1}); d.Year == year; d = d.AddDays(1) {
			if !d.Before(coverage.Date{Year: 2026, Month: time.November, Day: 25}) {
				text += d.String() + ",holiday\n"
			}
		}
		years = append(years, coverage.YearFile{Name: "idle.csv", Year: year, Text: text})
	}
	idle, err := coverage.ParseCalendar(coverage.RussianFiveDay, coverage.RussianFiveDay+"/2026-12-01", "", years...)
	require.NoError(t, err)
	published, err := coverage.Published()
	require.NoError(t, err)
	library, err := published.With(idle)
	require.NoError(t, err)
	ed, err := flat(t).WithCalendars(library)
	require.NoError(t, err)
	late := received(t, "2026-11-24 17:00", policy.TS8x5, policy.P2)
	c := late.clock(ed, policy.Reaction, "2026-11-24 17:30")
	assert.Equal(t, standing{sla.Undetermined, "", ""}, late.standing(c))
	require.ErrorIs(t, c.Trouble, coverage.ErrNoOpenTime)

	last := received(t, "2026-11-24 13:00", policy.TS8x5, policy.P2).clock(ed, policy.Reaction, "2026-11-24 17:30")
	assert.Equal(t, "2026-11-24 17:00", shown(last.Due))
	_, ok, err := last.At(100, 2*time.Hour)
	require.NoError(t, err)
	assert.False(t, ok, "nothing opens any more after which it could be taken")

	recorded := received(t, "2026-11-24 17:00", policy.TS8x5, policy.P2)
	recorded.events[1].Fact = ticket.Decided{Answer: ticket.Accepted, Package: policy.TS8x5, Level: 2, Priority: policy.P2, Calendar: "ru-five-day/2026-09-17"}
	assert.Equal(t, "2026-11-25 12:00", shown(recorded.clock(ed, policy.Reaction, "2026-11-24 17:30").Due), "the version that the decision recorded")
	recorded.then("2026-11-24 17:40", system, ticket.Recounted{Calendar: "ru-five-day/2026-12-01", Reason: "published"})
	assert.Equal(t, sla.Undetermined, recorded.clock(ed, policy.Reaction, "2026-11-24 17:50").State, "until a migration names another")
}

// Clocks follow the hours of the type, the channel and the zones that the decision recorded.
func TestWhoseHoursClocksFollow(t *testing.T) {
	t.Parallel()
	acme := vendor(t, "acme-1.0")
	begun := func(at string, registered ticket.Registered, decided ticket.Decided) *life {
		registered.Contact, decided.Answer = "ivan", ticket.Accepted
		registered.Priority = decided.Priority
		return (&life{TB: t}).then(at, ivan, registered).then(at, system, decided)
	}
	onsite := ticket.Decided{Package: policy.TS24x7Onsite, Priority: policy.P1, Site: "America/Chicago", Zone: "Asia/Yekaterinburg"}
	lower := onsite
	lower.Priority = policy.P3
	cases := []struct {
		name    string
		edition *policy.Edition
		life    *life
		due     string
	}{
		{"a fault", acme, begun("2026-11-23 18:00", ticket.Registered{Type: policy.Incident}, ticket.Decided{Package: policy.TS24x7, Priority: policy.P2}), "2026-11-24 11:30"},
		{"a question", acme, begun("2026-11-23 18:00", ticket.Registered{Type: policy.Question}, ticket.Decided{Package: policy.TS24x7, Priority: policy.P2}), "2026-11-24 13:00"},
		{"on the clock of the site, nine hours behind", acme, begun("2026-11-23 17:00", ticket.Registered{}, onsite), "2026-11-23 19:00"},
		{"on that of the customer, two ahead", acme, begun("2026-11-23 16:00", ticket.Registered{}, lower), "2026-11-24 15:00"},
		{"by phone round the clock", flat(t, "channels.hotline.hours", "always"), begun("2026-11-23 17:00", ticket.Registered{Channel: policy.Hotline}, ticket.Decided{Package: policy.TS8x5, Priority: policy.P1}), "2026-11-23 19:00"},
		{"by portal in working hours", flat(t, "channels.hotline.hours", "always"), begun("2026-11-23 17:00", ticket.Registered{Channel: policy.Portal}, ticket.Decided{Package: policy.TS8x5, Priority: policy.P1}), "2026-11-24 10:00"},
	}
	for _, c := range cases {
		assert.Equal(t, c.due, shown(c.life.clock(c.edition, policy.Reaction, "2026-11-23 18:00").Due), c.name)
	}
}

// SLA-31: another edition of the policy changes nothing for a ticket that is pinned to the one before.
func TestAnEditedEditionLeavesOpenTicketsAlone(t *testing.T) {
	t.Parallel()
	before := flat(t)
	after, err := before.With(map[string]string{"reaction.unit": "wall_hours", "windows.business": "10:00-12:00"})
	require.NoError(t, err)
	next := *after
	next.ID = "flat-1.5"
	library, err := policy.Editions()
	require.NoError(t, err)
	both := library.Add(&next)
	l := received(t, "2026-11-23 12:00", policy.TS8x5, policy.P3)
	pinned, err := both.Edition("flat-1.4")
	require.NoError(t, err)
	assert.Equal(t, l.clocks(before, "2026-11-23 12:00"), l.clocks(pinned, "2026-11-23 12:00"))
	newer, err := both.Edition("flat-1.5")
	require.NoError(t, err)
	assert.NotEqual(t, l.clock(pinned, policy.Reaction, "2026-11-23 12:00").Due, l.clock(newer, policy.Reaction, "2026-11-23 12:00").Due,
		"one sold under the new edition has another due time")
}
