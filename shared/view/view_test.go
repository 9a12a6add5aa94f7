package view_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
)

var update = flag.Bool("update", false, "rewrite golden files")

// life is a critical ticket of don that has seen everything: an answer, a call in vain, a note, a wait, a lower
// priority, a resolution, a reply and a closure.
func life(t *testing.T) (*handlertest.Desk, string) {
	t.Helper()
	d := handlertest.New(t, "don")
	john := handlertest.Person{Subject: "john@don.example", Roles: handlertest.Ivan.Roles}
	id := d.Open(t, john, "a-whole-life", handlertest.Critical("rostov"))
	for _, step := range []struct {
		route string
		as    handlertest.Person
		body  handlertest.Body
	}{
		{"POST /v1/desk/tickets/{number}/notes", handlertest.Engineer, handlertest.Body{"message": "Only for the desk."}},
		{"POST /v1/desk/tickets/{number}/responses", handlertest.Engineer, handlertest.Body{"message": "We are on it."}},
		{"POST /v1/desk/tickets/{number}/calls", handlertest.Engineer, handlertest.Body{"result": "no_answer", "message": "Only for the desk too."}},
		{"POST /v1/desk/tickets/{number}/assignment", handlertest.Manager, handlertest.Body{"engineer": "wright", "reason": "He knows it."}},
		{"POST /v1/desk/tickets/{number}/waiting", handlertest.Engineer, handlertest.Body{"reason": "Logs are needed."}},
		{"POST /v1/tickets/{number}/replies", john, handlertest.Body{"message": "Here they are."}},
		{"POST /v1/desk/tickets/{number}/escalation", handlertest.Engineer, handlertest.Body{"level": "3", "reason": "A dump has to be read."}},
		{"POST /v1/desk/tickets/{number}/milestones", handlertest.Engineer, handlertest.Body{"milestone": "workaround", "message": "Use the other trunk."}},
		{"POST /v1/desk/tickets/{number}/visits", handlertest.Engineer, handlertest.Body{}},
		{"POST /v1/desk/tickets/{number}/priority", handlertest.Engineer, handlertest.Body{"priority": "P2", "reason": "One department.", "consent": true}},
		{"POST /v1/desk/tickets/{number}/resolution", handlertest.Engineer, handlertest.Body{"message": "Mended."}},
		{"POST /v1/desk/tickets/{number}/closure", handlertest.Engineer, handlertest.Body{}},
	} {
		d.Clock.Forward(5 * time.Minute)
		name := step.route[strings.LastIndex(step.route, "/")+1:]
		resp := d.Do(t, handlertest.Call{Route: step.route, Number: ticket.ShowNumber(id), As: step.as, Key: "a-life-" + name, JSON: step.body})
		require.Less(t, resp.StatusCode, 300, "%s: %s", name, resp.Body)
		d.Settle(t)
	}
	return d, id
}

// What each audience sees of one ticket, to the last field.
func TestWhatEachAudienceSees(t *testing.T) {
	t.Parallel()
	d, id := life(t)
	john := handlertest.Person{Subject: "john@don.example", Roles: handlertest.Ivan.Roles}
	cases := []struct {
		file, route, accept string
		as                  handlertest.Person
	}{
		{"customer.json", "GET /v1/tickets/{number}", "application/json", john},
		{"staff.json", "GET /v1/desk/tickets/{number}", "application/json", handlertest.Operator},
		{"customer.html", "GET /v1/tickets/{number}", "text/html", john},
		{"list.html", "GET /v1/tickets", "text/html", john},
	}
	key := regexp.MustCompile(`name="idempotencyKey" value="[0-9A-Z]+"`)
	digest := d.Ticket(t, id).Ticket.Decision.Digest
	for _, c := range cases {
		for _, lang := range []string{"ru", "en"} {
			resp := d.Do(t, handlertest.Call{
				Route: c.route, Number: ticket.ShowNumber(id), As: c.as,
				Header: map[string]string{"accept": c.accept, "accept-language": lang},
			})
			require.Equal(t, http.StatusOK, resp.StatusCode)
			shown := tidy(t, c.accept, resp.Body, digest)
			golden(t, lang+"."+c.file, key.ReplaceAll(shown, []byte(`name="idempotencyKey" value="KEY"`)))
		}
	}
}

