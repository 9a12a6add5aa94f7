package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/mail"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
)

// written is a mail of Kate's in the thread of the ticket, under a subject of its own.
func written(t *testing.T, d *handlertest.Desk, id, object string) (messageID string) {
	t.Helper()
	d.Deliver(t, handlertest.Letter{
		Object: object, From: "kate@volga.example", Subject: "Faxes do not arrive", Text: "Since today no fax arrives.",
		Headers: []string{"In-Reply-To: <" + handlertest.Threads().Root(id) + ">", "Message-ID: <" + object + "@volga.example>"},
	})
	d.Settle(t)
	shown := shownToStaff(t, d, id)
	last := shown.Timeline[len(shown.Timeline)-1]
	for i := len(shown.Timeline) - 1; last.Kind != "replied"; i-- {
		last = shown.Timeline[i]
	}
	assert.Equal(t, "Faxes do not arrive", last.NewSubject)
	return last.MessageID
}

func shownToStaff(t *testing.T, d *handlertest.Desk, id string) view.Ticket {
	t.Helper()
	return handlertest.Read[view.Ticket](t, d.Do(t, handlertest.Call{
		Route: "GET /v1/desk/tickets/{number}", Number: ticket.ShowNumber(id), As: handlertest.Engineer,
	}))
}

func shownToKate(t *testing.T, d *handlertest.Desk, id string) (view.Ticket, string) {
	t.Helper()
	resp := d.Do(t, handlertest.Call{Route: "GET /v1/tickets/{number}", Number: ticket.ShowNumber(id), As: handlertest.Kate})
	return handlertest.Read[view.Ticket](t, resp), resp.Body
}

// Many engineers split one message off at once, each under a subject of their own: it becomes one ticket, by whoever wrote
// it, received when it was (EML-27).
func TestAMessageIsSplitOffOnce(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	d.Clock.Forward(10 * time.Minute)
	came := d.Clock.Now()
	message := written(t, d, id, "o1")
	d.Clock.Forward(time.Hour)
	codes := make([]string, 5)
	var together sync.WaitGroup
	for i := range codes {
		together.Go(func() {
			resp := d.Do(t, command(id, "split", fmt.Sprintf("a-split-%d", i), handlertest.Body{"messageId": message}))
			if resp.StatusCode != http.StatusOK {
				codes[i] = handlertest.Read[problem](t, resp).Code
			}
		})
	}
	together.Wait()
	done := 0
	for _, code := range codes {
		if code == "" {
			done++
			continue
		}
		assert.Equal(t, "MESSAGE_SPLIT", code)
	}
	assert.Equal(t, 1, done)
	d.Settle(t)

	page, err := d.Store.CustomerTickets(t.Context(), "volga", "", 10)
	require.NoError(t, err)
	require.Len(t, page.Rows, 2)
	into := d.Ticket(t, id).Ticket.SplitInto(message)
	rec := d.Ticket(t, into)
	assert.Equal(t, ticket.Accepted, rec.Ticket.Decision.Answer)
	assert.Equal(t, "kate", rec.Ticket.Registered.Contact)
	assert.True(t, came.Equal(rec.Ticket.ReceivedAt), rec.Ticket.ReceivedAt)
	request, err := d.Store.RequestOf(t.Context(), rec)
	require.NoError(t, err)
	assert.Equal(t, "Faxes do not arrive", request.Subject)
	assert.Equal(t, "Since today no fax arrives.", request.Description)

	shown, body := shownToKate(t, d, id)
	assert.Contains(t, body, `"splitInto":"`+ticket.ShowNumber(into)+`"`)
	assert.NotContains(t, body, "messageId", "the ids are for the staff")
	assert.NotContains(t, body, "newSubject")
	assert.Equal(t, "split", shown.Timeline[len(shown.Timeline)-1].Kind)
}

