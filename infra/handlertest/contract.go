package handlertest

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// contract is infra/openapi.yaml, read once for the test process.
var contract = sync.OnceValues(func() (loaded struct {
	Doc    *openapi3.T
	Router routers.Router
}, err error,
) {
	root, err := checkout()
	if err != nil {
		return loaded, err
	}
	loader := openapi3.NewLoader()
	if loaded.Doc, err = loader.LoadFromFile(filepath.Join(root, "infra", "openapi.yaml")); err != nil {
		return loaded, err
	}
	if err = loaded.Doc.Validate(loader.Context); err != nil {
		return loaded, err
	}
	openapi3filter.RegisterBodyDecoder("text/html", openapi3filter.PlainBodyDecoder)
	loaded.Router, err = gorillamux.NewRouter(loaded.Doc)
	return loaded, err
})

// Description is infra/openapi.yaml, loaded and valid.
func Description(t testing.TB) *openapi3.T {
	t.Helper()
	c, err := contract()
	require.NoError(t, err)
	return c.Doc
}

// Kept checks that an answer is what infra/openapi.yaml promises for its request and, where the request was taken, that
// the request is one that it allows.
func Kept(t testing.TB, req events.APIGatewayV2HTTPRequest, resp events.APIGatewayV2HTTPResponse) {
	t.Helper()
	asked := input(t, req)
	if resp.StatusCode < http.StatusBadRequest {
		assert.NoError(t, openapi3filter.ValidateRequest(context.Background(), asked), "taken, but not allowed by openapi.yaml")
	}
	asked.Request.Body = nil
	header := http.Header{}
	for name, value := range resp.Headers {
		header.Set(name, value)
	}
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: asked, Status: resp.StatusCode, Header: header,
		Body:    io.NopCloser(strings.NewReader(resp.Body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	})
	assert.NoError(t, err, "%s answered %d: %s", req.RouteKey, resp.StatusCode, resp.Body)
}

// Allowed reports whether infra/openapi.yaml allows the request.
func Allowed(t testing.TB, req events.APIGatewayV2HTTPRequest) bool {
	t.Helper()
	return openapi3filter.ValidateRequest(context.Background(), input(t, req)) == nil
}

// input is the request as a server would have received it, with its route in the description.
func input(t testing.TB, req events.APIGatewayV2HTTPRequest) *openapi3filter.RequestValidationInput {
	t.Helper()
	c, err := contract()
	require.NoError(t, err)
	body := []byte(req.Body)
	if req.IsBase64Encoded {
		body, err = base64.StdEncoding.DecodeString(req.Body)
		require.NoError(t, err)
	}
	method, path, _ := strings.Cut(req.RouteKey, " ")
	for name, value := range req.PathParameters {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
	}
	r, err := http.NewRequestWithContext(context.Background(), method, "https://desk.example"+path, bytes.NewReader(body))
	require.NoError(t, err)
	query := url.Values{}
	for name, value := range req.QueryStringParameters {
		query.Set(name, value)
	}
	r.URL.RawQuery = query.Encode()
	for name, value := range req.Headers {
		r.Header.Set(name, value)
	}
	route, parameters, err := c.Router.FindRoute(r)
	require.NoError(t, err, "%s is not in openapi.yaml", req.RouteKey)
	return &openapi3filter.RequestValidationInput{
		Request: r, PathParams: parameters, Route: route,
		Options: &openapi3filter.Options{
			AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, MultiError: true,
		},
	}
}
