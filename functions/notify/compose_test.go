package notify_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// What a command of the desk makes the customer read, in the customer's language.
func TestWhatTheCustomerReads(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, command string
		body          handlertest.Body
		subject, says string
	}{
		{"an answer", "responses", handlertest.Body{"message": "Please send us the log.\n\nThank you."}, "Reply on ticket", "Please send us the log.\n\nThank you."},
		{"a resolution", "resolution", handlertest.Body{"message": "Mended by a restart."}, "resolved", "Mended by a restart."},
		{"another priority", "priority", handlertest.Body{"priority": "P2", "reason": "A department cannot work."}, "priority is now P2", "A department cannot work."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "volga")
			id := d.Open(t, handlertest.Kate, "the-ticket", handlertest.Request("hq"))
			do(t, d, id, c.command, "the-command", c.body)
			d.Settle(t)
			mails := d.Outbox.Mails()
			require.Len(t, mails, 2)
			number := ticket.ShowNumber(id)
			accepted, mail := mails[0], mails[1]
			assert.Contains(t, accepted.Subject, number)
			assert.Contains(t, accepted.Text, "Reaction", "what is promised")
			assert.Contains(t, accepted.Text, "Tue 24 Nov 2026 09:30 Moscow time", "until when")
			assert.Equal(t, "kate@volga.example", mail.To)
			assert.Contains(t, mail.Subject, c.subject)
			assert.Contains(t, mail.Text, c.says)
			assert.Contains(t, mail.Text, "Kate Marsh")
			assert.Contains(t, mail.Text, "https://desk.example/v1/tickets/"+number)
			assert.Equal(t, id, mail.Ticket)
			assert.NotEqual(t, accepted.Key, mail.Key)
		})
	}
}

// Whoever is on duty for the level that a ticket is handed over to reads why.
func TestTheNextLevelHearsThatATicketIsTheirs(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Kate, "the-ticket", handlertest.Request("hq"))
	before := len(d.Outbox.Mails())
	do(t, d, id, "escalation", "to-level-3", handlertest.Body{"level": "3", "reason": "A dump has to be read."})
	d.Settle(t)
	mails := d.Outbox.Mails()[before:]
	require.Len(t, mails, 1)
	assert.Equal(t, "sidorova@flat.example", mails[0].To)
	assert.Contains(t, mails[0].Subject, "передана на уровень 3")
	assert.Contains(t, mails[0].Text, "Причина: A dump has to be read.")
}

// Every change of priority is announced with its own grounds, also when several wait to be delivered.
func TestEveryNoticeSpeaksOfItsOwnEvent(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Kate, "the-ticket", handlertest.Request("hq"))
	before := len(d.Outbox.Mails())
	do(t, d, id, "priority", "first-change", handlertest.Body{"priority": "P2", "reason": "first grounds"})
	do(t, d, id, "responses", "an-answer", handlertest.Body{"message": "first answer"})
	do(t, d, id, "priority", "second-change", handlertest.Body{"priority": "P4", "reason": "second grounds"})
	do(t, d, id, "responses", "another-answer", handlertest.Body{"message": "second answer"})
	d.Settle(t)
	mails := d.Outbox.Mails()[before:]
	require.Len(t, mails, 4)
	for i, said := range []string{"first grounds", "first answer", "second grounds", "second answer"} {
		assert.Contains(t, mails[i].Text, said)
	}
}

// The event that a notice is about may have left the hot item before the notice goes out.
func TestANoticeOfALongLife(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Kate, "the-ticket", handlertest.Request("hq"))
	do(t, d, id, "responses", "the-answer", handlertest.Body{"message": "The answer that waits."})
	for i := range 20 {
		do(t, d, id, "notes", fmt.Sprintf("a-note-%04d", i), handlertest.Body{"message": "One more note."})
	}
	rec := d.Ticket(t, id)
	require.Len(t, rec.Ticket.Pending, 1)
	for _, e := range rec.Events {
		_, hot := e.Fact.(ticket.Responded)
		require.False(t, hot, "the answer has been moved to a history page")
	}
	d.Settle(t)
	mails := d.Outbox.Mails()
	assert.Contains(t, mails[len(mails)-1].Text, "The answer that waits.")
}

