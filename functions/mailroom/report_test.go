package mailroom_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/mailroom"
	"flatsupport/infra/handlertest"
	"flatsupport/infra/local/outbox"
	"flatsupport/shared/inbound"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// report is a mail that says what became of one of ours.
func report(object string, r outbox.Returned) handlertest.Letter {
	return handlertest.Letter{
		Object: object, From: "mailer-daemon@volga.example", Subject: "Undelivered Mail Returned to Sender", DMARC: "GRAY",
		Headers: []string{outbox.ContentType, "Auto-Submitted: auto-replied", "Return-Path: <>"}, Text: r.Body(),
	}
}

// told are the reports on the ticket's mails: "notice report code".
func told(t *testing.T, d *handlertest.Desk, id string) []string {
	t.Helper()
	history, err := d.Store.History(t.Context(), id)
	require.NoError(t, err)
	var all []string
	for _, e := range history {
		if f, ok := e.Fact.(ticket.Reported); ok {
			assert.Equal(t, ticket.Actor{Role: ticket.System}, e.By)
			all = append(all, fmt.Sprintf("%s %s %s", f.Notice, f.What, f.Code))
		}
	}
	return all
}

// What a report by mail makes of the ticket: the same as one of the mail service, when its head proves the thread by whatever
// is left of it. It is always kept, and never answered.
func TestReportsThatComeByMail(t *testing.T) {
	t.Parallel()
	const ivans = "ivan@volga.example"
	threads, other := handlertest.Threads(), inbound.ThreadsOf(handlertest.Inbox, []byte("another key"))
	references := func(id string) string { return "References: <" + threads.Root(id) + ">" }
	notice := "X-Notice: decided/accepted>ivan"
	cases := []struct {
		name string
		r    outbox.Returned
		head func(id string) []string
		told []string
		desk int // mails to the desk
	}{
		{
			"failed, by the notice",
			outbox.Returned{Recipient: "forwarded@else.example", Action: "failed", Status: "5.1.1"},
			func(id string) []string { return []string{references(id), notice} },
			[]string{"decided/accepted>ivan bounced 5.1.1"},
			1,
		},
		{
			"failed, by the address",
			outbox.Returned{Recipient: "Ivan@Volga.example", Action: "failed", Status: "5.7.1"},
			func(id string) []string { return []string{references(id)} },
			[]string{"decided/accepted>ivan bounced 5.7.1"},
			1,
		},
		{
			"failed, by the answer's address",
			outbox.Returned{Recipient: ivans, Action: "failed", Status: "5.1.1"},
			func(id string) []string { return []string{"Reply-To: " + threads.ReplyTo(handlertest.Inbox, id)} },
			[]string{"decided/accepted>ivan bounced 5.1.1"},
			1,
		},
		{
			"given up",
			outbox.Returned{Recipient: ivans, Action: "failed", Status: "4.4.7"},
			func(id string) []string { return []string{references(id)} },
			[]string{"decided/accepted>ivan returned 4.4.7"},
			0,
		},
		{
			"late",
			outbox.Returned{Recipient: ivans, Action: "delayed", Status: "4.4.1"},
			func(id string) []string { return []string{references(id)} },
			[]string{"decided/accepted>ivan delayed 4.4.1"},
			0,
		},
		{
			"a status that is none",
			outbox.Returned{Recipient: ivans, Action: "failed", Status: "ivan@volga.example"},
			func(id string) []string { return []string{references(id)} },
			[]string{"decided/accepted>ivan bounced "},
			1,
		},
		{
			"arrived",
			outbox.Returned{Recipient: ivans, Action: "delivered", Status: "2.0.0"},
			func(id string) []string { return []string{references(id)} }, nil, 0,
		},
		{
			"to somebody else",
			outbox.Returned{Recipient: "boss@volga.example", Action: "failed", Status: "5.1.1"},
			func(id string) []string { return []string{references(id)} }, nil, 0,
		},
		{
			"of a notice that is none",
			outbox.Returned{Recipient: ivans, Action: "failed", Status: "5.1.1"},
			func(id string) []string { return []string{references(id), "X-Notice: decided/refused>ivan"} }, nil, 0,
		},
		{
			"forged",
			outbox.Returned{Recipient: ivans, Action: "failed", Status: "5.1.1"},
			func(id string) []string { return []string{"References: <" + other.Root(id) + ">", notice} }, nil, 0,
		},
		{
			"of a ticket that is none",
			outbox.Returned{Recipient: ivans, Action: "failed", Status: "5.1.1"},
			func(string) []string { return []string{references("0000000000"), notice} }, nil, 0,
		},
		{
			"foreign",
			outbox.Returned{Recipient: ivans, Action: "failed", Status: "5.1.1"},
			func(string) []string { return []string{"References: <a@b.example>", notice} }, nil, 0,
		},
		{"with nothing", outbox.Returned{Recipient: ivans, Action: "failed", Status: "5.1.1"}, func(string) []string { return nil }, nil, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "volga")
			id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
			before := len(d.Outbox.Mails())
			c.r.Head = c.head(id)
			for _, object := range []string{"o1", "o1", "o2"} { // delivered twice, and sent twice
				d.Deliver(t, report(object, c.r))
			}
			d.Settle(t)
			assert.Equal(t, c.told, told(t, d, id))
			want := store.Received{Outcome: mailroom.Kept, Reason: "delivery_report"}
			if c.told != nil {
				want.Ticket = id
			}
			assert.Equal(t, want, outcome(t, d, "o1"))
			mails := d.Outbox.Mails()[before:]
			require.Len(t, mails, c.desk)
			for _, m := range mails {
				assert.Equal(t, "kuznetsova@flat.example", m.To)
			}
			assert.Len(t, tickets(t, d, "volga"), 1)
		})
	}
}

// A report that names the very mail, from a service that leaves ids alone, is about that mail and no newer one.
func TestAReportThatNamesTheMail(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	resp := d.Do(t, handlertest.Call{
		Route: "POST /v1/desk/tickets/{number}/responses", Number: ticket.ShowNumber(id), As: handlertest.Engineer, Key: "answered",
		JSON: handlertest.Body{"message": "Please send the log."},
	})
	require.Equal(t, 200, resp.StatusCode, resp.Body)
	d.Settle(t)
	exact := handlertest.Threads().MessageID(id, "decided/accepted>ivan")
	l := report("o1", outbox.Returned{Recipient: "ivan@volga.example", Action: "failed", Status: "5.1.1"})
	l.Text = strings.ReplaceAll(l.Text, "0107019@eu-central-1.amazonses.com", exact)
	d.Deliver(t, l)
	assert.Equal(t, []string{"decided/accepted>ivan bounced 5.1.1"}, told(t, d, id))
	d.Deliver(t, report("o2", outbox.Returned{
		Recipient: "ivan@volga.example", Action: "failed", Status: "5.1.2", Head: []string{"References: <" + handlertest.Threads().Root(id) + ">"},
	}))
	reports := told(t, d, id)
	require.Len(t, reports, 2)
	assert.NotContains(t, reports[1], "decided/", "without a name it is the newest")
}
