package notify_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/notify"
	"flatsupport/infra/handlertest"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/mail"
	"flatsupport/shared/policy"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

var watch = queue.Watch{Customer: "onega", Certificate: "c1"}

// reminded is a desk with a certificate of which two people have to be told.
func reminded(t *testing.T) *handlertest.Desk {
	t.Helper()
	d := handlertest.New(t)
	ctx := t.Context()
	require.NoError(t, d.Store.PutCustomer(ctx, entitlement.Customer{ID: "onega"}, 1))
	require.NoError(t, d.Store.PutContact(ctx, "onega", entitlement.Contact{ID: "maria", Email: "maria@onega.example", Authorised: true}, 1))
	require.NoError(t, d.Store.PutInstallation(ctx, "onega", entitlement.Installation{ID: "hq", CommissionedOn: coverage.Date{Year: 2025, Month: 12, Day: 23}}, 1))
	require.NoError(t, d.Store.PutCertificate(ctx, "onega", entitlement.Certificate{
		ID: "c1", Edition: "flat-1.4", Package: policy.TS8x5, Installation: "hq", SoldOn: coverage.Date{Year: 2025, Month: 12, Day: 1},
		ActivationOn: coverage.Date{Year: 2025, Month: 12, Day: 23}, TermMonths: 12,
	}, 1))
	require.NoError(t, d.Store.ArmWatch(ctx, "onega", "c1", handlertest.Monday.Add(-time.Hour)))
	answer, err := d.Reminder().Handle(ctx, handlertest.Watches(t, watch))
	require.NoError(t, err)
	require.Empty(t, answer.BatchItemFailures)
	require.Len(t, watchOf(t, d).Pending(), 2)
	return d
}

func watchOf(t *testing.T, d *handlertest.Desk) store.Watch {
	t.Helper()
	w, err := d.Store.Watch(t.Context(), store.WatchID(watch))
	require.NoError(t, err)
	return w
}

// remind hands one message to the function and says whether it is done with it.
func remind(t *testing.T, d *handlertest.Desk, done bool) {
	t.Helper()
	answer, err := d.Notify().Handle(t.Context(), handlertest.Watches(t, watch))
	assert.NoError(t, err)
	assert.Equal(t, done, len(answer.BatchItemFailures) == 0)
}

func outcomes(w store.Watch) map[string]ticket.Outcome {
	out := map[string]ticket.Outcome{}
	for _, r := range w.Taken {
		for _, told := range r.Told {
			out[told.Person] = told.Outcome
		}
	}
	return out
}

func TestAReminderThatIsRefusedForGoodIsRecordedAndNotRepeated(t *testing.T) {
	t.Parallel()
	d := reminded(t)
	wake := watchOf(t, d).Wake
	d.Outbox.Before = func(m mail.Message) error {
		if m.To == "maria@onega.example" {
			return fmt.Errorf("%w: no such mailbox", mail.ErrRefused)
		}
		return nil
	}
	remind(t, d, true)
	d.Outbox.Before = nil
	remind(t, d, true)
	assert.Equal(t, map[string]ticket.Outcome{"maria": ticket.Undeliverable, "zueva": ticket.Sent}, outcomes(watchOf(t, d)))
	assert.Len(t, d.Outbox.Mails(), 1)
	assert.Equal(t, wake, watchOf(t, d).Wake, "when to look again is not for notify to say")
}

func TestAReminderThatFailsForAWhileIsSentLater(t *testing.T) {
	t.Parallel()
	d := reminded(t)
	d.Outbox.Before = func(m mail.Message) error {
		if m.To == "maria@onega.example" {
			return errors.New("the mail service is busy")
		}
		return nil
	}
	remind(t, d, false)
	w := watchOf(t, d)
	assert.Equal(t, map[string]ticket.Outcome{"maria": "", "zueva": ticket.Sent}, outcomes(w))
	assert.Empty(t, w.Claims, "given back, so that nobody waits for them")
	d.Outbox.Before = nil
	d.Clock.Set(w.Wake)
	d.Sweep(t)
	d.Settle(t)
	assert.Equal(t, map[string]ticket.Outcome{"maria": ticket.Sent, "zueva": ticket.Sent}, outcomes(watchOf(t, d)))
	assert.Len(t, d.Outbox.Mails(), 2)
}

// An invocation that died with its claims leaves them to nobody when they end.
func TestTheClaimOnAReminderEnds(t *testing.T) {
	t.Parallel()
	d := reminded(t)
	w := watchOf(t, d)
	claim := map[string]time.Time{}
	for _, n := range w.Pending() {
		claim[n.Key] = d.Clock.Now().Add(notify.ClaimFor)
	}
	_, err := d.Store.CommitWatch(t.Context(), w, store.WatchChange{Wake: w.Wake, Claim: claim})
	require.NoError(t, err)
	d.Clock.Forward(notify.ClaimFor - time.Millisecond)
	remind(t, d, true)
	assert.Empty(t, d.Outbox.Mails(), "another may still be sending it")
	d.Clock.Forward(time.Millisecond)
	remind(t, d, true)
	assert.Len(t, d.Outbox.Mails(), 2)
}

// Whoever is not known any more when the reminder goes out cannot be told, and that is recorded.
func TestAReminderToNobody(t *testing.T) {
	t.Parallel()
	d := reminded(t)
	require.NoError(t, d.Store.PutContact(t.Context(), "onega", entitlement.Contact{ID: "maria", Authorised: true}, 2))
	require.NoError(t, d.Store.PutStaff(t.Context(), store.Staff{ID: "zueva", Name: "Зоя"}))
	remind(t, d, true)
	assert.Equal(t, map[string]ticket.Outcome{"maria": ticket.Undeliverable, "zueva": ticket.Undeliverable}, outcomes(watchOf(t, d)))
	assert.Empty(t, d.Outbox.Mails())
}