// What the desk reads when the customer writes, in the language of whoever is on duty.
func TestTheDeskHearsOfAReply(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	do(t, d, id, "assignment", "to-wright", handlertest.Body{"engineer": "wright"})
	resp := d.Do(t, handlertest.Call{
		Route: "POST /v1/tickets/{number}/replies", Number: ticket.ShowNumber(id), As: handlertest.Ivan, Key: "the-reply",
		JSON: handlertest.Body{"message": "<b>Оно</b> снова звонит."},
	})
	require.Equal(t, http.StatusCreated, resp.StatusCode, resp.Body)
	d.Settle(t)
	mails := d.Outbox.Mails()
	mail := mails[len(mails)-1]
	assert.Equal(t, "wright@flat.example", mail.To)
	assert.Equal(t, "P3 "+ticket.ShowNumber(id)+": АО «Волга» replied", mail.Subject)
	assert.Contains(t, mail.Text, "<b>Оно</b> снова звонит.")
	assert.Contains(t, mail.HTML, "&lt;b&gt;Оно&lt;/b&gt; снова звонит.")
	assert.Contains(t, mail.Text, "https://desk.example/v1/desk/tickets/")
}

func TestNoticesThatHaveNobodyToGoTo(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	require.NoError(t, d.Store.PutContact(t.Context(), "volga", entitlement.Contact{ID: "mute", Name: "No address", Authorised: true}, 1))
	mute := handlertest.Person{Subject: "mute@example", Roles: handlertest.Ivan.Roles}
	member := store.Membership{Kind: store.ContactMember, Customer: "volga", Contact: "mute"}
	require.NoError(t, d.Store.PutMembership(t.Context(), mute.Subject, member))
	member.Contact = "gone"
	gone := handlertest.Person{Subject: "gone@example", Roles: handlertest.Ivan.Roles}
	require.NoError(t, d.Store.PutMembership(t.Context(), gone.Subject, member))
	require.NoError(t, d.Store.PutShift(t.Context(), store.Shift{Role: "L2", Person: "a-stranger", From: handlertest.Monday}))
	for _, person := range []handlertest.Person{mute, gone} {
		id := d.Open(t, person, "the-ticket", handlertest.Critical("hq"))
		rec := d.Ticket(t, id)
		assert.Empty(t, rec.Ticket.Pending, "%s: nothing waits for ever", person.Subject)
		var outcomes []string
		for _, e := range rec.Events {
			if n, ok := e.Fact.(ticket.Notified); ok {
				outcomes = append(outcomes, string(n.Outcome))
			}
		}
		assert.Contains(t, outcomes, string(ticket.Undeliverable), person.Subject)
	}
	for _, mail := range d.Outbox.Mails() {
		assert.Contains(t, []string{"kuznetsova@flat.example", "orlova@flat.example"}, mail.To, "the duty, and a manager where nothing was accepted")
	}
}

// A ticket that became critical only later came without a number: whoever must call reads the contact's own.
func TestThePhoneOfATicketThatBecameCritical(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Kate, "the-ticket", handlertest.Request("hq"))
	do(t, d, id, "priority", "now-critical", handlertest.Body{"priority": "P1", "reason": "Nobody can call any more."})
	d.Clock.Set(d.Ticket(t, id).Wake)
	d.Sweep(t)
	d.Settle(t)
	mails := d.Outbox.Mails()
	last := mails[len(mails)-1]
	assert.Equal(t, "kuznetsova@flat.example", last.To)
	assert.Contains(t, last.Text, "Телефон: +74990000002.")
}

func do(t *testing.T, d *handlertest.Desk, id, name, key string, body handlertest.Body) {
	t.Helper()
	resp := d.Do(t, handlertest.Call{
		Route: "POST /v1/desk/tickets/{number}/" + name, Number: ticket.ShowNumber(id), As: handlertest.Engineer, Key: key, JSON: body,
	})
	require.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
}
