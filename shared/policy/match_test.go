package policy_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
)

// refused loads the published edition with words replaced and returns what is wrong with it.
func refused(t *testing.T, old, changed string) string {
	t.Helper()
	good := source(t)
	require.Equal(t, 1, strings.Count(good, old), old)
	_, err := policy.Load("bad.yaml", []byte(strings.Replace(good, old, changed, 1)))
	var defects *policy.DefectsError
	require.ErrorAs(t, err, &defects)
	return err.Error()
}

// SLA-29: a condition without anything in it does not mean everything. Only what is left out altogether does, and that
// is a ladder's packages.
func TestAConditionThatIsEmptyMatchesNothing(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, old, changed, place string }{
		{"priorities of a ladder", "    priorities: [P3, P4]\n    quiet: true", "    priorities: []\n    quiet: true", "ladders[7].priorities"},
		{"packages of a ladder", "    packages: [TS_24X7]\n", "    packages: []\n", "ladders[3].packages"},
		{"priorities of a channel", "    priorities: [P1]\n  - code: email", "    priorities: []\n  - code: email", "channels[1].priorities"},
		{"whom a step tells", "{name: warn_80, at: 80, tell: [assigned], notice: warning}", "{name: warn_80, at: 80, tell: [], notice: warning}", "ladders[7].steps[0].tell"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Contains(t, refused(t, c.old, c.changed), c.place+": ")
		})
	}
}

// SLA-30: of two rules that match neither wins: the edition is refused, with both places.
func TestTwoRulesThatMatchAreRefused(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, old, changed, says string }{
		{
			"two ladders of a clock", "    packages: [TS_24X7, TS_24X7_PLUS, TS_24X7_ONSITE]\n    priorities: [P2]", "    packages: [TS_8X5, TS_24X7, TS_24X7_PLUS, TS_24X7_ONSITE]\n    priorities: [P2]",
			"ladders[6]: ladders[5] matches reaction, TS_8X5, P2 already",
		},
		{"two rows of a channel", "  - code: email # the", "  - code: hotline # the", `channels[2].code: "hotline" has a row already`},
		{"two clocks of a name", "  - name: callback\n", "  - name: reaction\n", `clocks[1].name: "reaction" has a row already`},
		{"two refusals for a package", "    package: TS_8X5_L3\n", "", `"CONTACT_NOT_AUTHORISED" has a row already`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Contains(t, refused(t, c.old, c.changed), c.says)
		})
	}
}
