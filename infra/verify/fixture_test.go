package verify_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/infra/verify"
	"flatsupport/shared/coverage"
	"flatsupport/shared/docket"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/mail"
	"flatsupport/shared/ticket"
)

// desk is a desk with the lives of its tickets.
type desk struct {
	*handlertest.Desk
	keys int
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	return &desk{Desk: handlertest.New(t, "volga", "moskva", "ural")}
}

func (d *desk) verifier() verify.Verifier {
	return verify.Verifier{Docket: d.Docket, Now: d.Clock.Now(), Late: 15 * time.Minute}
}

func (d *desk) key() string {
	d.keys++
	return fmt.Sprintf("key-number-%04d", d.keys)
}

// pass lets time pass, minute by minute, with a sweep each.
func (d *desk) pass(t testing.TB, minutes int) {
	t.Helper()
	for range minutes {
		d.Clock.Forward(time.Minute)
		d.Sweep(t)
		d.Settle(t)
	}
}

// do carries out commands, each some minutes after the one before.
func (d *desk) do(t testing.TB, id string, commands ...any) {
	t.Helper()
	for i := 0; i < len(commands); i += 2 {
		name, _ := commands[i].(string)
		body, _ := commands[i+1].(handlertest.Body)
		as, route := handlertest.Engineer, "POST /v1/desk/tickets/{number}/"+name
		if name == "replies" {
			as, route = sergey, "POST /v1/tickets/{number}/replies"
		}
		d.Clock.Forward(3 * time.Minute)
		resp := d.Do(t, handlertest.Call{Route: route, Number: ticket.ShowNumber(id), As: as, Key: d.key(), JSON: body})
		require.Less(t, resp.StatusCode, 300, "%s: %s", name, resp.Body)
		d.Settle(t)
	}
}

var sergey = handlertest.Person{Subject: "sergey@moskva.example", Roles: handlertest.Ivan.Roles}

// lives are tickets that have seen every kind of event between them, by what they are about.
func (d *desk) lives(t testing.TB) map[string]string {
	t.Helper()
	type body = handlertest.Body
	all := map[string]string{}

	// A critical one by the portal: steps, calls, everything that an engineer can do, a visit, reopened and closed.
	id := d.Open(t, sergey, d.key(), handlertest.Critical("moscow"))
	all["critical"] = id
	d.pass(t, 70)
	d.do(t, id,
		"notes", body{"message": "For the desk."}, "calls", body{"result": "no_answer", "message": "Nobody there."},
		"assignment", body{"engineer": "wright", "reason": "He knows it."}, "responses", body{"message": "We are on it."},
		"calls", body{"result": "reached"}, "milestones", body{"milestone": "classified"},
		"waiting", body{"reason": "Logs are needed."}, "replies", body{"message": "Here they are."},
		"waiting", body{"reason": "More logs."}, "resumption", body{},
		"milestones", body{"milestone": "problem", "reference": "PRB-1"}, "visits", body{},
		"milestones", body{"milestone": "patch", "reference": "4.2.1"}, "visits", body{},
		"milestones", body{"milestone": "workaround", "message": "Restart it."},
		"escalation", body{"level": "3", "reason": "Deep analysis."},
		"priority", body{"priority": "P2", "reason": "One department.", "consent": true},
		"priority", body{"priority": "P3", "reason": "One person."},
		"resolution", body{"message": "Mended."}, "reopening", body{"reason": "It is back."},
		"resolution", body{"message": "Mended again."}, "closure", body{"reason": "Agreed."},
	)

	// By the hotline, with the call's beginning, and resolved while the call-back is owed.
	resp := d.Do(t, handlertest.Call{Route: "POST /v1/hotline/requests", As: handlertest.Operator, Key: d.key(), JSON: handlertest.Critical("moscow").
		With("customer", "moskva").With("contact", "sergey").With("callStartedAt", d.Clock.Now().Add(-5*time.Minute).Format(time.RFC3339))})
	require.Equal(t, 201, resp.StatusCode, resp.Body)
	id, err := ticket.ParseNumber(handlertest.Read[struct{ Number string }](t, resp).Number)
	require.NoError(t, err)
	all["hotline"] = id
	d.Settle(t)
	d.pass(t, 135)
	d.do(t, id, "resolution", body{"message": "It was the cable.", "waiver": "The customer hung up."})

	gleb := handlertest.Person{Subject: "gleb@ural.example", Roles: handlertest.Ivan.Roles}
	all["refused"] = d.Open(t, gleb, d.key(), handlertest.Request("ekb"))

	away := d.Through(t, (&handlertest.Outage{Of: handlertest.FactsOf("volga")}).Options)
	id = d.Submit(t, handlertest.Ivan, d.key(), handlertest.Critical("hq"))
	all["unverified"] = id
	_, err = away.Entitlement().Handle(t.Context(), handlertest.Messages(t, id))
	require.NoError(t, err)
	d.Settle(t)
	d.pass(t, 10)
	require.Equal(t, ticket.Accepted, d.Ticket(t, id).Ticket.Decision.Answer)

	all["threaded"], all["merged"] = d.threaded(t)
	id = d.Open(t, handlertest.Ivan, d.key(), handlertest.Request("hq"))
	all["recounted"] = id
	d.pass(t, 3)
	d.recount(t, id)
	d.do(t, id, "visits", body{})

	id = d.Open(t, handlertest.Ivan, d.key(), handlertest.Request("hq"))
	all["held"] = id
	d.support(t, id)
	all["unreachable"] = d.unreachable(t)

	// One that is not critical goes by mail alone, and is late.
	all["late"] = d.Open(t, sergey, d.key(), handlertest.Request("moscow").With("priority", "P2"))
	d.pass(t, 250)
	return all
}

