package notify_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/notify"
	"flatsupport/infra/handlertest"
	"flatsupport/shared/alert"
	"flatsupport/shared/mail"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// fates are what became of the ticket's notices, by means and person.
func fates(t *testing.T, d *handlertest.Desk, id string) map[string]ticket.Outcome {
	t.Helper()
	history, err := d.Store.History(t.Context(), id)
	require.NoError(t, err)
	of, all := map[string]ticket.Notice{}, map[string]ticket.Outcome{}
	for _, e := range history {
		for _, n := range e.Notices {
			of[n.Key] = n
		}
		if f, ok := e.Fact.(ticket.Notified); ok {
			n := of[f.Notice]
			name := strings.TrimPrefix(string(n.By)+" "+n.Person, " ")
			assert.NotContains(t, all, name, "it was recorded once")
			all[name] = f.Outcome
		}
	}
	return all
}

// The duty hears of a P1 by mail, by SMS and through the webhook, each in the own language and by one mark; the contact gets
// the number by SMS, at the phone on record and not at that of the request.
func TestAP1GoesByEveryMeans(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	request := handlertest.Critical("hq")
	request["callbackPhone"] = "+74990000099"
	id := d.Open(t, handlertest.Kate, "the-ticket", request)
	number := ticket.ShowNumber(id)
	lines, calls := d.Pager.Lines(), d.Pager.Called()
	require.Len(t, lines, 2)
	require.Len(t, calls, 1)
	byPhone := map[string]string{}
	for _, l := range lines {
		byPhone[l.Phone] = l.Text
		assert.Equal(t, id, l.Ticket)
		assert.NotContains(t, l.Text, "99")
	}
	require.Contains(t, byPhone, "+79000000102", "the duty")
	assert.Contains(t, byPhone["+79000000102"], "P1 "+number+": перезвоните клиенту до пн 23.11.2026 12:30 МСК.")
	require.Contains(t, byPhone, "+74990000002", "Kate, as she is on record")
	assert.Contains(t, byPhone["+74990000002"], "Ticket "+number+" (P1) accepted.")
	for _, m := range d.Outbox.Mails() {
		if m.To == "kuznetsova@flat.example" {
			assert.Contains(t, m.Text, "["+calls[0].Mark+"]", "the mail, the SMS and the call are seen to be one event")
			assert.Contains(t, byPhone["+79000000102"], "["+calls[0].Mark+"]")
		}
	}
	c := calls[0]
	assert.Equal(t, "callback", c.Kind)
	assert.Equal(t, number, c.Ticket)
	assert.Equal(t, "callback", c.Clock)
	assert.True(t, handlertest.Monday.Add(2*time.Hour).Equal(*c.Due))
	assert.Contains(t, c.Text["ru"], "перезвоните")
	assert.Contains(t, c.Text["en"], "call the customer back")
	assert.Equal(t, "https://desk.example/v1/desk/tickets/"+number, c.Link)
	for _, text := range []string{c.Text["ru"], c.Text["en"], byPhone["+79000000102"]} {
		assert.NotContains(t, text, "dead", "nothing that the customer wrote")
	}
}

// Each means is tried again by itself: what has gone out does not go out again, and what has not waits.
func TestOneMeansFailsAlone(t *testing.T) {
	t.Parallel()
	broken := assert.AnError
	cases := []struct {
		name         string
		mail, sms, c error
		want         map[string]ticket.Outcome
	}{
		{"mail", broken, nil, nil, map[string]ticket.Outcome{"sms ivan": ticket.Sent, "sms kuznetsova": ticket.Sent, "webhook kuznetsova": ticket.Sent}},
		{"phone", nil, broken, nil, map[string]ticket.Outcome{"ivan": ticket.Sent, "kuznetsova": ticket.Sent, "webhook kuznetsova": ticket.Sent}},
		{"webhook", nil, nil, broken, map[string]ticket.Outcome{"ivan": ticket.Sent, "kuznetsova": ticket.Sent, "sms ivan": ticket.Sent, "sms kuznetsova": ticket.Sent}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "volga")
			id := d.Submit(t, handlertest.Ivan, "the-ticket", handlertest.Critical("hq"))
			d.Outbox.Before = func(mail.Message) error { return c.mail }
			d.Pager.BeforeLine = func(alert.Line) error { return c.sms }
			d.Pager.BeforeCall = func(alert.Call) error { return c.c }
			decide(t, d, id)
			deliver := func() int {
				answer, err := d.Notify().Handle(t.Context(), handlertest.Messages(t, id))
				require.NoError(t, err)
				return len(answer.BatchItemFailures)
			}
			assert.Equal(t, 1, deliver(), "the message comes again")
			assert.Equal(t, 1, deliver())
			assert.Equal(t, c.want, fates(t, d, id))
			d.Outbox.Before, d.Pager.BeforeLine, d.Pager.BeforeCall = nil, nil, nil
			assert.Zero(t, deliver())
			assert.Zero(t, deliver())
			assert.Len(t, fates(t, d, id), 5)
			assert.Empty(t, d.Ticket(t, id).Ticket.Pending)
			assert.Len(t, d.Outbox.Mails(), 2)
			assert.Len(t, d.Pager.Lines(), 2)
			assert.Len(t, d.Pager.Called(), 1)
		})
	}
}

// What is refused for good, and what has nowhere to go, is recorded and told to nobody else: it was a mail too.
func TestAlertsThatCannotBeDelivered(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	require.NoError(t, d.Store.PutStaff(t.Context(), store.Staff{ID: "kuznetsova", Name: "Ирина", Email: "kuznetsova@flat.example"}))
	d.Pager.BeforeLine = func(alert.Line) error { return alert.ErrRefused }
	d.Pager.BeforeCall = func(alert.Call) error { return alert.ErrNowhere }
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Critical("hq"))
	assert.Equal(t, map[string]ticket.Outcome{
		"ivan": ticket.Sent, "kuznetsova": ticket.Sent, "sms ivan": ticket.Undeliverable, "sms kuznetsova": ticket.Skipped, "webhook kuznetsova": ticket.Skipped,
	}, fates(t, d, id))
	assert.Len(t, d.Outbox.Mails(), 2)
	assert.Empty(t, d.Ticket(t, id).Ticket.Pending)
}

// An alert that comes late, because nothing went out for hours, still goes out, and says what was due.
func TestALateAlertStillGoesOut(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	d.Pager.BeforeLine = func(alert.Line) error { return alert.ErrAgain }
	id := d.Submit(t, handlertest.Ivan, "the-ticket", handlertest.Critical("hq"))
	decide(t, d, id)
	deliver(t, d, id, false)
	waiting := d.Ticket(t, id).Ticket.Pending
	require.Len(t, waiting, 2)
	for _, n := range waiting {
		assert.Equal(t, policy.BySMS, n.By)
	}
	d.Clock.Forward(3*time.Hour + notify.ClaimFor)
	d.Pager.BeforeLine = nil
	d.Settle(t)
	deliver(t, d, id, true)
	var said []string
	for _, l := range d.Pager.Lines() {
		said = append(said, l.Text)
	}
	assert.Contains(t, strings.Join(said, "\n"), "перезвоните клиенту до пн 23.11.2026 12:30 МСК.")
}
