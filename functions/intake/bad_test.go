package intake_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/auth"
)

const (
	portal  = "POST /v1/requests"
	hotline = "POST /v1/hotline/requests"
	promise = "POST /v1/promise"
	reply   = "POST /v1/tickets/{number}/replies"
	show    = "GET /v1/tickets/{number}"
	list    = "GET /v1/tickets"
)

type problem struct {
	Status int
	Code   string
	Clause string
	Errors []struct{ Field, Code string }
}

// wrong are the field errors of a refusal as "field CODE", in their order.
func wrong(t *testing.T, resp events.APIGatewayV2HTTPResponse) []string {
	t.Helper()
	var found []string
	for _, e := range handlertest.Read[problem](t, resp).Errors {
		found = append(found, e.Field+" "+e.Code)
	}
	return found
}

func TestBadInputIsRefusedWithEverythingThatIsWrong(t *testing.T) {
	t.Parallel()
	good, critical := handlertest.Request("hq"), handlertest.Critical("hq")
	const invalid = "INVALID_FIELDS"
	cases := []struct {
		name   string
		json   any
		code   string
		fields []string
		status int  // 400 unless said
		unseen bool // openapi.yaml cannot know it
	}{
		{name: "an unknown field", json: good.With("urgent", true), code: invalid, fields: []string{"urgent UNKNOWN_FIELD"}},
		{name: "a field of the wrong type", json: good.With("subject", 7), code: invalid, fields: []string{"subject WRONG_TYPE"}},
		{name: "a field that is null", json: `{"installation":"hq","type":"incident","priority":"P3","subject":null,"description":"d"}`, code: invalid, fields: []string{"subject WRONG_TYPE"}},
		{name: "broken JSON", json: `{"installation":"hq"`, code: "MALFORMED_BODY"},
		{name: "JSON that is no object", json: `["hq"]`, code: "MALFORMED_BODY"},
		{name: "nothing at all", json: ``, code: "MALFORMED_BODY"},
		{name: "a field twice", json: `{"installation":"hq","installation":"hq","type":"incident","priority":"P3","subject":"s","description":"d"}`, code: invalid, fields: []string{"installation DUPLICATE_FIELD"}, unseen: true},
		{name: "nested nine deep", json: `{"subject":[[[[[[[[[1]]]]]]]]]}`, code: "BODY_TOO_DEEP"},
		{name: "a body of 300 KB", json: good.With("description", strings.Repeat("a", 300<<10)), code: "BODY_TOO_LARGE", status: http.StatusRequestEntityTooLarge},
		{name: "a description that is too long", json: good.With("description", strings.Repeat("я", 60_001)), code: invalid, fields: []string{"description TOO_LONG"}},
		{name: "a subject of two lines", json: good.With("subject", "Hello\r\nBcc: everybody"), code: invalid, fields: []string{"subject INVALID"}, unseen: true},
		{name: "an empty subject", json: good.With("subject", " "), code: invalid, fields: []string{"subject REQUIRED"}},
		{name: "an unknown installation", json: good.With("installation", "attic"), code: invalid, fields: []string{"installation UNKNOWN"}, unseen: true},
		{name: "the installation of another customer", json: good.With("installation", "spb"), code: invalid, fields: []string{"installation UNKNOWN"}, unseen: true},
		{name: "an installation as long as a book", json: good.With("installation", strings.Repeat("x", 5000)), code: invalid, fields: []string{"installation TOO_LONG"}},
		{name: "an unknown priority", json: good.With("priority", "P0"), code: invalid, fields: []string{"priority NOT_ALLOWED"}},
		{name: "a priority in small letters", json: good.With("priority", "p3"), code: invalid, fields: []string{"priority NOT_ALLOWED"}},
		{name: "an unknown type", json: good.With("type", "complaint"), code: invalid, fields: []string{"type NOT_ALLOWED"}},
		{name: "a P1 without a phone", json: critical.With("callbackPhone", nil), code: invalid, fields: []string{"callbackPhone REQUIRED"}},
		{name: "a P1 with an empty phone", json: critical.With("callbackPhone", " "), code: invalid, fields: []string{"callbackPhone REQUIRED"}},
		{name: "a phone that is none", json: good.With("callbackPhone", "call me"), code: invalid, fields: []string{"callbackPhone INVALID"}},
		{name: "another customer", json: good.With("customer", "neva"), code: "NOT_FOUND", status: http.StatusNotFound, unseen: true},
		{name: "a customer that does not exist", json: good.With("customer", "tigris"), code: "NOT_FOUND", status: http.StatusNotFound, unseen: true},
		{name: "everything at once", json: map[string]any{"installation": "attic", "type": "x", "priority": "P1", "subject": 1, "description": "", "findings": []string{}, "role": "manager"}, code: invalid, fields: []string{
			"callbackPhone REQUIRED", "description REQUIRED", "findings WRONG_TYPE", "installation UNKNOWN",
			"role UNKNOWN_FIELD", "subject WRONG_TYPE", "type NOT_ALLOWED",
		}},
		{name: "nothing filled in", json: map[string]any{}, code: invalid, fields: []string{
			"description REQUIRED", "installation REQUIRED", "priority REQUIRED", "subject REQUIRED", "type REQUIRED",
		}},
	}
	d := handlertest.New(t, "volga", "neva")
	for i, c := range cases {
		call := handlertest.Call{Route: portal, As: handlertest.Ivan, Key: fmt.Sprintf("bad-input-%d", i), JSON: c.json}
		resp := d.Do(t, call)
		if c.status == 0 {
			c.status = http.StatusBadRequest
		}
		assert.Equal(t, c.status, resp.StatusCode, c.name)
		assert.Equal(t, "application/problem+json", resp.Headers["Content-Type"], c.name)
		assert.Equal(t, c.code, handlertest.Read[problem](t, resp).Code, c.name)
		assert.Equal(t, c.fields, wrong(t, resp), c.name)
		assert.Equal(t, c.unseen, handlertest.Allowed(t, d.Event(t, call)), "%s: what openapi.yaml says of it", c.name)
	}
	assert.Empty(t, d.Stored(t))
	assert.Empty(t, d.Queue.Sent(handlertest.EntitlementQueue))
}

