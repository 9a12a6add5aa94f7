package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/web"
)

func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name         string
		req          events.APIGatewayV2HTTPRequest
		header, form string
		code         string // empty: accepted
		key          string
	}{
		{"in the header", postJSON(`{}`), "a-key-01", "", "", "a-key-01"},
		{"in the header of a form", postForm(``), "a-key-01", "", "", "a-key-01"},
		{"in the form", postForm(``), "", "a-key-01", "", "a-key-01"},
		{"the same in both", postForm(``), "a-key-01", "a-key-01", "", "a-key-01"},
		{"different in both", postForm(``), "a-key-01", "a-key-02", web.IdempotencyKeyMismatch, ""},
		{"different in header and JSON body", postJSON(`{}`), "a-key-01", "a-key-02", web.IdempotencyKeyMismatch, ""},
		{"nowhere", postForm(``), "", "", web.IdempotencyKeyRequired, ""},
		{"in a JSON body only", postJSON(`{}`), "", "a-key-01", web.IdempotencyKeyRequired, ""},
		{"seven characters", postJSON(`{}`), "1234567", "", web.IdempotencyKeyInvalid, ""},
		{"eight characters", postJSON(`{}`), "12345678", "", "", "12345678"},
		{"128 characters", postJSON(`{}`), strings.Repeat("k", 128), "", "", strings.Repeat("k", 128)},
		{"129 characters", postJSON(`{}`), strings.Repeat("k", 129), "", web.IdempotencyKeyInvalid, ""},
		{"every kind of visible character", postJSON(`{}`), `!"#$%&'()*+-./09:;<=>?@AZ[\]^_az{|}~`, "", "", `!"#$%&'()*+-./09:;<=>?@AZ[\]^_az{|}~`},
		{"a blank", postJSON(`{}`), "a key 001", "", web.IdempotencyKeyInvalid, ""},
		{"a letter beyond ASCII", postJSON(`{}`), "ключ-0001", "", web.IdempotencyKeyInvalid, ""},
		{"a line break", postForm(``), "", "a-key-01\n", web.IdempotencyKeyInvalid, ""},
		{"two headers, joined by the gateway", postJSON(`{}`), "a-key-01,a-key-02", "", web.IdempotencyKeyInvalid, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			req := c.req
			if c.header != "" {
				req = withHeaders(req, "idempotency-KEY", c.header)
			}
			key, err := web.IdempotencyKey(req, c.form)
			code, _ := refused(t, err)
			assert.Equal(t, c.code, code)
			assert.Equal(t, c.key, key)
			if c.code != "" {
				assert.Equal(t, http.StatusBadRequest, status(err))
			}
		})
	}
}

func TestSameOrigin(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		req     events.APIGatewayV2HTTPRequest
		headers []string
		ok      bool
	}{
		{"our own page", postForm(``), []string{"sec-fetch-site", "same-origin", "origin", "null"}, true},
		{"the person's own doing", postForm(``), []string{"sec-fetch-site", "none"}, true},
		{"another site", postForm(``), []string{"sec-fetch-site", "cross-site"}, false},
		{"another site that names ours", postForm(``), []string{"sec-fetch-site", "cross-site", "origin", "https://desk.example"}, false},
		{"a neighbour of the same domain", postForm(``), []string{"sec-fetch-site", "same-site"}, false},
		{"a word that means nothing", postForm(``), []string{"sec-fetch-site", "same-origin,cross-site"}, false},
		{"our origin", postForm(``), []string{"origin", "https://desk.example"}, true},
		{"our origin with its usual port, in capitals", postForm(``), []string{"origin", "https://DESK.example:443"}, true},
		{"our origin on this machine", postForm(``), []string{"origin", "http://127.0.0.1:8080", "host", "127.0.0.1:8080"}, true},
		{"the name that the gateway knows", postForm(``), []string{"origin", "https://api.example", "host", "behind.example"}, true},
		{"another port", postForm(``), []string{"origin", "https://desk.example:8443"}, false},
		{"another origin", postForm(``), []string{"origin", "https://evil.example"}, false},
		{"an origin that ends like ours", postForm(``), []string{"origin", "https://evil-desk.example"}, false},
		{"an origin that begins like ours", postForm(``), []string{"origin", "https://desk.example.evil.example"}, false},
		{"an origin that will not say", postForm(``), []string{"origin", "null"}, false},
		{"an origin that is a file", postForm(``), []string{"origin", "file://desk.example"}, false},
		{"two origins", postForm(``), []string{"origin", "https://desk.example,https://evil.example"}, false},
		{"a forwarded host does not count", postForm(``), []string{"origin", "https://evil.example", "x-forwarded-host", "evil.example"}, false},
		{"a program", postForm(``), nil, true},
		{"JSON from another site, which a browser asks about first", postJSON(`{}`), []string{"sec-fetch-site", "cross-site"}, true},
		{"a text form from another site", post("text/plain", `{}`), []string{"sec-fetch-site", "cross-site"}, false},
		{"JSON beside a form type from another site", post("text/plain;application/json", `{}`), []string{"origin", "https://evil.example"}, false},
		{"no content type, from another site", withHeaders(postForm(``), "content-type", ""), []string{"origin", "https://evil.example"}, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			req := withHeaders(c.req, c.headers...)
			req.RequestContext.DomainName = "api.example"
			err := web.SameOrigin(req)
			if c.ok {
				require.NoError(t, err)
				return
			}
			code, _ := refused(t, err)
			assert.Equal(t, web.CrossSiteForm, code)
			assert.Equal(t, http.StatusForbidden, status(err))
		})
	}
}
