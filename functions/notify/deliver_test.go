package notify_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/notify"
	"flatsupport/infra/handlertest"
	"flatsupport/shared/inbound"
	"flatsupport/shared/mail"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// The events of events/notify, about the ticket that events/intake/portal-json-p3 makes, when it has been decided.
func TestEventsOfTheQueue(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		failed []int // places in the batch of the messages that must come again
	}{
		{"ticket", nil},
		{"ticket-twice", nil},
		{"ticket-between-malformed-and-missing", []int{0, 2}},
	}
	names := make([]string, 0, len(cases))
	for _, c := range cases {
		names = append(names, c.name)
		d := handlertest.New(t, "volga")
		made := d.Answer(t, handlertest.File[events.APIGatewayV2HTTPRequest](t, "intake/portal-json-p3"))
		require.Equal(t, http.StatusCreated, made.StatusCode, made.Body)
		decide(t, d, "74HRBKGQ54")
		batch := handlertest.File[events.SQSEvent](t, "notify/"+c.name)
		answer, err := d.Notify().Handle(t.Context(), batch)
		require.NoError(t, err)
		failed := []events.SQSBatchItemFailure{}
		for _, i := range c.failed {
			failed = append(failed, events.SQSBatchItemFailure{ItemIdentifier: batch.Records[i].MessageId})
		}
		assert.Equal(t, failed, answer.BatchItemFailures, c.name)
		assert.Len(t, d.Outbox.Mails(), 1, c.name)
		assert.Equal(t, "Registered Decided Notified", d.Facts(t, "74HRBKGQ54"), c.name)
	}
	handlertest.EveryFile(t, "notify", names)
}

func TestSeveralInvocationsDeliverANoticeOnce(t *testing.T) {
	t.Parallel()
	d, id := decided(t)
	d.Outbox.Before = func(mail.Message) error { time.Sleep(20 * time.Millisecond); return nil }
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { deliver(t, d, id, true) })
	}
	all.Wait()
	assert.Len(t, d.Outbox.Mails(), 1)
	rec := d.Ticket(t, id)
	assert.Empty(t, rec.Ticket.Pending)
	assert.Empty(t, rec.Claims)
}

func TestAPassingFailureIsTriedAgainAtOnce(t *testing.T) {
	t.Parallel()
	d, id := decided(t)
	tries := 0
	d.Outbox.Before = func(mail.Message) error {
		if tries++; tries < 3 {
			return errors.New("the mail service is busy")
		}
		return nil
	}
	var metrics bytes.Buffer
	h := d.Notify()
	h.Metrics = &metrics
	for _, ok := range []bool{false, false, true, true} {
		answer, err := h.Handle(t.Context(), handlertest.Messages(t, id))
		require.NoError(t, err)
		assert.Equal(t, ok, len(answer.BatchItemFailures) == 0)
		rec := d.Ticket(t, id)
		assert.Equal(t, !ok, len(rec.Ticket.Pending) == 1)
		assert.Empty(t, rec.Claims, "given back, so that nobody waits for them")
	}
	assert.Equal(t, 3, tries)
	assert.Len(t, d.Outbox.Mails(), 1)
	assert.Equal(t, 2, bytes.Count(metrics.Bytes(), []byte(`"Outcome":"failed"`)))
	assert.Equal(t, 1, bytes.Count(metrics.Bytes(), []byte(`"Outcome":"sent"`)))
}

func TestAFailureForGoodIsRecordedAndNotRepeated(t *testing.T) {
	t.Parallel()
	d, id := decided(t)
	d.Outbox.Before = func(mail.Message) error { return fmt.Errorf("%w: no such mailbox", mail.ErrRefused) }
	deliver(t, d, id, true)
	deliver(t, d, id, true)
	rec := d.Ticket(t, id)
	assert.Empty(t, rec.Ticket.Pending)
	assert.Equal(t, "Registered Decided Notified Notified", d.Facts(t, id), "the second of them to the desk, in vain too")
	assert.Equal(t, ticket.Undeliverable, rec.Events[len(rec.Events)-1].Fact.(ticket.Notified).Outcome)
}

