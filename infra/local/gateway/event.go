package gateway

import (
	"crypto/rand"
	"encoding/base64"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

// event is the request in payload format 2.0.
func (g *Gateway) event(r *http.Request, route *entry, parameters, claims map[string]string, body []byte) events.APIGatewayV2HTTPRequest {
	now := g.Now()
	event := events.APIGatewayV2HTTPRequest{
		Version:               "2.0",
		RouteKey:              route.key(),
		RawPath:               r.URL.Path,
		RawQueryString:        r.URL.RawQuery,
		Cookies:               g.cookies(r),
		Headers:               headers(r),
		QueryStringParameters: query(r.URL),
		PathParameters:        unescaped(parameters),
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RouteKey: route.key(), AccountID: "000000000000", Stage: "$default", APIID: "local",
			RequestID:  strings.ToLower(rand.Text())[:16],
			DomainName: r.Host, DomainPrefix: "local",
			Time: now.Format("02/Jan/2006:15:04:05 -0700"), TimeEpoch: now.UnixMilli(),
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{
				Method: r.Method, Path: r.URL.Path, Protocol: r.Proto, SourceIP: sourceIP(r), UserAgent: r.UserAgent(),
			},
		},
	}
	if claims != nil {
		event.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
			JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: claims},
		}
	}
	if isText(r.Header.Get("Content-Type"), body) {
		event.Body = string(body)
	} else {
		event.Body, event.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	return event
}

// isText: API Gateway gives text, JSON, XML and JavaScript as they are and everything else in base64, forms
// (application/x-www-form-urlencoded) included.
func isText(contentType string, body []byte) bool {
	if len(body) == 0 {
		return true
	}
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil || !utf8.Valid(body) {
		return false
	}
	switch kind {
	case "application/json", "application/xml", "application/javascript":
		return true
	}
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "+json") || strings.HasSuffix(kind, "+xml")
}

// headers are lower-cased; one that came several times is joined by commas. Cookies travel apart.
func headers(r *http.Request) map[string]string {
	joined := make(map[string]string, len(r.Header)+2)
	for name, values := range r.Header {
		if name = strings.ToLower(name); name != "cookie" {
			joined[name] = strings.Join(values, ",")
		}
	}
	joined["host"] = r.Host
	joined["x-forwarded-for"] = sourceIP(r)
	joined["x-forwarded-proto"] = "http"
	return joined
}

// cookies leaves out the session: it is a token, and the function gets that as a header.
func (g *Gateway) cookies(r *http.Request) []string {
	var kept []string
	for _, line := range r.Header.Values("Cookie") {
		for pair := range strings.SplitSeq(line, ";") {
			pair = strings.TrimSpace(pair)
			if name, _, _ := strings.Cut(pair, "="); pair != "" && name != g.SessionCookie {
				kept = append(kept, pair)
			}
		}
	}
	return kept
}

func query(u *url.URL) map[string]string {
	values := u.Query()
	if len(values) == 0 {
		return nil
	}
	joined := make(map[string]string, len(values))
	for name, all := range values {
		joined[name] = strings.Join(all, ",")
	}
	return joined
}

func unescaped(parameters map[string]string) map[string]string {
	for name, value := range parameters {
		if plain, err := url.PathUnescape(value); err == nil {
			parameters[name] = plain
		}
	}
	return parameters
}
