package calendars_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/infra/supportctl/calendars"
	"flatsupport/shared/coverage"
	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
)

var (
	anna     = handlertest.Person{Subject: "anna@neva.example", Roles: handlertest.Ivan.Roles}
	declares = docket.Recounting{To: newVersion, Reason: "Tuesday was declared a day off"}
)

func migration(d *handlertest.Desk, dryRun bool) calendars.Migration {
	return calendars.Migration{Docket: d.Docket, Recounting: declares, Now: d.Clock.Now, DryRun: dryRun}
}

// desk has a ticket in every state; it is Monday noon, and the new version has Tuesday off.
func desk(t *testing.T) (d *handlertest.Desk, ids map[string]string) {
	t.Helper()
	d = handlertest.New(t, "volga", "neva", "ural")
	ids = map[string]string{
		"running":  d.Open(t, handlertest.Ivan, "a-running-one", handlertest.Request("hq")),
		"waiting":  d.Open(t, handlertest.Ivan, "a-waiting-one", handlertest.Request("hq")),
		"answered": d.Open(t, handlertest.Ivan, "an-answered-one", handlertest.Request("hq")),
		"resolved": d.Open(t, handlertest.Ivan, "a-resolved-one", handlertest.Request("hq")),
		"closed":   d.Open(t, handlertest.Ivan, "a-closed-one", handlertest.Request("hq")),
		"round":    d.Open(t, anna, "one-round-the-clock", handlertest.Request("spb").With("priority", "P2")),
	}
	act := func(name, segment string, body handlertest.Body) {
		d.Clock.Forward(time.Minute)
		resp := d.Do(t, handlertest.Call{
			Route: "POST /v1/desk/tickets/{number}/" + segment, Number: ticket.ShowNumber(ids[name]), As: handlertest.Engineer, Key: "act-" + name + segment, JSON: body,
		})
		require.Less(t, resp.StatusCode, 300, "%s %s: %s", name, segment, resp.Body)
		d.Settle(t)
	}
	act("waiting", "waiting", handlertest.Body{"reason": "Logs are needed."})
	act("answered", "responses", handlertest.Body{"message": "We are on it."})
	act("resolved", "resolution", handlertest.Body{"message": "Mended."})
	act("closed", "resolution", handlertest.Body{"message": "Mended."})
	act("closed", "closure", handlertest.Body{})
	declare(t, d, newVersion, "2026-11-24")
	d.Clock.Set(handlertest.Monday.Add(90 * time.Minute))
	return d, ids
}

// CAL-25: open tickets show both due times with the reason, all others are what they were, to the last byte.
func TestAMigrationMovesTheClocksThatRunAndNothingElse(t *testing.T) {
	t.Parallel()
	d, ids := desk(t)
	before := d.Stored(t)
	tried, err := migration(d, true).Run(t.Context())
	require.NoError(t, err)
	assert.Equal(t, before, d.Stored(t), "a dry run writes nothing")

	report, err := migration(d, false).Run(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 6, report.Looked)
	require.Len(t, report.Tickets, 2)
	hit := map[string]calendars.Entry{}
	for i, e := range report.Tickets {
		assert.True(t, e.Written)
		id, err := ticket.ParseNumber(e.Number)
		require.NoError(t, err)
		hit[id] = e
		e.Written = false
		assert.Equal(t, tried.Tickets[i], e, "the dry run has told the same")
	}
	due := time.Date(2026, 11, 24, 6, 30, 0, 0, time.UTC) // P3: eight hours from Monday 10:30
	later := due.Add(24 * time.Hour)
	move := calendars.Move{Clock: "reaction", Old: &due, New: &later}
	assert.Equal(t, calendars.Entry{
		Number: ticket.ShowNumber(ids["running"]), Customer: "volga", From: oldVersion, To: newVersion, Moves: []calendars.Move{move}, Written: true,
	}, hit[ids["running"]])
	assert.Equal(t, []calendars.Move{move}, hit[ids["waiting"]].Moves, "before the first response waiting stops nothing")

	rec := d.Ticket(t, ids["running"])
	last := rec.Events[len(rec.Events)-1]
	assert.Equal(t, ticket.Recounted{
		Calendar: newVersion, Reason: declares.Reason, Moves: []ticket.Move{{Clock: policy.Reaction, Old: due, New: later}},
	}, last.Fact)
	assert.Equal(t, ticket.Actor{Role: ticket.System}, last.By)
	require.Len(t, rec.Ticket.Pending, 1)
	assert.Equal(t, policy.NoticeMoved, rec.Ticket.Pending[0].Kind)
	assert.False(t, rec.Wake.After(d.Clock.Now().Add(time.Minute)), "the sweep finds the notice within a minute")
	for _, name := range []string{"answered", "resolved", "closed", "round"} {
		is := d.Ticket(t, ids[name])
		assert.Equal(t, oldVersion, is.Ticket.Calendar, name)
		for _, e := range is.Events {
			_, recounted := e.Fact.(ticket.Recounted)
			assert.False(t, recounted, name)
		}
	}

	stands := d.Stored(t)
	again, err := migration(d, false).Run(t.Context())
	require.NoError(t, err)
	assert.Empty(t, again.Tickets)
	assert.Equal(t, 2, again.Already, "as the report says")
	var out bytes.Buffer
	again.Print(&out, time.UTC)
	assert.Equal(t, "6 tickets looked at, 0 have clocks to count anew, due times move on 0, already on "+newVersion+": 2; written 0\n", out.String())
	out.Reset()
	calendars.Report{To: newVersion, Looked: 1, Tickets: []calendars.Entry{{Number: "X", Error: "it failed"}}}.Print(&out, time.UTC)
	assert.Contains(t, out.String(), "1 ticket looked at, 0 have clocks")
	assert.Equal(t, stands, d.Stored(t), "once is enough")
}

