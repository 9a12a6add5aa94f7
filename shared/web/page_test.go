package web_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/auth"
	"flatsupport/shared/web"
)

const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

// failing is the answer of a route whose handler fails with err.
func failing(t *testing.T, req events.APIGatewayV2HTTPRequest, err error) events.APIGatewayV2HTTPResponse {
	t.Helper()
	resp, _ := serve(t, req, func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		return events.APIGatewayV2HTTPResponse{}, err
	})
	return resp
}

// goldenPage compares a page with a file under testdata, or rewrites it.
func goldenPage(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), got)
}

func TestABrowserGetsAPage(t *testing.T) {
	t.Parallel()
	var fields web.Fields
	fields.Require("description", " ")
	fields.MaxLen("subject", "abc", 2)
	fields.OneOf("priority", "P9", "P1", "P2", "P3", "P4")
	cases := []struct {
		name string
		err  error
	}{
		{"fields", fields.Err()},
		{"clause", &web.Error{Status: http.StatusConflict, Code: "CALLBACK_OWED", Clause: "PR-P1"}},
		{"unavailable", auth.ErrKeysUnavailable},
	}
	for _, c := range cases {
		for _, lang := range []string{web.Russian, web.English} {
			t.Run(c.name+" "+lang, func(t *testing.T) {
				t.Parallel()
				req := withHeaders(postForm(`subject=a`), "accept", browser, "accept-language", lang)
				resp := failing(t, req, c.err)
				goldenPage(t, "problem."+c.name+"."+lang+".html", resp.Body)
				assert.Equal(t, lang, resp.Headers["Content-Language"])
			})
		}
	}
}

// The page has status and headers of the refusal that a program gets, but for what it is.
func TestThePageIsTheSameRefusal(t *testing.T) {
	t.Parallel()
	secret := errors.New("no route to 10.0.0.7")
	cases := []struct {
		name   string
		err    error
		status int
	}{
		{"fields", web.FieldErr("subject", web.Required), 400},
		{"nobody has signed in", auth.ErrUnauthenticated, 401},
		{"another role is needed", auth.ErrForbidden, 403},
		{"nothing there", &web.Error{Status: 404, Code: web.NotFound, Cause: secret}, 404},
		{"others keep writing", &web.Error{Status: 409, Code: web.Conflict, RetryAfter: 2 * time.Second, Cause: secret}, 409},
		{"too large", &web.Error{Status: 413, Code: web.BodyTooLarge}, 413},
		{"a key used twice", &web.Error{Status: 422, Code: web.IdempotencyKeyReused}, 422},
		{"a failure of ours", secret, 500},
		{"not now", auth.ErrKeysUnavailable, 503},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			problem := failing(t, postForm(`subject=a`), c.err)
			page := failing(t, withHeaders(postForm(`subject=a`), "accept", browser), c.err)
			assert.Equal(t, "application/problem+json", problem.Headers["Content-Type"])
			assert.Equal(t, web.Answer(c.err, web.Russian), problem, "a program's answer is as ever")
			assert.Equal(t, "text/html; charset=utf-8", page.Headers["Content-Type"])
			assert.Equal(t, "Accept, Accept-Language", page.Headers["Vary"])
			assert.Equal(t, c.status, page.StatusCode)
			assert.Equal(t, c.status, problem.StatusCode)
			assert.NotContains(t, page.Body, "10.0.0.7", "the cause stays inside")
			for _, same := range []string{"Content-Type", "Content-Security-Policy", "Vary"} {
				delete(problem.Headers, same)
				delete(page.Headers, same)
			}
			assert.Equal(t, problem.Headers, page.Headers)
		})
	}
}

func TestRefusalsBeforeAnyHandlerArePagesToo(t *testing.T) {
	t.Parallel()
	elsewhere := withHeaders(postForm(`subject=a`), "accept", browser)
	elsewhere.RouteKey = "$default"
	foreign := withHeaders(postForm(`subject=a`), "accept", browser, "sec-fetch-site", "cross-site")
	for status, req := range map[int]events.APIGatewayV2HTTPRequest{http.StatusNotFound: elsewhere, http.StatusForbidden: foreign} {
		resp, _ := serve(t, req, nil)
		assert.Equal(t, status, resp.StatusCode)
		assert.Contains(t, resp.Body, "<!doctype html>")
		assert.Equal(t, status == http.StatusNotFound, strings.Contains(resp.Body, "К форме ведёт"), "the way back to another site's form")
	}
}

func TestThePagesStyleTakesEffect(t *testing.T) {
	t.Parallel()
	page := failing(t, withHeaders(postForm(``), "accept", browser), errors.New("x"))
	style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindStringSubmatch(page.Body)
	require.Len(t, style, 2)
	sum := sha256.Sum256([]byte(style[1]))
	assert.Contains(t, page.Headers["Content-Security-Policy"], "style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	assert.NotContains(t, page.Headers["Content-Security-Policy"], "unsafe")
	assert.NotContains(t, page.Body, "<script")
	assert.NotContains(t, page.Body, " style=", "which the policy would not let take effect")
}

func TestNothingOfTheSenderIsMarkup(t *testing.T) {
	t.Parallel()
	for _, evil := range []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(2)>`, `</style><b>`, `{{.Title}}`, `</dt></dl><form action=//evil.example>`,
	} {
		var fields web.Fields
		var into struct{}
		req := withHeaders(postJSON(`{}`), "accept", browser)
		require.NoError(t, fields.Decode(postForm(url.QueryEscape(evil)+"=1"), &into))
		fields.Add("subject", web.Invalid, evil)
		page := failing(t, req, fields.Err())
		assert.Equal(t, http.StatusBadRequest, page.StatusCode)
		for _, tag := range []string{"<script", "<img", "<b>", "<form"} {
			assert.NotContains(t, page.Body, tag, evil)
		}
		assert.Len(t, regexp.MustCompile(`<dt>`).FindAllString(page.Body, -1), 2, evil)
		assert.Len(t, regexp.MustCompile(`</style>`).FindAllString(page.Body, -1), 1, evil)
	}
	assert.Contains(t, failing(t, withHeaders(postForm(``), "accept", browser), web.FieldErr(`{{.Title}}`, web.UnknownField)).Body, "<dt>{{.Title}}</dt>")
}

func TestAPageThatWasOnlyReadPromisesNoForm(t *testing.T) {
	t.Parallel()
	get := events.APIGatewayV2HTTPRequest{RouteKey: "GET /v1/things/{id}", Headers: map[string]string{"accept": browser, "accept-language": "en"}}
	get.RequestContext.HTTP.Method = http.MethodGet
	notThere := &web.Error{Status: http.StatusNotFound, Code: web.NotFound}
	assert.NotContains(t, failing(t, get, notThere).Body, "what you wrote")
	posted := withHeaders(postForm(``), "accept", browser, "accept-language", "en")
	assert.Contains(t, failing(t, posted, notThere).Body, "what you wrote")
}

// A handler's own sentence is worth more than any of the catalogue.
func TestThePageKeepsTheHandlersSentence(t *testing.T) {
	t.Parallel()
	e := &web.Error{Status: 503, Code: web.Unavailable, Detail: "Идут работы до 12:00."}
	assert.Contains(t, failing(t, withHeaders(postForm(``), "accept", browser), e).Body, "Идут работы до 12:00.")
}
