package play

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// call is one request of a person.
type call struct {
	route, number, subject, role, key string
	body                              any
	path                              map[string]string // further parts of the path
	open                              bool              // nobody is signed in
	query                             map[string]string
}

// call sends a request through the function that has the route, as the gateway would. When the function is killed on
// the way, nobody hears an answer and the person sends the same again.
func (w *world) call(ctx context.Context, c call) (events.APIGatewayV2HTTPResponse, error) {
	req, err := w.requestOf(c)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	for {
		resp, killed, err := w.serve(ctx, req)
		if !killed {
			return resp, err
		}
	}
}

func (w *world) serve(ctx context.Context, req events.APIGatewayV2HTTPRequest) (resp events.APIGatewayV2HTTPResponse, killed bool, err error) {
	defer func() {
		switch thrown := recover(); thrown {
		case nil:
		case errKilled:
			killed = true
		default:
			panic(thrown)
		}
	}()
	name, function := "intake", w.intake
	switch {
	case strings.Contains(req.RouteKey, "/v1/forms/"):
		name, function = "forms", w.forms
	case strings.Contains(req.RouteKey, "/files/"), strings.Contains(req.RouteKey, "/v1/uploads/"):
		name, function = "files", w.files
	case strings.Contains(req.RouteKey, "/v1/desk/"):
		name, function = "desk", w.desk
	case strings.Contains(req.RouteKey, "/v1/releases"), strings.HasSuffix(req.RouteKey, "/downloads"):
		name, function = "releases", w.releases
	case strings.Contains(req.RouteKey, "/v1/customers/"), strings.Contains(req.RouteKey, "/v1/partners/"), strings.Contains(req.RouteKey, "/v1/entitlements"):
		name, function = "contracts", w.contracts
	}
	w.run(name)
	resp, err = function(ctx, req)
	return resp, false, err
}

// requestOf is the request as the gateway hands it over, with the claims of a verified token.
func (w *world) requestOf(c call) (events.APIGatewayV2HTTPRequest, error) {
	body, err := json.Marshal(c.body)
	if err != nil {
		return events.APIGatewayV2HTTPRequest{}, err
	}
	method, _, _ := strings.Cut(c.route, " ")
	req := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: c.route, Body: string(body),
		Headers: map[string]string{
			"content-type": "application/json", "idempotency-key": c.key, "accept": "application/json", "accept-language": "en",
		},
		PathParameters: map[string]string{"number": c.number},
	}
	maps.Copy(req.PathParameters, c.path)
	req.QueryStringParameters = c.query
	req.RawPath = fmt.Sprint(c.route, c.path)
	req.RequestContext.HTTP.Method = method
	req.RequestContext.TimeEpoch = w.now.UnixMilli()
	if c.open {
		return req, nil
	}
	req.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
		JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: map[string]string{
			"sub": c.subject, "iss": issuer, "client_id": audience, "token_use": "access", "cognito:groups": "[" + c.role + "]",
			"exp": fmt.Sprint(w.now.Add(time.Hour).Unix()), "iat": fmt.Sprint(w.now.Add(-time.Minute).Unix()),
		}},
	}
	return req, nil
}
