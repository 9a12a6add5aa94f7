package entitlement_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// otherwise tells what each other value would have answered, where it differs.
func otherwise(t *testing.T, w *world) (changes map[string]string, same []string) {
	t.Helper()
	all, err := entitlement.WhatIf(w.shelf, w.facts, w.req, w.decide())
	require.NoError(t, err)
	changes = map[string]string{}
	for _, o := range all {
		name := o.Reading.Datum + "=" + o.Value
		if !o.Changes {
			same = append(same, name)
			continue
		}
		changes[name] = string(o.Decision.Answer) + string(o.Decision.Code)
		assert.NotEqual(t, o.Value, o.Reading.Value)
	}
	return changes, same
}

func TestWhatWouldChangeAnAnswer(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		given []option
		want  map[string]string
	}{
		{"in the middle of a term only a stricter condition", nil, map[string]string{"eligibility.installation=fully_functional": "refusedNOT_COMMISSIONED"}},
		{"on the first day after it", []option{at("2026-03-15")}, map[string]string{
			"entitlement.instant=whole_day": "accepted", "term.interval=inclusive": "accepted", "term.rollNonWorking=true": "accepted",
		}},
		{"in loyalty", []option{at("2026-03-20"), intent("c1", "2026-03-18", "")}, map[string]string{
			"loyalty.declare=before_expiry": "refusedCOVERAGE_EXPIRED", "eligibility.installation=fully_functional": "refusedNOT_COMMISSIONED",
		}},
		{"a question", []option{requestType(policy.Question)}, map[string]string{
			"requestType.question.priority=P1": "accepted", "requestType.question.priority=P2": "accepted", "requestType.question.priority=P3": "accepted",
			"requestType.question.priority=as_asked": "accepted", "requestType.question.priority=level_1": "refusedLEVEL_NOT_INCLUDED",
		}},
		{"somebody not named", []option{by("anna")}, map[string]string{
			"contacts.mode=anyone": "accepted",
		}},
		{"a partner that lost the status", []option{certificate("c1", boundTo("integrator")), by("olga"), statusLost}, map[string]string{
			"partner.onStatusLoss=runs_to_end": "accepted",
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			changes, same := otherwise(t, given(t, c.given...))
			assert.Equal(t, c.want, changes)
			assert.NotEmpty(t, same)
		})
	}
}

// The other values are tried in the edition that decided; nothing else on the shelf is touched.
func TestWhatIfChangesTheDecidingEditionOnly(t *testing.T) {
	t.Parallel()
	w := given(t, at("2026-03-15"))
	before := w.decide()
	all, err := entitlement.WhatIf(w.shelf, w.facts, w.req, before)
	require.NoError(t, err)
	require.NotEmpty(t, all)
	assert.Equal(t, before, w.decide())
	for _, o := range all {
		assert.NotEqual(t, before.Digest, o.Decision.Digest)
	}
	_, err = entitlement.WhatIf(shelf{}, w.facts, w.req, before)
	assert.ErrorIs(t, err, errNoEdition)
}

func TestWhatWouldChangeAnAnswerIsSaidInBothLanguages(t *testing.T) {
	t.Parallel()
	w := given(t, at("2026-03-20"), intent("c1", "2026-03-18", ""))
	all, err := entitlement.WhatIf(w.shelf, w.facts, w.req, w.decide())
	require.NoError(t, err)
	lines := entitlement.Lines(all, w.shelf[0])
	assert.Contains(t, told(lines, "en"), "With loyalty.declare = before_expiry instead of until_window_end: refused with COVERAGE_EXPIRED (clause C).")
	assert.Contains(t, told(lines, "ru"), "Если принять loyalty.declare = before_expiry вместо until_window_end: отказ COVERAGE_EXPIRED (пункт C).")
	assert.Contains(t, told(lines, "en"), "The answer would stay the same with: ")
	assert.NotContains(t, told(lines, "ru")+told(lines, "en"), "%!")
}
