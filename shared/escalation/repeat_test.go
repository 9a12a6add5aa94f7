package escalation_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

func repeat(n int) string { return fmt.Sprintf("reaction/1/P2/repeat/%d", n) }

func TestAStepRepeatsUntilItsBound(t *testing.T) {
	t.Parallel()
	d := begun(t, again(15*time.Minute, 15*time.Minute, 3))
	for i, at := range []string{"2026-11-23 14:15", "2026-11-23 14:30", "2026-11-23 14:45"} {
		assert.Equal(t, at, shown(d.look(shown(msk(t, at).Add(-time.Second))).Next))
		assert.Equal(t, []string{repeat(i + 1)}, d.climb(at))
	}
	assert.Empty(t, d.look("2027-11-23 14:45"))
}

// A P1 that nobody answers is repeated until somebody does.
func TestAStepWithoutABoundRepeatsUntilSomebodyAnswers(t *testing.T) {
	t.Parallel()
	d := begun(t, again(15*time.Minute, time.Hour, 0))
	at := msk(t, "2026-11-23 14:15")
	for n := 1; n <= 300; n++ {
		assert.Equal(t, []string{repeat(n)}, d.climb(shown(at)))
		at = at.Add(time.Hour)
		assert.Equal(t, shown(at), shown(d.look(shown(at.Add(-time.Hour))).Next))
	}
	d.then(shown(at), petrov, ticket.Responded{Message: "m"})
	assert.Empty(t, d.look(shown(at.Add(time.Hour))))
}

// After an outage the latest repetition is taken, and those that were missed are not made up for.
func TestAnOutageDoesNotEndInAStorm(t *testing.T) {
	t.Parallel()
	d := begun(t, warn(50), breach(), again(15*time.Minute, 15*time.Minute, 8))
	assert.Equal(t, []string{"reaction/1/P2/warn/1", "reaction/1/P2/breach/1", repeat(5)}, d.climb("2026-11-23 15:20"))
	assert.Equal(t, "2026-11-23 15:30", shown(d.look("2026-11-23 15:20").Next))
	assert.Equal(t, []string{repeat(8)}, d.climb("2026-11-24 10:00"))
	assert.Empty(t, d.look("2026-11-24 10:00"))

	endless := begun(t, again(15*time.Minute, 15*time.Minute, 0))
	assert.Equal(t, []string{repeat(4 * 24 * 365)}, endless.climb("2027-11-23 14:05"))
}

// Outside of the coverage hours a quiet ladder tells nobody and goes on with the opening; one that is not does not wait.
func TestAQuietLadderWaitsForTheOpening(t *testing.T) {
	t.Parallel()
	friday := func(quiet bool) *desk { // due at closing time
		ed := climbing(flat(t), ladder(policy.Reaction, quiet, all, warn(75), breach(), again(time.Hour, time.Hour, 4)))
		return received(t, ed, "2026-11-20 14:00", policy.TS8x5, policy.P2)
	}
	quiet := friday(true)
	assert.Equal(t, "2026-11-20 17:00", shown(quiet.look("2026-11-20 16:59").Next))
	assert.Equal(t, []string{"reaction/1/P2/warn/1"}, quiet.climb("2026-11-20 17:59:59"), "a minute late, but still open")
	for _, at := range []string{"2026-11-20 18:00:01", "2026-11-21 12:00", "2026-11-23 08:59:59"} {
		out := quiet.look(at)
		assert.Empty(t, out.Due, at)
		assert.Equal(t, "2026-11-23 09:00", shown(out.Next), at)
	}
	assert.Equal(t, []string{"reaction/1/P2/breach/1"}, quiet.climb("2026-11-23 09:00"))
	assert.Equal(t, "2026-11-23 10:00", shown(quiet.look("2026-11-23 09:00").Next), "the hour is one of coverage")

	loud := friday(false)
	assert.Equal(t, []string{"reaction/1/P2/warn/1", "reaction/1/P2/breach/1"}, loud.climb("2026-11-20 18:00:01"))
}

// ESC-09: a step that fell due while the hours were open, but was found when they were not, resumes with the next.
func TestAStepFoundTooLateResumesWithTheNextHours(t *testing.T) {
	t.Parallel()
	ed := climbing(flat(t), ladder(policy.Reaction, true, all, warn(75)))
	d := received(t, ed, "2026-11-20 14:00", policy.TS8x5, policy.P2)
	assert.Empty(t, d.climb("2026-11-20 18:00"))
	assert.Equal(t, "2026-11-23 09:00", shown(d.look("2026-11-20 18:00").Next))
	assert.Equal(t, []string{"reaction/1/P2/warn/1"}, d.climb("2026-11-23 09:00"))
}

func TestQuietFollowsTheDesksHoursNotTheClocks(t *testing.T) {
	t.Parallel()
	ed := climbing(with(t, "reaction.unit", "wall_hours"), ladder(policy.Reaction, true, all, warn(75)))
	d := received(t, ed, "2026-11-20 16:00", policy.TS8x5, policy.P2) // three quarters at seven in the evening
	out := d.look("2026-11-20 19:00")
	assert.Empty(t, out.Due)
	assert.Equal(t, "2026-11-23 09:00", shown(out.Next))
}

// A P1 that runs unverified is watched under hours that are not yet its own. What was taken before its time by the
// hours that then hold is taken again; what was due either way is not.
func TestAVerifiedDecisionKeepsWhatWasRightlyTaken(t *testing.T) {
	t.Parallel()
	ladders := climbing(flat(t), ladder(policy.Callback, false, []policy.PriorityCode{policy.P1},
		policy.Step{Name: "page", Tell: []policy.Audience{policy.ToDuty}, Notice: policy.NoticeCallback}, warn(50), breach(), again(15*time.Minute, 15*time.Minute, 8)))
	unverified := func(t *testing.T) *desk {
		t.Helper()
		d := &desk{TB: t, edition: ladders}
		d.then("2026-11-21 12:00", ivan, ticket.Registered{Contact: "ivan", Priority: policy.P1}) // a Saturday
		d.then("2026-11-21 12:00", system, ticket.Decided{Answer: ticket.Unverified, Package: policy.TS24x7, Priority: policy.P1})
		assert.Equal(t, []string{"callback/1u/P1/page/1"}, d.climb("2026-11-21 12:00"))
		assert.Equal(t, []string{"callback/1u/P1/warn/1", "callback/1u/P1/breach/1", "callback/1u/P1/repeat/2"}, d.climb("2026-11-21 14:35"))
		return d
	}
	verified := func(d *desk, pkg policy.PackageCode) *desk {
		return d.then("2026-11-21 14:40", system, ticket.Decided{Answer: ticket.Accepted, Package: pkg, Priority: policy.P1})
	}

	same := verified(unverified(t), policy.TS24x7)
	assert.Empty(t, same.climb("2026-11-21 14:40"))
	assert.Equal(t, []string{"callback/1/P1/repeat/3"}, same.climb("2026-11-21 14:45"))

	other := verified(unverified(t), policy.TS8x5)
	assert.Empty(t, other.climb("2026-11-21 14:40"))
	assert.Equal(t, "2026-11-23 10:00", shown(other.look("2026-11-21 14:40").Next))
	assert.Equal(t, []string{"callback/1/P1/warn/1"}, other.climb("2026-11-23 10:00"))
	assert.Equal(t, []string{"callback/1/P1/breach/1"}, other.climb("2026-11-23 11:00:01"), "the promise that was made is broken, and it is told")
	assert.Equal(t, []string{"callback/1/P1/repeat/1"}, other.climb("2026-11-23 11:15"))
}
