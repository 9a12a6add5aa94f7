package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/web"
)

// ticking is a clock that moves on by 25 ms each time it is asked.
func ticking() func() time.Time {
	now := time.Date(2026, 11, 23, 7, 30, 0, 0, time.UTC)
	return func() time.Time {
		now = now.Add(25 * time.Millisecond)
		return now
	}
}

// serve runs one request and returns the answer and the lines of the log, without the time of day.
func serve(t *testing.T, req events.APIGatewayV2HTTPRequest, handler web.Handler) (events.APIGatewayV2HTTPResponse, []map[string]any) {
	t.Helper()
	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, nil))
	resp, err := web.Routes{"POST /v1/things": handler, "GET /v1/things/{id}": handler}.Serve(log, ticking())(t.Context(), req)
	require.NoError(t, err)
	var lines []map[string]any
	for line := range bytes.Lines(out.Bytes()) {
		var entry map[string]any
		require.NoError(t, json.Unmarshal(line, &entry))
		delete(entry, "time")
		lines = append(lines, entry)
	}
	return resp, lines
}

func TestServe(t *testing.T) {
	t.Parallel()
	get := events.APIGatewayV2HTTPRequest{RouteKey: "GET /v1/things/{id}", RawPath: "/v1/things/ivan@volga.example"}
	get.RequestContext.HTTP.Method = "GET"
	elsewhere := get
	elsewhere.RouteKey = "GET /v1/others"
	cases := []struct {
		name    string
		req     events.APIGatewayV2HTTPRequest
		resp    events.APIGatewayV2HTTPResponse
		err     error
		status  int
		outcome map[string]any
		called  bool
	}{
		{
			name: "an answer", req: get, resp: web.JSON(http.StatusOK, 1), status: 200, called: true,
			outcome: map[string]any{"level": "INFO", "method": "GET", "route": "GET /v1/things/{id}", "status": 200.0},
		},
		{
			name: "a refusal", req: get, err: &web.Error{Status: 404, Code: web.NotFound, Cause: errors.New("ivan")}, status: 404, called: true,
			outcome: map[string]any{"level": "INFO", "method": "GET", "route": "GET /v1/things/{id}", "status": 404.0, "code": "NOT_FOUND"},
		},
		{
			name: "a failure of ours tells the log why", req: get, err: errors.New("read T#K7: timeout"), status: 500, called: true,
			outcome: map[string]any{
				"level": "ERROR", "method": "GET", "route": "GET /v1/things/{id}", "status": 500.0, "code": "INTERNAL", "error": "read T#K7: timeout",
			},
		},
		{
			name: "a route that is not ours", req: elsewhere, status: 404,
			outcome: map[string]any{"level": "INFO", "method": "GET", "route": "unknown", "status": 404.0, "code": "NOT_FOUND"},
		},
		{
			name: "a form from another site reaches no handler", req: withHeaders(postForm(`subject=a`), "sec-fetch-site", "cross-site"), status: 403,
			outcome: map[string]any{"level": "INFO", "method": "POST", "route": "POST /v1/things", "status": 403.0, "code": "CROSS_SITE_FORM"},
		},
		{
			name: "reading from another site is no write", req: withHeaders(get, "sec-fetch-site", "cross-site"), status: 200, called: true,
			resp:    web.JSON(http.StatusOK, 1),
			outcome: map[string]any{"level": "INFO", "method": "GET", "route": "GET /v1/things/{id}", "status": 200.0},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			req := c.req
			req.RequestContext.RequestID = "r-1"
			req.RequestContext.HTTP.SourceIP = "203.0.113.9"
			called := false
			resp, lines := serve(t, req, func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
				called = true
				return c.resp, c.err
			})
			assert.Equal(t, c.status, resp.StatusCode)
			assert.Equal(t, c.called, called)
			c.outcome["msg"], c.outcome["requestId"], c.outcome["durationMs"] = "answered", "r-1", 25.0
			assert.Equal(t, []map[string]any{c.outcome}, lines, "one line, and nothing of the person in it")
		})
	}
}

func TestServeAnswersInTheCallersLanguage(t *testing.T) {
	t.Parallel()
	req := withHeaders(postJSON(`{}`), "accept-language", "en")
	req.RouteKey = "$default"
	resp, _ := serve(t, req, nil)
	assert.Contains(t, resp.Body, "There is no such page or ticket.")
}

func TestServeLeavesAPanicToTheRuntime(t *testing.T) {
	t.Parallel()
	assert.PanicsWithValue(t, "broken", func() {
		serve(t, postJSON(`{}`), func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
			panic("broken")
		})
	})
}
