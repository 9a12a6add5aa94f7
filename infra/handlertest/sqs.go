package handlertest

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/parts"
)

// elasticmq is the one that SQS_ENDPOINT names, or one started for this process, which ends with it.
var elasticmq = sync.OnceValues(func() (string, error) {
	if given := os.Getenv("SQS_ENDPOINT"); given != "" {
		return given, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute) // it may have to be fetched
	defer cancel()
	dir, err := parts.CheckoutDir()
	if err != nil {
		return "", err
	}
	if err := parts.Fetch(ctx, dir, os.Stderr); err != nil {
		return "", err
	}
	process, err := parts.StartElasticMQ(ctx, parts.Options{Dir: dir})
	if err != nil {
		return "", err
	}
	return process.Endpoint(), nil
})

// SQS is a client of real queues, for a test in which what a queue does matters.
func SQS(t testing.TB) *sqs.Client {
	t.Helper()
	endpoint, err := elasticmq()
	require.NoError(t, err)
	return sqs.New(sqs.Options{
		Region: "eu-central-1", BaseEndpoint: aws.String(endpoint), Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
}