// What is promised before a request is sent, to the last field: a critical incident with an engineer, and a refusal.
func TestWhatAPromiseShows(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "don")
	john := handlertest.Person{Subject: "john@don.example", Roles: handlertest.Ivan.Roles}
	typed := handlertest.Critical("rostov").With("idempotencyKey", "typed-in-a-form")
	cases := []struct {
		file, accept string
		body         handlertest.Body
	}{
		{"promise.json", "application/json", typed},
		{"promise.html", "text/html", typed},
		{"refusal.html", "text/html", typed.With("type", "configure")},
	}
	ed, err := d.Docket.Editions.Edition("flat-1.4")
	require.NoError(t, err)
	for _, c := range cases {
		for _, lang := range []string{"ru", "en"} {
			resp := d.Do(t, handlertest.Call{
				Route: "POST /v1/promise", As: john, JSON: c.body,
				Header: map[string]string{"accept": c.accept, "accept-language": lang},
			})
			require.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
			golden(t, lang+"."+c.file, tidy(t, c.accept, resp.Body, ed.Digest))
		}
	}
}

// The staff can ask what would change the answer; nobody else is told, and nobody who does not ask.
func TestTheStaffCanAskWhatWouldChangeIt(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Critical("hq"))
	show := func(route string, as handlertest.Person, query map[string]string) view.Ticket {
		resp := d.Do(t, handlertest.Call{Route: route, Number: ticket.ShowNumber(id), As: as, Query: query})
		require.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
		return handlertest.Read[view.Ticket](t, resp)
	}
	asked := map[string]string{"whatIf": "true"}
	shown := show("GET /v1/desk/tickets/{number}", handlertest.Operator, asked)
	assert.Contains(t, shown.Clocks[0].WhatIf, "  if the priority were changed to P3 now: due Tue 24 Nov 2026 09:30 Moscow time")
	require.NotEmpty(t, shown.Decision.WhatIf)
	assert.Contains(t, shown.Decision.WhatIf[0].Text, "With eligibility.installation = fully_functional instead of commissioned: refused")
	for _, quiet := range []view.Ticket{show("GET /v1/desk/tickets/{number}", handlertest.Operator, nil), show("GET /v1/tickets/{number}", handlertest.Ivan, asked)} {
		assert.Empty(t, quiet.Clocks[0].WhatIf)
		assert.Empty(t, quiet.Decision.WhatIf)
	}
}

// The content security policy of a page names exactly the style that the page brings along.
func TestThePolicyOfAPageFitsItsStyle(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	style := regexp.MustCompile(`(?s)<style>(.*?)</style>`)
	for _, route := range []string{"GET /v1/tickets", "GET /v1/tickets/{number}", "POST /v1/promise"} {
		call := handlertest.Call{Route: route, Number: id, As: handlertest.Ivan, Header: map[string]string{"accept": "text/html"}}
		if route == "POST /v1/promise" {
			call.JSON = handlertest.Request("hq")
		}
		resp := d.Do(t, call)
		found := style.FindAllStringSubmatch(resp.Body, -1)
		require.Len(t, found, 1, route)
		sum := sha256.Sum256([]byte(found[0][1]))
		assert.Contains(t, resp.Headers["Content-Security-Policy"], "style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'", route)
		for _, forbidden := range []string{"<script", " style=", " onclick", "http://", "https://"} {
			assert.NotContains(t, resp.Body, forbidden, route)
		}
	}
}

// Pages of one ticket, shown twice, carry different keys: two replies are two replies, a double click is one.
func TestEveryPageHasAKeyOfItsOwn(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	key := regexp.MustCompile(`name="idempotencyKey" value="([0-9A-Z]{20,})"`)
	seen := map[string]bool{}
	for range 3 {
		page := d.Do(t, handlertest.Call{Route: "GET /v1/tickets/{number}", Number: id, As: handlertest.Ivan, Header: map[string]string{"accept": "text/html"}})
		found := key.FindStringSubmatch(page.Body)
		require.Len(t, found, 2)
		assert.False(t, seen[found[1]])
		seen[found[1]] = true
	}
}

// tidy makes an answer fit to be compared: indented, and without what changes with every word of the edition or the style.
func tidy(t *testing.T, accept, body, digest string) []byte {
	t.Helper()
	shown := []byte(body)
	if accept == "application/json" {
		var out bytes.Buffer
		require.NoError(t, json.Indent(&out, shown, "", "  "))
		shown = append(out.Bytes(), '\n')
	}
	shown = bytes.ReplaceAll(shown, []byte(digest), []byte("DIGEST"))
	return bytes.ReplaceAll(shown, []byte(view.Style), []byte("STYLE"))
}

func golden(t *testing.T, name string, shown []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, shown, 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(shown), name)
}
