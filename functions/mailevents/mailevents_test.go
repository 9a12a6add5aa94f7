package mailevents_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/mail"
	"flatsupport/shared/queue"
	"flatsupport/shared/ticket"
)

// The events of events/mailevents, about the ticket that events/intake/portal-json-p3 makes, when its contact has been told
// of the decision.
func TestEventsOfTheQueue(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		failed []int    // places in the batch of the messages that must come again
		told   []string // "report code"
		desk   int      // mails to the desk that follow
	}{
		{"bounce-permanent", nil, []string{"bounced 5.1.1"}, 1},
		{"bounce-transient", nil, []string{"returned 4.2.2"}, 0},
		{"bounce-suppressed", nil, []string{"bounced OnAccountSuppressionList"}, 1},
		{"complaint", nil, []string{"complained abuse"}, 0},
		{"delivery-delay", nil, []string{"delayed 4.4.1"}, 0},
		{"reject", nil, []string{"bounced rejected"}, 1},
		{"delivery", nil, nil, 0},
		{"bounce-three-times", nil, []string{"bounced 5.1.1"}, 1},
		{"delay-after-the-bounce", nil, []string{"bounced 5.1.1"}, 1},
		{"foreign", nil, nil, 0},
		{"bounce-between-malformed", []int{0, 2}, []string{"bounced 5.1.1"}, 1},
	}
	names := make([]string, 0, len(cases))
	for _, c := range cases {
		names = append(names, c.name)
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "volga")
			made := d.Answer(t, handlertest.File[events.APIGatewayV2HTTPRequest](t, "intake/portal-json-p3"))
			require.Equal(t, http.StatusCreated, made.StatusCode, made.Body)
			d.Settle(t)
			before := len(d.Outbox.Mails())
			batch := handlertest.File[events.SQSEvent](t, "mailevents/"+c.name)
			answer, err := d.MailEvents().Handle(t.Context(), batch)
			require.NoError(t, err)
			failed := []events.SQSBatchItemFailure{}
			for _, i := range c.failed {
				failed = append(failed, events.SQSBatchItemFailure{ItemIdentifier: batch.Records[i].MessageId})
			}
			assert.Equal(t, failed, answer.BatchItemFailures)
			assert.Equal(t, c.told, told(t, d, "74HRBKGQ54"))
			d.Settle(t)
			mails := d.Outbox.Mails()[before:]
			require.Len(t, mails, c.desk)
			for _, m := range mails {
				assert.Equal(t, "kuznetsova@flat.example", m.To, "whoever is on duty")
				assert.Contains(t, m.Subject, "не доставлено")
				assert.Contains(t, m.Text, strings.Fields(c.told[0])[1])
				assert.NotContains(t, m.Text, "ivan@volga.example")
			}
		})
	}
	handlertest.EveryFile(t, "mailevents", names)
}

// told are the reports on the ticket's mails: "report code".
func told(t *testing.T, d *handlertest.Desk, id string) []string {
	t.Helper()
	history, err := d.Store.History(t.Context(), id)
	require.NoError(t, err)
	var all []string
	for _, e := range history {
		if f, ok := e.Fact.(ticket.Reported); ok {
			assert.Equal(t, ticket.Actor{Role: ticket.System}, e.By)
			assert.NotEmpty(t, f.Mail)
			all = append(all, string(f.What)+" "+f.Code)
		}
	}
	return all
}

// Whoever is named as the engineer hears that the contact cannot be reached, with what the receiving side said; the
// customer's page says nothing of it, and the staff's all.
func TestABounceIsShownToTheStaff(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Kate, "the-ticket", handlertest.Request("hq"))
	resp := d.Do(t, handlertest.Call{
		Route: "POST /v1/desk/tickets/{number}/assignment", Number: ticket.ShowNumber(id), As: handlertest.Engineer, Key: "assigned",
		JSON: handlertest.Body{"engineer": "petrov"},
	})
	require.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
	report(t, d, "bounce", d.Outbox.Mails()[0])
	d.Settle(t)
	mails := d.Outbox.Mails()
	assert.Equal(t, "petrov@flat.example", mails[len(mails)-1].To)

	for _, c := range []struct {
		route string
		as    handlertest.Person
		shown bool
	}{
		{"GET /v1/tickets/{number}", handlertest.Kate, false},
		{"GET /v1/desk/tickets/{number}", handlertest.Engineer, true},
	} {
		resp := d.Do(t, handlertest.Call{Route: c.route, Number: ticket.ShowNumber(id), As: c.as})
		require.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
		assert.Equal(t, c.shown, strings.Contains(resp.Body, `"mail_report"`), c.route)
		assert.Equal(t, c.shown, strings.Contains(resp.Body, "bounced 5.1.1"), c.route)
	}
}

