package mailroom_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/mailroom"
	"flatsupport/infra/handlertest"
	"flatsupport/shared/inbound"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

const ivan, anna = "Ivan <ivan@volga.example>", "anna@neva.example"

// letter is a mail of Ivan's about no outgoing calls.
func letter(object string) handlertest.Letter {
	return handlertest.Letter{
		Object: object, From: ivan, Subject: "No outgoing calls", Text: "Since nine o'clock no call gets out.",
		Headers: []string{"Message-ID: <" + object + "@volga.example>"},
	}
}

func outcome(t *testing.T, d *handlertest.Desk, object string) store.Received {
	t.Helper()
	r, err := d.Store.ReceivedMail(t.Context(), object)
	require.NoError(t, err)
	r.Trail, r.Request = store.Trail{}, ""
	return r
}

func tickets(t *testing.T, d *handlertest.Desk, customer string) []store.Row {
	t.Helper()
	page, err := d.Store.CustomerTickets(t.Context(), customer, "", 100)
	require.NoError(t, err)
	return page.Rows
}

func TestAMailOfAContactIsATicket(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name     string
		mail     func(l *handlertest.Letter)
		priority policy.PriorityCode
		phone    string
	}{
		{"no priority is the edition's", func(*handlertest.Letter) {}, "P3", ""},
		{"one in the subject", func(l *handlertest.Letter) { l.Subject = "[P2] No calls" }, "P2", ""},
		{"one in the body", func(l *handlertest.Letter) { l.Text = "Priority: P4\nA question of taste." }, "P4", ""},
		{"a P1 is called back at the number on record", func(l *handlertest.Letter) { l.Subject = "[P1] Nothing works" }, "P1", "+74990000001"},
		{"no subject", func(l *handlertest.Letter) { l.Subject = "" }, "P3", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "volga")
			l := letter("o1")
			c.mail(&l)
			d.Deliver(t, l)
			d.Settle(t)
			done := outcome(t, d, "o1")
			require.Equal(t, mailroom.Ticket, done.Outcome)
			rec := d.Ticket(t, done.Ticket)
			assert.Equal(t, policy.Email, rec.Ticket.Registered.Channel)
			assert.Equal(t, "hq", rec.Ticket.Registered.Installation)
			assert.Equal(t, c.priority, rec.Ticket.Priority)
			assert.Equal(t, ticket.Accepted, rec.Ticket.Decision.Answer)
			asked, err := d.Store.RequestOf(t.Context(), rec)
			require.NoError(t, err)
			assert.Equal(t, c.phone, asked.CallbackPhone)
			assert.NotEmpty(t, asked.Subject)
			mails := d.Outbox.Mails()
			require.NotEmpty(t, mails)
			answer := mails[len(mails)-1]
			for _, m := range mails {
				if m.To == "ivan@volga.example" {
					answer = m
				}
			}
			assert.Equal(t, c.priority == policy.P1, strings.Contains(answer.Text, "+7 (499) 917-03-64"), answer.Text)
		})
	}
}

// Delivered three times, and sent again under another key, it is one ticket (EML-07).
func TestAMailThatArrivesAgainIsOneTicket(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	for _, object := range []string{"o1", "o1", "o1", "o2"} {
		l := letter(object)
		l.Headers = []string{"Message-ID: <one@volga.example>"}
		d.Deliver(t, l)
	}
	assert.Len(t, tickets(t, d, "volga"), 1)
	assert.Equal(t, outcome(t, d, "o1"), outcome(t, d, "o2"))
}

// Mails without an id never join, nor do different ones with the same (EML-05, EML-06).
func TestDifferentMailsAreDifferentTickets(t *testing.T) {
	t.Parallel()
	for name, headers := range map[string][]string{"none": nil, "empty": {"Message-ID: <>"}, "the same": {"Message-ID: <one@volga.example>"}} {
		d := handlertest.New(t, "volga")
		for i := range 3 {
			l := letter(fmt.Sprint("o", i))
			l.Headers, l.Text = headers, fmt.Sprint("Text ", i)
			d.Deliver(t, l)
		}
		assert.Len(t, tickets(t, d, "volga"), 3, name)
	}
}

