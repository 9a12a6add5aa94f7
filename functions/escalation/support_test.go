package escalation_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// correct puts the certificate of neva right: its term ends on the day.
func correct(t *testing.T, d *handlertest.Desk, version int, end coverage.Date) {
	t.Helper()
	facts, err := d.Store.Facts(t.Context(), "neva")
	require.NoError(t, err)
	c := facts.Certificates[0]
	c.TermMonths, c.PreviousEnd = 12, coverage.Date{Year: end.Year - 1, Month: end.Month, Day: end.Day}
	require.NoError(t, d.Store.PutCertificate(t.Context(), "neva", c, version))
}

var (
	past   = coverage.Date{Year: 2026, Month: 11, Day: 1}
	future = coverage.Date{Year: 2027, Month: 11, Day: 1}
)

// look sends the tickets to the function and delivers what follows.
func look(t *testing.T, d *handlertest.Desk, ids ...string) {
	t.Helper()
	answer, err := d.Escalation().Handle(t.Context(), handlertest.Messages(t, ids...))
	require.NoError(t, err)
	require.Empty(t, answer.BatchItemFailures)
	d.Settle(t)
}

func held(t *testing.T, d *handlertest.Desk, id string) policy.RefusalCode {
	t.Helper()
	hold, _ := d.Ticket(t, id).Ticket.Held()
	return hold.Code
}

func listed(t *testing.T, d *handlertest.Desk) []string {
	t.Helper()
	ids, err := d.Store.HeldTickets(t.Context(), "neva")
	require.NoError(t, err)
	return ids
}

// Support that ends holds a ticket once, however often it is looked at, and support that is there again releases it once;
// the customer's list has it in between.
func TestALapseHoldsATicketAndARenewalReleasesIt(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "neva")
	id := d.Open(t, handlertest.Anna, "the-ticket", handlertest.Request("spb"))
	look(t, d, id, id)
	assert.Equal(t, "Registered Decided Notified", d.Facts(t, id), "nothing to say")

	correct(t, d, 2, past)
	look(t, d, id, id, id)
	assert.Equal(t, policy.CoverageExpired, held(t, d, id))
	assert.Equal(t, []string{id}, listed(t, d))
	assert.Equal(t, "Registered Decided Notified Held Notified Notified", d.Facts(t, id))

	correct(t, d, 3, future)
	ids, err := d.Docket.SupportChanged(t.Context(), "neva", false, d.Clock.Now())
	require.NoError(t, err)
	assert.Equal(t, []string{id}, ids)
	look(t, d, append(ids, ids...)...)
	assert.Empty(t, held(t, d, id))
	assert.Empty(t, listed(t, d))
	assert.Equal(t, "Registered Decided Notified Held Notified Notified Released Notified Notified", d.Facts(t, id))
}

// A wake-up now, or at the latest one within a day, finds what a lost message has left behind, and puts a ticket that the
// list has lost back on it.
func TestALostMessageLeavesNoTicketOnHold(t *testing.T) {
	t.Parallel()
	for name, hastened := range map[string]bool{"a wake-up now": true, "the daily look": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "neva")
			id := d.Open(t, handlertest.Anna, "the-ticket", handlertest.Request("spb"))
			correct(t, d, 2, past)
			look(t, d, id)
			require.NotEmpty(t, held(t, d, id))
			require.NoError(t, d.Store.DropHeld(t.Context(), "neva", id))
			sweep(t, d, 25*time.Hour)
			assert.Equal(t, []string{id}, listed(t, d), "put back by a look")
			correct(t, d, 3, future)
			wait := 25 * time.Hour
			if hastened {
				wait = 5 * time.Minute
				_, err := d.Docket.SupportChanged(t.Context(), "neva", false, d.Clock.Now())
				require.NoError(t, err)
			}
			sweep(t, d, wait)
			assert.Empty(t, held(t, d, id))
		})
	}
}

// sweep lets time pass in steps of half an hour at most, with a sweep each.
func sweep(t *testing.T, d *handlertest.Desk, long time.Duration) {
	t.Helper()
	step := min(long, 30*time.Minute)
	for range long / step {
		d.Clock.Forward(step)
		d.Sweep(t)
		d.Settle(t)
	}
}

// A step never waits for records that cannot be read; the message comes again until the support is judged.
func TestStepsAreTakenWhileTheSupportCannotBeJudged(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "neva")
	correct(t, d, 2, coverage.Date{Year: 2026, Month: 11, Day: 24})
	id := d.Open(t, handlertest.Anna, "the-ticket", handlertest.Critical("spb"))
	d.Clock.Set(time.Date(2026, 11, 23, 21, 0, 0, 0, time.UTC)) // midnight of the end in Moscow
	before := len(steps(t, d, id))
	outage := &handlertest.Outage{Of: handlertest.FactsOf("neva")}
	away := d.Through(t, outage.Options)
	for n := range 2 {
		answer, err := away.Escalation().Handle(t.Context(), handlertest.Messages(t, id))
		require.NoError(t, err)
		assert.Len(t, answer.BatchItemFailures, 1, "try %d", n)
	}
	taken := steps(t, d, id)
	assert.Greater(t, len(taken), before)
	assert.Len(t, taken, len(slices.Compact(slices.Sorted(slices.Values(taken)))), "each once")
	assert.Empty(t, held(t, d, id))
	look(t, d, id)
	assert.Equal(t, policy.CoverageExpired, held(t, d, id))
	assert.Contains(t, d.Facts(t, id), "Held")
}

// A ticket that ended while it was held leaves the list at the next look.
func TestAnEndedTicketLeavesTheList(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "neva")
	id := d.Open(t, handlertest.Anna, "the-ticket", handlertest.Request("spb"))
	correct(t, d, 2, past)
	look(t, d, id)
	resp := d.Do(t, handlertest.Call{
		Route: "POST /v1/desk/tickets/{number}/resolution", Number: ticket.ShowNumber(id), As: handlertest.Engineer, Key: "the-resolution",
		JSON: handlertest.Body{"message": "Mended."},
	})
	require.Equal(t, 200, resp.StatusCode, resp.Body)
	assert.Equal(t, []string{id}, listed(t, d))
	look(t, d, id)
	assert.Empty(t, listed(t, d))
}