// A report on a mail to the desk itself is written down and told to nobody, so that no bounce announces another.
func TestABounceOfTheDeskIsToldToNobody(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Critical("hq"))
	mails := d.Outbox.Mails()
	for _, m := range mails {
		if m.To != handlertest.Ivan.Subject {
			report(t, d, "bounce", m)
		}
	}
	d.Settle(t)
	assert.Len(t, d.Outbox.Mails(), len(mails))
	assert.Equal(t, []string{"bounced 5.1.1"}, told(t, d, id))
}

// Four deliveries of the same report at once are one.
func TestAReportThatArrivesFourTimesAtOnce(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	before := d.Outbox.Mails()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { report(t, d, "bounce", before[0]) })
	}
	all.Wait()
	d.Settle(t)
	assert.Equal(t, []string{"bounced 5.1.1"}, told(t, d, id))
	assert.Len(t, d.Outbox.Mails(), len(before)+1)
}

// In a long life the event that announced the notice has left the hot item.
func TestAReportOnAnOldMail(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Kate, "the-ticket", handlertest.Request("hq"))
	first := d.Outbox.Mails()[0]
	for i := range 80 {
		resp := d.Do(t, handlertest.Call{
			Route: "POST /v1/desk/tickets/{number}/notes", Number: ticket.ShowNumber(id), As: handlertest.Engineer,
			Key: "note-number-" + strings.Repeat("x", i), JSON: handlertest.Body{"message": "Looked at it once more."},
		})
		require.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
	}
	for _, e := range d.Ticket(t, id).Events {
		require.Empty(t, e.Notices)
	}
	report(t, d, "complaint", first)
	assert.Equal(t, []string{"complained abuse"}, told(t, d, id))
}

// Nothing of a report that could be an address gets into the log or the ticket.
//
//nolint:paralleltest // it looks at the log
func TestNoAddressIsLogged(t *testing.T) {
	var log bytes.Buffer
	was := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(was) })
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	m := d.Outbox.Mails()[0]
	report(t, d, "bounce", m)
	m.Tag = "no_ticket_of_ours"
	report(t, d, "bounce", m)
	body := `{"eventType":"Bounce","mail":{"messageId":"0107","tags":{"notice":["` + d.Outbox.Mails()[0].Tag + `"]}},` +
		`"bounce":{"bounceType":"Transient","bounceSubType":"ivan@volga.example","bouncedRecipients":[{"status":"ivan@volga.example"}]}}`
	batch := events.SQSEvent{Records: []events.SQSMessage{{MessageId: "1", Body: body}, {MessageId: "2", Body: "ivan@volga.example"}}}
	answer, err := d.MailEvents().Handle(t.Context(), batch)
	require.NoError(t, err)
	assert.Len(t, answer.BatchItemFailures, 1)
	assert.Contains(t, log.String(), "report on a mail")
	assert.Contains(t, log.String(), "message failed")
	assert.NotContains(t, log.String(), "volga.example")
	assert.Equal(t, []string{"bounced 5.1.1"}, told(t, d, id), "and the transient one came too late")
}

// A table that does not answer makes the report come again.
func TestAReportDuringAnOutage(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	m := d.Outbox.Mails()[0]
	away := d.Through(t, (&handlertest.Outage{Of: func(any) bool { return true }}).Options)
	answer, err := away.MailEvents().Handle(t.Context(), d.Reports(t, "bounce", m))
	require.NoError(t, err)
	assert.Len(t, answer.BatchItemFailures, 1)
	report(t, d, "bounce", m)
	assert.Equal(t, []string{"bounced 5.1.1"}, told(t, d, id))
}

// When the notify queue does not take the message the sweep finds the notice.
func TestTheNoticeIsFoundBySweep(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	before := d.Outbox.Mails()
	d.Queue.Fail = queue.ErrNoTime
	report(t, d, "bounce", before[0])
	d.Queue.Fail = nil
	d.Clock.Set(d.Ticket(t, id).Wake)
	d.Sweep(t)
	d.Settle(t)
	assert.Len(t, d.Outbox.Mails(), len(before)+1)
}

// report hands one report to the function, which is done with it.
func report(t *testing.T, d *handlertest.Desk, fate string, m mail.Message) {
	t.Helper()
	answer, err := d.MailEvents().Handle(t.Context(), d.Reports(t, fate, m))
	assert.NoError(t, err)
	assert.Empty(t, answer.BatchItemFailures)
}
