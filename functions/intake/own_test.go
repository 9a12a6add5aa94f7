package intake_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/auth"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
)

func TestATicketBeforeAndAfterItsCheck(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Submit(t, handlertest.Ivan, "before-and-after", handlertest.Request("hq"))
	call := handlertest.Call{Route: show, Number: ticket.ShowNumber(id), As: handlertest.Ivan}
	before := handlertest.Read[view.Ticket](t, d.Do(t, call))
	assert.Equal(t, "registered", before.Status)
	assert.Nil(t, before.Decision)
	assert.Empty(t, before.Clocks)

	d.Settle(t)
	after := handlertest.Read[view.Ticket](t, d.Do(t, call))
	assert.Equal(t, "open", after.Status)
	require.NotNil(t, after.Decision)
	assert.Equal(t, "TS_8X5", after.Decision.Package)
	require.Len(t, after.Clocks, 1)
	assert.Equal(t, "running", after.Clocks[0].State)
	assert.Equal(t, time.Date(2026, 11, 24, 6, 30, 0, 0, time.UTC), after.Clocks[0].Due.UTC(), "7.5 of 8 hours today, the rest from nine tomorrow")
	assert.Empty(t, after.Contact, "for the staff")
	assert.Nil(t, after.WakeAt, "for the staff")
}

func TestARefusedRequestSaysWhyAndWhatToDo(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "ural")
	gleb := handlertest.Person{Subject: "gleb@ural.example", Roles: []auth.Role{auth.Contact}}
	id := d.Open(t, gleb, "expired-support", handlertest.Request("ekb"))
	number := ticket.ShowNumber(id)
	shown := handlertest.Read[view.Ticket](t, d.Do(t, handlertest.Call{Route: show, Number: number, As: gleb}))
	require.NotNil(t, shown.Decision)
	assert.Equal(t, "refused", shown.Status)
	assert.Equal(t, "COVERAGE_EXPIRED", shown.Decision.Code)
	for _, said := range []string{shown.Decision.Clause, shown.Decision.Quote, shown.Decision.Reason, shown.Decision.Remedy} {
		assert.NotEmpty(t, said)
	}
	assert.NotEmpty(t, shown.Decision.Facts)
	assert.Empty(t, shown.Clocks)

	resp := d.Do(t, handlertest.Call{Route: reply, Number: number, As: gleb, Key: "but-please", JSON: handlertest.Body{"message": "But please!"}})
	assert.Equal(t, http.StatusConflict, resp.StatusCode)
	assert.Equal(t, "TICKET_NOT_OPEN", handlertest.Read[problem](t, resp).Code)
	page := d.Do(t, handlertest.Call{Route: show, Number: number, As: gleb, Header: html})
	assert.NotContains(t, page.Body, "<form", "there is nothing to reply to")
}

var html = map[string]string{"accept": "text/html"}

func TestNothingThatPeopleWriteIsMarkup(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	evil := `<script>alert(1)</script>"'><img src=x onerror=alert(2)>{{.Number}}`
	body := handlertest.Request("hq").With("subject", evil).With("description", evil)
	id := d.Open(t, handlertest.Ivan, "markup-in-words", body)
	number := ticket.ShowNumber(id)
	d.Do(t, handlertest.Call{Route: reply, Number: number, As: handlertest.Ivan, Key: "markup-reply", JSON: handlertest.Body{"message": evil}})
	for _, call := range []handlertest.Call{{Route: show, Number: number}, {Route: list}} {
		call.As, call.Header = handlertest.Ivan, html
		page := d.Do(t, call)
		assert.Equal(t, http.StatusOK, page.StatusCode)
		assert.NotContains(t, page.Body, "<script", call.Route)
		assert.NotContains(t, page.Body, "<img", call.Route)
		assert.Contains(t, page.Body, "&lt;script&gt;", call.Route)
		assert.Contains(t, page.Body, "{{.Number}}", call.Route)
		assert.NotContains(t, page.Headers["Content-Security-Policy"], "unsafe", call.Route)
	}
}

