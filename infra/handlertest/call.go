package handlertest

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/auth"
	"flatsupport/shared/web"
)

// Person is somebody who is signed in.
type Person struct {
	Subject string
	Roles   []auth.Role
}

// People of the demo, each in the role that they have there.
var (
	Ivan     = Person{"ivan@volga.example", []auth.Role{auth.Contact}}
	Kate     = Person{"kate@volga.example", []auth.Role{auth.Contact}}
	Anna     = Person{"anna@neva.example", []auth.Role{auth.Contact}}
	Nina     = Person{"nina@oka.example", []auth.Role{auth.Contact}} // supported by a partner
	Olga     = Person{"olga@integrator.example", []auth.Role{auth.PartnerContact}}
	Operator = Person{"hotline1", []auth.Role{auth.Operator}}
	Engineer = Person{"kuznetsova", []auth.Role{auth.Engineer}}
	Manager  = Person{"orlova", []auth.Role{auth.Manager}}
	Seller   = Person{"seller", []auth.Role{auth.Sales}}
	Nobody   = Person{} // not signed in
)

// Call is a request over HTTP. What is left out is what a careful program sends.
type Call struct {
	Route  string
	Number string            // of the ticket in the path
	Path   map[string]string // further parts of the path, by name
	As     Person
	Key    string            // idempotency key, as header
	JSON   any               // body; a string is sent as it is
	Form   url.Values        // or this body, as a browser sends it
	Query  map[string]string //
	Header map[string]string // further headers, by small-letter names
}

// Event is the call as the gateway hands it to a function.
func (d *Desk) Event(t testing.TB, c Call) events.APIGatewayV2HTTPRequest {
	t.Helper()
	method, path, _ := strings.Cut(c.Route, " ")
	req := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: c.Route, RawPath: strings.ReplaceAll(path, "{number}", c.Number),
		Headers:               map[string]string{"host": "desk.example", "accept": "application/json", "accept-language": "en"},
		QueryStringParameters: c.Query,
	}
	if strings.Contains(c.Route, "{number}") {
		req.PathParameters = map[string]string{"number": c.Number}
	}
	for name, value := range c.Path {
		if strings.Contains(c.Route, "{"+name+"}") {
			req.RawPath = strings.ReplaceAll(req.RawPath, "{"+name+"}", url.PathEscape(value))
			if req.PathParameters == nil {
				req.PathParameters = map[string]string{}
			}
			req.PathParameters[name] = value
		}
	}
	if c.Key != "" {
		req.Headers["idempotency-key"] = c.Key
	}
	switch body := c.JSON.(type) {
	case nil:
		if c.Form != nil {
			req.Headers["content-type"] = "application/x-www-form-urlencoded"
			req.Body, req.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte(c.Form.Encode())), true
		}
	case string:
		req.Headers["content-type"], req.Body = "application/json", body
	default:
		raw, err := json.Marshal(body)
		require.NoError(t, err)
		req.Headers["content-type"], req.Body = "application/json", string(raw)
	}
	for name, value := range c.Header {
		req.Headers[name] = value
	}
	req.RequestContext.HTTP.Method = method
	req.RequestContext.DomainName = "desk.example"
	req.RequestContext.TimeEpoch = d.Clock.Now().UnixMilli()
	if c.As.Subject != "" {
		req.RequestContext.Authorizer = d.verified(c.As)
	}
	return req
}

// verified is what the gateway's authorizer says of a person's token.
func (d *Desk) verified(p Person) *events.APIGatewayV2HTTPRequestContextAuthorizerDescription {
	roles := make([]string, 0, len(p.Roles))
	for _, role := range p.Roles {
		roles = append(roles, string(role))
	}
	now := d.Clock.Now().Unix()
	return &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
		JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: map[string]string{
			"sub": p.Subject, "iss": Issuer, "client_id": Audience, "token_use": "access",
			"cognito:groups": "[" + strings.Join(roles, " ") + "]",
			"iat":            strconv.FormatInt(now-60, 10), "exp": strconv.FormatInt(now+3600, 10),
		}},
	}
}

// Do sends a call to the function that has its route and holds both to infra/openapi.yaml.
func (d *Desk) Do(t testing.TB, c Call) events.APIGatewayV2HTTPResponse {
	t.Helper()
	return d.Answer(t, d.Event(t, c))
}

// Answer is Do for an event that the test has made itself.
func (d *Desk) Answer(t testing.TB, req events.APIGatewayV2HTTPRequest) events.APIGatewayV2HTTPResponse {
	t.Helper()
	routes := web.Routes{}
	for _, function := range []web.Routes{d.Intake().Routes(), d.Desk().Routes(), d.Contracts().Routes(), d.Releases().Routes(), d.Forms().Routes(), d.Files().Routes()} {
		for route, handler := range function {
			routes[route] = handler
		}
	}
	resp, err := d.serve(t.Context(), routes, req)
	require.NoError(t, err)
	Kept(t, req, resp)
	return resp
}

// Read reads the JSON of an answer.
func Read[T any](t testing.TB, resp events.APIGatewayV2HTTPResponse) T {
	t.Helper()
	var out T
	decoder := json.NewDecoder(strings.NewReader(resp.Body))
	require.NoError(t, decoder.Decode(&out), resp.Body)
	return out
}
