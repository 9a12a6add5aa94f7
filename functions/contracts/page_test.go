package contracts_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
)

var hiddenKey = regexp.MustCompile(`name="idempotencyKey" value="([^"]+)"`)

// A contact sees the customer's support in the browser, declares the intent to renew there and withdraws it again; the
// customer's own people see it, and nobody else.
func TestTheIntentIsDeclaredOnThePage(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga", "neva")
	browser := map[string]string{"accept": "text/html", "accept-language": "ru"}
	look := func(who handlertest.Person) string {
		resp := d.Do(t, handlertest.Call{Route: "GET /v1/entitlements", As: who, Header: browser})
		require.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
		return resp.Body
	}
	page := look(handlertest.Ivan)
	action := regexp.MustCompile(`action="/v1/customers/volga/certificates/([^"/]+)/intent"`).FindStringSubmatch(page)
	require.NotNil(t, action, page)
	key := hiddenKey.FindStringSubmatch(page)
	require.NotNil(t, key)
	send := func(what, key string) {
		t.Helper()
		resp := d.Do(t, handlertest.Call{
			Route: "POST /v1/customers/{customer}/certificates/{certificate}/" + what, As: handlertest.Ivan, Header: browser,
			Path: map[string]string{"customer": "volga", "certificate": action[1]}, Form: url.Values{"idempotencyKey": {key}},
		})
		require.Equal(t, http.StatusSeeOther, resp.StatusCode, resp.Body)
		assert.Equal(t, "/v1/entitlements?customer=volga", resp.Headers["Location"])
	}
	send("intent", key[1])
	send("intent", key[1]) // a double click
	declared := look(handlertest.Ivan)
	assert.Contains(t, declared, "Намерение продлить заявлено")
	assert.NotContains(t, declared, action[1]+`/intent"`)
	assert.NotContains(t, look(handlertest.Anna), action[1])
	send("withdrawal", "a-key-of-the-test")
	assert.Contains(t, look(handlertest.Ivan), action[1]+`/intent"`, "withdrawn before the end it has opened nothing and can be declared again")
}