// unreachable is a ticket whose contact gets no mail: the first is late, then given up and complained about, then refused by
// the receiving side; the second is refused by the service.
func (d *desk) unreachable(t testing.TB) string {
	t.Helper()
	id := d.Open(t, sergey, d.key(), handlertest.Request("moscow"))
	mails := d.Outbox.Mails()
	for _, fate := range []string{"delay", "full", "complaint", "bounce"} {
		d.Clock.Forward(time.Minute)
		answer, err := d.MailEvents().Handle(t.Context(), d.Reports(t, fate, mails[len(mails)-1]))
		require.NoError(t, err)
		require.Empty(t, answer.BatchItemFailures)
		d.Settle(t)
	}
	d.Outbox.Before = func(m mail.Message) error {
		if m.To == sergey.Subject {
			return mail.ErrRefused
		}
		return nil
	}
	d.do(t, id, "responses", handlertest.Body{"message": "We are on it."})
	d.Outbox.Before = nil
	require.Contains(t, d.Facts(t, id), "Decided Notified Reported Reported Reported Reported Notified Responded Notified Notified")
	return id
}

// threaded is a ticket that gets another contact, answers to colleagues, a supplier's word and a message that is split off,
// and is then merged into a second one.
func (d *desk) threaded(t testing.TB) (id, other string) {
	t.Helper()
	id, other = d.Open(t, handlertest.Ivan, d.key(), handlertest.Request("hq")), d.Open(t, handlertest.Kate, d.key(), handlertest.Request("hq"))
	d.do(t, id,
		"responses", handlertest.Body{"message": "To Kate alone.", "to": []string{"kate"}},
		"contact", handlertest.Body{"contact": "kate", "reason": "Ivan is on leave."},
		"inquiries", handlertest.Body{"address": "lab@vendor.example", "message": "Is this known?"},
		"resolution", handlertest.Body{"message": "Mended, all of you.", "to": []string{"ivan", "kate"}},
		"reopening", handlertest.Body{"reason": "It is back."},
	)
	for i, from := range []string{"kate@volga.example", "lab@vendor.example"} {
		d.Clock.Forward(time.Minute)
		d.Deliver(t, handlertest.Letter{
			Object: fmt.Sprint("threaded-", i), From: from, Subject: "Re: Faxes", Text: "There are no faxes either.",
			Headers: []string{"In-Reply-To: <" + handlertest.Threads().Root(id) + ">", fmt.Sprintf("Message-ID: <%d@volga.example>", i)},
		})
		d.Settle(t)
	}
	history, err := d.Store.History(t.Context(), id)
	require.NoError(t, err)
	for _, e := range history {
		if f, ok := e.Fact.(ticket.Replied); ok {
			d.do(t, id, "split", handlertest.Body{"messageId": f.Message})
		}
	}
	d.do(t, id, "merge", handlertest.Body{"into": ticket.ShowNumber(other), "message": "It is the same fault."})
	return id, other
}

