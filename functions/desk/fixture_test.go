package desk_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/ticket"
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

// command is a call of an engineer on a ticket.
func command(id, name, key string, body handlertest.Body) handlertest.Call {
	return handlertest.Call{
		Route: "POST /v1/desk/tickets/{number}/" + name, Number: ticket.ShowNumber(id), As: handlertest.Engineer,
		Key: key, JSON: body,
	}
}

// usual are well-formed commands; each is lawful on an open P3 but for those of a later state.
var usual = map[string]handlertest.Body{
	"responses":  {"message": "We are on it."},
	"calls":      {"result": "reached"},
	"resolution": {"message": "Mended."},
	"priority":   {"priority": "P2", "reason": "A department cannot work."},
	"waiting":    {"reason": "Logs are needed."},
	"resumption": {},
	"notes":      {"message": "Seen before."},
	"assignment": {"engineer": "petrov"},
	"escalation": {"level": "3", "reason": "A dump has to be read."},
	"milestones": {"milestone": "workaround", "message": "Use the other trunk."},
	"visits":     {},
	"inquiries":  {"address": "lab@vendor.example", "message": "Is this known?"},
	"contact":    {"contact": "kate", "reason": "Ivan is on leave."},
	"closure":    {},
	"reopening":  {"reason": "It came back."},
}

// after brings a new ticket of the customer's body through commands and lets everything happen that follows.
func after(t *testing.T, d *handlertest.Desk, body handlertest.Body, names ...string) string {
	t.Helper()
	id := d.Open(t, handlertest.Ivan, "the-ticket", body)
	for i, name := range names {
		resp := d.Do(t, command(id, name, fmt.Sprintf("before-%02d", i), usual[name]))
		require.Equal(t, http.StatusOK, resp.StatusCode, "%s: %s", name, resp.Body)
	}
	d.Settle(t)
	return id
}