func TestWhoCannotBeBelievedIsListedAndToldOnce(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		mail   func(l *handlertest.Letter)
		reason string
		mails  int // to the duty, and an acknowledgement
	}{
		{"DMARC failed", func(l *handlertest.Letter) { l.DMARC = "FAIL" }, mailroom.Unauthenticated, 1},
		{"no DMARC", func(l *handlertest.Letter) { l.DMARC = "GRAY" }, mailroom.Unauthenticated, 1},
		{"a stranger", func(l *handlertest.Letter) { l.From = "who@else.example" }, mailroom.UnknownSender, 2},
		{"a name that is an address", func(l *handlertest.Letter) { l.From = `"ivan@volga.example" <who@else.example>` }, mailroom.UnknownSender, 2},
		{"a contact in Reply-To", func(l *handlertest.Letter) {
			l.From, l.Headers = "who@else.example", []string{"Reply-To: ivan@volga.example", "Cc: ivan@volga.example"}
		}, mailroom.UnknownSender, 2},
		{"two senders", func(l *handlertest.Letter) { l.From = ivan + ", who@else.example" }, mailroom.SeveralSenders, 1},
		{"a list", func(l *handlertest.Letter) { l.Headers = []string{"Precedence: list"} }, mailroom.Machine, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "volga")
			l := letter("o1")
			c.mail(&l)
			for range 3 {
				d.Deliver(t, l)
			}
			assert.Equal(t, store.Received{Outcome: mailroom.Unverified, Reason: c.reason, Told: true, Answered: c.mails == 2}, outcome(t, d, "o1"))
			assert.Empty(t, tickets(t, d, "volga"))
			page, err := d.Store.Unverified(t.Context(), d.Clock.Now(), true, "", 10)
			require.NoError(t, err)
			require.Len(t, page.Rows, 1)
			assert.Equal(t, "o1", page.Rows[0].Object)
			mails := d.Outbox.Mails()
			require.Len(t, mails, c.mails)
			assert.Equal(t, "kuznetsova@flat.example", mails[0].To)
			for _, m := range mails {
				assert.NotContains(t, m.Text+m.HTML+m.Subject, "outgoing", "nothing of the mail is repeated")
			}
			if c.mails == 2 {
				assert.Equal(t, "who@else.example", mails[1].To)
			}
		})
	}
}

// What machines send is kept, and nobody is answered or told (EML-09, EML-16).
func TestMachinesAreNotAnswered(t *testing.T) {
	t.Parallel()
	cases := map[string]func(l *handlertest.Letter){
		"auto_submitted": func(l *handlertest.Letter) { l.Headers = []string{"Auto-Submitted: auto-replied"} },
		"null_sender":    func(l *handlertest.Letter) { l.Headers = []string{"Return-Path: <>"} },
		"bulk":           func(l *handlertest.Letter) { l.From, l.Headers = "who@else.example", []string{"Precedence: bulk"} },
		"our_own":        func(l *handlertest.Letter) { l.From = handlertest.Inbox },
		"virus":          func(l *handlertest.Letter) { l.Virus = "FAIL" },
		"spam":           func(l *handlertest.Letter) { l.From, l.Spam = "who@else.example", "FAIL" },
		"old": func(l *handlertest.Letter) {
			l.From, l.Headers = "who@else.example", []string{"Date: Tue, 1 Mar 2022 12:00:00 +0300"}
		},
		"delivery_report": func(l *handlertest.Letter) { l.Headers = []string{"Content-Type: multipart/report; boundary=b"} },
	}
	for reason, change := range cases {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "volga")
			l := letter("o1")
			change(&l)
			d.Deliver(t, l)
			assert.Equal(t, store.Received{Outcome: mailroom.Kept, Reason: reason}, outcome(t, d, "o1"))
			assert.Empty(t, d.Outbox.Mails())
			assert.Empty(t, tickets(t, d, "volga"))
		})
	}
}

