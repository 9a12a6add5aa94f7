package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
)

func release(version string) store.Release {
	return store.Release{
		Release: entitlement.Release{
			Product: "softswitch", Version: version, Kind: entitlement.Update, PublishedOn: coverage.Date{Year: 2026, Month: 11, Day: 20},
		},
		Title: policy.Text{RU: "Обновление " + version, EN: "Update " + version}, File: "softswitch/" + version + ".txt", Size: 12,
		SHA256: "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9", By: "orlova", At: monday,
	}
}

func published(t *testing.T, b bench, versions ...string) {
	t.Helper()
	for _, v := range versions {
		_, err := b.PublishRelease(t.Context(), release(v))
		require.NoError(t, err)
	}
}

func versionsOf(releases []store.Release) []string {
	var all []string
	for _, r := range releases {
		v := r.Version
		if !r.WithdrawnOn.IsZero() {
			v += " withdrawn"
		}
		all = append(all, v)
	}
	return all
}

func TestAReleaseIsPublishedOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	published(t, b, "4.10")
	read, err := b.Release(t.Context(), "softswitch", "4.10")
	require.NoError(t, err)
	assert.Equal(t, release("4.10"), read)

	later := release("4.10")
	later.By, later.At = "somebody", monday.Add(time.Hour)
	stands, err := b.PublishRelease(t.Context(), later)
	require.NoError(t, err, "the same again")
	assert.Equal(t, read, stands)
	for name, change := range map[string]func(*store.Release){
		"another file":                  func(r *store.Release) { r.SHA256 = "00" },
		"another kind":                  func(r *store.Release) { r.Kind = entitlement.Major },
		"the version written otherwise": func(r *store.Release) { r.Version = "4.10.0" },
	} {
		other := release("4.10")
		change(&other)
		stands, err := b.PublishRelease(t.Context(), other)
		assert.ErrorIs(t, err, store.ErrConflict, name)
		assert.Equal(t, read, stands, name)
	}
	same, err := b.Release(t.Context(), "softswitch", "4.10.0.0")
	require.NoError(t, err)
	assert.Equal(t, read, same)
	for _, missing := range [][2]string{{"softswitch", "4.1"}, {"softswitch", "4.100"}, {"recorder", "4.10"}, {"softswitch", "x"}, {"", "4.10"}, {"a#b", "4.10"}} {
		_, err := b.Release(t.Context(), missing[0], missing[1])
		assert.ErrorIs(t, err, store.ErrNotFound, "%v", missing)
	}
	bad := release("4.10-rc1")
	_, err = b.PublishRelease(t.Context(), bad)
	assert.ErrorIs(t, err, entitlement.ErrBadVersion)
	bad = release("4.11")
	bad.Product = "a#b"
	_, err = b.PublishRelease(t.Context(), bad)
	assert.ErrorIs(t, err, store.ErrBadID)
}

func TestTwoPublishAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var all sync.WaitGroup
	results := make([]error, 8)
	for i := range results {
		all.Go(func() {
			r := release("5.0")
			r.SHA256 = fmt.Sprintf("%064x", i)
			_, results[i] = b.PublishRelease(t.Context(), r)
		})
	}
	all.Wait()
	won := 0
	for _, err := range results {
		if err == nil {
			won++
			continue
		}
		assert.ErrorIs(t, err, store.ErrConflict)
	}
	assert.Equal(t, 1, won)
}

func TestAReleaseIsWithdrawnByANewVersionOfItsRecord(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	published(t, b, "4.10", "4.10.1")
	gone := release("4.10")
	gone.WithdrawnOn, gone.Why, gone.At = coverage.Date{Year: 2026, Month: 11, Day: 23}, "Теряет вызовы", monday.Add(time.Hour)
	_, err := b.WithdrawRelease(t.Context(), gone)
	require.NoError(t, err)
	read, err := b.Release(t.Context(), "softswitch", "4.10")
	require.NoError(t, err)
	assert.Equal(t, gone, read)
	again := gone
	again.Why = "Иначе"
	stands, err := b.WithdrawRelease(t.Context(), again)
	assert.ErrorIs(t, err, store.ErrConflict)
	assert.Equal(t, gone, stands)

	all, err := b.AllReleases(t.Context(), "softswitch")
	require.NoError(t, err)
	assert.Equal(t, []string{"4.10 withdrawn", "4.10.1"}, versionsOf(all))
	_, err = b.PublishRelease(t.Context(), release("4.10"))
	require.NoError(t, err, "its publication still stands")
	read, err = b.Release(t.Context(), "softswitch", "4.10")
	require.NoError(t, err)
	assert.Equal(t, gone, read, "and does not bring it back")
}

