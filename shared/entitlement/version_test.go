package entitlement_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
)

func TestVersionsAreOrderedByTheirNumbers(t *testing.T) {
	t.Parallel()
	ordered := []string{"0", "0.0.0.1", "4", "4.1", "4.2", "4.2.0.1", "4.9.99", "4.10", "4.10.1", "4.11", "5", "10", "10.0.0.20261125"}
	for i, a := range ordered {
		for j, b := range ordered {
			left, err := entitlement.ParseVersion(a)
			require.NoError(t, err)
			right, err := entitlement.ParseVersion(b)
			require.NoError(t, err)
			got := left.Compare(right)
			assert.Equal(t, []bool{i < j, i == j, i > j}, []bool{got < 0, got == 0, got > 0}, "%s and %s", a, b)
		}
	}
}

func TestNumbersThatAreNotWrittenAreZero(t *testing.T) {
	t.Parallel()
	short, err := entitlement.ParseVersion("4.10")
	require.NoError(t, err)
	for _, same := range []string{"4.10.0", "4.10.0.0"} {
		long, err := entitlement.ParseVersion(same)
		require.NoError(t, err)
		assert.Zero(t, short.Compare(long), same)
	}
}

func TestWhatIsNoVersion(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", ".", "4.", ".4", "4..1", "v4", "4.1-rc1", "4,1", "-4", "+4", "04", "4.01", " 4", "4 ", "1.2.3.4.5", "123456789", "4.#", "4/1", "٤"} {
		_, err := entitlement.ParseVersion(text)
		assert.ErrorIs(t, err, entitlement.ErrBadVersion, "%q", text)
	}
}

func TestTheCurrentVersion(t *testing.T) {
	t.Parallel()
	release := func(version string, kind entitlement.ReleaseKind, published string) entitlement.Release {
		return entitlement.Release{Product: "softswitch", Version: version, Kind: kind, PublishedOn: date(t, published)}
	}
	withdrawn := release("4.11", entitlement.Update, "2026-05-01")
	withdrawn.WithdrawnOn = date(t, "2026-05-10")
	other := release("9.0", entitlement.Major, "2025-01-01")
	other.Product = "recorder"
	releases := []entitlement.Release{
		release("4.9", entitlement.Update, "2025-06-01"), release("4.10", entitlement.Major, "2026-02-01"),
		release("4.10.1", entitlement.Hotfix, "2026-03-01"), release("4.12", entitlement.OSUpdate, "2026-03-01"),
		release("4.9.5", entitlement.Update, "2026-04-01"), withdrawn, other,
		release("4.12", entitlement.Update, ""), release("new", entitlement.Major, "2025-01-01"),
	}
	cases := []struct{ name, on, want string }{
		{"nothing is published yet", "2025-05-31", ""},
		{"on the day of its publication", "2025-06-01", "4.9"},
		{"the day before the next", "2026-01-31", "4.9"},
		{"ten is more than nine", "2026-02-01", "4.10"},
		{"no hotfix and no update of the operating system", "2026-03-31", "4.10"},
		{"a later release of an older line", "2026-04-30", "4.10"},
		{"the next", "2026-05-01", "4.11"},
		{"until it is withdrawn", "2026-05-09", "4.11"},
		{"which makes the one before current again", "2026-05-10", "4.10"},
	}
	for _, c := range cases {
		for range 2 {
			got, ok := entitlement.CurrentVersion(releases, "softswitch", date(t, c.on))
			assert.Equal(t, c.want, got.Version, c.name)
			assert.Equal(t, c.want != "", ok, c.name)
			slices.Reverse(releases)
		}
	}
	_, ok := entitlement.CurrentVersion(releases, "conference", coverage.Date{Year: 2026, Month: 12, Day: 1})
	assert.False(t, ok)
}
