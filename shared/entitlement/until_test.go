package entitlement_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// A later edition is the end of what the one in force says, where no certificate has pinned an edition or where the newest
// one judges.
func TestAnAnswerByTheEditionInForceHoldsUntilTheNext(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../events/editions/flat-1.5.yaml")
	require.NoError(t, err)
	next, err := policy.Load("flat-1.5.yaml", text)
	require.NoError(t, err)
	published, err := policy.Editions()
	require.NoError(t, err)
	flat, err := published.Edition("flat-1.4")
	require.NoError(t, err)
	newest, err := flat.With(map[string]string{"policy.pin": "newest"})
	require.NoError(t, err)

	none := given(t, at("2026-11-20 12:00"), noCertificates)
	sold := given(t, at("2026-11-20 12:00"), certificate("c1", months(36)))
	cases := []struct {
		name  string
		lib   *policy.Library
		facts entitlement.Facts
		want  string
	}{
		{"nothing was sold", published.Add(next), none.facts, "2027-01-01 00:00"},
		{"nothing was sold, and no edition follows", published, none.facts, ""},
		{"the newest judges", published.Add(newest).Add(next), sold.facts, "2027-01-01 00:00"},
	}
	for _, c := range cases {
		d, err := entitlement.Decide(c.lib, c.facts, sold.req)
		require.NoError(t, err, c.name)
		if c.want == "" {
			assert.True(t, d.Until.IsZero(), c.name)
			continue
		}
		assert.Equal(t, msk(t, c.want).UTC(), d.Until, c.name)
	}
	pinned, err := entitlement.Decide(published.Add(next), sold.facts, sold.req)
	require.NoError(t, err)
	assert.NotEqual(t, msk(t, "2027-01-01 00:00").UTC(), pinned.Until, "a pinned edition stays")
}
