package pages_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSignInSetsACookieThatScriptsAndOtherSitesCannotUse(t *testing.T) {
	t.Parallel()
	base := serve(t, &desk{})
	form := url.Values{"person": {ivan.ID}, "back": {"/form"}}.Encode()
	response, _ := ask(t, http.MethodPost, base+"/demo/sign-in", form, "Content-Type", "application/x-www-form-urlencoded", "Origin", base)
	assert.Equal(t, http.StatusSeeOther, response.StatusCode)
	assert.Equal(t, "/form", response.Header.Get("Location"))
	cookies := cookiesOf(response)
	require.Len(t, cookies, 1)
	assert.Equal(t, "token-of-"+ivan.ID, cookies[0].Value)
	assert.True(t, cookies[0].HttpOnly)
	assert.Equal(t, http.SameSiteStrictMode, cookies[0].SameSite)

	response, _ = ask(t, http.MethodPost, base+"/demo/sign-out", "", "Cookie", "demo_session=x")
	require.Len(t, cookiesOf(response), 1)
	assert.Negative(t, cookiesOf(response)[0].MaxAge)

	response, _ = ask(t, http.MethodPost, base+"/demo/sign-in", "person=stranger", "Content-Type", "application/x-www-form-urlencoded")
	assert.Equal(t, http.StatusNotFound, response.StatusCode)
}

func TestTheWayBackStaysHere(t *testing.T) {
	t.Parallel()
	base := serve(t, &desk{})
	for _, elsewhere := range []string{"https://evil.example/", "//evil.example", `/\evil.example`} {
		form := url.Values{"person": {ivan.ID}, "back": {elsewhere}}.Encode()
		response, _ := ask(t, http.MethodPost, base+"/demo/sign-in", form, "Content-Type", "application/x-www-form-urlencoded")
		assert.Equal(t, "/", response.Header.Get("Location"), elsewhere)
	}
}

func TestOtherSitesCannotPost(t *testing.T) {
	t.Parallel()
	d := &desk{}
	base := serve(t, d)
	for _, path := range []string{"/demo/sign-in", "/demo/sign-out", "/demo/clock"} {
		for _, origin := range []string{"https://evil.example", "null"} {
			response, _ := ask(t, http.MethodPost, base+path, `{"forward":"2h"}`, "Origin", origin)
			assert.Equal(t, http.StatusForbidden, response.StatusCode, path)
		}
	}
	assert.Zero(t, d.moved)
}

func TestTheClockIsMovedByJSONByFormAndByCurl(t *testing.T) {
	t.Parallel()
	const form = "application/x-www-form-urlencoded"
	cases := []struct {
		name, kind, accept, body string
		status                   int
		moved                    time.Duration
		reset                    bool
	}{
		{"JSON", "application/json", "", `{"forward":"2h"}`, 200, 2 * time.Hour, false},
		{"JSON as curl -d sends it", form, "*/*", `{"forward":"+1d"}`, 200, 24 * time.Hour, false},
		{"a form of the page", form, "text/html", "forward=30m", 303, 30 * time.Minute, false},
		{"back to the real time", "application/json", "", `{"reset":true}`, 200, 0, true},
		{"back, by the page", form, "text/html", "reset=1", 303, 0, true},
		{"no duration", "application/json", "", `{"forward":"soon"}`, 400, 0, false},
		{"backward", "application/json", "", `{"forward":"-2h"}`, 400, 0, false},
		{"no JSON", "application/json", "", `oops`, 400, 0, false},
		{"half a JSON, by curl", form, "", `{"forward"`, 400, 0, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := &desk{}
			response, body := ask(t, http.MethodPost, serve(t, d)+"/demo/clock", c.body, "Content-Type", c.kind, "Accept", c.accept)
			assert.Equal(t, c.status, response.StatusCode, body)
			assert.Equal(t, c.moved, d.moved)
			assert.Equal(t, c.reset, d.reset)
		})
	}
}

func TestTokensAreGivenForPrograms(t *testing.T) {
	t.Parallel()
	base := serve(t, &desk{})
	_, body := ask(t, http.MethodGet, base+"/demo/token/"+ivan.ID, "")
	assert.Equal(t, "token-of-ivan@volga.example\n", body)
	response, _ := ask(t, http.MethodGet, base+"/demo/token/stranger", "")
	assert.Equal(t, http.StatusNotFound, response.StatusCode)
	_, list := ask(t, http.MethodGet, base+"/demo", "", "Accept", "application/json")
	assert.Contains(t, list, `"token":"token-of-petrov"`)
}
