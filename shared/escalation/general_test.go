package escalation_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
	"flatsupport/shared/escalation"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

// acme is the made-up vendor's policy that stories are played by: nine clocks, and hours with a lunch break under TS_8X5.
func acme(t testing.TB) *policy.Edition {
	t.Helper()
	source, err := os.ReadFile("../../events/editions/acme-1.0.yaml")
	require.NoError(t, err)
	ed, err := policy.Load("acme-1.0", source)
	require.NoError(t, err)
	return ed
}

func whomItTells(e ticket.Event) []string {
	var told []string
	for _, n := range e.Notices {
		told = append(told, string(n.Kind)+" "+string(n.Audience)+" "+n.Person)
	}
	return told
}

// CAL-22, G44: a promise without a due time is told of once, to the managers and to whoever is on duty, and at any hour.
func TestAPromiseWithoutADueTimeIsToldOfOnce(t *testing.T) {
	t.Parallel()
	ed := with(t, "calendar.unknownYear", "refuse")
	d := received(t, ed, "2027-12-30 17:00", policy.TS8x5, policy.P1)
	out := d.look("2027-12-30 17:00")
	require.Len(t, out.Due, 2)
	assert.Equal(t, []string{"reaction/1/P1/no_due/1", "callback/1/P1/no_due/1"}, []string{out.Due[0].Key, out.Due[1].Key})
	assert.Zero(t, out.Next, "nothing else can fall due")
	assert.Equal(t, []string{"no_due manager orlova", "no_due duty dutov"}, whomItTells(out.Due[0].Event(d.ticket, d.roster, msk(t, "2027-12-30 17:00"))))
	assert.Len(t, d.climb("2027-12-30 17:00"), 2)
	for _, at := range []string{"2027-12-30 17:01", "2027-12-31 12:00", "2028-03-01 12:00"} {
		assert.Empty(t, d.climb(at), at)
	}
	d.changed("2028-03-01 12:00", policy.P2)
	assert.Equal(t, []string{"reaction/1/P2/no_due/1"}, d.climb("2028-03-01 12:00"), "what is promised now is another promise")
	d.then("2028-03-01 13:00", petrov, ticket.Responded{Message: "m"})
	assert.Empty(t, d.climb("2028-03-01 14:00"))

	answered := received(t, ed, "2027-12-30 17:00", policy.TS8x5, policy.P2).then("2027-12-30 17:30", petrov, ticket.Responded{Message: "m"})
	assert.Empty(t, answered.climb("2027-12-30 17:31"), "answered before anybody looked")
}

// A ladder goes on where the calendar does not know the year yet: three covered hours of 30 December, and seven of the first
// working day by the fixed holidays, 10 January.
func TestRemindersReachIntoAnUnknownYear(t *testing.T) {
	t.Parallel()
	ed := climbing(with(t, "calendar.unknownYear", "refuse"), ladder(policy.Reaction, true, all, breach(), after("late", 10*time.Hour)))
	d := received(t, ed, "2027-12-30 11:00", policy.TS8x5, policy.P2)
	assert.Equal(t, []string{"reaction/1/P2/breach/1"}, d.climb("2027-12-30 15:00:01"))
	assert.Equal(t, "2028-01-10 16:00", shown(d.look("2027-12-30 15:00:01").Next))
	assert.Equal(t, []string{"reaction/1/P2/late/1"}, d.climb("2028-01-10 16:00"))
}

