package policy_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

func TestPublishedEditionsAreLoadedOnce(t *testing.T) {
	t.Parallel()
	first, again := flat(t), flat(t)
	assert.Same(t, first, again)
}

func TestAnUnknownEditionIsNamed(t *testing.T) {
	t.Parallel()
	library, err := policy.Editions()
	require.NoError(t, err)
	_, err = library.Edition("flat-9.9")
	require.ErrorIs(t, err, policy.ErrUnknownEdition)
	assert.Contains(t, err.Error(), "flat-9.9")
}

func TestTheCurrentEditionIsTheLastToBecomeValid(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer("id: flat-1.4", "id: flat-1.5", "validFrom: 2023-01-01", "validFrom: 2027-01-01").Replace(source(t))
	next, err := policy.Load("flat-1.5.yaml", []byte(text))
	require.NoError(t, err)
	published, err := policy.Editions()
	require.NoError(t, err)
	library := published.Add(next)
	cases := []struct{ name, on, want string }{
		{"the first day of the first edition", "2023-01-01", "flat-1.4"},
		{"the last day of the first edition", "2026-12-31", "flat-1.4"},
		{"the first day of the second edition", "2027-01-01", "flat-1.5"},
		{"long after", "2040-01-01", "flat-1.5"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e, err := library.Current(date(t, c.on))
			require.NoError(t, err)
			assert.Equal(t, c.want, e.ID)
		})
	}
	_, err = library.Current(date(t, "2022-12-31"))
	require.ErrorIs(t, err, policy.ErrUnknownEdition)
	old, err := library.Edition("flat-1.4")
	require.NoError(t, err, "an edition that is no longer sold is still pinned by certificates (G60)")
	assert.Equal(t, "flat-1.4", old.ID)
}

func TestTheEditionOfAnInstantIsThatOfTheMoscowDay(t *testing.T) {
	t.Parallel()
	library, err := policy.Editions()
	require.NoError(t, err)
	midnight := time.Date(2022, time.December, 31, 21, 0, 0, 0, time.UTC) // 2023-01-01 00:00 in Moscow
	e, err := library.CurrentAt(midnight)
	require.NoError(t, err)
	assert.Equal(t, "flat-1.4", e.ID)
	_, err = library.CurrentAt(midnight.Add(-time.Second))
	require.ErrorIs(t, err, policy.ErrUnknownEdition)
	assert.Equal(t, coverage.Russia().Version(), e.Calendars())
}

func TestAnEditionAddedUnderTheSameIDReplacesItInTheCopyOnly(t *testing.T) {
	t.Parallel()
	published, err := policy.Editions()
	require.NoError(t, err)
	changed := with(t, map[string]string{"calendar.shortDay": "end_minus_1h"})

	library := published.Add(changed)

	e, err := library.Edition("flat-1.4")
	require.NoError(t, err)
	assert.Same(t, changed, e)
	assert.NotSame(t, changed, flat(t))
	assert.NotEqual(t, changed.Digest, flat(t).Digest)
	current, err := library.Current(date(t, "2026-01-01"))
	require.NoError(t, err)
	assert.Same(t, changed, current)
}
