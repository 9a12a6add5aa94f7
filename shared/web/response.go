package web

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"github.com/aws/aws-lambda-go/events"
)

// pagelessPolicy is the content security policy of what is no page: should it be shown as one, it does nothing.
const pagelessPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// JSON answers with v as JSON. A value that cannot be written as JSON becomes 500 INTERNAL.
func JSON(status int, v any) events.APIGatewayV2HTTPResponse {
	body, err := json.Marshal(v)
	if err != nil {
		return Answer(fmt.Errorf("write answer: %w", err), English)
	}
	return respond(status, mediaJSON, string(body), pagelessPolicy)
}

// HTML answers with a page. The page runs no script and loads nothing; of its style elements only those take effect whose
// content, to the byte, is among styles. Its forms may be sent to our own origin only.
func HTML(status int, body string, styles ...string) events.APIGatewayV2HTTPResponse {
	return Posting("", status, body, styles...)
}

// Posting is HTML for a page whose forms may be sent to one other origin too, such as that of a bucket.
func Posting(origin string, status int, body string, styles ...string) events.APIGatewayV2HTTPResponse {
	allowed := make([]string, 0, len(styles))
	for _, style := range styles {
		sum := sha256.Sum256([]byte(style))
		allowed = append(allowed, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	}
	if len(allowed) == 0 {
		allowed = []string{"'none'"}
	}
	policy := "default-src 'none'; style-src " + strings.Join(allowed, " ") +
		"; base-uri 'none'; " + strings.TrimSpace("form-action 'self' "+origin) + "; frame-ancestors 'none'"
	return respond(status, "text/html; charset=utf-8", body, policy)
}

// SeeOther sends the browser on after a write, so that a reload does not repeat it. Location is a path of our own; anything
// that could lead elsewhere becomes 500 INTERNAL.
func SeeOther(location string) events.APIGatewayV2HTTPResponse {
	u, err := url.Parse(location)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(location, "/") ||
		strings.HasPrefix(location, "//") || strings.ContainsFunc(location, notInLocation) {
		return Answer(fmt.Errorf("redirect to %q, which is no path of our own", location), English)
	}
	resp := respond(http.StatusSeeOther, "text/plain; charset=utf-8", "", pagelessPolicy)
	resp.Headers["Location"] = location
	return resp
}

// ToFile sends the browser on to a signed link that the desk has just made, at another origin.
func ToFile(link string) events.APIGatewayV2HTTPResponse {
	u, err := url.Parse(link)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsFunc(link, notInLocation) {
		return Answer(errors.New("redirect to what is no link"), English)
	}
	resp := respond(http.StatusSeeOther, "text/plain; charset=utf-8", "", pagelessPolicy)
	resp.Headers["Location"] = link
	return resp
}

func notInLocation(r rune) bool {
	return r == '\\' || r > unicode.MaxASCII || unicode.IsControl(r) || unicode.IsSpace(r)
}

// respond writes an answer with the headers that every answer carries.
func respond(status int, contentType, body, policy string) events.APIGatewayV2HTTPResponse {
	return events.APIGatewayV2HTTPResponse{
		StatusCode: status,
		Body:       body,
		Headers: map[string]string{
			"Content-Type":                 contentType,
			"Cache-Control":                "no-store",
			"Content-Security-Policy":      policy,
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Referrer-Policy":              "no-referrer",
			"Strict-Transport-Security":    "max-age=31536000; includeSubDomains",
			"X-Content-Type-Options":       "nosniff",
			"X-Frame-Options":              "DENY",
		},
	}
}