func TestTheKeyOfAWrite(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		call handlertest.Call
		code string
	}{
		{"JSON without a key", handlertest.Call{JSON: handlertest.Request("hq")}, "IDEMPOTENCY_KEY_REQUIRED"},
		{"JSON with the key in the body alone", handlertest.Call{JSON: handlertest.Request("hq").With("idempotencyKey", "a-good-key-1")}, "IDEMPOTENCY_KEY_REQUIRED"},
		{"a form without a key", handlertest.Call{Form: form(handlertest.Request("hq"))}, "IDEMPOTENCY_KEY_REQUIRED"},
		{"a key that is too short", handlertest.Call{Key: "short", JSON: handlertest.Request("hq")}, "IDEMPOTENCY_KEY_INVALID"},
		{"two keys joined by the gateway", handlertest.Call{Key: "key-number-1,key-number-2", JSON: handlertest.Request("hq")}, "IDEMPOTENCY_KEY_INVALID"},
		{"one key in the header and another in the form", handlertest.Call{Key: "key-number-1", Form: form(handlertest.Request("hq").With("idempotencyKey", "key-number-2"))}, "IDEMPOTENCY_KEY_MISMATCH"},
	}
	d := handlertest.New(t, "volga")
	for _, c := range cases {
		c.call.Route, c.call.As = portal, handlertest.Ivan
		assert.Equal(t, c.code, handlertest.Read[problem](t, d.Do(t, c.call)).Code, c.name)
	}
	assert.Empty(t, d.Stored(t))
}

func TestAnswersAreWordedInTheLanguageOfTheCaller(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	cases := []struct{ name, accept, language, sentence string }{
		{"English", "en-GB,en;q=0.9,ru;q=0.5", "en", "There is no such value in our records."},
		{"Russian", "ru", "ru", "Такого значения нет в наших данных."},
		{"another", "fr", "ru", "Такого значения нет в наших данных."},
	}
	for _, c := range cases {
		resp := d.Do(t, handlertest.Call{
			Route: portal, As: handlertest.Ivan, Key: "in-language", JSON: handlertest.Request("attic"),
			Header: map[string]string{"accept-language": c.accept},
		})
		assert.Equal(t, c.language, resp.Headers["Content-Language"], c.name)
		assert.Contains(t, resp.Body, c.sentence, c.name)
	}
}

func TestAPersonOfSeveralCustomersMustChoose(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga", "neva")
	both := handlertest.Person{Subject: "both@example", Roles: []auth.Role{auth.Contact}}
	join(t, d, both, "volga", "ivan")
	join(t, d, both, "neva", "anna")

	unsaid := d.Do(t, handlertest.Call{Route: portal, As: both, Key: "which-one", JSON: handlertest.Request("hq").With("subject", "")})
	assert.Equal(t, []string{"customer REQUIRED", "subject REQUIRED"}, wrong(t, unsaid))
	assert.Equal(t, []string{"customer REQUIRED"}, wrong(t, d.Do(t, handlertest.Call{Route: list, As: both})))
	crossed := d.Do(t, handlertest.Call{Route: portal, As: both, Key: "which-one", JSON: handlertest.Request("hq").With("customer", "neva")})
	assert.Equal(t, []string{"installation UNKNOWN"}, wrong(t, crossed), "the system of the other customer")
	assert.Empty(t, d.Stored(t))

	id := d.Submit(t, both, "which-one", handlertest.Request("hq").With("customer", "volga"))
	assert.Equal(t, "volga", d.Ticket(t, id).Ticket.Registered.Customer)
}
