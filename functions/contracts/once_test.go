package contracts_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
)

func TestTheSameKeyAgainFindsWhatWasPutOnRecord(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	call := seller(sell, "sold-already", at("volga", "", ""), sale("annex"))
	first := d.Do(t, call)
	require.Equal(t, http.StatusCreated, first.StatusCode, first.Body)
	assert.Equal(t, "/v1/customers/volga/certificates/annex-1", first.Headers["Location"])
	before := written(t, d)
	assert.Equal(t, first, d.Do(t, call))

	form := call
	form.JSON, form.Form = nil, url.Values{
		"order": {"o-annex"}, "product": {"softswitch"}, "installation": {"annex"}, "package": {"TS_8X5"}, "termMonths": {"12"},
		"soldOn": {"2026-11-23"}, "licences": {"5"}, "activationOn": {""}, "idempotencyKey": {"sold-already"},
	}
	assert.Equal(t, first, d.Do(t, form), "a form says the same")
	assert.ElementsMatch(t, before, written(t, d))
}

func TestAKeyIsForOneActOfOnePerson(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga", "neva")
	first := put(t, d, seller(sell, "the-same-key", at("volga", "", ""), sale("annex")))
	before := written(t, d)
	for name, call := range map[string]handlertest.Call{
		"another body":       seller(sell, "the-same-key", at("volga", "", ""), sale("annex").With("licences", 6)),
		"another reason":     seller(sell, "the-same-key", at("volga", "", ""), sale("annex").With("reason", "why not")),
		"another act":        seller(onCertificate+"renewal", "the-same-key", at("volga", "volga-1", ""), renewal("o-1")),
		"another system":     seller(onInstallation+"licences", "the-same-key", at("volga", "", "hq"), handlertest.Body{"activated": 7}),
		"an act without one": seller(onCertificate+"withdrawal", "the-same-key", at("volga", "volga-1", ""), handlertest.Body{}),
	} {
		resp := d.Do(t, call)
		assert.Equal(t, http.StatusUnprocessableEntity, resp.StatusCode, "%s: %s", name, resp.Body)
		assert.Equal(t, "IDEMPOTENCY_KEY_REUSED", handlertest.Read[problem](t, resp).Code, name)
	}
	assert.ElementsMatch(t, before, written(t, d))

	of := seller(sell, "the-same-key", at("volga", "", ""), sale("annex").With("order", "o-of-the-manager"))
	of.As = handlertest.Manager
	second := put(t, d, of)
	assert.NotEqual(t, first.Refs, second.Refs, "the manager has sold another one")
	elsewhere := put(t, d, seller(sell, "the-same-key", at("neva", "", ""), sale("annex")))
	assert.Equal(t, 1, elsewhere.Number, "the book of another customer")
}

func TestAPartnerStatusIsChangedOnce(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "oka")
	call := seller(status, "the-status-key", at("", "", ""), handlertest.Body{"status": "none", "reason": "The agreement has ended."})
	first := d.Do(t, call)
	require.Equal(t, http.StatusCreated, first.StatusCode, first.Body)
	before := written(t, d)
	assert.Equal(t, first, d.Do(t, call))
	call.JSON = handlertest.Body{"status": "none", "reason": "Something else."}
	assert.Equal(t, http.StatusUnprocessableEntity, d.Do(t, call).StatusCode)
	call.Key = "another-key-of-it"
	assert.Equal(t, []string{"status NOT_ALLOWED"}, wrong(t, d.Do(t, call)), "it has none any more")
	assert.ElementsMatch(t, before, written(t, d))
}

// The same change of a status arrives twice, and the one overtakes the other between its book and its record: it is no
// refusal of itself.
func TestAStatusOvertakenByItsOwnRepetitionIsChanged(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "oka")
	call := seller(status, "the-status-key", at("", "", ""), handlertest.Body{"status": "none", "reason": "The agreement has ended."})
	var overtake sync.Once
	var first events.APIGatewayV2HTTPResponse
	between := &handlertest.Outage{Of: func(input any) bool {
		query, ok := input.(*dynamodb.QueryInput)
		if ok && strings.HasPrefix(handlertest.Text(query.ExpressionAttributeValues[":sk"]), "F#") {
			overtake.Do(func() { first = d.Do(t, call) })
		}
		return false
	}}
	second := d.Through(t, between.Options).Do(t, call)
	require.Equal(t, http.StatusCreated, first.StatusCode, first.Body)
	assert.Equal(t, first, second)
	b, err := d.Store.PartnerBook(t.Context(), "telecom-integrator")
	require.NoError(t, err)
	assert.Len(t, b.Entries, 1)
}

// atOnce sends all calls at the same time.
func atOnce(t *testing.T, d *handlertest.Desk, calls ...handlertest.Call) []events.APIGatewayV2HTTPResponse {
	t.Helper()
	answers := make([]events.APIGatewayV2HTTPResponse, len(calls))
	start := make(chan struct{})
	var all sync.WaitGroup
	for i, c := range calls {
		req := d.Event(t, c)
		all.Go(func() {
			<-start
			answers[i] = d.Answer(t, req)
		})
	}
	close(start)
	all.Wait()
	return answers
}

