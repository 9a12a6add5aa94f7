package metric_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/metric"
)

var at = time.Date(2026, 11, 23, 7, 30, 0, 5_000_000, time.UTC)

func TestALineInTheEmbeddedFormat(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name       string
		values     map[string]float64
		dimensions []string
		line       string
	}{
		{
			"a counter by outcome",
			map[string]float64{"Decisions": 1},
			[]string{"Outcome", "accepted"},
			`{"Decisions":1,"Outcome":"accepted","_aws":{"CloudWatchMetrics":[{"Dimensions":[["Outcome"]],"Metrics":[{"Name":"Decisions"}],"Namespace":"FlatSupport"}],"Timestamp":1795419000005}}`,
		},
		{
			"several values without a dimension",
			map[string]float64{"Sweeps": 1, "Due": 3, "WakeUpLateness": 0.5},
			nil,
			`{"Due":3,"Sweeps":1,"WakeUpLateness":0.5,"_aws":{"CloudWatchMetrics":[{"Dimensions":[[]],"Metrics":[{"Name":"Due"},{"Name":"Sweeps"},{"Name":"WakeUpLateness"}],"Namespace":"FlatSupport"}],"Timestamp":1795419000005}}`,
		},
	}
	for _, c := range cases {
		var out bytes.Buffer
		metric.Put(&out, at, c.values, c.dimensions...)
		assert.Equal(t, c.line+"\n", out.String(), c.name)
		var parsed map[string]any
		require.NoError(t, json.Unmarshal(out.Bytes(), &parsed), c.name)
	}
}

// What is no number is left out rather than written as a line that nobody can read.
func TestWhatIsNoMetric(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	metric.Put(&out, at, map[string]float64{"WakeUpLateness": math.NaN()})
	assert.Empty(t, out.String())
	metric.Put(&out, at, map[string]float64{"Due": 1}, "Outcome")
	assert.Equal(t, 1, strings.Count(out.String(), "\n"))
	assert.NotContains(t, out.String(), "Outcome", "a dimension without a value")
}
