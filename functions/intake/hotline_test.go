package intake_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// caller is a critical call of a contact.
func caller(customer, contact, installation string) handlertest.Body {
	return handlertest.Critical(installation).With("customer", customer).With("contact", contact)
}

func TestAnOperatorRegistersACall(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	body := caller("volga", "kate", "hq").With("callStartedAt", "2026-11-23T10:21:30+03:00")
	resp := d.Do(t, handlertest.Call{Route: hotline, As: handlertest.Operator, Key: "a-call-of-kate", JSON: body})
	require.Equal(t, http.StatusCreated, resp.StatusCode, resp.Body)
	d.Settle(t)

	rec := d.Ticket(t, idOf(t, resp))
	assert.Equal(t, ticket.Actor{Role: ticket.Operator, ID: "hotline1"}, rec.Events[0].By)
	assert.Equal(t, "kate", rec.Ticket.Registered.Contact)
	assert.Equal(t, policy.Hotline, rec.Ticket.Registered.Channel)
	assert.Equal(t, "en", rec.Ticket.Registered.Language, "the caller's, not the operator's")
	assert.Equal(t, handlertest.Monday, rec.Ticket.ReceivedAt)
	assert.Equal(t, time.Date(2026, 11, 23, 7, 21, 30, 0, time.UTC), rec.Ticket.StartedAt, "clocks start with the call")
	assert.True(t, rec.Ticket.Cycles[0].RespondedAt.IsZero(), "the operator's entry is no response")
	assert.Equal(t, "kate@volga.example", d.Outbox.Mails()[0].To)
}

func TestACallThatTheHotlineDoesNotTake(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	body := caller("volga", "ivan", "hq").With("priority", "P3")
	refused := d.Do(t, handlertest.Call{Route: hotline, As: handlertest.Operator, Key: "not-critical-1", JSON: body})
	taken := d.Do(t, handlertest.Call{Route: hotline, As: handlertest.Operator, Key: "not-critical-2", JSON: body.With("overrideReason", "Their portal is down.")})
	d.Settle(t)

	was := d.Ticket(t, idOf(t, refused)).Ticket
	assert.Equal(t, ticket.StatusRefused, was.Status, "registered all the same")
	assert.Equal(t, policy.ChannelNotAllowed, was.Decision.Code)
	is := d.Ticket(t, idOf(t, taken)).Ticket
	assert.Equal(t, ticket.StatusOpen, is.Status)
	assert.Equal(t, policy.P3, is.Priority, "at its real priority")
	assert.Equal(t, "Their portal is down.", is.Registered.Override)
}

func TestWhatAnOperatorStatesIsChecked(t *testing.T) {
	t.Parallel()
	good := caller("volga", "ivan", "hq")
	at := func(from time.Duration) string { return handlertest.Monday.Add(from).Format(time.RFC3339) }
	cases := []struct {
		name   string
		body   handlertest.Body
		fields []string // none: taken
	}{
		{"a contact of another customer", good.With("contact", "anna"), []string{"contact UNKNOWN"}},
		{"an installation of another customer", good.With("installation", "spb"), []string{"installation UNKNOWN"}},
		{"customer, contact and installation that do not belong together", caller("neva", "ivan", "hq"), []string{"contact UNKNOWN", "installation UNKNOWN"}},
		{"an unknown customer", good.With("customer", "tigris"), []string{"customer UNKNOWN"}},
		{"a customer as long as a book", good.With("customer", strings.Repeat("x", 5000)), []string{"customer TOO_LONG"}},
		{"a customer that would be another key", good.With("customer", "volga#F"), []string{"customer UNKNOWN"}},
		{"neither customer nor contact", good.With("customer", nil).With("contact", nil), []string{"contact REQUIRED", "customer REQUIRED"}},
		{"a P1 without a phone", good.With("callbackPhone", nil), []string{"callbackPhone REQUIRED"}},
		{"a reason that is too long", good.With("overrideReason", strings.Repeat("x", 501)), []string{"overrideReason TOO_LONG"}},
		{"a call that begins a second from now", good.With("callStartedAt", at(time.Second)), []string{"callStartedAt INVALID"}},
		{"a call of more than four hours ago", good.With("callStartedAt", at(-4*time.Hour-time.Second)), []string{"callStartedAt INVALID"}},
		{"a call at no hour", good.With("callStartedAt", "2026-11-23"), []string{"callStartedAt INVALID"}},
		{"a call without an offset", good.With("callStartedAt", "2026-11-23T10:20:00"), []string{"callStartedAt INVALID"}},
		{"a call that begins now", good.With("callStartedAt", at(0)), nil},
		{"a call of exactly four hours ago", good.With("callStartedAt", at(-4*time.Hour)), nil},
		{"a call of an unnamed hour", good, nil},
	}
	d := handlertest.New(t, "volga", "neva")
	accepted := 0
	for i, c := range cases {
		resp := d.Do(t, handlertest.Call{Route: hotline, As: handlertest.Operator, Key: fmt.Sprintf("the-call-%02d", i), JSON: c.body})
		if c.fields == nil {
			accepted++
			assert.Equal(t, http.StatusCreated, resp.StatusCode, c.name)
			continue
		}
		assert.Equal(t, c.fields, wrong(t, resp), c.name)
	}
	assert.Len(t, d.Keys(t, "T#"), accepted)
}
