package verify_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/infra/verify"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
	"flatsupport/shared/store/journal"
	"flatsupport/shared/ticket"
)

// Tickets that have seen everything are replayed without a difference, also after all their records have changed.
func TestWhatTheDeskDidReplaysWithoutADifference(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	all := d.lives(t)
	facts := map[string]bool{}
	var sum verify.Counts
	for name, id := range all {
		r, err := d.verifier().Ticket(t.Context(), id)
		require.NoError(t, err)
		assert.Empty(t, said(r), name)
		assert.Equal(t, id, r.Ticket)
		sum.Add(r.Compared)
		history, err := d.Store.History(t.Context(), id)
		require.NoError(t, err)
		assert.Equal(t, len(history), r.Compared.Events)
		for _, e := range history {
			facts[reflect.TypeOf(e.Fact).Name()] = true
		}
	}
	assert.Len(t, facts, 28, "every kind of event: %v", facts)
	counts := reflect.ValueOf(sum)
	for i := range counts.NumField() {
		assert.Positive(t, counts.Field(i).Int(), counts.Type().Field(i).Name)
	}
	t.Logf("%+v", sum)

	known, err := d.Store.Facts(t.Context(), "moskva")
	require.NoError(t, err)
	for _, c := range known.Certificates {
		c.TermMonths, c.Package = 1, "TS_8X5"
		require.NoError(t, d.Store.PutCertificate(t.Context(), "moskva", c, 2))
	}
	for _, id := range all {
		r, err := d.verifier().Ticket(t.Context(), id)
		require.NoError(t, err)
		assert.Empty(t, said(r))
	}
}

func TestAMissingTicketIsNotFound(t *testing.T) {
	t.Parallel()
	_, err := newDesk(t).verifier().Ticket(t.Context(), "K7M29QXF4T")
	assert.ErrorIs(t, err, store.ErrNotFound)
}

// tampered changes the stored events themselves, under the desk's hands.
func (d *desk) tampered(t *testing.T, id string, change func(events []ticket.Event) []ticket.Event) {
	t.Helper()
	key := map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "T#" + id}, "sk": &types.AttributeValueMemberS{Value: "T"}}
	got, err := d.DB.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &d.Table, Key: key})
	require.NoError(t, err)
	events, err := journal.Decode(handlertest.Text(got.Item["e"]))
	require.NoError(t, err)
	line, err := journal.Encode(change(events))
	require.NoError(t, err)
	_, err = d.DB.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
		TableName: &d.Table, Key: key, UpdateExpression: aws.String("SET e = :e"),
		ExpressionAttributeValues: map[string]types.AttributeValue{":e": &types.AttributeValueMemberS{Value: line}},
	})
	require.NoError(t, err)
}

func fact[F ticket.Fact](events []ticket.Event, change func(*F)) []ticket.Event {
	for i, e := range events {
		if f, ok := e.Fact.(F); ok {
			change(&f)
			events[i].Fact = f
			break
		}
	}
	return events
}