// support takes the support of a ticket away and gives it back, by corrections of its certificate: upheld, held, released,
// held again and continued.
func (d *desk) support(t testing.TB, id string) {
	t.Helper()
	facts, err := d.Store.Facts(t.Context(), "volga")
	require.NoError(t, err)
	is := func(c entitlement.Certificate) bool {
		return c.ID == d.Ticket(t, id).Ticket.Decision.Certificate
	}
	right := facts.Certificates[slices.IndexFunc(facts.Certificates, is)]
	ending := func(c entitlement.Certificate, months int) entitlement.Certificate {
		c.PreviousEnd = coverage.Date{Year: 2026 - months/12, Month: 12, Day: 1}
		c.TermMonths = 12
		return c
	}
	sooner, over := ending(right, 12), ending(right, 24)
	sooner.PreviousEnd.Day, over.PreviousEnd.Day = 24, 1
	for i, c := range []entitlement.Certificate{sooner, over, right, over} {
		require.NoError(t, d.Store.PutCertificate(t.Context(), "volga", c, i+2))
		d.Clock.Forward(3 * time.Minute)
		answer, err := d.Escalation().Handle(t.Context(), handlertest.Messages(t, id))
		require.NoError(t, err)
		require.Empty(t, answer.BatchItemFailures)
		d.Settle(t)
	}
	d.Clock.Forward(3 * time.Minute)
	resp := d.Do(t, handlertest.Call{
		Route: "POST /v1/desk/tickets/{number}/continuation", Number: ticket.ShowNumber(id), As: handlertest.Manager, Key: d.key(),
		JSON: handlertest.Body{"reason": "The renewal is being signed."},
	})
	require.Equal(t, 200, resp.StatusCode, resp.Body)
	d.Settle(t)
	for _, fact := range []string{"Upheld", "Held", "Released", "Continued"} {
		require.Contains(t, d.Facts(t, id), fact)
	}
}

// recount publishes another version of the calendar, in which tomorrow is off, and moves the ticket to it.
func (d *desk) recount(t testing.TB, id string) {
	t.Helper()
	published, err := coverage.Published()
	require.NoError(t, err)
	newer, err := coverage.Russia().WithDaysOff("ru-five-day/2026-11-23", coverage.Date{Year: 2026, Month: 11, Day: 24})
	require.NoError(t, err)
	calendars, err := published.With(newer)
	require.NoError(t, err)
	was, err := d.Docket.Editions.Edition("flat-1.4")
	require.NoError(t, err)
	ed, err := was.WithCalendars(calendars)
	require.NoError(t, err)
	d.Docket = docket.Docket{Store: d.Store, Editions: d.Docket.Editions.Add(ed)}
	recounting := docket.Recounting{To: newer.Version(), Reason: "A day off was declared."}
	fact, ok, err := d.Docket.Recount(t.Context(), id, recounting, d.Clock.Now())
	require.NoError(t, err)
	require.True(t, ok)
	require.Len(t, fact.Moves, 1)
}

// said joins differences, for messages.
func said(r verify.Report) string {
	lines := make([]string, 0, len(r.Differences))
	for _, d := range r.Differences {
		lines = append(lines, d.String())
	}
	return strings.Join(lines, "\n")
}