func TestAnAnswerFindsItsTicket(t *testing.T) {
	t.Parallel()
	cases := map[string]func(l *handlertest.Letter, id string){
		"by an id of the desk": func(l *handlertest.Letter, id string) {
			l.Headers = append(l.Headers, "In-Reply-To: <"+handlertest.Threads().MessageID(id, "decided")+">")
		},
		"by an old reference to the desk": func(l *handlertest.Letter, id string) {
			l.Headers = append(l.Headers, "In-Reply-To: <x@y.example>", "References: <"+handlertest.Threads().MessageID(id, "")+"> <x@y.example>")
		},
		"by the first mail": func(l *handlertest.Letter, _ string) { l.Headers = append(l.Headers, "References: <o1@volga.example>") },
		"by the first mail, of a colleague": func(l *handlertest.Letter, _ string) {
			l.From, l.Headers = "kate@volga.example", []string{"In-Reply-To: <o1@volga.example>"}
		},
		"by the number in the subject": func(l *handlertest.Letter, id string) { l.Subject = "Re: " + ticket.ShowNumber(id) + " no calls" },
	}
	for name, change := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "volga")
			d.Deliver(t, letter("o1"))
			d.Settle(t)
			id := outcome(t, d, "o1").Ticket
			l := letter("o2")
			l.Text = "Still the same.\n\nOn Mon, 23 Nov 2026 at 10:30, Desk <support@flat.example> wrote:\n> What do you see?"
			change(&l, id)
			for range 3 {
				d.Deliver(t, l)
			}
			assert.Equal(t, store.Received{Outcome: mailroom.Reply, Ticket: id}, outcome(t, d, "o2"))
			assert.Equal(t, 1, strings.Count(d.Facts(t, id), "Replied"))
			messages, err := d.Store.Messages(t.Context(), id)
			require.NoError(t, err)
			require.Len(t, messages, 1)
			assert.Equal(t, "Still the same.", messages[0].Text)
			assert.Len(t, tickets(t, d, "volga"), 1)
		})
	}
}

// A number of another customer's ticket opens nothing and is told to nobody; an id of the desk in a stranger's hands is for
// the desk to look at; a made-up one is nothing (EML-01, EML-02, EML-08).
func TestNobodyElsesTicketIsTouched(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		mail    func(l *handlertest.Letter, id string)
		outcome string
	}{
		{"a number", func(l *handlertest.Letter, id string) { l.Subject = "Re: " + ticket.ShowNumber(id) }, mailroom.Ticket},
		{"the first mail's id", func(l *handlertest.Letter, _ string) { l.Headers = []string{"In-Reply-To: <o1@volga.example>"} }, mailroom.Ticket},
		{"an id of the desk", func(l *handlertest.Letter, id string) {
			l.Headers = []string{"In-Reply-To: <" + handlertest.Threads().MessageID(id, "decided") + ">"}
		}, mailroom.Unverified},
		{"a forged id", func(l *handlertest.Letter, id string) {
			l.Headers = []string{"In-Reply-To: <" + strings.ToLower(id) + ".0123456789.000000000000000000000000@flat.example>"}
		}, mailroom.Ticket},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "volga", "neva")
			d.Deliver(t, letter("o1"))
			d.Settle(t)
			id := outcome(t, d, "o1").Ticket
			before := d.Facts(t, id)
			l := letter("o2")
			l.From = anna
			c.mail(&l, id)
			d.Deliver(t, l)
			assert.Equal(t, c.outcome, outcome(t, d, "o2").Outcome)
			assert.NotEqual(t, id, outcome(t, d, "o2").Ticket)
			assert.Equal(t, before, d.Facts(t, id))
		})
	}
}

