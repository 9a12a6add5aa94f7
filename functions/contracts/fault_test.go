package contracts_test

import (
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
)

func cancelled(code string) error {
	return &types.TransactionCanceledException{CancellationReasons: []types.CancellationReason{{Code: aws.String("None")}, {Code: &code}}}
}

// bookOf tells the requests that read the customer's book.
func bookOf(input any) bool {
	query, ok := input.(*dynamodb.QueryInput)
	return ok && handlertest.Text(query.ExpressionAttributeValues[":sk"]) == "K#"
}

func lines(input any) bool {
	_, ok := input.(*dynamodb.GetItemInput)
	return ok
}

// first lets the first n requests of a kind meet the fault.
func first(n int, of func(any) bool) func(any) bool {
	return func(input any) bool {
		met := n > 0 && of(input)
		if met {
			n--
		}
		return met
	}
}

// afterTransaction tells what is asked for once a transaction was sent.
func afterTransaction(of func(any) bool) func(any) bool {
	sent := false
	return func(input any) bool {
		sent = sent || handlertest.Transactions(input)
		return sent && of(input)
	}
}

// Whatever becomes of the table, an act is on record once or not at all, and its repetition finds out.
func TestATroubledTableLosesNothingAndWritesNothingTwice(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		outage *handlertest.Outage
		status int
		done   bool // it is on record in spite of the answer
	}{
		{"the book cannot be read", &handlertest.Outage{Of: bookOf}, http.StatusServiceUnavailable, false},
		{"the facts cannot be read", &handlertest.Outage{Of: handlertest.FactsOf("volga")}, http.StatusServiceUnavailable, false},
		{"the transaction is too much for the table", &handlertest.Outage{Of: handlertest.Transactions}, http.StatusServiceUnavailable, false},
		{"a part of it is", &handlertest.Outage{Of: handlertest.Transactions, Err: cancelled("ThrottlingError")}, http.StatusServiceUnavailable, false},
		{"it is still going on", &handlertest.Outage{Of: handlertest.Transactions, Err: &types.TransactionInProgressException{}}, http.StatusServiceUnavailable, false},
		{"it meets another three times", &handlertest.Outage{Of: first(3, handlertest.Transactions), Err: cancelled("TransactionConflict")}, http.StatusCreated, true},
		{"it meets another every time", &handlertest.Outage{Of: handlertest.Transactions, Err: cancelled("TransactionConflict")}, http.StatusConflict, false},
		{"its answer is lost", &handlertest.Outage{Of: handlertest.Transactions, Lost: true}, http.StatusCreated, true},
		{"its answer is lost and the book stays shut", &handlertest.Outage{Of: func(input any) bool { return handlertest.Transactions(input) || lines(input) }, Lost: true}, http.StatusServiceUnavailable, true},
		{"what it has made cannot be read", &handlertest.Outage{Of: afterTransaction(handlertest.FactsOf("volga"))}, http.StatusServiceUnavailable, true},
		{"the answer is lost, then what it has made cannot be read", &handlertest.Outage{Of: afterTransaction(bookOf)}, http.StatusServiceUnavailable, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "volga")
			before := written(t, d)
			call := seller(sell, "in-a-storm", at("volga", "", ""), sale("annex"))
			resp := d.Through(t, c.outage.Options).Do(t, call)
			require.Equal(t, c.status, resp.StatusCode, resp.Body)
			assert.Positive(t, c.outage.Hits.Load())
			assert.LessOrEqual(t, c.outage.Hits.Load(), int64(8), "it is not tried for ever")
			if c.status != http.StatusCreated {
				assert.Equal(t, "2", resp.Headers["Retry-After"])
			}
			if !c.done {
				assert.ElementsMatch(t, before, written(t, d), "nothing, or all of it")
			}
			after := put(t, d, call)
			assert.Equal(t, 1, after.Number)
			assert.Equal(t, []string{"cert/annex-1@1", "inst/annex@1"}, after.Refs)
			assert.Len(t, book(t, d, "volga"), 1)
			assert.Len(t, written(t, d), len(before)+3, "the certificate, the system, the entry")
		})
	}
}

func TestATroubledTableChangesAStatusOnce(t *testing.T) {
	t.Parallel()
	for name, outage := range map[string]*handlertest.Outage{
		"too busy":           {Of: handlertest.Transactions},
		"the answer is lost": {Of: handlertest.Transactions, Lost: true},
		"conflicts":          {Of: handlertest.Transactions, Err: cancelled("TransactionConflict")},
		"the book is shut":   {Of: bookOf},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "oka")
			call := seller(status, "in-a-storm", at("", "", ""), handlertest.Body{"status": "none", "reason": "ended"})
			d.Through(t, outage.Options).Do(t, call)
			resp := d.Do(t, call)
			require.Equal(t, http.StatusCreated, resp.StatusCode, resp.Body)
			p, err := d.Store.Partner(t.Context(), "telecom-integrator")
			require.NoError(t, err)
			assert.Len(t, p.Changes, 1)
			b, err := d.Store.PartnerBook(t.Context(), "telecom-integrator")
			require.NoError(t, err)
			assert.Len(t, b.Entries, 1)
		})
	}
}
