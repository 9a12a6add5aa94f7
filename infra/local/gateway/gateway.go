// Package gateway answers HTTP as an API Gateway HTTP API does in front of Lambda (payload format 2.0): it finds the
// route of the template, asks the JWT authorizer, throttles, turns the request into an event, and the function's
// answer into a response.
//
// It does not know what a route is for. It refuses what API Gateway refuses before a function is asked; the bodies of
// its refusals are application/problem+json, with the word that API Gateway would say as "message".
package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"flatsupport/infra/local/function"
)

const (
	bodyLimit          = 10 << 20 // of API Gateway; Lambda's own 6 MB are refused by package function
	integrationTimeout = 30 * time.Second
)

// Config is what the gateway is made of.
type Config struct {
	Routes  []Route
	Timeout time.Duration // how long a function may take; zero: API Gateway's 30 s

	// Invoke asks a function, see function.Host.
	Invoke func(ctx context.Context, name string, event []byte) ([]byte, error)
	// Verify checks the value of an Authorization header at an instant and gives the claims.
	Verify func(authorization string, now time.Time) (map[string]string, error)
	// Now is the virtual time that events carry.
	Now func() time.Time
	// SessionCookie names the cookie that carries a token for a browser, which cannot send the Authorization
	// header by itself. Only the local stack has it.
	SessionCookie string
	// Log takes one line about each failure.
	Log io.Writer
}

// Gateway is an http.Handler.
type Gateway struct {
	Config
	table table
}

// New makes a gateway of the routes. Errors: a route that is there twice, or has no path.
func New(c Config) (*Gateway, error) {
	t, err := newTable(c.Routes)
	if err != nil {
		return nil, fmt.Errorf("set up the gateway: %w", err)
	}
	if c.Timeout == 0 {
		c.Timeout = integrationTimeout
	}
	if c.Log == nil {
		c.Log = io.Discard
	}
	return &Gateway{Config: c, table: t}, nil
}

// ServeHTTP answers one request. Statuses of its own: 401 without a valid token, 404 without a route, 413 above 10 MB
// (6 MB towards the function), 429 when throttled, 502 when the function fails, 503 when it takes too long.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	route, parameters := g.table.find(r.Method, r.URL.EscapedPath())
	if route == nil {
		problem(w, notFound)
		return
	}
	if !route.limiter.allows() {
		problem(w, tooMany)
		return
	}
	g.signIn(r)
	var claims map[string]string
	if route.JWT {
		var err error
		if claims, err = g.Verify(r.Header.Get("Authorization"), time.Now()); err != nil || len(r.Header.Values("Authorization")) > 1 {
			w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
			problem(w, unauthenticated)
			return
		}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if err != nil {
		problem(w, unreadable(err))
		return
	}
	event, err := json.Marshal(g.event(r, route, parameters, claims, body))
	if err != nil {
		g.fail(w, route, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), g.Timeout)
	defer cancel()
	answer, err := g.Invoke(ctx, route.Function, event)
	if err != nil {
		g.fail(w, route, err)
		return
	}
	if err := respond(w, answer); err != nil {
		g.fail(w, route, err)
	}
}

// signIn turns the session cookie of a browser into the header that the authorizer reads.
func (g *Gateway) signIn(r *http.Request) {
	if g.SessionCookie == "" || r.Header.Get("Authorization") != "" {
		return
	}
	if c, err := r.Cookie(g.SessionCookie); err == nil && c.Value != "" {
		r.Header.Set("Authorization", "Bearer "+c.Value)
	}
}

func (g *Gateway) fail(w http.ResponseWriter, route *entry, err error) {
	_, _ = fmt.Fprintf(g.Log, "%s: %v\n", route.key(), err)
	switch {
	case errors.Is(err, function.ErrTooLarge):
		problem(w, tooLarge)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, function.ErrStopped):
		problem(w, unavailable)
	default:
		problem(w, badGateway)
	}
}

func unreadable(err error) refusal {
	if over := (*http.MaxBytesError)(nil); errors.As(err, &over) {
		return tooLarge
	}
	return badRequest
}

func sourceIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