// A ticket that was resolved is reopened in time; afterwards the mail is a new one that names the old (G40).
func TestAnAnswerToAResolvedTicket(t *testing.T) {
	t.Parallel()
	for after, again := range map[time.Duration]bool{13 * 24 * time.Hour: true, 15 * 24 * time.Hour: false} {
		d := handlertest.New(t, "volga")
		d.Deliver(t, letter("o1"))
		d.Settle(t)
		id := outcome(t, d, "o1").Ticket
		resp := d.Do(t, handlertest.Call{Route: "POST /v1/desk/tickets/{number}/resolution", Number: id, As: handlertest.Engineer, Key: "resolved-once", JSON: handlertest.Body{"message": "Done."}})
		require.Equal(t, 200, resp.StatusCode, resp.Body)
		d.Clock.Forward(after)
		away := letter("o2")
		away.Headers = append(away.Headers, "Auto-Submitted: auto-replied", "In-Reply-To: <o1@volga.example>")
		d.Deliver(t, away)
		assert.Equal(t, ticket.StatusResolved, d.Ticket(t, id).Ticket.Status, "an absence notice reopens nothing")
		l := letter("o3")
		l.Headers = append(l.Headers, "In-Reply-To: <o1@volga.example>")
		d.Deliver(t, l)
		if again {
			assert.Equal(t, ticket.StatusOpen, d.Ticket(t, id).Ticket.Status)
			continue
		}
		done := outcome(t, d, "o3")
		require.Equal(t, mailroom.Ticket, done.Outcome)
		asked, err := d.Store.RequestOf(t.Context(), d.Ticket(t, done.Ticket))
		require.NoError(t, err)
		assert.Contains(t, asked.Description, ticket.ShowNumber(id))
	}
}

// Which system, where a customer has two: the one that is named, and else the desk asks; nothing is refused for it (ENT-03).
func TestTheSystemOfAMail(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "moskva", "volga", "oka")
	for i, c := range []struct{ from, subject, outcome, system string }{
		{"sergey@moskva.example", "Kazan: no calls", mailroom.Ticket, "kazan"},
		{"sergey@moskva.example", "No calls in moscow", mailroom.Ticket, "moscow"},
		{"sergey@moskva.example", "No calls", mailroom.Unverified, ""},
		{"sergey@moskva.example", "[P1] No calls in kazan and moscow", mailroom.Unverified, ""},
		{"olga@integrator.example", "No calls", mailroom.Ticket, "ryazan"},
	} {
		l := letter(fmt.Sprint("o", i))
		l.From, l.Subject = c.from, c.subject
		d.Deliver(t, l)
		d.Settle(t)
		done := outcome(t, d, l.Object)
		require.Equal(t, c.outcome, done.Outcome, c.subject)
		if c.system == "" {
			assert.Equal(t, mailroom.WhichSystem, done.Reason, c.subject)
			continue
		}
		rec := d.Ticket(t, done.Ticket)
		assert.Equal(t, c.system, rec.Ticket.Registered.Installation, c.subject)
	}
}

// acknowledged counts the answers that went out to Ivan by themselves.
func acknowledged(t *testing.T, d *handlertest.Desk) int {
	t.Helper()
	d.Settle(t)
	n := 0
	for _, m := range d.Outbox.Mails() {
		if m.To == "ivan@volga.example" {
			n++
		}
	}
	return n
}

// Two robots that answer each other come to an end, because one falls silent; no request is lost by that, and of a flood the
// desk looks at the rest (EML-13).
func TestTooManyMailsOfADay(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	for i := range 62 {
		l := letter(fmt.Sprint("o", i))
		l.Subject = fmt.Sprint("Problem ", i)
		d.Deliver(t, l)
	}
	assert.Len(t, tickets(t, d, "volga"), 60, "ten are answered, and five times as many are tickets all the same")
	assert.False(t, d.Ticket(t, outcome(t, d, "o9").Ticket).Ticket.Registered.Quiet)
	assert.True(t, d.Ticket(t, outcome(t, d, "o10").Ticket).Ticket.Registered.Quiet)
	assert.Equal(t, mailroom.TooMany, outcome(t, d, "o61").Reason)
	assert.Len(t, d.Outbox.Mails(), 1, "the duty is told of the flood once")
	assert.Equal(t, 10, acknowledged(t, d))
}

