package reminder_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/reminder"
	"flatsupport/infra/handlertest"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
)

var watch = queue.Watch{Customer: "onega", Certificate: "c1"}

func day(y int, m time.Month, d int) coverage.Date { return coverage.Date{Year: y, Month: m, Day: d} }

// certificate ends on 23 December 2026: its reminder of 30 days fell due on Monday at 10:00, half an hour ago.
func certificate() entitlement.Certificate {
	return entitlement.Certificate{
		ID: "c1", Edition: "flat-1.4", Package: policy.TS8x5, Installation: "hq", SoldOn: day(2025, 12, 1),
		ActivationOn: day(2025, 12, 23), TermMonths: 12, Licences: 10,
	}
}

// watched is a desk that has watched the certificate since it was sold.
func watched(t *testing.T) *handlertest.Desk {
	t.Helper()
	d := handlertest.New(t)
	ctx := t.Context()
	require.NoError(t, d.Store.PutCustomer(ctx, entitlement.Customer{ID: "onega", Name: "АО «Онега»"}, 1))
	require.NoError(t, d.Store.PutContact(ctx, "onega", entitlement.Contact{ID: "maria", Name: "Maria", Email: "maria@onega.example", Language: "en", Authorised: true}, 1))
	require.NoError(t, d.Store.PutInstallation(ctx, "onega", entitlement.Installation{ID: "hq", CommissionedOn: day(2025, 12, 23)}, 1))
	require.NoError(t, d.Store.PutCertificate(ctx, "onega", certificate(), 1))
	require.NoError(t, d.Store.ArmWatch(ctx, "onega", "c1", time.Date(2025, 12, 1, 9, 0, 0, 0, time.UTC)))
	return d
}

func stands(t *testing.T, d *handlertest.Desk) store.Watch {
	t.Helper()
	w, err := d.Store.Watch(t.Context(), store.WatchID(watch))
	require.NoError(t, err)
	return w
}

// taken are the keys of the reminders that were taken, oldest first.
func taken(t *testing.T, d *handlertest.Desk) []string {
	t.Helper()
	keys := []string{}
	for _, r := range stands(t, d).Taken {
		keys = append(keys, r.Key)
	}
	return keys
}

// look hands the function one message and says whether it is done with it.
func look(t *testing.T, d *handlertest.Desk, done bool) {
	t.Helper()
	answer, err := d.Reminder().Handle(t.Context(), handlertest.Watches(t, watch))
	assert.NoError(t, err)
	assert.Equal(t, done, len(answer.BatchItemFailures) == 0)
}

const expires30 = "c1/expires_30/2026-12-23"

// The events of events/reminder, about the certificate of watched.
func TestEventsOfTheQueue(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		failed []int // places in the batch of the messages that must come again
	}{
		{"watch", nil},
		{"watch-twice", nil},
		{"watch-between-malformed-and-missing", []int{0, 2}},
	}
	names := make([]string, 0, len(cases))
	for _, c := range cases {
		names = append(names, c.name)
		d := watched(t)
		batch := handlertest.File[events.SQSEvent](t, "reminder/"+c.name)
		answer, err := d.Reminder().Handle(t.Context(), batch)
		require.NoError(t, err)
		failed := []events.SQSBatchItemFailure{}
		for _, i := range c.failed {
			failed = append(failed, events.SQSBatchItemFailure{ItemIdentifier: batch.Records[i].MessageId})
		}
		assert.Equal(t, failed, answer.BatchItemFailures, c.name)
		assert.Equal(t, []string{expires30}, taken(t, d), c.name)
	}
	handlertest.EveryFile(t, "reminder", names)
}

func TestAReminderIsTakenAndToldOnce(t *testing.T) {
	t.Parallel()
	d := watched(t)
	for range 3 {
		d.Sweep(t)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() { look(t, d, true) })
		}
		all.Wait()
		d.Settle(t)
		d.Clock.Forward(reminder.Redrive)
	}
	assert.Equal(t, []string{expires30}, taken(t, d))
	w := stands(t, d)
	assert.Empty(t, w.Pending())
	assert.Equal(t, time.Date(2026, 12, 16, 7, 0, 0, 0, time.UTC), w.Wake, "a week before the end, at ten in Moscow")
	var to []string
	for _, m := range d.Outbox.Mails() {
		to = append(to, m.To)
	}
	assert.Equal(t, []string{"maria@onega.example", "zueva@flat.example"}, to)
}

// What was written and not sent on is sent on when the watch is looked at again.
func TestACrashBetweenTheWriteAndTheMessage(t *testing.T) {
	t.Parallel()
	d := watched(t)
	d.Queue.Fail = errors.New("the queue does not answer")
	look(t, d, false)
	d.Queue.Fail = nil
	require.Len(t, stands(t, d).Pending(), 2)
	d.Clock.Forward(reminder.Redrive)
	d.Sweep(t)
	d.Settle(t)
	assert.Len(t, d.Outbox.Mails(), 2)
	assert.Equal(t, []string{expires30}, taken(t, d))
	assert.Empty(t, stands(t, d).Pending())
}

