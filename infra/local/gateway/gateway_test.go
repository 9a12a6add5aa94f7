package gateway_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/function"
	"flatsupport/infra/local/gateway"
)

// virtual is the time of the stack in these tests: not the machine's.
var virtual = time.Date(2031, 5, 2, 9, 30, 0, 0, time.UTC)

// echo answers with the event itself.
func echo(_ context.Context, _ string, event []byte) ([]byte, error) {
	return json.Marshal(events.APIGatewayV2HTTPResponse{StatusCode: http.StatusOK, Body: string(event)})
}

func says(answer string) func(context.Context, string, []byte) ([]byte, error) {
	return func(context.Context, string, []byte) ([]byte, error) { return []byte(answer), nil }
}

// serve starts a gateway with open routes; change makes the difference of the test.
func serve(t *testing.T, change func(*gateway.Config)) string {
	t.Helper()
	c := gateway.Config{
		Routes: []gateway.Route{
			{Method: "POST", Path: "/v1/requests", Function: "Intake"},
			{Method: "GET", Path: "/v1/tickets/{number}", Function: "Intake"},
		},
		Invoke:        echo,
		Now:           func() time.Time { return virtual },
		SessionCookie: "session",
	}
	if change != nil {
		change(&c)
	}
	g, err := gateway.New(c)
	require.NoError(t, err)
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	return server.URL
}

// reply is what came back beside the body.
type reply struct {
	StatusCode int
	Header     http.Header
}

func send(t *testing.T, method, url, body string, headers ...string) (reply, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Add(headers[i], headers[i+1])
	}
	client := &http.Client{Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return reply{response.StatusCode, response.Header}, string(text)
}

func eventOf(t *testing.T, body string) events.APIGatewayV2HTTPRequest {
	t.Helper()
	var event events.APIGatewayV2HTTPRequest
	require.NoError(t, json.Unmarshal([]byte(body), &event))
	return event
}

func TestTheEventIsThatOfPayloadFormat2(t *testing.T) {
	t.Parallel()
	url := serve(t, nil)
	_, body := send(t, http.MethodGet, url+"/v1/tickets/K7M%20X?state=open&state=closed&page=2", "",
		"X-Trace", "a", "X-Trace", "b", "Cookie", "one=1; session=secret; two=2", "User-Agent", "curl/8")
	event := eventOf(t, body)

	assert.Equal(t, "2.0", event.Version)
	assert.Equal(t, "GET /v1/tickets/{number}", event.RouteKey)
	assert.Equal(t, "state=open&state=closed&page=2", event.RawQueryString)
	assert.Equal(t, map[string]string{"state": "open,closed", "page": "2"}, event.QueryStringParameters)
	assert.Equal(t, map[string]string{"number": "K7M X"}, event.PathParameters)
	assert.Equal(t, "a,b", event.Headers["x-trace"], "joined, lower-cased")
	assert.NotContains(t, event.Headers, "cookie")
	assert.Equal(t, []string{"one=1", "two=2"}, event.Cookies, "the session stays behind")
	assert.Equal(t, "Bearer secret", event.Headers["authorization"], "it became the header")
	assert.Equal(t, "GET", event.RequestContext.HTTP.Method)
	assert.Equal(t, "127.0.0.1", event.RequestContext.HTTP.SourceIP)
	assert.Equal(t, "curl/8", event.RequestContext.HTTP.UserAgent)
	assert.Equal(t, virtual.UnixMilli(), event.RequestContext.TimeEpoch, "virtual time")
	assert.Equal(t, "02/May/2031:09:30:00 +0000", event.RequestContext.Time)
	assert.Len(t, event.RequestContext.RequestID, 16)
	assert.Nil(t, event.RequestContext.Authorizer)
	assert.False(t, event.IsBase64Encoded)
	assert.Empty(t, event.Body)
}

func TestBodiesAreTextOrBase64(t *testing.T) {
	t.Parallel()
	url := serve(t, nil)
	cases := []struct {
		name, kind, body string
		encoded          bool
	}{
		{"JSON is text", "application/json; charset=utf-8", `{"subject":"Нет вызовов"}`, false},
		{"plain text is text", "text/plain", "words", false},
		{"a form is encoded, as API Gateway does it", "application/x-www-form-urlencoded", "subject=%D0%9D", true},
		{"bytes are encoded", "application/octet-stream", "\x00\xff", true},
		{"JSON that is no UTF-8 is encoded", "application/json", "\"\xff\"", true},
		{"a body without a type is encoded", "", "words", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, answer := send(t, http.MethodPost, url+"/v1/requests", c.body, "Content-Type", c.kind)
			event := eventOf(t, answer)
			assert.Equal(t, c.encoded, event.IsBase64Encoded)
			got := event.Body
			if event.IsBase64Encoded {
				raw, err := base64.StdEncoding.DecodeString(got)
				require.NoError(t, err)
				got = string(raw)
			}
			assert.Equal(t, c.body, got)
		})
	}
}

