package stack

import (
	"bytes"
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// releasesBucket is the bucket of the template in which the files of releases are.
const releasesBucket = "ReleasesBucket"

// loadFiles puts the files of the demo's releases into their bucket; the same every time.
func (s *Stack) loadFiles(ctx context.Context) error {
	if _, ok := s.template.Resource(releasesBucket); !ok {
		return nil
	}
	for _, r := range s.demo.Given.Releases {
		_, err := s.objects.PutObject(ctx, &s3.PutObjectInput{
			Bucket: aws.String(bucketName(releasesBucket)), Key: aws.String(r.File()), Body: bytes.NewReader(r.Bytes()),
		})
		if err != nil {
			return fmt.Errorf("put the file of %s %s: %w", r.Product, r.Version, err)
		}
	}
	return nil
}