func TestWhatCannotBeSplitOff(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := after(t, d, handlertest.Request("hq"), "responses")
	resp := d.Do(t, handlertest.Call{
		Route: "POST /v1/tickets/{number}/replies", Number: ticket.ShowNumber(id), As: handlertest.Ivan, Key: "by-the-portal",
		JSON: handlertest.Body{"message": "And another thing."},
	})
	require.Equal(t, http.StatusCreated, resp.StatusCode)
	messages, err := d.Store.Messages(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, messages, 2)
	for i, c := range []struct {
		name, message string
		body          handlertest.Body
		wrong         []string
	}{
		{"a message that is not there", "none", handlertest.Body{}, []string{"messageId UNKNOWN"}},
		{"an answer of the desk", messages[0].ID, handlertest.Body{}, []string{"messageId UNKNOWN"}},
		{"one without a subject of its own", messages[1].ID, handlertest.Body{}, []string{"subject REQUIRED"}},
	} {
		resp := d.Do(t, command(id, "split", fmt.Sprintf("a-split-%d", i), c.body.With("messageId", c.message)))
		assert.Equal(t, c.wrong, wrong(t, resp), c.name)
	}
	resp = d.Do(t, command(id, "split", "a-split-at-last", handlertest.Body{"messageId": messages[1].ID, "subject": "Another thing"}))
	assert.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
	assert.Equal(t, "portal", string(d.Ticket(t, d.Ticket(t, id).Ticket.SplitInto(messages[1].ID)).Ticket.Registered.Channel))
}

// A question to somebody outside goes out with nothing but what the engineer wrote, and can be answered (EML-29).
func TestAnInquirySaysNothingOfTheCustomer(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga", "neva", "oka")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	sent := len(d.Outbox.Mails())
	require.Equal(t, http.StatusOK, d.Do(t, command(id, "inquiries", "an-inquiry", usual["inquiries"])).StatusCode)
	d.Settle(t)
	mails := d.Outbox.Mails()[sent:]
	require.Len(t, mails, 1)
	m := mails[0]
	assert.Equal(t, "lab@vendor.example", m.To)
	assert.Contains(t, m.ReplyTo, "+"+strings.ToLower(id))
	assert.Contains(t, m.Text, "Is this known?")
	for _, said := range []string{"volga", "Volga", "Волга", "Ivan", "Иван", "outgoing", "desk.example", "hq"} {
		assert.NotContains(t, m.Subject+m.Text+m.HTML, said)
	}
	_, body := shownToKate(t, d, id)
	assert.NotContains(t, body, "vendor.example")
	assert.NotContains(t, body, "Is this known?")
	for i, address := range []string{"Lab@Vendor.example", "lab", "Lab <lab@vendor.example>", "a@b.example, c@d.example"} {
		resp := d.Do(t, command(id, "inquiries", fmt.Sprintf("inquiry-%02d", i), handlertest.Body{"address": address, "message": "m"}))
		assert.Equal(t, []string{"address INVALID"}, wrong(t, resp), address)
	}
	for _, of := range []string{"kate@volga.example", "anna@neva.example", "olga@integrator.example"} {
		resp := d.Do(t, command(id, "inquiries", "an-inquiry-of-a-contact", handlertest.Body{"address": of, "message": "m"}))
		assert.Equal(t, []string{"address NOT_ALLOWED"}, wrong(t, resp), of)
	}
	require.Len(t, d.Outbox.Mails(), sent+1)
}

// The recipient is shown; who may not see the ticket gets no answer about it (EML-30).
func TestTheRecipientOfAnAnswer(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga", "oka", "neva")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	shown := shownToStaff(t, d, id)
	require.NotNil(t, shown.Recipient)
	assert.Equal(t, "ivan", shown.Recipient.Contact)
	assert.Equal(t, "ivan@volga.example", shown.Recipient.Email)
	_, body := shownToKate(t, d, id)
	assert.NotContains(t, body, "recipient")
	for i, contact := range []string{"anna", "telecom-integrator/olga", "stranger"} {
		body := handlertest.Body{"message": "m", "to": []string{"kate", contact}}
		assert.Equal(t, []string{"to UNKNOWN"}, wrong(t, d.Do(t, command(id, "responses", fmt.Sprintf("answer-%03d", i), body))), contact)
		change := handlertest.Body{"contact": contact, "reason": "r"}
		assert.Equal(t, []string{"contact UNKNOWN"}, wrong(t, d.Do(t, command(id, "contact", fmt.Sprintf("contact-%02d", i), change))), contact)
	}
	before := d.Ticket(t, id).Ticket.Version
	resp := d.Do(t, command(id, "responses", "a-late-answer", handlertest.Body{"message": "m", "recipient": "kate"}))
	assert.Equal(t, http.StatusConflict, resp.StatusCode)
	assert.Equal(t, "RECIPIENT_CHANGED", handlertest.Read[problem](t, resp).Code)
	assert.Equal(t, before, d.Ticket(t, id).Ticket.Version, "nothing is recorded")
	messages, err := d.Store.Messages(t.Context(), id)
	require.NoError(t, err)
	assert.Empty(t, messages)
}

