package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// Release is an item of the catalogue: what a right hangs on, and the file.
type Release struct {
	entitlement.Release
	Title  policy.Text
	File   string // key of the file in the bucket of releases
	Size   int64  // bytes
	SHA256 string // of the file, in small hexadecimal digits
	By     string // who wrote this version of the record
	At     time.Time
	Why    string // of a withdrawal
}

// ReleasePage is a part of a product's releases, the greatest version first. Next is the cursor of the part after it;
// empty: none.
type ReleasePage struct {
	Rows []Release
	Next string
}

type releaseRecord struct {
	Product     string        `json:"product"`
	Version     string        `json:"version"`
	Kind        string        `json:"kind"`
	Fixes       string        `json:"fixes,omitempty"`
	PublishedOn coverage.Date `json:"publishedOn"`
	WithdrawnOn coverage.Date `json:"withdrawnOn,omitzero"`
	TitleRU     string        `json:"titleRu"`
	TitleEN     string        `json:"titleEn"`
	File        string        `json:"file"`
	Size        int64         `json:"size"`
	SHA256      string        `json:"sha256"`
	By          string        `json:"by"`
	At          time.Time     `json:"at"`
	Why         string        `json:"why,omitempty"`
}

func (r Release) record() releaseRecord {
	return releaseRecord{
		Product: r.Product, Version: r.Version, Kind: string(r.Kind), Fixes: r.Fixes, PublishedOn: r.PublishedOn,
		WithdrawnOn: r.WithdrawnOn, TitleRU: r.Title.RU, TitleEN: r.Title.EN, File: r.File, Size: r.Size, SHA256: r.SHA256,
		By: r.By, At: r.At.UTC().Truncate(time.Millisecond), Why: r.Why,
	}
}

func releaseOf(it item) (Release, error) {
	var r releaseRecord
	if err := it.decode(&r); err != nil {
		return Release{}, err
	}
	return Release{
		Release: entitlement.Release{
			Product: r.Product, Version: r.Version, Kind: entitlement.ReleaseKind(r.Kind), Fixes: r.Fixes,
			PublishedOn: r.PublishedOn, WithdrawnOn: r.WithdrawnOn,
		},
		Title: policy.Text{RU: r.TitleRU, EN: r.TitleEN}, File: r.File, Size: r.Size, SHA256: r.SHA256, By: r.By, At: r.At, Why: r.Why,
	}, nil
}

// The versions of a release's record: as published, and as withdrawn. There are no others.
const (
	asPublished = 1
	asWithdrawn = 2
)

// PublishRelease writes a release that the catalogue does not have yet and gives it as it stands. Writing the same once more
// changes nothing, whoever does it and whenever; another one of the version is ErrConflict, also where the version is
// written differently (4.10 and 4.10.0). A version that is none is [entitlement.ErrBadVersion].
func (s *Store) PublishRelease(ctx context.Context, r Release) (Release, error) {
	r.WithdrawnOn, r.Why = coverage.Date{}, ""
	return s.putRelease(ctx, "publish release", r, asPublished, func(stands Release) bool {
		stands.By, stands.At = r.By, r.At
		return stands == r
	})
}

// WithdrawRelease takes a release out of the catalogue from a day on, by a new version of its record. One that was
// withdrawn stays as it was then and is ErrConflict.
func (s *Store) WithdrawRelease(ctx context.Context, r Release) (Release, error) {
	return s.putRelease(ctx, "withdraw release", r, asWithdrawn, func(Release) bool { return false })
}

func (s *Store) putRelease(ctx context.Context, operation string, r Release, version int, same func(Release) bool) (Release, error) {
	k, err := releaseKey(r.Product, r.Version, version)
	if err != nil {
		return Release{}, fmt.Errorf("%s %s %s: %w", operation, r.Product, r.Version, err)
	}
	r.At = r.At.UTC().Truncate(time.Millisecond)
	d, err := document(r.record())
	if err != nil {
		return Release{}, fmt.Errorf("%s %s: %w", operation, k, err)
	}
	stands, err := s.create(ctx, operation, k.with(item{"d": d}))
	if stands == nil {
		return r, err
	}
	was, unread := releaseOf(stands)
	if unread != nil {
		return Release{}, unread
	}
	if same(was) {
		return was, nil
	}
	return was, err
}