// Several salespeople renew the same certificate at once: one does, and the others learn by which it is renewed.
func TestACertificateIsRenewedOnce(t *testing.T) {
	t.Parallel()
	const rounds = 12
	d := handlertest.New(t, "volga")
	last := "volga-1"
	for round := range rounds {
		calls := make([]handlertest.Call, 2+round%4)
		for i := range calls {
			calls[i] = seller(onCertificate+"renewal", keyed("%d-%d", round, i), at("volga", last, ""), renewal(keyed("o-%d-%d", round, i)))
			calls[i].As.Subject = keyed("seller-%d", i)
		}
		renewedBy, lost := "", []events.APIGatewayV2HTTPResponse{}
		for _, answer := range atOnce(t, d, calls...) {
			if answer.StatusCode != http.StatusCreated {
				lost = append(lost, answer)
				continue
			}
			require.Empty(t, renewedBy, "renewed twice")
			made := handlertest.Read[entry](t, answer)
			require.Len(t, made.Refs, 1)
			require.Len(t, made.Certificates, 1)
			renewedBy = made.Certificates[0].ID
			assert.Equal(t, last, made.Certificates[0].Renews)
		}
		require.NotEmpty(t, renewedBy, "nobody has renewed it")
		for _, answer := range lost {
			refused := handlertest.Read[problem](t, answer)
			require.Equal(t, "RENEWED_ALREADY", refused.Code, answer.Body)
			assert.Equal(t, http.StatusConflict, answer.StatusCode)
			require.Len(t, refused.Refusals, 1)
			assert.Equal(t, "renewedBy", refused.Refusals[0].Facts[1].Name)
			assert.Equal(t, renewedBy, refused.Refusals[0].Facts[1].Value)
		}
		last = renewedBy
	}
	assert.Len(t, book(t, d, "volga"), rounds)
	assert.Len(t, d.Keys(t, "F#CERT"), 1+rounds)
}

// A sale, a correction and a count at once do not undo each other.
func TestActsAtOnceAllStand(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	for round := range 8 {
		licences := 201 + round
		answers := atOnce(t, d,
			seller(sell, keyed("sale-%d", round), at("volga", "", ""), sale(keyed("annex-%d", round))),
			seller(onCertificate+"correction", keyed("correct-%d", round), at("volga", "volga-1", ""), handlertest.Body{"licences": licences, "reason": "counted anew"}),
			seller(onInstallation+"licences", keyed("count-%d", round), at("volga", "", "hq"), handlertest.Body{"activated": 150 + round}),
		)
		for i, answer := range answers {
			require.Equal(t, http.StatusCreated, answer.StatusCode, "act %d: %s", i, answer.Body)
		}
		facts, err := d.Store.Facts(t.Context(), "volga")
		require.NoError(t, err)
		require.Len(t, facts.Certificates, round+2)
		for _, c := range facts.Certificates {
			if c.ID == "volga-1" {
				assert.Equal(t, licences, c.Licences)
			}
		}
		assert.Equal(t, 150+round, facts.Installations[len(facts.Installations)-1].Licences)
	}
	assert.Len(t, book(t, d, "volga"), 24)
}

func TestTheSameActSixteenTimesAtOnceIsOne(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	calls := make([]handlertest.Call, 16)
	for i := range calls {
		calls[i] = seller(sell, "all-at-once", at("volga", "", ""), sale("annex"))
	}
	answers := atOnce(t, d, calls...)
	for _, answer := range answers {
		require.Equal(t, http.StatusCreated, answer.StatusCode, answer.Body)
		assert.Equal(t, answers[0], answer)
	}
	assert.Len(t, book(t, d, "volga"), 1)
	assert.Len(t, d.Keys(t, "F#CERT"), 2)
}

// The partner loses the status between the decision on a sale and its record: the sale is decided again, and refused.
func TestNothingIsSoldToAPartnerWhoHasJustLostTheStatus(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "oka")
	var lose sync.Once
	between := &handlertest.Outage{Of: func(input any) bool {
		if handlertest.Transactions(input) {
			lose.Do(func() {
				put(t, d, seller(status, "lose-the-status", at("", "", ""), handlertest.Body{"status": "none", "reason": "The agreement has ended."}))
			})
		}
		return false
	}}
	resp := d.Through(t, between.Options).Do(t, seller(sell, "sold-in-between", at("oka", "", ""), bound("annex")))
	assert.Equal(t, http.StatusConflict, resp.StatusCode, resp.Body)
	refused := handlertest.Read[problem](t, resp)
	assert.Equal(t, "PACKAGE_PARTNER_ONLY", refused.Code)
	assert.NotEmpty(t, refused.Clause)
	assert.Empty(t, book(t, d, "oka"))
}

// At the same instant either comes first; a sale never comes second.
func TestASaleAndTheLossOfTheStatusAtOnce(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "oka")
	sold := 0
	for round := range 10 {
		answers := atOnce(t, d,
			seller(sell, keyed("sale-%d", round), at("oka", "", ""), bound(keyed("annex-%d", round))),
			seller(status, keyed("lose-%d", round), at("", "", ""), handlertest.Body{"status": "none", "reason": "ended"}),
		)
		require.Equal(t, http.StatusCreated, answers[1].StatusCode, answers[1].Body)
		if answers[0].StatusCode == http.StatusCreated {
			sold++
		} else {
			require.Equal(t, "PACKAGE_PARTNER_ONLY", handlertest.Read[problem](t, answers[0]).Code, answers[0].Body)
		}
		after := d.Do(t, seller(sell, keyed("late-%d", round), at("oka", "", ""), bound("late")))
		require.Equal(t, "PACKAGE_PARTNER_ONLY", handlertest.Read[problem](t, after).Code)
		d.Clock.Forward(1e9)
		put(t, d, seller(status, keyed("give-%d", round), at("", "", ""), handlertest.Body{"status": "service_partner", "reason": "again"}))
		d.Clock.Forward(1e9)
	}
	assert.Len(t, book(t, d, "oka"), sold)
}
