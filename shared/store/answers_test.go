package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Answers are counted by the address and the day, and within those by the topic; the same key counts once.
func TestAnswersAreCountedByTheDayAndTheTopic(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ask := func(email, topic, key string, at time.Time) bool {
		t.Helper()
		within, err := b.CountAnswerOn(t.Context(), email, topic, key, 5, 2, at)
		require.NoError(t, err)
		return within
	}
	const ivan = "ivan@volga.example"
	for range 3 {
		assert.True(t, ask(ivan, "no calls", "1", monday), "the same once more")
	}
	assert.True(t, ask("IVAN@volga.example", "no calls", "2", monday))
	assert.False(t, ask(ivan, "no calls", "3", monday), "the third on the topic")
	assert.True(t, ask(ivan, "no calls", "2", monday), "one that was counted stays within")
	for i := range 3 {
		assert.True(t, ask(ivan, fmt.Sprint("topic ", i), fmt.Sprint("other ", i), monday))
	}
	assert.False(t, ask(ivan, "the sixth", "6", monday), "the sixth of the day")
	assert.True(t, ask(ivan, "no calls", "7", monday.Add(24*time.Hour)), "another day")
	assert.True(t, ask("kate@volga.example", "no calls", "8", monday), "another address")
}