func TestAnswersBecomeResponses(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, answer string
		status       int
		header, body string // Content-Type
	}{
		{"a structured answer", `{"statusCode":201,"headers":{"content-type":"application/json"},"body":"{}"}`, 201, "application/json", "{}"},
		{"a body in base64", `{"statusCode":200,"headers":{"Content-Type":"image/png"},"body":"AAE=","isBase64Encoded":true}`, 200, "image/png", "\x00\x01"},
		{"a text without a type", `{"statusCode":404,"body":"no"}`, 404, "text/plain; charset=utf-8", "no"},
		{"a bare string", `"plain words"`, 200, "application/json", "plain words"},
		{"a bare object", `{"a":1}`, 200, "application/json", `{"a":1}`},
		{"no JSON at all", `oops`, 502, "application/problem+json", ""},
		{"an impossible status", `{"statusCode":99}`, 502, "application/problem+json", ""},
		{"base64 that is none", `{"statusCode":200,"body":"?","isBase64Encoded":true}`, 502, "application/problem+json", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			url := serve(t, func(g *gateway.Config) { g.Invoke = says(c.answer) })
			response, body := send(t, http.MethodPost, url+"/v1/requests", "")
			assert.Equal(t, c.status, response.StatusCode)
			assert.Equal(t, c.header, response.Header.Get("Content-Type"))
			if c.status != http.StatusBadGateway {
				assert.Equal(t, c.body, body)
			}
		})
	}
}

func TestCookiesOfAnAnswerAreSet(t *testing.T) {
	t.Parallel()
	url := serve(t, func(g *gateway.Config) { g.Invoke = says(`{"statusCode":204,"cookies":["a=1; Path=/","b=2"]}`) })
	response, _ := send(t, http.MethodPost, url+"/v1/requests", "")
	assert.Equal(t, []string{"a=1; Path=/", "b=2"}, response.Header.Values("Set-Cookie"))
}

func TestFailuresAreProblems(t *testing.T) {
	t.Parallel()
	fails := func(err error) func(*gateway.Config) {
		return func(g *gateway.Config) {
			g.Invoke = func(context.Context, string, []byte) ([]byte, error) { return nil, err }
		}
	}
	slow := func(g *gateway.Config) {
		g.Timeout = 20 * time.Millisecond
		g.Invoke = func(ctx context.Context, _ string, _ []byte) ([]byte, error) {
			<-ctx.Done()
			return nil, context.Cause(ctx)
		}
	}
	cases := []struct {
		name               string
		change             func(*gateway.Config)
		method, path, body string
		status             int
		code               string
	}{
		{"no such path", nil, "GET", "/v2/tickets", "", 404, "NOT_FOUND"},
		{"no such method", nil, "DELETE", "/v1/requests", "", 404, "NOT_FOUND"},
		{"a slash too many", nil, "GET", "/v1/tickets/", "", 404, "NOT_FOUND"},
		{"above 10 MB", nil, "POST", "/v1/requests", strings.Repeat("x", 10<<20+1), 413, "TOO_LARGE"},
		{"above what Lambda takes", fails(function.ErrTooLarge), "POST", "/v1/requests", "", 413, "TOO_LARGE"},
		{"a killed process", fails(function.ErrKilled), "POST", "/v1/requests", "", 502, "FUNCTION_FAILED"},
		{"a function's error", fails(&function.Error{Function: "Intake", Message: "secret"}), "POST", "/v1/requests", "", 502, "FUNCTION_FAILED"},
		{"anything else", fails(errors.New("secret")), "POST", "/v1/requests", "", 502, "FUNCTION_FAILED"},
		{"a slow function", slow, "POST", "/v1/requests", "", 503, "FUNCTION_TIMEOUT"},
		{"a stopping stack", fails(function.ErrStopped), "POST", "/v1/requests", "", 503, "FUNCTION_TIMEOUT"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			response, body := send(t, c.method, serve(t, c.change)+c.path, c.body)
			assert.Equal(t, c.status, response.StatusCode)
			assert.Equal(t, "application/problem+json", response.Header.Get("Content-Type"))
			var problem struct {
				Type, Title, Code, Detail, Message string
				Status                             int
			}
			require.NoError(t, json.Unmarshal([]byte(body), &problem))
			assert.Equal(t, c.code, problem.Code)
			assert.Equal(t, c.status, problem.Status)
			assert.NotEmpty(t, problem.Detail)
			assert.NotContains(t, body, "secret", "the inside stays inside")
		})
	}
}

func TestAThrottledRouteAnswers429(t *testing.T) {
	t.Parallel()
	url := serve(t, func(c *gateway.Config) { c.Routes[0].Throttle = gateway.Throttle{PerSecond: 0.001, Burst: 2} })
	for range 2 {
		response, _ := send(t, http.MethodPost, url+"/v1/requests", "")
		assert.Equal(t, http.StatusOK, response.StatusCode)
	}
	response, body := send(t, http.MethodPost, url+"/v1/requests", "")
	assert.Equal(t, http.StatusTooManyRequests, response.StatusCode)
	assert.Contains(t, body, "TOO_MANY_REQUESTS")
	assert.NotEmpty(t, response.Header.Get("Retry-After"))

	response, _ = send(t, http.MethodGet, url+"/v1/tickets/1", "")
	assert.Equal(t, http.StatusOK, response.StatusCode, "the others go on")
}
