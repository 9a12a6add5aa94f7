package entitlement_test

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

func TestTheDecisionAndWhatItCausesAreOneWrite(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Submit(t, handlertest.Ivan, "the-ticket", handlertest.Critical("hq"))
	d.Clock.Forward(2 * time.Second)
	check(t, d, id)
	rec := d.Ticket(t, id)
	decided := rec.Ticket.Decision
	assert.Equal(t, ticket.Decided{
		Answer: ticket.Accepted, Clause: "E1", Edition: "flat-1.4", Digest: decided.Digest, Calendar: decided.Calendar,
		Package: policy.TS8x5, Certificate: "volga-1", Support: "active", Level: 2, Priority: policy.P1,
		Facts: []string{"customer/volga@1", "contact/ivan@1", "inst/hq@1", "cert/volga-1@1"}, Until: decided.Until,
	}, decided)
	assert.NotEmpty(t, decided.Digest)
	assert.NotEmpty(t, decided.Calendar)
	assert.Equal(t, handlertest.Monday.Add(2*time.Second), rec.Ticket.DecidedAt)
	assert.Equal(t, policy.NoticeAccepted, rec.Ticket.Pending[0].Kind)
	assert.Equal(t, "ivan", rec.Ticket.Pending[0].Person)
	assert.Contains(t, d.Facts(t, id), "Stepped", "whoever is on duty is paged with the decision")
	assert.Equal(t, []string{id}, d.Queue.Sent(handlertest.NotifyQueue))
}

func TestADecisionIsMadeOnce(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Submit(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { check(t, d, id) })
	}
	all.Wait()
	assert.Equal(t, "Registered Decided", d.Facts(t, id))
	d.Settle(t)
	stands := d.Ticket(t, id)
	d.Clock.Forward(time.Hour)
	check(t, d, id)
	assert.Equal(t, stands, d.Ticket(t, id), "a late message changes nothing")
}

func TestAQueueThatIsDownDoesNotRepeatTheCheck(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Submit(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	d.Queue.Fail = errors.New("the queue does not answer")
	check(t, d, id)
	rec := d.Ticket(t, id)
	assert.Equal(t, ticket.StatusOpen, rec.Ticket.Status)
	assert.Len(t, rec.Ticket.Pending, 1)
	d.Queue.Fail = nil
	d.Clock.Set(rec.Wake)
	d.Sweep(t)
	d.Settle(t)
	assert.Len(t, d.Outbox.Mails(), 1)
	assert.Empty(t, d.Ticket(t, id).Ticket.Pending)
}

// Who is attached to a P1 of a package that attaches an engineer.
func TestTheEngineerOfACriticalTicket(t *testing.T) {
	t.Parallel()
	john := handlertest.Person{Subject: "john@don.example", Roles: handlertest.Ivan.Roles}
	on := func(role, person string) store.Shift {
		return store.Shift{Role: role, Person: person, From: handlertest.Monday.Add(-time.Hour), To: handlertest.Monday.Add(time.Hour)}
	}
	cases := []struct {
		name     string
		duty     []store.Shift
		later    time.Duration
		engineer string
	}{
		{"one of the customer's named pair is on duty", []store.Shift{on("L2", "wright")}, 0, "wright"},
		{"both of them are", []store.Shift{on("L2", "wright"), on("L2", "petrov")}, 0, "petrov"},
		{"the shift of the named one is over", []store.Shift{on("L2", "wright")}, time.Hour, "kuznetsova"},
		{"neither is on duty", nil, 0, "kuznetsova"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "don")
			for _, shift := range c.duty {
				require.NoError(t, d.Store.PutShift(t.Context(), shift))
			}
			d.Clock.Forward(c.later)
			id := d.Submit(t, john, "the-ticket", handlertest.Critical("rostov"))
			check(t, d, id)
			is := d.Ticket(t, id).Ticket
			assert.Equal(t, c.engineer, is.Engineer)
			assert.True(t, is.Decision.MustName)
			p3 := d.Submit(t, john, "another-ticket", handlertest.Request("rostov"))
			check(t, d, p3)
			assert.Empty(t, d.Ticket(t, p3).Ticket.Engineer, "a P3 has none")
		})
	}
}

// Facts on which nothing can be decided, because a certificate names what its edition does not have, hold up a P1 no
// more than facts that cannot be read.
func TestBrokenFacts(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	require.NoError(t, d.Store.PutCertificate(t.Context(), "volga", entitlement.Certificate{
		ID: "volga-9", Edition: "flat-1.4", Package: "TS_PLATINUM", Installation: "hq",
		SoldOn: coverage.Date{Year: 2026, Month: 3, Day: 2}, TermMonths: 12,
	}, 1))
	p1 := d.Submit(t, handlertest.Ivan, "a-critical-one", handlertest.Critical("hq"))
	p3 := d.Submit(t, handlertest.Ivan, "a-usual-one", handlertest.Request("hq"))
	answer, err := d.Entitlement().Handle(t.Context(), handlertest.Messages(t, p1, p3))
	require.NoError(t, err)
	assert.Equal(t, []events.SQSBatchItemFailure{{ItemIdentifier: "message of " + p3}}, answer.BatchItemFailures)
	assert.Equal(t, ticket.Unverified, d.Ticket(t, p1).Ticket.Decision.Answer)
	assert.Equal(t, ticket.StatusRegistered, d.Ticket(t, p3).Ticket.Status)

	before := d.Ticket(t, p1)
	answer, err = d.Entitlement().Handle(t.Context(), handlertest.Messages(t, p1))
	require.NoError(t, err)
	assert.Len(t, answer.BatchItemFailures, 1, "it stays to be verified")
	assert.Equal(t, before, d.Ticket(t, p1))
}

func TestDecisionsAreCountedByOutcomeWithoutPersonalData(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga", "ural")
	gleb := handlertest.Person{Subject: "gleb@ural.example", Roles: handlertest.Ivan.Roles}
	ids := []string{
		d.Submit(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq")),
		d.Submit(t, gleb, "the-ticket", handlertest.Request("ekb")),
	}
	var metrics bytes.Buffer
	h := d.Entitlement()
	h.Metrics = &metrics
	for range 2 {
		_, err := h.Handle(t.Context(), handlertest.Messages(t, ids...))
		require.NoError(t, err)
	}
	lines := strings.Split(strings.TrimSpace(metrics.String()), "\n")
	require.Len(t, lines, 2, "a repetition is not counted")
	assert.Contains(t, lines[0], `"Outcome":"accepted"`)
	assert.Contains(t, lines[1], `"Outcome":"COVERAGE_EXPIRED"`)
	for _, personal := range []string{"ivan", "gleb", "volga", "ural"} {
		assert.NotContains(t, metrics.String(), personal)
	}
}

func check(t *testing.T, d *handlertest.Desk, id string) {
	t.Helper()
	answer, err := d.Entitlement().Handle(t.Context(), handlertest.Messages(t, id))
	assert.NoError(t, err)
	assert.Empty(t, answer.BatchItemFailures)
}