// On one subject fewer are answered, whatever stands before it (EML-13). A critical one is a ticket with its clocks, and the
// duty is called, whoever wrote how much before.
func TestTooManyMailsOnOneSubject(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	for i, before := range []string{"", "Re: ", "[P2] ", "Fwd: Re: ", "[P1] "} {
		l := letter(fmt.Sprint("o", i))
		l.Subject = before + l.Subject
		d.Deliver(t, l)
	}
	assert.Len(t, tickets(t, d, "volga"), 5)
	assert.Equal(t, 3, acknowledged(t, d))
	critical := d.Ticket(t, outcome(t, d, "o4").Ticket).Ticket
	assert.Equal(t, ticket.Accepted, critical.Decision.Answer)
	assert.Equal(t, policy.P1, critical.Priority)
	resp := d.Do(t, handlertest.Call{Route: "GET /v1/desk/tickets/{number}", Number: outcome(t, d, "o4").Ticket, As: handlertest.Engineer})
	assert.True(t, handlertest.Read[struct{ Unanswered bool }](t, resp).Unanswered)
	other := letter("other")
	other.Subject = "Another matter"
	d.Deliver(t, other)
	assert.Equal(t, 4, acknowledged(t, d))
}

// A contact's mail that the mail service takes for spam, or that was written long ago as it says, is for the desk to look
// at and is not answered; of a whole mailbox of them the rest is kept (EML-32).
func TestWhatIsMostLikelyNothing(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	for i := range 12 {
		l := letter(fmt.Sprint("o", i))
		l.Headers = append(l.Headers, "Date: Tue, 1 Mar 2022 12:00:00 +0300")
		d.Deliver(t, l)
	}
	assert.Equal(t, mailroom.Unverified+" old", outcome(t, d, "o9").Outcome+" "+outcome(t, d, "o9").Reason)
	assert.Equal(t, mailroom.Kept+" old", outcome(t, d, "o10").Outcome+" "+outcome(t, d, "o10").Reason)
	assert.Len(t, d.Outbox.Mails(), 1, "the duty is told once")
	spam := letter("spam")
	spam.Subject, spam.Spam = "[P1] No calls", "FAIL"
	d.Deliver(t, spam)
	assert.Equal(t, mailroom.Unverified+" spam", outcome(t, d, "spam").Outcome+" "+outcome(t, d, "spam").Reason)
	require.Len(t, d.Outbox.Mails(), 2)
	assert.Contains(t, d.Outbox.Mails()[1].Subject, "Критическое")
	assert.Empty(t, tickets(t, d, "volga"))
}

// An id with the very host of the desk's says that a program of ours wrote it, so no robot answers; one that only looks like
// it says nothing (EML-17).
func TestWhoHasAnIDOfTheDesksHostIsNotAnswered(t *testing.T) {
	t.Parallel()
	for host, answers := range map[string]int{"flat.example": 0, "mail.flat.example": 1, "flat.example.org": 1} {
		d := handlertest.New(t, "volga")
		l := letter("o1")
		l.From, l.Headers = "who@else.example", []string{"Message-ID: <one@" + host + ">"}
		d.Deliver(t, l)
		assert.Equal(t, mailroom.UnknownSender, outcome(t, d, "o1").Reason)
		assert.Len(t, d.Outbox.Mails(), 1+answers, host)
	}
}

// A mail that cannot be read stops no other, and is kept for the desk (EML-21). One that is not there comes again.
func TestWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	d.Deliver(t, handlertest.Letter{Object: "o1", From: ivan, Subject: "x", Headers: []string{"X-Long: " + strings.Repeat("x", inbound.MaxHeaders+1)}})
	assert.Equal(t, mailroom.Unreadable, outcome(t, d, "o1").Reason)
}
