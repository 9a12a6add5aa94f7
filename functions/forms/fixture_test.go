package forms_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/mail"
	"flatsupport/shared/store"
)

const (
	post    = "POST /v1/forms/requests"
	show    = "GET /v1/forms/requests"
	ask     = "GET /v1/forms/confirmations/{token}"
	confirm = "POST /v1/forms/confirmations/{token}"
)

const (
	ivan     = "ivan@volga.example"
	stranger = "someone@elsewhere.example"
	browser  = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
)

// asked is a well-formed form of the address.
func asked(email string) handlertest.Body {
	return handlertest.Body{
		"email": email, "priority": "P3", "subject": "No outgoing calls", "description": "Since nine o'clock no call gets out.",
	}
}

// send posts a form as a program.
func send(t *testing.T, d *handlertest.Desk, key string, body handlertest.Body) events.APIGatewayV2HTTPResponse {
	t.Helper()
	return d.Do(t, handlertest.Call{Route: post, Key: key, JSON: body})
}

// typed is a form as a browser sends it.
func typed(b handlertest.Body) url.Values {
	values := url.Values{}
	for name, value := range b {
		values.Set(name, value.(string))
	}
	return values
}

// sendPage posts a form as a browser does, from our own page.
func sendPage(t *testing.T, d *handlertest.Desk, body handlertest.Body) events.APIGatewayV2HTTPResponse {
	t.Helper()
	return d.Do(t, handlertest.Call{Route: post, Form: typed(body), Header: map[string]string{"accept": browser, "sec-fetch-site": "same-origin"}})
}

// sentTo are the mails that went to the address.
func sentTo(d *handlertest.Desk, address string) []mail.Message {
	var found []mail.Message
	for _, m := range d.Outbox.Mails() {
		if m.To == address {
			found = append(found, m)
		}
	}
	return found
}

// told are the mails about forms that went to the desk's own people.
func told(d *handlertest.Desk) []mail.Message {
	var found []mail.Message
	for _, m := range d.Outbox.Mails() {
		if strings.Contains(m.Key, ">") {
			found = append(found, m)
		}
	}
	return found
}

var link = regexp.MustCompile(`https://desk\.example/v1/forms/confirmations/(\S+)`)

// token is that of the link in the one mail that went to the address.
func token(t *testing.T, d *handlertest.Desk, address string) string {
	t.Helper()
	mails := sentTo(d, address)
	require.Len(t, mails, 1)
	found := link.FindStringSubmatch(mails[0].Text)
	require.NotNil(t, found, mails[0].Text)
	return found[1]
}

// follow calls a page of the link.
func follow(t *testing.T, d *handlertest.Desk, route, token string) events.APIGatewayV2HTTPResponse {
	t.Helper()
	return d.Do(t, handlertest.Call{
		Route: route, Path: map[string]string{"token": token},
		Header: map[string]string{"accept": browser, "sec-fetch-site": "same-origin", "content-type": handlertest.FormBody},
	})
}

// listed are the unverified requests.
func listed(t *testing.T, d *handlertest.Desk) []store.Unverified {
	t.Helper()
	page, err := d.Store.Unverified(t.Context(), d.Clock.Now(), true, "", 100)
	require.NoError(t, err)
	return page.Rows
}

// tickets are the ids of all tickets.
func tickets(t *testing.T, d *handlertest.Desk) []string {
	t.Helper()
	all, err := d.Store.ScanTickets(t.Context())
	require.NoError(t, err)
	ids := make([]string, 0, len(all))
	for _, rec := range all {
		ids = append(ids, rec.ID)
	}
	return ids
}

// confirmedBy sends a form of the address, sees it forwarded, and presses the button of its link.
func confirmedBy(t *testing.T, d *handlertest.Desk, body handlertest.Body) events.APIGatewayV2HTTPResponse {
	t.Helper()
	require.Equal(t, http.StatusAccepted, send(t, d, "", body).StatusCode)
	d.Forward(t)
	return follow(t, d, confirm, token(t, d, body["email"].(string)))
}