// Release reads one release as it stands. A version is found however it is written. ErrNotFound: the catalogue has none, or
// that is no version.
func (s *Store) Release(ctx context.Context, product, version string) (Release, error) {
	const operation = "read release"
	k, err := releaseKey(product, version, 0)
	if err != nil {
		return Release{}, fmt.Errorf("%s %q %q: %w: %w", operation, product, version, ErrNotFound, err)
	}
	items, err := s.partition(ctx, operation, k.pk, strings.TrimSuffix(k.sk, versionText(0)))
	switch {
	case err != nil:
		return Release{}, err
	case len(items) == 0:
		return Release{}, failure(operation, k.String(), ErrNotFound)
	default:
		return releaseOf(items[len(items)-1])
	}
}

// AllReleases reads every release of a product as it stands, withdrawn ones too, the smallest version first.
func (s *Store) AllReleases(ctx context.Context, product string) ([]Release, error) {
	if err := usable(product); err != nil {
		return nil, fmt.Errorf("read releases: %w", err)
	}
	items, err := s.partition(ctx, "read releases", productPK(product), releaseSK)
	if err != nil {
		return nil, err
	}
	var all []Release
	for i, it := range items {
		if i+1 < len(items) && releaseName(items[i+1]) == releaseName(it) {
			continue // its next version holds
		}
		r, err := releaseOf(it)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// Releases reads the releases of a product, withdrawn ones too, the greatest version first, at most limit of them (1 to
// 100). cursor is empty for the first, or what the page before gave as Next; anything else is ErrBadCursor.
func (s *Store) Releases(ctx context.Context, product, cursor string, limit int) (ReleasePage, error) {
	const operation = "list releases of product"
	limit = min(max(limit, 1), maxPage)
	if err := usable(product); err != nil {
		return ReleasePage{}, fmt.Errorf("%s: %w", operation, err)
	}
	after, err := openCursor(productPK(product), cursor, releaseSK)
	if err != nil {
		return ReleasePage{}, fmt.Errorf("%s %s: %w", operation, product, err)
	}
	var page ReleasePage
	last := ""
	for {
		items, more, err := s.latest(ctx, operation, productPK(product), releaseSK, after, 2*(limit+1-len(page.Rows)))
		if err != nil {
			return ReleasePage{}, err
		}
		for _, it := range items {
			if releaseName(it) == last {
				continue // an earlier version of the record
			}
			if len(page.Rows) == limit {
				page.Next = sealCursor(productPK(product), last+versionText(0))
				return page, nil
			}
			r, err := releaseOf(it)
			if err != nil {
				return ReleasePage{}, err
			}
			page.Rows, last = append(page.Rows, r), releaseName(it)
		}
		if after = more; after == "" {
			return page, nil
		}
	}
}

// latest reads the next items of a list that is kept by the order of its keys, the last first, and the sort key after
// which to go on; empty: no more.
func (s *Store) latest(ctx context.Context, operation, pk, prefix, after string, limit int) ([]item, string, error) {
	in := &dynamodb.QueryInput{
		TableName: &s.table, ConsistentRead: aws.Bool(true), ScanIndexForward: aws.Bool(false),
		Limit:                     aws.Int32(int32(limit)),
		KeyConditionExpression:    aws.String("pk = :pk AND begins_with(sk, :sk)"),
		ExpressionAttributeValues: item{":pk": text(pk), ":sk": text(prefix)},
	}
	if after != "" {
		in.ExclusiveStartKey = key{pk, after}.item()
	}
	out, err := s.db.Query(ctx, in)
	if err != nil {
		return nil, "", failure(operation, pk, err)
	}
	items := make([]item, 0, len(out.Items))
	for _, it := range out.Items {
		items = append(items, it)
	}
	return items, item(out.LastEvaluatedKey).text("sk"), nil
}

// releaseName is the sort key of a release without the version of its record.
func releaseName(it item) string {
	sk := it.text("sk")
	return sk[:max(0, len(sk)-len(versionText(0)))]
}
