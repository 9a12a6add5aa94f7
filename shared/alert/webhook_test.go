package alert_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/alert"
)

var (
	secret = []byte("a secret of the deployment")
	noon   = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
)

func clock() time.Time { return noon }

func call() alert.Call {
	due := noon.Add(time.Hour)
	return alert.Call{
		Key: "callback/1/P1/page/1>иван/webhook", Mark: "3f2a", Kind: "callback", Ticket: "K7M29-QXF4T", Priority: "P1", Clock: "callback",
		Due: &due, Text: map[string]string{"ru": "перезвоните", "en": "call"}, Link: "https://desk.example/v1/desk/tickets/K7M29-QXF4T",
	}
}

// What the receiver gets, and how it knows who calls: reckoned here from the specification alone.
func TestWhatTheReceiverGets(t *testing.T) {
	t.Parallel()
	var heads []http.Header
	var bodies []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		assert.Equal(t, http.MethodPost, r.Method)
		heads, bodies = append(heads, r.Header), append(bodies, string(body))
		w.WriteHeader(http.StatusAccepted)
	}))
	t.Cleanup(server.Close)
	w, err := alert.NewWebhook(server.URL+"/hook", secret, clock)
	require.NoError(t, err)
	require.NoError(t, w.Send(t.Context(), call()))
	require.NoError(t, w.Send(t.Context(), call()))
	other := call()
	other.Key = "callback/1/P1/warn_50/1>иван/webhook"
	require.NoError(t, w.Send(t.Context(), other))

	assert.JSONEq(t, `{"key":"callback/1/P1/page/1>иван/webhook","mark":"3f2a","kind":"callback","ticket":"K7M29-QXF4T","priority":"P1",
		"clock":"callback","due":"2026-11-23T10:00:00Z","nobodyOnDuty":false,"text":{"ru":"перезвоните","en":"call"},
		"link":"https://desk.example/v1/desk/tickets/K7M29-QXF4T"}`, bodies[0])
	id, stamp := heads[0].Get("webhook-id"), heads[0].Get("webhook-timestamp")
	assert.Equal(t, "1795424400", stamp)
	mac := hmac.New(sha256.New, secret)
	_, _ = mac.Write([]byte(id + "." + stamp + "." + bodies[0]))
	assert.Equal(t, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)), heads[0].Get("webhook-signature"))
	assert.Equal(t, "application/json", heads[0].Get("Content-Type"))
	assert.Equal(t, id, heads[1].Get("webhook-id"), "the same alert twice is seen to be one")
	assert.NotEqual(t, id, heads[2].Get("webhook-id"))
	assert.Regexp(t, `^[0-9a-f]{32}$`, id)
}

func TestAnswersOfTheReceiver(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]error{
		200: nil, 204: nil, 301: alert.ErrRefused, 302: alert.ErrRefused, 307: alert.ErrRefused, 400: alert.ErrRefused, 401: alert.ErrRefused,
		404: alert.ErrRefused, 408: alert.ErrAgain, 410: alert.ErrRefused, 425: alert.ErrAgain, 429: alert.ErrAgain, 500: alert.ErrAgain, 503: alert.ErrAgain,
	} {
		followed := 0
		elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed++ }))
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", elsewhere.URL)
			w.WriteHeader(status)
		}))
		t.Cleanup(server.Close)
		t.Cleanup(elsewhere.Close)
		w, err := alert.NewWebhook(server.URL, secret, clock)
		require.NoError(t, err)
		err = w.Send(t.Context(), call())
		require.ErrorIs(t, err, want, "%d", status)
		if err != nil {
			assert.NotContains(t, err.Error(), "127.0.0.1")
		}
		assert.Zero(t, followed, "%d: nothing is followed", status)
	}
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	w, err := alert.NewWebhook(server.URL, secret, clock)
	require.NoError(t, err)
	err = w.Send(t.Context(), call())
	require.ErrorIs(t, err, alert.ErrAgain, "nobody listens")
	assert.NotContains(t, err.Error(), "127.0.0.1")
}

func TestAddressesOfTheWebhook(t *testing.T) {
	t.Parallel()
	for address, good := range map[string]bool{
		"https://alarm.example/desk": true, "https://alarm.example:8443/": true, "http://127.0.0.1:9/hook": true, "http://[::1]:9/": true, "http://localhost:9/": true,
		"http://alarm.example/desk": false, "http://127.0.0.1.example/": false, "https://user:pass@alarm.example/": false, "https://a.example/#x": false,
		"ftp://alarm.example/": false, "alarm.example": false, "https://": false, "://": false, "file:///etc/passwd": false,
	} {
		_, err := alert.NewWebhook(address, secret, clock)
		assert.Equal(t, good, err == nil, address)
		if err != nil {
			assert.NotContains(t, err.Error(), "example", "what is refused is not repeated")
		}
	}
	_, err := alert.NewWebhook("https://alarm.example/", nil, clock)
	require.ErrorIs(t, err, alert.ErrAddress, "unsigned calls are none")
	nowhere, err := alert.NewWebhook("", secret, clock)
	require.NoError(t, err)
	assert.ErrorIs(t, nowhere.Send(t.Context(), call()), alert.ErrNowhere)
}
