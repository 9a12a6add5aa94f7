package importing_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/store"
)

func (b bench) watch(t *testing.T, customer, certificate string) store.Watch {
	t.Helper()
	w, err := b.Watch(t.Context(), store.WatchID{Customer: customer, Certificate: certificate})
	require.NoError(t, err)
	return w
}

// seen is the watch as it is when its dates were looked at and nothing is due for a while.
func (b bench) seen(t *testing.T, w store.Watch, wake time.Time) store.Watch {
	t.Helper()
	w, err := b.CommitWatch(t.Context(), w, store.WatchChange{Wake: wake})
	require.NoError(t, err)
	return w
}

// What an import writes is watched from then on; what it leaves as it is stays watched as it was.
func TestAnImportHasItsCertificatesWatched(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.imported(t, examples(t)...)
	for customer, certificates := range map[string][]string{"onega": {"ТП 12/2025", "ТП 13/2025"}, "ladoga": {"spb-1", "spb-2", "moscow-1"}, "pechora": {"komi-1"}} {
		for _, id := range certificates {
			w := b.watch(t, customer, id)
			assert.Equal(t, monday, w.Since, id)
			assert.Equal(t, monday, w.Wake, id)
		}
	}
	// 90 days before the end of support on 10 February 2027.
	komi := b.seen(t, b.watch(t, "pechora", "komi-1"), time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC))
	assert.Zero(t, b.imported(t, examples(t)...).ToWrite)
	assert.Equal(t, komi, b.watch(t, "pechora", "komi-1"))
}

// A system or an intent that is written bears on its certificates, and what nobody watches, or would look at too late, is
// watched also when its row is unchanged: so an import that was interrupted is completed.
func TestAnImportArmsWhatItBearsOnAndWhatIsMissing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.imported(t, examples(t)...)
	far := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	b.seen(t, b.watch(t, "onega", "ТП 12/2025"), far)
	b.seen(t, b.watch(t, "onega", "ТП 13/2025"), far)
	b.imported(t, with(t, examples(t), "installations.csv", "onega,call-centre,contact-centre,2.1,,", "onega,call-centre,contact-centre,2.1,2026-11-22,")...)
	assert.Equal(t, monday, b.watch(t, "onega", "ТП 13/2025").Wake, "its system was commissioned")
	assert.Equal(t, monday, b.watch(t, "onega", "ТП 12/2025").Wake, "90 days before March 2028 would have been missed")

	b.seen(t, b.watch(t, "pechora", "komi-1"), time.Time{})
	assert.Zero(t, b.imported(t, examples(t)[:0]...).ToWrite)
	assert.True(t, b.watch(t, "pechora", "komi-1").Wake.IsZero(), "nothing was imported of this customer")
	b.imported(t, with(t, examples(t), "installations.csv", "onega,call-centre,contact-centre,2.1,,", "onega,call-centre,contact-centre,2.1,2026-11-22,")...)
	assert.Equal(t, monday, b.watch(t, "pechora", "komi-1").Wake, "it would never have been looked at")
}