// A notice that cannot be delivered to the contact is told to the desk, once; one to the desk itself is told to nobody.
func TestTheDeskHearsOfAnUndeliverableNotice(t *testing.T) {
	t.Parallel()
	d, id := decided(t)
	refused := map[string]bool{handlertest.Ivan.Subject: true}
	d.Outbox.Before = func(m mail.Message) error {
		if refused[m.To] {
			return fmt.Errorf("%w: no such mailbox", mail.ErrRefused)
		}
		return nil
	}
	deliver(t, d, id, true)
	deliver(t, d, id, true)
	assert.Equal(t, "Registered Decided Notified Notified", d.Facts(t, id))
	mails := d.Outbox.Mails()
	require.Len(t, mails, 1)
	assert.Equal(t, "kuznetsova@flat.example", mails[0].To, "whoever is on duty")
	assert.Contains(t, mails[0].Subject, "не доставлено")
	assert.NotContains(t, mails[0].Text, handlertest.Ivan.Subject, "the address is on record and nowhere else")

	do(t, d, id, "responses", "an-answer", handlertest.Body{"message": "We are on it."})
	refused["kuznetsova@flat.example"], refused["petrov@flat.example"] = true, true
	deliver(t, d, id, true)
	assert.Equal(t, "Registered Decided Notified Notified Responded Notified Notified", d.Facts(t, id), "and there it ends")
	assert.Len(t, d.Outbox.Mails(), 1)
	assert.Empty(t, d.Ticket(t, id).Ticket.Pending)
}

// Where nothing was accepted there is no level on duty, and the managers hear of it.
func TestTheManagersHearWhereNothingWasAccepted(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "ural")
	gleb := handlertest.Person{Subject: "gleb@ural.example", Roles: handlertest.Ivan.Roles}
	id := d.Submit(t, gleb, "the-ticket", handlertest.Request("ekb"))
	decide(t, d, id)
	require.Equal(t, ticket.Refused, d.Ticket(t, id).Ticket.Decision.Answer)
	d.Outbox.Before = func(m mail.Message) error {
		if m.To == gleb.Subject {
			return fmt.Errorf("%w: no such mailbox", mail.ErrRefused)
		}
		return nil
	}
	deliver(t, d, id, true)
	mails := d.Outbox.Mails()
	require.Len(t, mails, 1)
	assert.Equal(t, "orlova@flat.example", mails[0].To)
}

// All mails about a ticket are one conversation, and each can be told apart when it comes back.
func TestMailsOfATicketAreOneConversation(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Critical("hq"))
	threads, tags := handlertest.Threads(), map[string]bool{}
	mails := d.Outbox.Mails()
	require.Len(t, mails, 2)
	for _, m := range mails {
		assert.Equal(t, mails[0].Thread, m.Thread)
		of, ours, _ := threads.Ticket(m.Thread)
		assert.True(t, ours)
		assert.Equal(t, id, of)
		of, ours, _ = threads.Ticket(threads.FromTag(m.Tag))
		assert.True(t, ours)
		assert.Equal(t, id, of)
		tags[m.Tag] = true
		of = candidate(t, threads, inbound.Mail{To: []inbound.Address{{Email: m.ReplyTo}}})
		assert.Equal(t, id, of, "an answer without references finds the ticket by its address")
		assert.Equal(t, id, candidate(t, threads, inbound.Mail{References: []string{m.Thread, "0107@eu-central-1.amazonses.com"}}))
	}
	assert.Len(t, tags, len(mails))
}

func candidate(t *testing.T, threads inbound.Threads, m inbound.Mail) string {
	t.Helper()
	found, forged := threads.Candidates(m)
	assert.False(t, forged)
	require.Len(t, found, 1)
	return found[0]
}

