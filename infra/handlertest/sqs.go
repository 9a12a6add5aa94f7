package handlertest

import (
	"context"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/parts"
)

// elasticmq is the one that SQS_ENDPOINT names, or one started for this process, which ends with it.
var elasticmq = sync.OnceValues(func() (string, error) {
	return parts.Given(context.Background(), "SQS_ENDPOINT", parts.StartElasticMQ)
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