func TestTheListIsReadPageByPage(t *testing.T) {
	t.Parallel()
	const tickets = 27
	d := handlertest.New(t, "volga", "neva")
	for i := range tickets {
		d.Clock.Forward(time.Second)
		d.Submit(t, handlertest.Ivan, fmt.Sprintf("in-the-list-%02d", i), handlertest.Request("hq").With("subject", fmt.Sprintf("number %02d", i)))
	}
	d.Submit(t, handlertest.Anna, "in-another-list", handlertest.Request("spb").With("subject", "a secret of neva"))

	first := handlertest.Read[view.List](t, d.Do(t, handlertest.Call{Route: list, As: handlertest.Kate}))
	require.Len(t, first.Tickets, 25)
	assert.Equal(t, "number 26", first.Tickets[0].Subject, "the newest first")
	second := d.Do(t, handlertest.Call{Route: list, As: handlertest.Kate, Query: map[string]string{"cursor": first.Next}})
	rest := handlertest.Read[view.List](t, second)
	assert.Len(t, rest.Tickets, 2)
	assert.Empty(t, rest.Next)
	assert.NotContains(t, second.Body, "neva")

	for name, cursor := range map[string]string{"altered": "x" + first.Next, "of nothing": "AAAA", "of markup": "<script>"} {
		resp := d.Do(t, handlertest.Call{Route: list, As: handlertest.Kate, Query: map[string]string{"cursor": cursor}})
		assert.Equal(t, []string{"cursor INVALID"}, wrong(t, resp), name)
	}
	foreign := d.Do(t, handlertest.Call{Route: list, As: handlertest.Anna, Query: map[string]string{"cursor": first.Next}})
	assert.Equal(t, []string{"cursor INVALID"}, wrong(t, foreign), "the cursor of another customer")
	page := d.Do(t, handlertest.Call{Route: list, As: handlertest.Kate, Header: html})
	assert.Contains(t, page.Body, `href="/v1/tickets?customer=volga&amp;cursor=`+strings.TrimRight(first.Next, "=")[:10])
}

// What is in the desk's own notes of a ticket never reaches its customer, whichever way it is shown.
func TestTheDesksOwnWordsStayInTheDesk(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "own-words", handlertest.Critical("hq"))
	number := ticket.ShowNumber(id)
	for i, command := range []struct {
		name string
		body handlertest.Body
	}{
		{"notes", handlertest.Body{"message": "SECRET note"}},
		{"calls", handlertest.Body{"result": "no_answer", "message": "SECRET of the call"}},
		{"assignment", handlertest.Body{"engineer": "petrov", "reason": "SECRET reason"}},
		{"responses", handlertest.Body{"message": "We are on it."}},
		{"resolution", handlertest.Body{"message": "Mended.", "waiver": "SECRET waiver"}},
		{"closure", handlertest.Body{"reason": "SECRET closure"}},
	} {
		resp := d.Do(t, handlertest.Call{
			Route: "POST /v1/desk/tickets/{number}/" + command.name, Number: number, As: handlertest.Engineer,
			Key: fmt.Sprintf("own-words-%d", i), JSON: command.body,
		})
		require.Equal(t, http.StatusOK, resp.StatusCode, "%s: %s", command.name, resp.Body)
	}
	d.Settle(t)
	for _, accept := range []string{"application/json", "text/html"} {
		shown := d.Do(t, handlertest.Call{Route: show, Number: number, As: handlertest.Ivan, Header: map[string]string{"accept": accept}})
		assert.NotContains(t, shown.Body, "SECRET", accept)
		assert.NotContains(t, shown.Body, "kuznetsova", "%s: who of the desk it was", accept)
		assert.Contains(t, shown.Body, "We are on it.", accept)
		assert.Contains(t, shown.Body, "Mended.", accept)
	}
	for _, mail := range d.Outbox.Mails() {
		if mail.To == handlertest.Ivan.Subject {
			assert.NotContains(t, mail.Text+mail.HTML+mail.Subject, "SECRET")
		}
	}
}

// EML-31: the link says which ticket and nothing about who reads it. A colleague who signs in writes under their own name.
func TestAForwardedLinkGivesNoIdentity(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	number := ticket.ShowNumber(id)
	before := d.Facts(t, id)
	message := handlertest.Body{"message": "It is the same at my desk."}
	for _, call := range []handlertest.Call{
		{Route: show, Number: number},
		{Route: reply, Number: number, Key: "nobody-replies", JSON: message},
	} {
		resp := d.Do(t, call)
		assert.Equal(t, http.StatusUnauthorized, resp.StatusCode, "%s: %s", call.Route, resp.Body)
		assert.NotContains(t, resp.Body, "No outgoing calls")
	}
	assert.Equal(t, before, d.Facts(t, id))

	resp := d.Do(t, handlertest.Call{Route: reply, Number: number, As: handlertest.Kate, Key: "kate-replies", JSON: message})
	require.Equal(t, http.StatusCreated, resp.StatusCode, resp.Body)
	var by ticket.Actor
	for _, e := range d.Ticket(t, id).Events {
		if _, ok := e.Fact.(ticket.Replied); ok {
			by = e.By
		}
	}
	assert.Equal(t, ticket.Actor{Role: ticket.Contact, ID: "kate"}, by)
}
