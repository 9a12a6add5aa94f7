package docket_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/docket"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

func words(lines []entitlement.Line) string {
	text := ""
	for _, line := range lines {
		text += line.Text.EN + "\n"
	}
	return text
}

// A decision is explained by the records as they were when it was made, whatever has become of them since (SLA-32).
func TestADecisionIsExplainedByWhatWasKnownThen(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	rec := d.Ticket(t, id)
	before, err := d.Docket.Grounds(t.Context(), rec)
	require.NoError(t, err)
	assert.Contains(t, words(before), "Accepted: package")

	facts, err := d.Store.Facts(t.Context(), "volga")
	require.NoError(t, err)
	cert := facts.Certificates[0]
	cert.TermMonths = 1 // it would be over long since
	require.NoError(t, d.Store.PutCertificate(t.Context(), "volga", cert, 2))
	ivan, _ := facts.Contact("ivan")
	ivan.Authorised = false
	require.NoError(t, d.Store.PutContact(t.Context(), "volga", ivan, 2))
	after, err := d.Docket.Grounds(t.Context(), rec)
	require.NoError(t, err)
	assert.Equal(t, before, after)
	now, err := d.Store.Facts(t.Context(), "volga")
	require.NoError(t, err)
	is, err := entitlement.Decide(d.Docket.Editions, now, docket.Question(rec.Ticket))
	require.NoError(t, err)
	assert.Equal(t, entitlement.Refused, is.Answer, "the newest records would refuse it")
}

func TestGroundsOfEveryKindOfDecision(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga", "ural")
	grounds := func(id string, change func(*ticket.Ticket)) string {
		rec := d.Ticket(t, id)
		if change != nil {
			change(&rec.Ticket)
		}
		lines, err := d.Docket.Grounds(t.Context(), rec)
		require.NoError(t, err)
		return words(lines)
	}
	open := d.Submit(t, handlertest.Ivan, "not-decided", handlertest.Request("hq"))
	assert.Empty(t, grounds(open, nil), "nothing is decided yet")
	d.Settle(t)
	gleb := handlertest.Person{Subject: "gleb@ural.example", Roles: handlertest.Ivan.Roles}
	refused := d.Submit(t, gleb, "a-refused-one", handlertest.Request("ekb"))
	d.Settle(t)
	assert.Contains(t, grounds(refused, nil), "The last day of support was")

	away := d.Through(t, (&handlertest.Outage{Of: handlertest.FactsOf("volga")}).Options)
	p1 := d.Submit(t, handlertest.Ivan, "an-unverified-one", handlertest.Critical("hq"))
	_, err := away.Entitlement().Handle(t.Context(), handlertest.Messages(t, p1))
	require.NoError(t, err)
	require.Equal(t, ticket.Unverified, d.Ticket(t, p1).Ticket.Decision.Answer)
	assert.Contains(t, grounds(p1, nil), "A critical request does not wait")

	assert.Contains(t, grounds(open, func(t *ticket.Ticket) { t.Decision.Digest = "1a2b3c4d" }), "Decided under edition flat-1.4 (1a2b3c4d), which is not here any more")
	assert.Contains(t, grounds(open, func(t *ticket.Ticket) { t.Decision.Edition = "flat-0.1" }), "edition flat-0.1")
	assert.Contains(t, grounds(open, func(t *ticket.Ticket) { t.Decision.Calendar = "ru-five-day/1999-01-01" }), "not here any more")
	assert.Empty(t, grounds(open, func(t *ticket.Ticket) { t.Decision.Clause = "A" }), "what is not judged so has no grounds")
	assert.Empty(t, grounds(open, func(t *ticket.Ticket) { t.Decision.Facts[3] = "cert/volga-1@9" }), "nor what rests on records that never were")
}

func TestWithoutTheTableThereAreNoGroundsAndAnError(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	rec := d.Ticket(t, d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq")))
	away := d.Through(t, (&handlertest.Outage{Of: func(input any) bool { _, is := input.(*dynamodb.GetItemInput); return is }}).Options)
	_, err := away.Docket.Grounds(t.Context(), rec)
	assert.ErrorIs(t, err, store.ErrUnavailable)
}

// Every field of a recorded decision is compared, but for the engineer whom the rota gave.
func TestEveryFieldOfADecisionIsCompared(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	is := d.Ticket(t, d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))).Ticket
	j, err := d.Docket.Rejudge(t.Context(), is, is.Decision)
	require.NoError(t, err)
	assert.Empty(t, docket.Compare(is.Decision, j.Decision))
	kind := reflect.TypeOf(is.Decision)
	for i := range kind.NumField() {
		changed := is.Decision
		field := reflect.ValueOf(&changed).Elem().Field(i)
		switch at := field.Addr().Interface().(type) {
		case *[]string:
			*at = (*at)[1:]
		case *time.Time:
			*at = at.Add(time.Millisecond)
		case *bool:
			*at = !*at
		default:
			if field.CanInt() {
				field.SetInt(field.Int() + 1)
			} else {
				field.SetString(field.String() + "x")
			}
		}
		if kind.Field(i).Name == "Engineer" {
			assert.Empty(t, docket.Compare(changed, j.Decision))
		} else {
			assert.Len(t, docket.Compare(changed, j.Decision), 1, kind.Field(i).Name)
		}
	}
}
