package intake_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/ticket"
)

// The same fields as JSON and as a form come to the same request, or to the same refusal.
func TestFormAndJSONSayTheSame(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		body handlertest.Body
	}{
		{"a well-formed request", handlertest.Request("hq")},
		{"a critical one", handlertest.Critical("hq")},
		{"several lines", handlertest.Request("hq").With("description", "one\ntwo\n\n\tthree").With("findings", "a\nb")},
		{"every script and sign", handlertest.Request("hq").With("subject", "Ω «ё» 你好 🚨 & = + % ; # \"'<>").With("description", "<script>alert(1)</script> {{.Number}} ' OR 1=1 --")},
		{"nothing filled in", handlertest.Body{"installation": "", "type": "", "priority": "", "subject": "", "description": ""}},
		{"an unknown field and a wrong priority", handlertest.Request("hq").With("admin", "true").With("priority", "1")},
		{"an unknown installation", handlertest.Request("attic")},
		{"too long", handlertest.Request("hq").With("subject", strings.Repeat("x", 201))},
	}
	d := handlertest.New(t, "volga")
	for _, c := range cases {
		asJSON := d.Do(t, handlertest.Call{Route: portal, As: handlertest.Ivan, Key: "json-" + slug(c.name), JSON: c.body})
		asForm := d.Do(t, handlertest.Call{Route: portal, As: handlertest.Ivan, Form: form(c.body.With("idempotencyKey", "form-"+slug(c.name)))})
		require.Equal(t, asJSON.StatusCode, asForm.StatusCode, "%s: %s", c.name, asForm.Body)
		if asJSON.StatusCode != http.StatusCreated {
			assert.Equal(t, asJSON, asForm, c.name)
			continue
		}
		left, right := stored(t, d, asJSON), stored(t, d, asForm)
		left.Ticket, right.Ticket = "", ""
		assert.Equal(t, left, right, c.name)
	}
}

// A browser sends line ends as \r\n and every input, also those that nobody filled in.
func TestAFormAsBrowsersSendIt(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	fields := url.Values{
		"customer": {""}, "installation": {"hq"}, "type": {"incident"}, "priority": {"P3"}, "subject": {" No calls "},
		"description": {"one\r\ntwo"}, "callbackPhone": {""}, "findings": {""}, "idempotencyKey": {"from-a-page"},
	}
	html := map[string]string{"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "sec-fetch-site": "same-origin"}
	resp := d.Do(t, handlertest.Call{Route: portal, As: handlertest.Ivan, Form: fields, Header: html})
	require.Equal(t, http.StatusSeeOther, resp.StatusCode, resp.Body)
	request := stored(t, d, resp)
	assert.Equal(t, "No calls", request.Subject)
	assert.Equal(t, "one\ntwo", request.Description)

	again := d.Do(t, handlertest.Call{Route: portal, As: handlertest.Ivan, Form: fields, Header: html})
	assert.Equal(t, resp, again, "a double click")
	page := d.Do(t, handlertest.Call{Route: show, Number: ticket.ShowNumber(request.Ticket), As: handlertest.Ivan, Header: html})
	assert.Equal(t, "text/html; charset=utf-8", page.Headers["Content-Type"])
}

func TestPageOrProgramByAccept(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, accept string
		status       int
	}{
		{"a browser", "text/html,*/*;q=0.8", http.StatusSeeOther},
		{"a program", "application/json", http.StatusCreated},
		{"anything will do", "*/*", http.StatusCreated},
		{"both alike", "text/html, application/json", http.StatusCreated},
		{"JSON a little less", "application/json;q=0.9, text/html", http.StatusSeeOther},
		{"no page", "text/html;q=0", http.StatusCreated},
	}
	d := handlertest.New(t, "volga")
	for _, c := range cases {
		resp := d.Do(t, handlertest.Call{
			Route: portal, As: handlertest.Ivan, Key: "by-accept-1", JSON: handlertest.Request("hq"),
			Header: map[string]string{"accept": c.accept},
		})
		assert.Equal(t, c.status, resp.StatusCode, c.name)
		assert.Regexp(t, `^/v1/tickets/[0-9A-Z]{5}-[0-9A-Z]{5}$`, resp.Headers["Location"], c.name)
	}
}

// The largest texts that are allowed, of the signs that take the most room, still fit into their records.
func TestTheLargestRequestFits(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	for i, sign := range []string{"\u2028", "\u2029", "\U0001F6A8", "ы", "\"", "\\", "\n", "\t", "<"} {
		room := 250_000 / max(len(sign), 2) // of the 256 KiB that a body may have
		body := handlertest.Request("hq").
			With("description", "x"+strings.Repeat(sign, min(room, 59_998))+"x").
			With("findings", strings.Repeat(sign, min(max(room-59_998, 0), 60_000)))
		resp := d.Do(t, handlertest.Call{Route: portal, As: handlertest.Ivan, Key: fmt.Sprintf("the-largest-%d", i), JSON: plain(t, body)})
		assert.Equal(t, http.StatusCreated, resp.StatusCode, "%q: %.200s", sign, resp.Body)
	}
}

// plain is a body as JSON in which signs stand for themselves where they may.
func plain(t *testing.T, body handlertest.Body) string {
	t.Helper()
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	require.NoError(t, encoder.Encode(body))
	return strings.NewReplacer(`\u2028`, "\u2028", `\u2029`, "\u2029").Replace(out.String())
}
