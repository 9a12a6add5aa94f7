package forms_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// A contact gets one link; the page behind it changes nothing; the button makes a ticket, received when it is pressed.
func TestAContactConfirms(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	require.Equal(t, http.StatusAccepted, send(t, d, "", asked("Ivan@Volga.example").With("name", "Ivan V.").With("company", "Volga")).StatusCode)
	d.Forward(t)
	key := token(t, d, ivan)
	assert.Len(t, key, 22, "128 bits")
	for _, item := range d.Keys(t, "L#") {
		assert.NotContains(t, item, key, "only a digest is kept")
	}
	d.Clock.Forward(2 * time.Hour)
	for range 3 { // programs that look at links in mails
		page := follow(t, d, ask, key)
		assert.Equal(t, http.StatusOK, page.StatusCode)
		assert.Contains(t, page.Body, "No outgoing calls")
		assert.Equal(t, 1, strings.Count(page.Body, "<button>"))
	}
	assert.Empty(t, tickets(t, d))

	page := follow(t, d, confirm, key)
	require.Equal(t, http.StatusOK, page.StatusCode, page.Body)
	require.Len(t, tickets(t, d), 1)
	id := tickets(t, d)[0]
	assert.Contains(t, page.Body, ticket.ShowNumber(id))
	d.Settle(t)
	rec := d.Ticket(t, id)
	reg := rec.Ticket.Registered
	assert.Equal(t, d.Clock.Now(), rec.Ticket.ReceivedAt)
	assert.Equal(t, "volga/ivan/hq/form/P3", strings.Join([]string{reg.Customer, reg.Contact, reg.Installation, string(reg.Channel), string(reg.Priority)}, "/"))
	assert.Equal(t, ticket.Accepted, rec.Ticket.Decision.Answer)
	request, err := d.Store.RequestOf(t.Context(), rec)
	require.NoError(t, err)
	assert.Equal(t, "No outgoing calls", request.Subject)
	assert.Contains(t, request.Description, "23.11.2026 10:30 МСК")
	assert.Contains(t, request.Description, "Ivan V.")
	assert.Contains(t, request.Description, "Since nine o'clock no call gets out.")
	row := listed(t, d)[0]
	assert.True(t, row.Confirmed)
	assert.Equal(t, id, row.Ticket)

	assert.Equal(t, page, follow(t, d, confirm, key), "pressed twice")
	assert.Equal(t, page, follow(t, d, ask, key), "looked at again")
	assert.Len(t, tickets(t, d), 1)
	d.Clock.Forward(22 * time.Hour)
	assert.Equal(t, follow(t, d, ask, "AAAAAAAAAAAAAAAAAAAAAA"), follow(t, d, ask, key), "over")
}

// Two who press at once make one ticket and see the same page.
func TestPressedByTwoAtOnce(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	send(t, d, "", asked(ivan))
	d.Forward(t)
	key := token(t, d, ivan)
	var wait sync.WaitGroup
	pages := make([]events.APIGatewayV2HTTPResponse, 8)
	for i := range pages {
		wait.Go(func() { pages[i] = follow(t, d, confirm, key) })
	}
	wait.Wait()
	require.Len(t, tickets(t, d), 1)
	for _, page := range pages {
		assert.Equal(t, pages[0], page)
	}
	assert.Equal(t, http.StatusOK, pages[0].StatusCode)
}

// A link that is unknown or over, or whose contact is one no more, looks the same.
func TestLinksThatDoNotWork(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	send(t, d, "", asked(ivan))
	d.Forward(t)
	key := token(t, d, ivan)
	unknown := follow(t, d, ask, "AAAAAAAAAAAAAAAAAAAAAA")
	assert.Equal(t, http.StatusGone, unknown.StatusCode)
	for _, other := range []string{"x", "..", "#", strings.Repeat("A", 200), key[:21]} {
		assert.Equal(t, unknown.Body, follow(t, d, ask, other).Body, other)
	}
	d.Clock.Forward(24*time.Hour - time.Second)
	assert.Equal(t, http.StatusOK, follow(t, d, ask, key).StatusCode, "in its last second")
	d.Clock.Forward(time.Second)
	assert.Equal(t, unknown, follow(t, d, ask, key), "over")
	over := follow(t, d, confirm, key)
	assert.Equal(t, http.StatusGone, over.StatusCode)
	assert.Equal(t, over, follow(t, d, confirm, "AAAAAAAAAAAAAAAAAAAAAA"))

	gone := handlertest.New(t, "volga")
	send(t, gone, "", asked(ivan))
	gone.Forward(t)
	key = token(t, gone, ivan)
	contact, _, _ := contactOf(t, gone, "volga", "ivan")
	contact.Email = "other@volga.example"
	require.NoError(t, gone.Store.PutContact(t.Context(), "volga", contact, 2))
	assert.Equal(t, over, follow(t, gone, confirm, key), "nobody's any more")
	assert.Empty(t, tickets(t, d))
	assert.Empty(t, tickets(t, gone))
}

