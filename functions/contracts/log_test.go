package contracts_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
)

// Each decision leaves one line: the act, the edition, and the clause and code of a refusal; never a person or what one
// wrote. It has the logger of the process to itself, so that it does not run beside others.
func TestADecisionLeavesOneLineWithoutPersons(t *testing.T) { //nolint:paralleltest // see above
	d := handlertest.New(t, "volga", "oka")
	was := slog.Default()
	defer slog.SetDefault(was)
	var out bytes.Buffer
	slog.SetDefault(slog.New(slog.NewJSONHandler(&out, nil)))
	act := func(c handlertest.Call) []map[string]any {
		out.Reset()
		d.Do(t, c)
		for _, secret := range []string{"ivan", "seller", "Иван", "письмо"} {
			assert.NotContains(t, out.String(), secret)
		}
		var lines []map[string]any
		for from := json.NewDecoder(&out); from.More(); {
			var line map[string]any
			require.NoError(t, from.Decode(&line))
			delete(line, "time")
			delete(line, "level")
			lines = append(lines, line)
		}
		return lines
	}
	declared := handlertest.Call{
		Route: onCertificate + "intent", As: handlertest.Ivan, Path: at("volga", "volga-1", ""), Key: "the-one-line", JSON: handlertest.Body{"reason": "письмо"},
	}
	assert.Equal(t, []map[string]any{{
		"msg": "recorded", "act": "intent_declared", "edition": "flat-1.4", "role": "contact", "records": []any{"intent/volga-1@1"},
	}}, act(declared))
	assert.Empty(t, act(declared), "what was decided before is not decided again")
	lines := act(seller(sell, "an-odd-term", at("volga", "", ""), sale("annex").With("termMonths", 7).With("product", "")))
	require.Len(t, lines, 1)
	assert.NotEmpty(t, lines[0]["clause"])
	delete(lines[0], "clause")
	assert.Equal(t, map[string]any{"msg": "refused", "act": "sold", "edition": "flat-1.4", "code": "TERM_NOT_OFFERED", "reasons": 2.0}, lines[0])
	lines = act(seller(status, "the-one-line", at("", "", ""), handlertest.Body{"status": "none", "reason": "письмо"}))
	require.Len(t, lines, 1)
	assert.Equal(t, "partner_status", lines[0]["act"])
}