// What the customer sees and is told of it, in his language.
func TestTheCustomerSeesOldAndNewDueTime(t *testing.T) {
	t.Parallel()
	d, ids := desk(t)
	_, err := migration(d, false).Run(t.Context())
	require.NoError(t, err)
	d.Clock.Forward(2 * time.Minute)
	d.Sweep(t)
	d.Settle(t)
	var told []string
	for _, m := range d.Outbox.Mails() {
		if strings.Contains(m.Subject, "срок пересчитан") {
			told = append(told, m.Ticket)
			assert.Equal(t, "ivan@volga.example", m.To)
			assert.Contains(t, m.Text, "Основание: Tuesday was declared a day off\n\nВремя реакции: был вт 24.11.2026 09:30 МСК, теперь ср 25.11.2026 09:30 МСК.")
		}
	}
	assert.ElementsMatch(t, []string{ids["running"], ids["waiting"]}, told)

	for lang, want := range map[string]string{
		"en": "Reaction time: was Tue 24 Nov 2026 09:30 Moscow time, now Wed 25 Nov 2026 09:30 Moscow time",
		"ru": "Время реакции: был вт 24.11.2026 09:30 МСК, теперь ср 25.11.2026 09:30 МСК",
	} {
		src, err := view.Load(t.Context(), d.Docket, d.Ticket(t, ids["running"]), d.Clock.Now(), lang)
		require.NoError(t, err)
		shown, err := view.ForCustomer(src)
		require.NoError(t, err)
		page, err := view.TicketPage(shown, lang, "key")
		require.NoError(t, err)
		assert.Contains(t, page, want)
		assert.Contains(t, page, declares.Reason)
		i := len(shown.Timeline) - 1
		assert.Equal(t, "recounted", shown.Timeline[i].Kind)
		assert.Equal(t, want, shown.Timeline[i].Moves[0].Text)
		assert.Equal(t, newVersion, shown.Timeline[i].Detail)
	}
	d.Do(t, handlertest.Call{Route: "GET /v1/tickets/{number}", Number: ticket.ShowNumber(ids["running"]), As: handlertest.Ivan}) // held to the contract
}

