// Package metric writes CloudWatch metrics in the embedded metric format: one line of JSON on standard output, which
// the platform turns into metrics without a call. Dimensions are few and never personal.
package metric

import (
	"encoding/json"
	"io"
	"sort"
	"time"
)

// Namespace of all metrics of the desk.
const Namespace = "FlatSupport"

// Put writes values under their names to w, the standard output of a function, all counted or measured at one instant.
// dimensions are pairs of name and value.
func Put(w io.Writer, at time.Time, values map[string]float64, dimensions ...string) {
	line, err := json.Marshal(record(at, values, dimensions))
	if err != nil {
		return // a NaN is no metric
	}
	_, _ = w.Write(append(line, '\n'))
}

func record(at time.Time, values map[string]float64, dimensions []string) map[string]any {
	out := map[string]any{}
	names := []string{}
	for i := 0; i+1 < len(dimensions); i += 2 {
		names = append(names, dimensions[i])
		out[dimensions[i]] = dimensions[i+1]
	}
	metrics := []map[string]string{}
	for name, value := range values {
		metrics = append(metrics, map[string]string{"Name": name})
		out[name] = value
	}
	sort.Slice(metrics, func(i, j int) bool { return metrics[i]["Name"] < metrics[j]["Name"] })
	out["_aws"] = map[string]any{
		"Timestamp": at.UnixMilli(),
		"CloudWatchMetrics": []map[string]any{{
			"Namespace": Namespace, "Dimensions": [][]string{names}, "Metrics": metrics,
		}},
	}
	return out
}
