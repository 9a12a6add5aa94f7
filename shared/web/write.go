package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

// Lengths of an idempotency key, in characters.
const (
	minKey = 8
	maxKey = 128
)

// isIdempotencyKey leaves the comma out of what is visible: a key with a comma could be two headers that the gateway has joined.
func isIdempotencyKey(key string) bool {
	invisible := func(r rune) bool { return r < '!' || r > '~' || r == ',' }
	return len(key) >= minKey && len(key) <= maxKey && !strings.ContainsFunc(key, invisible)
}

// IdempotencyKey returns the key under which a write may happen only once: the header Idempotency-Key or, for a form sent by
// a browser, its hidden field, passed as formValue. It has 8 to 128 visible ASCII characters and no comma.
//
// It fails with 400: IDEMPOTENCY_KEY_REQUIRED when there is none, IDEMPOTENCY_KEY_INVALID when it has another form, and
// IDEMPOTENCY_KEY_MISMATCH when header and field differ. A value in a JSON body is no substitute for the header.
func IdempotencyKey(req events.APIGatewayV2HTTPRequest, formValue string) (string, error) {
	key := header(req, "Idempotency-Key")
	switch {
	case key != "" && formValue != "" && key != formValue:
		return "", refuse(http.StatusBadRequest, IdempotencyKeyMismatch, "two idempotency keys")
	case key == "" && isForm(req):
		key = formValue
	}
	if key == "" {
		return "", refuse(http.StatusBadRequest, IdempotencyKeyRequired, "no idempotency key")
	}
	if !isIdempotencyKey(key) {
		return "", refuse(http.StatusBadRequest, IdempotencyKeyInvalid, "idempotency key of %d bytes", len(key))
	}
	return key, nil
}

// Command decodes the form of a command and gives the key under which it happens once; formKey is the field of dst for it. It
// fails with what makes either unreadable, and keeps the errors of fields for [Fields.Err].
func (f *Fields) Command(req events.APIGatewayV2HTTPRequest, dst any, formKey *string) (key string, err error) {
	if err := f.Decode(req, dst); err != nil {
		return "", err
	}
	return IdempotencyKey(req, *formKey)
}

func isForm(req events.APIGatewayV2HTTPRequest) bool {
	media, err := mediaType(req)
	return err == nil && media == mediaForm
}

// SameOrigin refuses, with 403 CROSS_SITE_FORM, a write that a page of another site made a browser send. JSON passes: a
// browser asks first before it sends that to another site, and nobody answers.
//
// The browser's own Sec-Fetch-Site decides; our pages have the referrer policy no-referrer, under which Origin is "null" even
// for their own forms. Without it Origin must name the host that was called. Neither is sent by programs, which no foreign
// page can drive.
func SameOrigin(req events.APIGatewayV2HTTPRequest) error {
	if media, err := mediaType(req); err == nil && media == mediaJSON {
		return nil
	}
	switch site := header(req, "Sec-Fetch-Site"); site {
	case "same-origin", "none": // none: the person's own doing, such as a reload
		return nil
	case "":
	default:
		return refuse(http.StatusForbidden, CrossSiteForm, "form sent from %q", site)
	}
	origin := header(req, "Origin")
	if origin == "" {
		return nil
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return refuse(http.StatusForbidden, CrossSiteForm, "form sent from an origin that is no site")
	}
	from := hostOf(u.Host, u.Scheme)
	if from == hostOf(header(req, "Host"), u.Scheme) || from == hostOf(req.RequestContext.DomainName, u.Scheme) {
		return nil
	}
	return refuse(http.StatusForbidden, CrossSiteForm, "form sent from another site")
}

// hostOf writes a host in one way: small letters, and no port where it is the usual one.
func hostOf(host, scheme string) string {
	port := ":443"
	if scheme == "http" {
		port = ":80"
	}
	return strings.TrimSuffix(strings.ToLower(host), port)
}
