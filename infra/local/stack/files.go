package stack

import (
	"bytes"
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// releasesBucket is the bucket of the template in which the files of releases are.
const releasesBucket = "ReleasesBucket"

// objectStore is a client of the buckets of this machine.
func objectStore(endpoint string) *s3.Client {
	return s3.New(s3.Options{
		Region: region, BaseEndpoint: &endpoint, UsePathStyle: true,
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
}

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
