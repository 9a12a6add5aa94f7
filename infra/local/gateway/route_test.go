package gateway_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"flatsupport/infra/local/gateway"
)

func TestTheMostExactRouteWins(t *testing.T) {
	t.Parallel()
	url := serve(t, func(c *gateway.Config) {
		c.Routes = []gateway.Route{
			{Method: "ANY", Path: "$default", Function: "default"},
			{Method: "GET", Path: "/v1/{proxy+}", Function: "rest"},
			{Method: "GET", Path: "/v1/tickets/{number}", Function: "one"},
			{Method: "ANY", Path: "/v1/tickets/{number}", Function: "any"},
			{Method: "GET", Path: "/v1/tickets/mine", Function: "words"},
			{Method: "GET", Path: "/v1/{kind}/mine", Function: "kind"},
		}
		c.Invoke = func(_ context.Context, name string, _ []byte) ([]byte, error) { return []byte(`"` + name + `"`), nil }
	})
	cases := []struct{ name, method, path, want string }{
		{"words before a parameter", "GET", "/v1/tickets/mine", "words"},
		{"a parameter before the rest", "GET", "/v1/tickets/K7M", "one"},
		{"words further left decide", "GET", "/v1/replies/mine", "kind"},
		{"the method before any method", "POST", "/v1/tickets/K7M", "any"},
		{"the rest of a long path", "GET", "/v1/tickets/K7M/replies", "rest"},
		{"nothing fits", "POST", "/v1/requests", "default"},
		{"an empty parameter is none", "PUT", "/v1/tickets/", "default"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			response, body := send(t, c.method, url+c.path, "")
			assert.Equal(t, http.StatusOK, response.StatusCode)
			assert.Equal(t, c.want, body)
		})
	}
}

func TestBrokenRoutesAreRefused(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		routes []gateway.Route
	}{
		{"the same route twice", []gateway.Route{{Method: "GET", Path: "/a"}, {Method: "GET", Path: "/a"}}},
		{"a path without a slash", []gateway.Route{{Method: "GET", Path: "a"}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := gateway.New(gateway.Config{Routes: c.routes})
			assert.Error(t, err)
		})
	}
}