// Messages that are lost on the way to either function are made up for by the sweep.
func TestLostMessages(t *testing.T) {
	t.Parallel()
	d := watched(t)
	d.Sweep(t)
	require.Len(t, d.Queue.TakeWatches(handlertest.ReminderQueue), 1) // lost
	d.Clock.Forward(2*time.Minute + time.Second)
	d.Sweep(t)
	require.Len(t, d.Queue.TakeWatches(handlertest.ReminderQueue), 1)
	look(t, d, true)
	require.Equal(t, []queue.Watch{watch}, d.Queue.TakeWatches(handlertest.NotifyQueue)) // lost
	d.Clock.Forward(reminder.Redrive)
	d.Sweep(t)
	d.Settle(t)
	assert.Len(t, d.Outbox.Mails(), 2)
	assert.Equal(t, []string{expires30}, taken(t, d))
}

func TestTwoSweepsAtOnceSendAWatchOnce(t *testing.T) {
	t.Parallel()
	d := watched(t)
	for _, id := range []string{"c2", "c3", "ТП 12/2025"} {
		require.NoError(t, d.Store.ArmWatch(t.Context(), "onega", id, handlertest.Monday))
	}
	d.Clock.Forward(time.Second)
	var sweeps sync.WaitGroup
	for range 2 {
		sweeps.Go(func() { assert.NoError(t, d.SLATimer().Handle(t.Context(), events.CloudWatchEvent{})) })
	}
	sweeps.Wait()
	assert.Len(t, d.Queue.TakeWatches(handlertest.ReminderQueue), 4)
	assert.Empty(t, d.Queue.Take(handlertest.EscalationQueue))
}

// After an outage of weeks only the newest of what is overdue is told.
func TestOfSeveralOverdueTheNewestIsTold(t *testing.T) {
	t.Parallel()
	d := watched(t)
	d.Clock.Set(time.Date(2026, 12, 18, 12, 0, 0, 0, time.UTC))
	d.Sweep(t)
	d.Settle(t)
	assert.Equal(t, []string{"c1/expires_7/2026-12-23"}, taken(t, d))
	assert.Len(t, d.Outbox.Mails(), 2)
}

// Whoever has decided on facts that changed meanwhile, and with which the watch was armed, decides anew.
func TestFactsThatChangeMeanwhile(t *testing.T) {
	t.Parallel()
	d := watched(t)
	var once sync.Once
	meanwhile := &handlertest.Outage{Of: func(input any) bool {
		if _, commit := input.(*dynamodb.UpdateItemInput); commit {
			once.Do(func() {
				next := certificate()
				next.ID, next.Renews, next.SoldOn, next.PreviousEnd = "c2", "c1", day(2026, 11, 23), day(2026, 12, 23)
				assert.NoError(t, d.Store.PutCertificate(t.Context(), "onega", next, 1))
				assert.NoError(t, d.Store.ArmWatch(t.Context(), "onega", "c1", d.Clock.Now()))
			})
		}
		return false
	}}
	look(t, d.Through(t, meanwhile.Options), true)
	assert.Empty(t, taken(t, d), "it is renewed")
}

func TestFactsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	d := watched(t)
	outage := &handlertest.Outage{Of: handlertest.FactsOf("onega")}
	during := d.Through(t, outage.Options)
	before := stands(t, d)
	look(t, during, false)
	assert.Equal(t, before, stands(t, d))
	outage.End()
	look(t, during, true)
	assert.Equal(t, []string{expires30}, taken(t, d))
}

// A certificate that was taken back is not looked at again; what was told of it before stays told.
func TestACancelledCertificateRemindsOfNothing(t *testing.T) {
	t.Parallel()
	d := watched(t)
	cert := certificate()
	cert.Cancelled = true
	require.NoError(t, d.Store.PutCertificate(t.Context(), "onega", cert, 2))
	look(t, d, true)
	assert.Empty(t, taken(t, d))
	assert.True(t, stands(t, d).Wake.IsZero())
}

// Both are told in their language, by the last covered day, what to do, and where.
func TestWhatIsSaid(t *testing.T) {
	t.Parallel()
	d := watched(t)
	look(t, d, true)
	d.Settle(t)
	mails := d.Outbox.Mails()
	require.Len(t, mails, 2)
	for i, words := range [][]string{
		{"Hello Maria", "Certificate c1", "FLAT_TS 8x5", "hq", "Tue 22 Dec 2026", "Mon 22 Mar 2027", "https://desk.example/v1/entitlements?customer=onega"},
		{"АО «Онега»", "Сертификат c1", "ФЛАТ_TS 8x5", "hq", "вт 22.12.2026", "https://desk.example/v1/customers/onega/certificates/c1"},
	} {
		for _, word := range words {
			assert.Contains(t, mails[i].Text, word)
		}
		assert.NotContains(t, mails[i].Text, "23")
		assert.Empty(t, mails[i].Ticket)
		assert.True(t, strings.HasPrefix(mails[i].Key, "onega/"+expires30+">"), mails[i].Key)
	}
}
