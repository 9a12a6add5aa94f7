package mailroom_test

import (
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/mailroom"
	"flatsupport/infra/handlertest"
	"flatsupport/infra/local/outbox"
	"flatsupport/shared/store"
)

// The events of events/mailroom, about mails that lie in the bucket.
func TestEventsOfTheQueue(t *testing.T) {
	t.Parallel()
	const first, stranger, away, back = "k0f3s9dq2v1mail", "k0f3s9dq2v1strange", "k0f3s9dq2v1away", "k0f3s9dq2v1back"
	cases := []struct {
		name    string
		object  string
		outcome store.Received
		failed  []int // places in the batch of the messages that must come again
	}{
		{"mail", first, store.Received{Outcome: mailroom.Ticket}, nil},
		{"mail-twice", first, store.Received{Outcome: mailroom.Ticket}, nil},
		{"mail-of-a-stranger", stranger, store.Received{Outcome: mailroom.Unverified, Reason: mailroom.UnknownSender, Told: true, Answered: true}, nil},
		{"mail-with-a-forged-sender", first, store.Received{Outcome: mailroom.Unverified, Reason: mailroom.Unauthenticated, Told: true}, nil},
		{"mail-with-a-virus", first, store.Received{Outcome: mailroom.Kept, Reason: "virus"}, nil},
		{"mail-of-a-machine", away, store.Received{Outcome: mailroom.Kept, Reason: "null_sender"}, nil},
		{"report-on-a-mail", back, store.Received{Outcome: mailroom.Kept, Reason: "delivery_report"}, nil},
		{"mail-between-malformed-and-missing", first, store.Received{Outcome: mailroom.Ticket}, []int{0, 2}},
	}
	names := make([]string, 0, len(cases))
	for _, c := range cases {
		names = append(names, c.name)
		d := handlertest.New(t, "volga")
		d.Letters.Put(first, letter(first).Raw())
		d.Letters.Put(away, letter(away).Raw())
		d.Letters.Put(back, report(back, outbox.Returned{Recipient: "ivan@volga.example", Action: "failed", Status: "5.1.1"}).Raw())
		d.Letters.Put(stranger, handlertest.Letter{From: "who@else.example", Subject: "Help", Text: "Help!"}.Raw())
		batch := handlertest.File[events.SQSEvent](t, "mailroom/"+c.name)
		answer, err := d.Mailroom().Handle(t.Context(), batch)
		require.NoError(t, err)
		failed := []events.SQSBatchItemFailure{}
		for _, i := range c.failed {
			failed = append(failed, events.SQSBatchItemFailure{ItemIdentifier: batch.Records[i].MessageId})
		}
		assert.Equal(t, failed, answer.BatchItemFailures, c.name)
		done := outcome(t, d, c.object)
		assert.Equal(t, c.outcome.Outcome == mailroom.Ticket, done.Ticket != "", c.name)
		done.Ticket = ""
		assert.Equal(t, c.outcome, done, c.name)
	}
	d := handlertest.New(t, "volga")
	const id = "form-K7M29QXF4T"
	_, err := d.Store.PutForm(t.Context(), store.Form{ID: id, At: handlertest.Monday, Email: "ivan@volga.example", Priority: "P1", Subject: "Help", Description: "Help!"})
	require.NoError(t, err)
	for range 2 { // delivered twice
		answer, err := d.Mailroom().Handle(t.Context(), handlertest.File[events.SQSEvent](t, "mailroom/form"))
		require.NoError(t, err)
		assert.Empty(t, answer.BatchItemFailures)
	}
	done := outcome(t, d, id)
	assert.Equal(t, store.Received{Outcome: mailroom.Unverified, Reason: "unconfirmed", Told: true, Answered: true}, done)
	assert.Len(t, d.Outbox.Mails(), 2)
	handlertest.EveryFile(t, "mailroom", append(names, "form"))
}