func contactOf(t *testing.T, d *handlertest.Desk, customer, id string) (entitlement.Contact, entitlement.Facts, bool) {
	t.Helper()
	facts, err := d.Store.Facts(t.Context(), customer)
	require.NoError(t, err)
	contact, known := facts.Contact(id)
	return contact, facts, known
}

// Which customer and system: as a mail of the same person would be taken. Where that is open the desk finds out.
func TestForWhichCustomerAndSystem(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, email, system, subject string
		customer, installation       string
	}{
		{"the only system", ivan, "", "No calls", "volga", "hq"},
		{"one of two", "sergey@moskva.example", "Kazan", "No calls", "moskva", "kazan"},
		{"one of two, in the subject", "sergey@moskva.example", "the PBX", "No calls in kazan", "moskva", "kazan"},
		{"neither of two", "sergey@moskva.example", "the PBX", "No calls", "", ""},
		{"one of two customers", "both@partner.example", "spb", "No calls", "neva", "spb"},
		{"neither of two customers", "both@partner.example", "", "No calls", "", ""},
	}
	for _, c := range cases {
		d := handlertest.New(t, "volga", "neva", "moskva")
		for _, customer := range []string{"volga", "neva"} {
			require.NoError(t, d.Store.PutContact(t.Context(), customer, entitlement.Contact{ID: "both", Email: "both@partner.example"}, 1))
		}
		page := confirmedBy(t, d, asked(c.email).With("system", c.system).With("subject", c.subject))
		assert.Equal(t, http.StatusOK, page.StatusCode, c.name)
		if c.customer == "" {
			assert.Contains(t, page.Body, "several systems", c.name)
			assert.Empty(t, tickets(t, d), c.name)
			assert.True(t, listed(t, d)[0].Confirmed, c.name)
			assert.Equal(t, page, follow(t, d, confirm, token(t, d, c.email)), c.name)
			assert.Equal(t, page, follow(t, d, ask, token(t, d, c.email)), c.name)
			continue
		}
		require.Len(t, tickets(t, d), 1, c.name)
		reg := d.Ticket(t, tickets(t, d)[0]).Ticket.Registered
		assert.Equal(t, c.customer+"/"+c.installation, reg.Customer+"/"+reg.Installation, c.name)
	}
}

// A P1 is confirmed as one, with the number of the form to call back, or that on record.
func TestACriticalFormIsConfirmed(t *testing.T) {
	t.Parallel()
	for given, phone := range map[string]string{"+7 999 000-00-00": "+7 999 000-00-00", "": "+74990000001"} {
		d := handlertest.New(t, "volga")
		confirmedBy(t, d, asked(ivan).With("priority", "P1").With("phone", given))
		d.Settle(t)
		rec := d.Ticket(t, tickets(t, d)[0])
		assert.Equal(t, policy.P1, rec.Ticket.Priority)
		request, err := d.Store.RequestOf(t.Context(), rec)
		require.NoError(t, err)
		assert.Equal(t, phone, request.CallbackPhone)
	}
}

// Another site's page cannot press the button, though it can send the form.
func TestOtherSites(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	cross := map[string]string{"accept": browser, "sec-fetch-site": "cross-site", "origin": "https://www.flat.example", "content-type": handlertest.FormBody}
	resp := d.Do(t, handlertest.Call{Route: post, Form: typed(asked(ivan)), Header: cross})
	require.Equal(t, http.StatusAccepted, resp.StatusCode)
	d.Forward(t)
	resp = d.Do(t, handlertest.Call{Route: confirm, Path: map[string]string{"token": token(t, d, ivan)}, Header: cross})
	assert.Equal(t, http.StatusForbidden, resp.StatusCode)
	assert.Empty(t, tickets(t, d))
}

// A form whose message is not taken is not said to be on record: the same again finds it, and is sent on.
func TestWhatIsNotSentOnIsNotAnswered(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	d.Queue.Fail = store.ErrUnavailable
	assert.Equal(t, http.StatusServiceUnavailable, send(t, d, "again-and-again", asked(ivan)).StatusCode)
	d.Queue.Fail = nil
	assert.Equal(t, http.StatusAccepted, send(t, d, "again-and-again", asked(ivan)).StatusCode)
	d.Forward(t)
	assert.Len(t, sentTo(d, ivan), 1)
	assert.Len(t, listed(t, d), 1)
}
