package play_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/story/play"
	"flatsupport/shared/store/storetest"
)

// What a ticket's usual life costs is a promise of its own: at most 12 write units without its notices and 2 for each.
func TestCapacity(t *testing.T) {
	t.Parallel()
	life, err := play.Measure(t.Context(), storetest.Client(t))
	require.NoError(t, err)

	assert.InDelta(t, 17, life.Total, 0, "write units in all")
	assert.InDelta(t, 11, life.Write, 0, "write units without notices")
	assert.Equal(t, 3, life.Notices)
	assert.InDelta(t, 2, life.PerNotice, 0)
	assert.InDelta(t, life.Total, life.Write+life.PerNotice*float64(life.Notices), 0)

	got := map[string]float64{}
	for _, row := range life.Rows {
		if row.Write > 0 {
			got[strings.TrimSpace(row.Step+" "+row.Operation+" "+row.Index)] += row.Write
		}
	}
	assert.Equal(t, map[string]float64{
		"intake PutItem":         2, // the request, the ticket
		"intake PutItem wake":    1, // born due
		"entitlement UpdateItem": 1, // the decision
		"desk PutItem":           2, // two messages
		"desk UpdateItem":        2, // answered, resolved
		"notify UpdateItem":      6, // three notices: a claim and an outcome each
		"notify UpdateItem wake": 3, // along to the first rung, and out
	}, got)
}

// What a mail costs beyond a form is the claim on it, the count of answers, its id and its outcome: it is taken once, and
// found again by whoever answers it.
func TestCapacityOfAMailedTicket(t *testing.T) {
	t.Parallel()
	life, err := play.MeasureMailed(t.Context(), storetest.Client(t))
	require.NoError(t, err)
	got := map[string]float64{}
	for _, row := range life.Rows {
		if row.Write > 0 && strings.Contains(row.Step, "mail") {
			got[strings.TrimSpace(row.Step+" "+row.Operation+" "+row.Index)] += row.Write
		}
	}
	assert.Equal(t, map[string]float64{
		"mail UpdateItem":           3, // the claim, the count of answers, the outcome
		"mail PutItem":              3, // the request, the ticket, the mail's id
		"mail PutItem wake":         1, // born due
		"answer by mail UpdateItem": 3, // the claim, the ticket, the outcome
		"answer by mail PutItem":    2, // the message, the mail's id
	}, got)
	assert.InDelta(t, 20, life.Write, 0, "write units without notices")
	assert.InDelta(t, 2, life.PerNotice, 0)
}

// Each act on a certificate is one transaction, of which every item is charged twice, its entries in the wake index too.
func TestCapacityOfACertificate(t *testing.T) {
	t.Parallel()
	course, err := play.MeasureCertificate(t.Context(), storetest.Client(t))
	require.NoError(t, err)
	got := map[string]float64{}
	for _, act := range course.Acts {
		got[act.Name] = act.Write
		assert.LessOrEqual(t, act.Read, 10.0, act.Name)
	}
	assert.Equal(t, map[string]float64{
		"sale":          10, // certificate, system, entry, watch; its place in the wake index
		"commissioning": 10, // system, entry, watch; moved in the index
		"intent":        10, // intent, entry, watch; moved in the index
		"renewal":       14, // certificate, entry, its watch and that of the one before; both in the index
	}, got)
}

func TestCapacityIsPrinted(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	require.NoError(t, play.Capacity(t.Context(), storetest.Client(t), &out))
	for _, want := range []string{
		" 11 write units without its notices", "  6 write units for its 3 notices, 2 for each", " 17 write units in all",
		" 20 write units without its notices", "  8 write units for its 4 notices, 2 for each",
		"   10 write units, ", "read units: renewal",
	} {
		assert.Contains(t, out.String(), want)
	}
}
