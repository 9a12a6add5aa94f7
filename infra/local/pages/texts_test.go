package pages

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestBothLanguagesSayTheSameThings(t *testing.T) {
	t.Parallel()
	assert.Equal(t, slices.Sorted(maps.Keys(catalogue["ru"])), slices.Sorted(maps.Keys(catalogue["en"])))
	for lang, words := range catalogue {
		for key, text := range words {
			assert.NotEmpty(t, text, "%s %s", lang, key)
		}
	}
}
