// Package presign makes links by which one file of a private bucket can be fetched for a short time without credentials
// (Amazon S3, signature version 4). Who may have a link is decided elsewhere.
package presign

import (
	"context"
	"fmt"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Lifetime is how long a link can be used to begin a download. Whoever has the link has the file, so it is short.
const Lifetime = 5 * time.Minute

// Link is where a file can be fetched, and until when.
type Link struct {
	URL   string
	Until time.Time
}

// Links signs for one bucket.
type Links struct {
	client *s3.PresignClient
	bucket string
}

// New signs with the credentials of the client.
func New(client *s3.Client, bucket string) Links { return Links{s3.NewPresignClient(client), bucket} }

// Download makes a link to the file under the key. A browser saves what it fetches, under the name, and shows nothing of
// it. Nothing is asked of the bucket: a file that is not there is missed only by who follows the link.
func (l Links) Download(ctx context.Context, key, name string) (Link, error) {
	return l.Version(ctx, key, "", name)
}

// Version is Download of one version of a file, whatever has been put under its key since; empty: the newest.
func (l Links) Version(ctx context.Context, key, version, name string) (Link, error) {
	asked := &s3.GetObjectInput{
		Bucket: &l.bucket, Key: &key, ResponseContentType: aws.String(octets), ResponseContentDisposition: aws.String(disposition(name)),
	}
	if version != "" {
		asked.VersionId = &version
	}
	req, err := l.client.PresignGetObject(ctx, asked, s3.WithPresignExpires(Lifetime))
	if err != nil {
		return Link{}, fmt.Errorf("sign link to %s: %w", key, err)
	}
	until, err := expiry(req.URL)
	if err != nil {
		return Link{}, fmt.Errorf("sign link to %s: %w", key, err)
	}
	return Link{URL: req.URL, Until: until}, nil
}

// octets is the type of whatever is given out or taken: no browser shows it.
const octets = "application/octet-stream"

// disposition names the file for every browser, and once more as it is called where that needs other letters.
func disposition(name string) string {
	plain := `attachment; filename="` + FileName(name) + `"`
	if !strings.ContainsFunc(name, func(r rune) bool { return r > unicode.MaxASCII }) {
		return plain
	}
	return plain + "; filename*=UTF-8''" + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}

// expiry is what the link says itself: the SDK signs by its own clock.
func expiry(link string) (time.Time, error) {
	u, err := url.Parse(link)
	if err != nil {
		return time.Time{}, fmt.Errorf("read link: %w", err)
	}
	signed, err := time.Parse("20060102T150405Z", u.Query().Get("X-Amz-Date"))
	if err != nil {
		return time.Time{}, fmt.Errorf("instant of the signature: %w", err)
	}
	seconds, err := strconv.Atoi(u.Query().Get("X-Amz-Expires"))
	if err != nil {
		return time.Time{}, fmt.Errorf("lifetime of the link: %w", err)
	}
	return signed.Add(time.Duration(seconds) * time.Second), nil
}

// maxName bounds a file name for every file system.
const maxName = 100

// FileName makes of any text a name that is safe in a header and on every file system: letters, digits, dots, hyphens and
// underscores, beginning with a letter or a digit. What else there is becomes a hyphen; of a path the last part stays.
func FileName(name string) string {
	safe := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-', r == '_':
			return r
		default:
			return '-'
		}
	}, path.Base(strings.ReplaceAll(name, `\`, "/")))
	safe = strings.TrimRight(strings.TrimLeft(safe[max(0, len(safe)-maxName):], ".-_"), ".-_")
	if safe == "" {
		return "file"
	}
	return safe
}