// What somebody has changed in the table is found, and said.
func TestWhatWasChangedInTheTableIsFound(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		change func([]ticket.Event) []ticket.Event
		says   string
	}{
		{"the priority of the request", func(e []ticket.Event) []ticket.Event {
			return fact(e, func(f *ticket.Registered) { f.Priority = "P2" })
		}, `event 2 (Decided): priority: recorded "P3", computed "P2"`},
		{"who asked", func(e []ticket.Event) []ticket.Event {
			return fact(e, func(f *ticket.Registered) { f.Contact = "kate" })
		}, `contact of the request: recorded "kate", computed "ivan"`},
		{"another answer", func(e []ticket.Event) []ticket.Event {
			return fact(e, func(f *ticket.Decided) { f.Answer, f.Code = ticket.Refused, "NO_CERTIFICATE" })
		}, `event 2 (Decided): answer: recorded "refused", computed "accepted"`},
		{"another package", func(e []ticket.Event) []ticket.Event {
			return fact(e, func(f *ticket.Decided) { f.Package = "TS_24X7" })
		}, `package: recorded "TS_24X7", computed "TS_8X5"`},
		{"another edition", func(e []ticket.Event) []ticket.Event {
			return fact(e, func(f *ticket.Decided) { f.Digest = "1a2b3c4d" })
		}, "event 2 (Decided): made under flat-1.4 (1a2b3c4d), calendars ru-five-day/2026-09-17, which this build does not have"},
		{"another version of a record", func(e []ticket.Event) []ticket.Event {
			return fact(e, func(f *ticket.Decided) { f.Facts[3] = "cert/volga-1@2" })
		}, "cannot be judged again: facts of the decision: fact cert/volga-1@2 of customer volga"},
		{"a record is not named", func(e []ticket.Event) []ticket.Event {
			return fact(e, func(f *ticket.Decided) { f.Facts = f.Facts[:3] })
		}, `answer: recorded "accepted", computed "refused"`},
		{"a later receipt", func(e []ticket.Event) []ticket.Event {
			e[0].At = e[0].At.Add(time.Second)
			return e
		}, "the request that it was registered for is not there"},
		{"an answer that was taken away", func(e []ticket.Event) []ticket.Event { return e[:3] }, "a step was due and not taken by"},
		{"an earlier answer", func(e []ticket.Event) []ticket.Event {
			for i := range e {
				if _, ok := e[i].Fact.(ticket.Responded); ok {
					e[i].At = e[i].At.Add(-time.Minute)
				}
			}
			return e
		}, "event 4 (Responded): dated before its message was written"},
		{"an answer by somebody else", func(e []ticket.Event) []ticket.Event {
			for i := range e {
				if _, ok := e[i].Fact.(ticket.Responded); ok {
					e[i].By.ID = "wright"
				}
			}
			return e
		}, `author of the message: recorded "wright", computed "kuznetsova"`},
		{"a step that was not due", func(e []ticket.Event) []ticket.Event {
			return append(e, ticket.Event{At: e[len(e)-1].At, By: ticket.Actor{Role: ticket.System}, Key: "reaction/1/P3/breach/1", Fact: ticket.Stepped{Clock: "reaction", Step: "breach", N: 1}})
		}, `was not due: recorded "reaction/1/P3/breach/1"`},
		{"a notice that was never announced", func(e []ticket.Event) []ticket.Event {
			return fact(e, func(f *ticket.Notified) { f.Notice = "x" })
		}, `discharges a notice that does not wait: recorded "x"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			id := d.Open(t, handlertest.Ivan, d.key(), handlertest.Request("hq"))
			d.do(t, id, "responses", handlertest.Body{"message": "We are on it."})
			d.pass(t, 5)
			d.tampered(t, id, c.change)
			d.Clock.Forward(20 * time.Hour)
			r, err := d.verifier().Ticket(t.Context(), id)
			require.NoError(t, err)
			assert.Contains(t, said(r), c.says)
		})
	}
}

// A record that was changed in place, which the desk never does, makes another decision.
func TestARecordThatIsGoneIsFound(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.Open(t, handlertest.Ivan, d.key(), handlertest.Request("hq"))
	rec := d.Ticket(t, id)
	facts, err := d.Store.FactsOf(t.Context(), "volga", rec.Ticket.Decision.Facts)
	require.NoError(t, err)
	require.IsType(t, entitlement.Certificate{}, facts.Certificates[0])
	_, err = d.DB.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &d.Table, Key: map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: "C#volga"}, "sk": &types.AttributeValueMemberS{Value: "F#CERT#" + facts.Certificates[0].ID + "#0001"},
	}})
	require.NoError(t, err)
	r, err := d.verifier().Ticket(t.Context(), id)
	require.NoError(t, err)
	assert.Contains(t, said(r), "cannot be judged again")
}
