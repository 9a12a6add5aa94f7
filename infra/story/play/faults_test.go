package play_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/story/play"
	"flatsupport/shared/store/storetest"
)

const answered = submitted + `  - at: 2026-11-23 11:00
    respond: {ticket: t1, by: petrov}
    expect: {ticket: t1, clocks: {reaction: met}, notices: [accepted customer ivan, answered customer ivan]}
  - at: 2026-11-24 11:00
    resolve: {ticket: t1, by: petrov}
    expect: {ticket: t1, state: resolved, notices: [resolved customer ivan]}
`

func TestEveryKindOfFaultHappensAndTheOutcomeIsTheSame(t *testing.T) {
	t.Parallel()
	happened := map[string]int{}
	for seed := range uint64(20) {
		got, err := play.Stage{Client: storetest.Client(t), Seed: seed + 1}.Spoiled(t.Context(), parsed(t, answered), func(o *play.Outcome) {
			for kind, n := range o.Faults() {
				happened[kind] += n
			}
		})
		require.NoError(t, err)
		assert.Empty(t, got, "seed %d", seed+1)
	}
	assert.Equal(t, []string{"again", "doubled", "killed", "late", "lost", "refused", "skipped"}, slices.Sorted(maps.Keys(happened)))
	t.Log(happened)
}

func TestASeedDisturbsTheSameWayEachTime(t *testing.T) {
	t.Parallel()
	var times [2]map[string]int
	for i := range times {
		_, err := play.Stage{Client: storetest.Client(t), Seed: 5}.Spoiled(t.Context(), parsed(t, answered), func(o *play.Outcome) { times[i] = o.Faults() })
		require.NoError(t, err)
	}
	assert.NotEmpty(t, times[0])
	assert.Equal(t, times[0], times[1])
}

func TestNothingGoesWrongWithoutASeed(t *testing.T) {
	t.Parallel()
	_, err := play.Stage{Client: storetest.Client(t)}.Spoiled(t.Context(), parsed(t, answered), func(o *play.Outcome) { assert.Empty(t, o.Faults()) })
	require.NoError(t, err)
}