// One notice that fails does not hold up its neighbours, nor is it counted as sent with them.
func TestOneNoticeOfSeveralFails(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Submit(t, handlertest.Ivan, "the-ticket", handlertest.Critical("hq"))
	decide(t, d, id)
	require.Len(t, d.Ticket(t, id).Ticket.Pending, 5, "the contact and whoever is on duty, by mail and by SMS, and the webhook")
	d.Outbox.Before = func(m mail.Message) error {
		if m.To == handlertest.Ivan.Subject {
			return errors.New("the mail service is busy")
		}
		return nil
	}
	deliver(t, d, id, false)
	require.Len(t, d.Ticket(t, id).Ticket.Pending, 1)
	d.Outbox.Before = nil
	deliver(t, d, id, true)
	mails := d.Outbox.Mails()
	require.Len(t, mails, 2)
	assert.Equal(t, "kuznetsova@flat.example", mails[0].To)
	assert.Equal(t, handlertest.Ivan.Subject, mails[1].To)
}

// An invocation that died with its claims leaves them to nobody when they end.
func TestTheClaimOfADeadInvocationEnds(t *testing.T) {
	t.Parallel()
	d, id := decided(t)
	rec := d.Ticket(t, id)
	until := d.Clock.Now().Add(notify.ClaimFor)
	_, err := d.Store.Commit(t.Context(), rec, store.Change{Wake: rec.Wake, Claim: map[string]time.Time{rec.Ticket.Pending[0].Key: until}})
	require.NoError(t, err)
	d.Clock.Forward(notify.ClaimFor - time.Millisecond)
	deliver(t, d, id, true)
	assert.Empty(t, d.Outbox.Mails(), "another may still be sending it")
	d.Clock.Forward(time.Millisecond)
	deliver(t, d, id, true)
	assert.Len(t, d.Outbox.Mails(), 1)
}

// A notice that went out and could not be recorded goes out again only when its claim has ended, under the same key.
func TestASentNoticeThatCouldNotBeRecorded(t *testing.T) {
	t.Parallel()
	d, id := decided(t)
	writes := 0
	outage := &handlertest.Outage{Of: func(input any) bool {
		_, update := input.(*dynamodb.UpdateItemInput)
		if update {
			writes++
		}
		return update && writes > 1 // the claim goes through
	}}
	deliver(t, d.Through(t, outage.Options), id, false)
	deliver(t, d, id, true)
	assert.Len(t, d.Outbox.Mails(), 1, "it may be under way")
	d.Clock.Forward(notify.ClaimFor)
	deliver(t, d, id, true)
	mails := d.Outbox.Mails()
	require.Len(t, mails, 2)
	assert.Equal(t, mails[0], mails[1])
	assert.Empty(t, d.Ticket(t, id).Ticket.Pending)
}

// A notice that goes out in the last moment of an invocation is recorded all the same.
func TestANoticeSentAtTheEndOfAnInvocation(t *testing.T) {
	t.Parallel()
	d, id := decided(t)
	const work = 1500 * time.Millisecond // what is left when two seconds are kept back for the answer
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second+work)
	defer cancel()
	d.Outbox.Before = func(mail.Message) error { time.Sleep(work + 50*time.Millisecond); return nil }
	answer, err := d.Notify().Handle(ctx, handlertest.Messages(t, id))
	require.NoError(t, err)
	assert.Empty(t, answer.BatchItemFailures)
	assert.Len(t, d.Outbox.Mails(), 1)
	assert.Empty(t, d.Ticket(t, id).Ticket.Pending)
}

// decided is a desk with a ticket that has been decided and whose notice waits.
func decided(t *testing.T) (*handlertest.Desk, string) {
	t.Helper()
	d := handlertest.New(t, "volga")
	id := d.Submit(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	decide(t, d, id)
	require.Len(t, d.Ticket(t, id).Ticket.Pending, 1)
	return d, id
}

func decide(t *testing.T, d *handlertest.Desk, id string) {
	t.Helper()
	_, err := d.Entitlement().Handle(t.Context(), handlertest.Messages(t, id))
	require.NoError(t, err)
}

// deliver hands one message to the function and says whether it is done with it.
func deliver(t *testing.T, d *handlertest.Desk, id string, done bool) {
	t.Helper()
	answer, err := d.Notify().Handle(t.Context(), handlertest.Messages(t, id))
	assert.NoError(t, err)
	assert.Equal(t, done, len(answer.BatchItemFailures) == 0)
}
