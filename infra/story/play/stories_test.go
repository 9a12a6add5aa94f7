package play_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/story/play"
	"flatsupport/shared/store/storetest"
)

// Every story holds while messages are lost, late, doubled and reordered and functions are killed, each with one of two
// seeds. `make test` plays them undisturbed as well, by the runner; `make story FILE=... FAULTS=1..20` with more seeds.
func TestEveryStoryHoldsUnderFaults(t *testing.T) {
	t.Parallel()
	library, err := play.Editions(editions)
	require.NoError(t, err)
	all := allStories(t)
	t.Cleanup(func() { nothingPersonal(t, all) }) // when all have been played
	for i, s := range all {
		seed := 1 + uint64(i%2)
		t.Run(fmt.Sprintf("%s, faults seed=%d", s.file, seed), func(t *testing.T) {
			t.Parallel()
			got, err := play.Stage{Client: storetest.Client(t), Seed: seed, Editions: library}.Play(t.Context(), s.Story)
			require.NoError(t, err)
			for _, f := range got {
				assert.Fail(t, f.Text, "%s:%d", s.file, f.Line)
			}
		})
	}
}