func TestReleasesAreListedFromTheGreatestVersion(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	published(t, b, "4.2", "4.10", "4.9", "4.10.1", "10", "4.0.0.7", "9.99999999")
	other := release("7.7")
	other.Product = "softswitch-2"
	_, err := b.PublishRelease(t.Context(), other)
	require.NoError(t, err)
	for _, v := range []string{"4.9", "10", "4.0.0.7"} {
		gone := release(v)
		gone.WithdrawnOn = gone.PublishedOn
		_, err := b.WithdrawRelease(t.Context(), gone)
		require.NoError(t, err)
	}
	want := []string{"10 withdrawn", "9.99999999", "4.10.1", "4.10", "4.9 withdrawn", "4.2", "4.0.0.7 withdrawn"}
	for _, limit := range []int{0, 1, 2, 3, 4, 6, 7, 8, 1000} {
		var got []string
		cursor, pages := "", 0
		for {
			page, err := b.Releases(t.Context(), "softswitch", cursor, limit)
			require.NoError(t, err)
			assert.LessOrEqual(t, len(page.Rows), max(limit, 1))
			got = append(got, versionsOf(page.Rows)...)
			pages++
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		assert.Equal(t, want, got, "%d at a time", limit)
		assert.Equal(t, (len(want)+max(limit, 1)-1)/max(limit, 1), pages, "%d at a time", limit)
	}
	page, err := b.Releases(t.Context(), "softswitch", "", 2)
	require.NoError(t, err)
	for _, bad := range []struct{ product, cursor string }{{"softswitch-2", page.Next}, {"softswitch", page.Next + "x"}, {"softswitch", "V#"}} {
		_, err := b.Releases(t.Context(), bad.product, bad.cursor, 2)
		assert.ErrorIs(t, err, store.ErrBadCursor)
	}
	_, err = b.CustomerTickets(t.Context(), "softswitch", page.Next, 2)
	assert.ErrorIs(t, err, store.ErrBadCursor, "a cursor of another list")
	empty, err := b.Releases(t.Context(), "recorder", "", 2)
	require.NoError(t, err)
	assert.Empty(t, empty)
	_, err = b.Releases(t.Context(), "a#b", "", 2)
	assert.ErrorIs(t, err, store.ErrBadID)
	_, err = b.AllReleases(t.Context(), "")
	assert.ErrorIs(t, err, store.ErrBadID)
}

func download(id string, at time.Time) store.Download {
	return store.Download{
		ID: id, Customer: volga, Said: "print", At: at, By: ivan, Installation: "volga-hq", Product: "softswitch", Version: "4.10",
		Answer: "refused", Code: policy.ReleaseNotEntitled, Clause: "C", Edition: "flat-1.4", Digest: "00000000",
		Package: policy.TS8x5, Certificate: "c1", Support: "loyalty", Facts: []string{"cert/c1@1"}, Readings: []string{"loyalty.rights"},
		Until:  time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC),
		Change: []store.Statement{{Clause: "C", Text: policy.Text{RU: "Продлите.", EN: "Renew."}}, {Text: policy.Text{RU: "До завтра.", EN: "Until tomorrow."}, Desk: true}},
	}
}

func TestADecisionOnAReleaseIsRecordedOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, err := b.Asked(t.Context(), volga, "first")
	require.ErrorIs(t, err, store.ErrNotFound)
	first := download("first", monday)
	stands, err := b.RecordDownload(t.Context(), first)
	require.NoError(t, err)
	assert.Equal(t, first, stands)
	other := download("first", monday.Add(time.Hour))
	other.Answer, other.Code = "accepted", ""
	stands, err = b.RecordDownload(t.Context(), other)
	require.NoError(t, err)
	assert.Equal(t, first, stands, "the first decision stands")
	stands, err = b.Asked(t.Context(), volga, "first")
	require.NoError(t, err)
	assert.Equal(t, first, stands)
	_, err = b.Asked(t.Context(), "neva", "first")
	require.ErrorIs(t, err, store.ErrNotFound)

	for i := range 5 {
		_, err := b.RecordDownload(t.Context(), download(fmt.Sprintf("d%d", i), monday.Add(time.Duration(i+1)*time.Minute)))
		require.NoError(t, err)
	}
	var got []string
	cursor := ""
	for {
		page, err := b.Downloads(t.Context(), volga, cursor, 2)
		require.NoError(t, err)
		for _, d := range page.Rows {
			got = append(got, d.ID)
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	assert.Equal(t, []string{"d4", "d3", "d2", "d1", "d0", "first"}, got)
	page, err := b.Downloads(t.Context(), volga, "", 2)
	require.NoError(t, err)
	_, err = b.Downloads(t.Context(), "neva", page.Next, 2)
	assert.ErrorIs(t, err, store.ErrBadCursor)
	_, err = b.Downloads(t.Context(), "", "", 2)
	assert.ErrorIs(t, err, store.ErrBadID)
	for _, bad := range []store.Download{{Customer: volga}, {ID: "x"}, {ID: "a#b", Customer: volga}} {
		_, err := b.RecordDownload(t.Context(), bad)
		assert.ErrorIs(t, err, store.ErrBadID)
	}
	_, err = b.Asked(t.Context(), volga, "")
	assert.ErrorIs(t, err, store.ErrBadID)
}

// A process that died between the decision and its line in the log has given nothing out; whoever repeats the request
// completes the log.
func TestADecisionThatIsNotInTheLogGetsThere(t *testing.T) {
	t.Parallel()
	for name, repeat := range map[string]func(b bench) error{
		"looked up": func(b bench) error { _, err := b.Asked(t.Context(), volga, "first"); return err },
		"made again": func(b bench) error {
			_, err := b.RecordDownload(t.Context(), download("first", monday.Add(time.Minute)))
			return err
		},
	} {
		b := newBench(t)
		_, err := b.RecordDownload(t.Context(), download("first", monday))
		require.NoError(t, err)
		b.forget(t, "C#volga", "D#2026-11-23T07:30:00.123Z#first")
		page, err := b.Downloads(t.Context(), volga, "", 10)
		require.NoError(t, err)
		require.Empty(t, page.Rows)
		require.NoError(t, repeat(b), name)
		page, err = b.Downloads(t.Context(), volga, "", 10)
		require.NoError(t, err)
		assert.Equal(t, []store.Download{download("first", monday)}, page.Rows, name)
	}
}

func TestUpgradeLicencesAreIssuedOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	licence := store.UpgradeLicence{
		ID: "L1", Customer: volga, Installation: "volga-hq", Product: "softswitch", Version: "5.0", Licences: 200, At: monday,
		By: ivan, Certificate: "c1",
	}
	_, err := b.UpgradeLicence(t.Context(), volga, "volga-hq", "softswitch", "5.0")
	require.ErrorIs(t, err, store.ErrNotFound)
	var all sync.WaitGroup
	results := make([]store.UpgradeLicence, 6)
	failed := make([]error, len(results))
	for i := range results {
		all.Go(func() {
			asked := licence
			asked.ID = fmt.Sprintf("L%d", i)
			if i%2 == 1 {
				asked.Version = "5.0.0"
			}
			results[i], failed[i] = b.IssueUpgradeLicence(t.Context(), asked)
		})
	}
	all.Wait()
	require.NoError(t, errors.Join(failed...))
	for _, r := range results {
		assert.Equal(t, results[0], r, "all get the one that was first")
	}
	read, err := b.UpgradeLicence(t.Context(), volga, "volga-hq", "softswitch", "5")
	require.NoError(t, err)
	assert.Equal(t, results[0], read)
	for _, other := range [][3]string{{"volga-spb", "softswitch", "5.0"}, {"volga-hq", "recorder", "5.0"}, {"volga-hq", "softswitch", "6.0"}, {"volga-hq", "softswitch", "x"}} {
		_, err := b.UpgradeLicence(t.Context(), volga, other[0], other[1], other[2])
		assert.ErrorIs(t, err, store.ErrNotFound, "%v", other)
	}
	licence.Version = "x"
	_, err = b.IssueUpgradeLicence(t.Context(), licence)
	assert.ErrorIs(t, err, entitlement.ErrBadVersion)
}
