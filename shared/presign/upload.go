package presign

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
)

const (
	// UploadLifetime is how long an upload can be begun with a form.
	UploadLifetime = 15 * time.Minute
	// MaxUpload is how large a file can be that is sent by a form; the store takes no larger one in one piece.
	MaxUpload = 5 << 30
	// NameField is the metadata under which an upload has the name that the file had at its sender.
	NameField = "name"
)

// Form is what a page has to post to the store, besides the file, which comes last and is called "file".
type Form struct {
	URL    string
	Fields []Field // by name
}

// Field is a hidden field of a form.
type Field struct{ Name, Value string }

// Origin is where the form is posted to, as a content security policy names it.
func (f Form) Origin() string {
	u, err := url.Parse(f.URL)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// Upload makes a form by which one file can be put under the key, and under no other: of 1 to MaxUpload bytes. When it is
// there the store sends the browser on to done.
func (l Links) Upload(ctx context.Context, key, done string) (Form, error) {
	const name, goesOn = "x-amz-meta-" + NameField, "success_action_redirect"
	req, err := l.client.PresignPostObject(ctx, &s3.PutObjectInput{Bucket: &l.bucket, Key: &key}, func(o *s3.PresignPostOptions) {
		o.Expires = UploadLifetime
		o.Conditions = []any{
			[]any{"content-length-range", 1, int64(MaxUpload)},
			map[string]string{"Content-Type": octets},
			map[string]string{goesOn: done},
			[]any{"starts-with", "$" + name, ""},
		}
	})
	if err != nil {
		return Form{}, fmt.Errorf("sign upload of %s: %w", key, err)
	}
	form := Form{URL: req.URL, Fields: []Field{{goesOn, done}, {"Content-Type", octets}, {name, "${filename}"}}}
	for name, value := range req.Values {
		form.Fields = append(form.Fields, Field{name, value})
	}
	slices.SortFunc(form.Fields, func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
	return form, nil
}