// A write that fails on the way leaves the rest to the next run, and what was written stays written once.
func TestAMigrationThatWasInterruptedIsCompletedByTheNext(t *testing.T) {
	t.Parallel()
	d, ids := desk(t)
	writes := 0
	outage := &handlertest.Outage{Of: func(input any) bool {
		if _, is := input.(*dynamodb.UpdateItemInput); is {
			writes++
		}
		return writes > 2 // the first ticket and its wake-up
	}}
	cut := d.Through(t, outage.Options)
	cut.Docket.Editions = d.Docket.Editions
	report, err := migration(cut, false).Run(t.Context())
	require.ErrorIs(t, err, calendars.ErrUnfinished)
	failed := 0
	for _, e := range report.Tickets {
		if e.Error != "" {
			failed++
		}
	}
	require.Equal(t, 1, failed, "%+v", report.Tickets)

	report, err = migration(d, false).Run(t.Context())
	require.NoError(t, err)
	assert.Len(t, report.Tickets, 1)
	for _, name := range []string{"running", "waiting"} {
		history, err := d.Store.History(t.Context(), ids[name])
		require.NoError(t, err)
		times := 0
		for _, e := range history {
			if _, is := e.Fact.(ticket.Recounted); is {
				times++
			}
		}
		assert.Equal(t, 1, times, name)
	}
}

// Somebody ends the ticket between the look and the write: it is decided anew, and nothing is written.
func TestATicketThatEndsMeanwhileIsLeftAlone(t *testing.T) {
	t.Parallel()
	d, ids := desk(t)
	ended := false
	race := &handlertest.Outage{Of: func(input any) bool {
		get, is := input.(*dynamodb.GetItemInput)
		if is && !ended && strings.HasSuffix(handlertest.Text(get.Key["pk"]), ids["running"]) {
			ended = true
			_, err := d.Docket.Update(context.Background(), ids["running"], d.Clock.Now(), func(store.Record) (store.Change, error) {
				return store.Change{Events: []ticket.Event{{At: d.Clock.Now(), By: ticket.Actor{Role: ticket.Engineer, ID: "petrov"}, Fact: ticket.Resolved{Message: "m"}}}}, nil
			})
			assert.NoError(t, err)
		}
		return false
	}}
	cut := d.Through(t, race.Options)
	cut.Docket.Editions = d.Docket.Editions
	report, err := migration(cut, false).Run(t.Context())
	require.NoError(t, err)
	require.True(t, ended)
	require.Len(t, report.Tickets, 1)
	assert.Equal(t, ticket.ShowNumber(ids["waiting"]), report.Tickets[0].Number)
	assert.Equal(t, oldVersion, d.Ticket(t, ids["running"]).Ticket.Calendar)
}

// A ticket counted by a version that the build does not have cannot be counted at all; the others go on.
func TestATicketOfAnUnknownVersionIsNamed(t *testing.T) {
	t.Parallel()
	d, ids := desk(t)
	_, _, err := d.Docket.Recount(t.Context(), ids["running"], declares, d.Clock.Now())
	require.NoError(t, err)
	declare(t, d, "ru-five-day/2026-11-21", "2026-11-24") // and not the one before
	m := migration(d, false)
	m.To = "ru-five-day/2026-11-21"
	report, err := m.Run(t.Context())
	require.ErrorIs(t, err, calendars.ErrUnfinished)
	require.Len(t, report.Tickets, 2)
	for _, e := range report.Tickets {
		if e.Number == ticket.ShowNumber(ids["running"]) {
			assert.Contains(t, e.Error, `calendar version "`+newVersion+`": no such calendar`)
			assert.Contains(t, e.Error, "build the desk with the version")
		} else {
			assert.True(t, e.Written)
		}
	}
	m.To = "ru-five-day/2030-01-01"
	_, err = m.Run(t.Context())
	require.ErrorIs(t, err, coverage.ErrUnknownCalendar)
}

func TestTheReportIsReadable(t *testing.T) {
	t.Parallel()
	d, ids := desk(t)
	var looked []int
	m := migration(d, true)
	m.Progress = func(n, _ int) { looked = append(looked, n) }
	report, err := m.Run(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []int{1, 2, 3, 4, 5, 6}, looked)
	var out bytes.Buffer
	report.Print(&out, policy.Moscow())
	assert.Contains(t, out.String(), ticket.ShowNumber(ids["running"])+"  volga  "+oldVersion+" -> "+newVersion+
		"\n  reaction     Tue 24 Nov 2026 09:30 Moscow time -> Wed 25 Nov 2026 09:30 Moscow time\n")
	assert.Contains(t, out.String(), "6 tickets looked at, 2 have clocks to count anew, due times move on 2, already on "+newVersion+": 0; nothing was written (--dry-run)\n")
}
