// Package rawmail keeps mails as they arrived, each under a key of its own, in a bucket of an S3 store. Nobody takes one out
// of it: what could not be read today can be read later. The bucket forgets them by itself after years.
package rawmail

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// ErrMissing says that there is no mail under the key, or that it can not be read yet.
var ErrMissing = errors.New("no such mail")

// Bucket is where the mails are.
type Bucket struct {
	client *s3.Client
	name   string
}

// New names the bucket, over a client that the caller keeps.
func New(client *s3.Client, bucket string) Bucket { return Bucket{client, bucket} }

// Read gives the mail under the key, at most limit bytes of it and one more.
func (b Bucket) Read(ctx context.Context, key string, limit int64) ([]byte, error) {
	out, err := b.client.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(b.name), Key: aws.String(key)})
	var missing *types.NoSuchKey
	if errors.As(err, &missing) {
		return nil, fmt.Errorf("mail %s: %w", key, ErrMissing)
	}
	if err != nil {
		return nil, fmt.Errorf("read mail %s: %w", key, err)
	}
	defer func() { _ = out.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(out.Body, limit+1))
	if err != nil {
		return nil, fmt.Errorf("read mail %s: %w", key, err)
	}
	return raw, nil
}
