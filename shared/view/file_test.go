package view_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/infra/story/letter"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
)

// What a mail brought is beside its text: for a customer with links of theirs, for the staff with where the mail is kept.
func TestWhatAMailBroughtIsShownBesideItsText(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	d.Deliver(t, handlertest.Letter{
		Object: "a-mail", From: handlertest.Ivan.Subject, Subject: "No calls", HTML: `<p>None <script>x</script><b>at all</b></p>`,
		Text:  "None at all.\n\nOn Mon, Nov 23, 2026 at 10:00 AM Kate <kate@volga.example> wrote:\n> <i>Red</i> lamp.",
		Files: []letter.File{{Name: "<b>.log", Content: "a trace"}, {Name: "huge.log", Size: 10<<20 + 1}},
	})
	d.Settle(t)
	became, err := d.Store.ReceivedMail(t.Context(), "a-mail")
	require.NoError(t, err)
	number := ticket.ShowNumber(became.Ticket)
	show := func(route string, as handlertest.Person, accept string) string {
		resp := d.Do(t, handlertest.Call{Route: route, Number: number, As: as, Header: map[string]string{"accept": accept}})
		require.Equal(t, http.StatusOK, resp.StatusCode)
		return resp.Body
	}
	var own, staff view.Ticket
	require.NoError(t, json.Unmarshal([]byte(show("GET /v1/tickets/{number}", handlertest.Ivan, "application/json")), &own))
	require.NoError(t, json.Unmarshal([]byte(show("GET /v1/desk/tickets/{number}", handlertest.Engineer, "application/json")), &staff))
	assert.Contains(t, own.Description, "None at all.")
	assert.NotContains(t, own.Description, "lamp")
	assert.Contains(t, own.Quoted, "> <i>Red</i> lamp.")
	assert.Equal(t, "<p>None <b>at all</b></p>", own.HTML)
	require.Len(t, own.Files, 2)
	assert.Equal(t, "_b_.log", own.Files[0].Name)
	assert.Regexp(t, "^/v1/tickets/"+number+"/files/", own.Files[0].Link)
	assert.Regexp(t, "^/v1/desk/tickets/"+number+"/files/", staff.Files[0].Link)
	assert.Equal(t, view.File{Name: "huge.log", Type: "application/octet-stream", Size: 10<<20 + 1}, own.Files[1], "it cannot be had")
	assert.Empty(t, own.Mail)
	assert.Equal(t, "a-mail", staff.Mail)

	page := show("GET /v1/tickets/{number}", handlertest.Ivan, "text/html")
	assert.Contains(t, page, "<details><summary>Quoted history</summary>")
	assert.Contains(t, page, "&gt; &lt;i&gt;Red&lt;/i&gt; lamp.")
	assert.Contains(t, page, `<a href="`+own.Files[0].Link+`" rel="noreferrer">_b_.log</a>`)
	assert.Contains(t, page, "huge.log (too large, only in the mail)")
	assert.NotContains(t, page, "<b>at all</b>", "nobody's markup is in a page of ours")
}
