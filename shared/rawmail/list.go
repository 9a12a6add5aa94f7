package rawmail

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// setup is what Amazon SES puts into a bucket to see that it may: it is no mail.
const setup = "AMAZON_SES_SETUP_NOTIFICATION"

// Kept is a mail in the bucket.
type Kept struct {
	Object string
	At     time.Time // since when it is there
}

// Since is since when the mail is in the bucket.
func (b Bucket) Since(ctx context.Context, object string) (time.Time, error) {
	out, err := b.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: aws.String(b.name), Key: aws.String(object)})
	var missing *types.NotFound
	if errors.As(err, &missing) {
		return time.Time{}, fmt.Errorf("mail %s: %w", object, ErrMissing)
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("look at mail %s: %w", object, err)
	}
	return aws.ToTime(out.LastModified).UTC(), nil
}

// List gives the mails after the key, in the order of their keys, as many as one call gives; "": from the beginning. next is
// the key after which to go on; empty: there are no more.
func (b Bucket) List(ctx context.Context, after string) (mails []Kept, next string, err error) {
	in := &s3.ListObjectsV2Input{Bucket: aws.String(b.name)}
	if after != "" {
		in.StartAfter = aws.String(after)
	}
	out, err := b.client.ListObjectsV2(ctx, in)
	if err != nil {
		return nil, "", fmt.Errorf("list mails: %w", err)
	}
	for _, o := range out.Contents {
		next = aws.ToString(o.Key)
		if next != setup {
			mails = append(mails, Kept{Object: next, At: aws.ToTime(o.LastModified).UTC()})
		}
	}
	if !aws.ToBool(out.IsTruncated) {
		next = ""
	}
	return mails, next, nil
}