// A quiet ladder waits for the next opening, and not where there is none: better at night than never.
func TestWhereNothingOpensAnyMoreAQuietLadderTellsAtOnce(t *testing.T) {
	t.Parallel()
	var years []coverage.YearFile
	for year := 2026; year <= 2047; year++ {
		text := "date,kind\n"
		for day := (coverage.Date{Year: year, Month: time.January, Day: 1}); day.Year == year; day = day.AddDays(1) {
			if !day.Before(coverage.Date{Year: 2026, Month: time.November, Day: 25}) {
				text += day.String() + ",holiday\n"
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
	last, err := flat(t).WithCalendars(library)
	require.NoError(t, err)
	d := received(t, climbing(last, ladder(policy.Reaction, true, all, breach(), after("late", time.Hour))), "2026-11-24 14:00", policy.TS8x5, policy.P2)
	assert.Equal(t, []string{"reaction/1/P2/breach/1"}, d.climb("2026-11-24 18:00:01"))
	assert.Zero(t, d.look("2026-11-24 18:00:01").Next, "an hour of coverage later never comes")
}

// SLA-04: steps of a target in days are shares of its covered time, and hours before its end.
func TestStepsOfATargetInDays(t *testing.T) {
	t.Parallel()
	d := received(t, acme(t), "2026-11-20 17:30", policy.TS8x5, policy.P4) // classified by Tuesday 17:30, answered by 18:00
	d.then("2026-11-20 17:40", petrov, ticket.Responded{Message: "m"})
	assert.Equal(t, "2026-11-23 17:30", shown(d.look("2026-11-20 17:40").Next), "half of sixteen hours")
	assert.Equal(t, []string{"classification/1/P4/warn_50/1"}, d.climb("2026-11-23 17:30"))
	assert.Equal(t, "2026-11-24 17:30:01", shown(d.look("2026-11-23 17:30").Next))
	assert.Equal(t, []string{"classification/1/P4/breach/1"}, d.climb("2026-11-24 17:30:01"))

	week := received(t, acme(t), "2026-11-23 10:00", policy.TS8x5, policy.P3) // restored by Monday 10:00
	week.then("2026-11-23 10:10", petrov, ticket.Marked{Mark: ticket.MarkClassified}).then("2026-11-23 10:10", petrov, ticket.Responded{Message: "m"})
	ahead := []string{}
	for _, at := range []string{"2026-11-27 09:59:59", "2026-11-27 10:00"} {
		for _, key := range week.climb(at) {
			if key == "restore/1/P3/ahead/1" {
				ahead = append(ahead, at)
			}
		}
	}
	assert.Equal(t, []string{"2026-11-27 10:00"}, ahead, "an hour of Monday and seven of Friday, lunch left out")
}

// Each turn of a clock that begins anew has steps and notices of its own.
func TestEveryTurnHasItsOwnSteps(t *testing.T) {
	t.Parallel()
	d := received(t, acme(t), "2026-11-23 09:00", policy.TS8x5, policy.P2)
	d.then("2026-11-23 09:05", petrov, ticket.Marked{Mark: ticket.MarkClassified}).
		then("2026-11-23 09:06", petrov, ticket.Marked{Mark: ticket.MarkRestored, Message: "m"})
	assert.Equal(t, []string{"update/1/P2/warn_75/1"}, d.climb("2026-11-23 12:06"))
	d.then("2026-11-23 12:10", petrov, ticket.Responded{Message: "m"})
	assert.Empty(t, d.climb("2026-11-23 16:09:59"))
	assert.Equal(t, []string{"update/1-2/P2/warn_75/1"}, d.climb("2026-11-23 16:10"), "three hours without lunch")
	assert.Equal(t, []string{"update/1-2/P2/breach/1"}, d.climb("2026-11-23 17:10:01"))
	d.then("2026-11-23 17:30", petrov, ticket.Responded{Message: "m"})
	assert.Equal(t, []string{"update/1-3/P2/warn_75/1"}, d.climb("2026-11-24 11:30"))
	notices := map[string]bool{}
	for _, rung := range d.taken {
		for _, n := range rung.Event(d.ticket, d.roster, rung.At).Notices {
			assert.False(t, notices[n.Key], "notice %s a second time", n.Key)
			notices[n.Key] = true
		}
	}
}

func TestWhichClockANoticeIsAbout(t *testing.T) {
	t.Parallel()
	first := sla.Clock{Name: policy.Update, Cycle: 1, Turn: 1, Priority: policy.P2}
	second, other := first, first
	second.Turn, other.Cycle = 2, 2
	cases := []struct {
		key  string
		want [3]bool // the first turn, the second, that of the next cycle
	}{
		{"update/1/P2/warn_75/1>petrov", [3]bool{true, false, false}},
		{"update/1/P1/breach/1>orlova", [3]bool{true, false, false}}, // before the priority was changed
		{"update/1u/P1/breach/1>orlova", [3]bool{true, false, false}},
		{"update/1-2/P2/warn_75/1>petrov", [3]bool{false, true, false}},
		{"update/1-20/P2/warn_75/1>petrov", [3]bool{}},
		{"update/2/P2/warn_75/1>petrov", [3]bool{false, false, true}},
		{"reaction/1/P2/warn_75/1>petrov", [3]bool{}},
		{"decided/accepted>ivan", [3]bool{}},
		{"12>ivan", [3]bool{}},
	}
	for _, c := range cases {
		assert.Equal(t, c.want, [3]bool{escalation.About(c.key, first), escalation.About(c.key, second), escalation.About(c.key, other)}, c.key)
	}
}