// Of a partner's customer both the customer's people and the partner's may be named.
func TestAPartnersPeopleMayGetAnAnswer(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "oka")
	id := d.Open(t, handlertest.Olga, "the-ticket", handlertest.Request("ryazan"))
	sent := len(d.Outbox.Mails())
	body := handlertest.Body{"message": "m", "to": []string{"nina", "telecom-integrator/olga"}}
	resp := d.Do(t, command(id, "responses", "an-answer", body))
	require.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
	d.Settle(t)
	var to []string
	for _, m := range d.Outbox.Mails()[sent:] {
		to = append(to, m.To)
	}
	assert.ElementsMatch(t, []string{"nina@oka.example", "olga@integrator.example"}, to)
	shown := shownToStaff(t, d, id)
	for _, e := range shown.Timeline {
		if e.Kind == "responded" {
			assert.Equal(t, body["to"], e.To)
		}
	}
}

// Of a mail that does not arrive the desk is told whom it was for: a colleague of the contact, or somebody outside.
func TestWhomAMailDidNotReach(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := after(t, d, handlertest.Request("hq"), "assignment")
	d.Outbox.Before = func(m mail.Message) error {
		if m.To == "petrov@flat.example" {
			return nil
		}
		return mail.ErrRefused
	}
	facts, err := d.Store.Facts(t.Context(), "volga")
	require.NoError(t, err)
	kate, _ := facts.Contact("kate")
	for i, c := range []struct {
		command string
		body    handlertest.Body
		says    string
	}{
		{"responses", handlertest.Body{"message": "m", "to": []string{"kate"}}, kate.Name},
		{"inquiries", usual["inquiries"], "lab@vendor.example"},
	} {
		sent := len(d.Outbox.Mails())
		require.Equal(t, http.StatusOK, d.Do(t, command(id, c.command, fmt.Sprintf("in-vain-%02d", i), c.body)).StatusCode)
		d.Settle(t)
		told := d.Outbox.Mails()[sent:]
		require.Len(t, told, 1, c.command)
		assert.Contains(t, told[0].Text, c.says)
	}
}

// An answer that is too long to be sent is refused with the limit, and nothing of it is recorded: the reaction is still
// owed. One that the mail service refuses for good is on the portal, and the desk is told to find another way (EML-24).
func TestAnAnswerThatCannotBeSent(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := after(t, d, handlertest.Request("hq"), "assignment")
	before := d.Ticket(t, id)
	resp := d.Do(t, command(id, "responses", "too-long-an-answer", handlertest.Body{"message": strings.Repeat("ю", 60_001)}))
	require.Equal(t, []string{"message TOO_LONG"}, wrong(t, resp))
	assert.Contains(t, resp.Body, "60000", "the limit is told")
	resp = d.Do(t, command(id, "responses", "far-too-long-an-answer", handlertest.Body{"message": strings.Repeat("ю", 140_000)}))
	assert.Equal(t, http.StatusRequestEntityTooLarge, resp.StatusCode)
	assert.Contains(t, resp.Body, "256")
	after := d.Ticket(t, id)
	assert.Equal(t, before.Ticket.Version, after.Ticket.Version)
	assert.True(t, after.Ticket.Cycles[0].RespondedAt.IsZero())
	for _, c := range shownToStaff(t, d, id).Clocks {
		assert.Equal(t, "running", c.State)
	}
	messages, err := d.Store.Messages(t.Context(), id)
	require.NoError(t, err)
	assert.Empty(t, messages)

	sent := len(d.Outbox.Mails())
	d.Outbox.Before = func(m mail.Message) error {
		if m.To == "ivan@volga.example" {
			return mail.ErrRefused
		}
		return nil
	}
	require.Equal(t, http.StatusOK, d.Do(t, command(id, "responses", "an-answer", usual["responses"])).StatusCode)
	d.Settle(t)
	told := d.Outbox.Mails()[sent:]
	require.Len(t, told, 1)
	assert.Equal(t, "petrov@flat.example", told[0].To)
	assert.Contains(t, told[0].Subject, ticket.ShowNumber(id))
	assert.Contains(t, d.Facts(t, id), "Responded Notified Notified")
}
