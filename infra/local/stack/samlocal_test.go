package stack_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/parts"
	"flatsupport/infra/local/stack"
)

func TestPrepareMakesTableQueuesAndDemoDataOnce(t *testing.T) {
	t.Parallel()
	dir, err := parts.CheckoutDir()
	require.NoError(t, err)
	require.NoError(t, parts.Fetch(t.Context(), dir, t.Output()))
	tables, err := parts.StartDynamoDB(t.Context(), parts.Options{Dir: dir})
	require.NoError(t, err)
	t.Cleanup(tables.Stop)
	messages, err := parts.StartElasticMQ(t.Context(), parts.Options{Dir: dir})
	require.NoError(t, err)
	t.Cleanup(messages.Stop)

	options := room(t)
	options.DynamoDB, options.SQS = tables.Endpoint(), messages.Endpoint()
	keys := credentials.NewStaticCredentialsProvider("local", "local", "")
	db := dynamodb.New(dynamodb.Options{Region: "local", Credentials: keys, BaseEndpoint: aws.String(tables.Endpoint())})
	queues := sqs.New(sqs.Options{Region: "local", Credentials: keys, BaseEndpoint: aws.String(messages.Endpoint())})
	var first int32
	for range 2 {
		require.NoError(t, stack.Prepare(t.Context(), options))
		stored, err := db.Scan(t.Context(), &dynamodb.ScanInput{TableName: aws.String("ProbeTable")})
		require.NoError(t, err)
		require.Positive(t, stored.Count)
		if first == 0 {
			first = stored.Count
		}
		assert.Equal(t, first, stored.Count, "the second time adds nothing")
		list, err := queues.ListQueues(t.Context(), &sqs.ListQueuesInput{})
		require.NoError(t, err)
		assert.Contains(t, list.QueueUrls, parts.QueueURL(messages.Endpoint(), "WorkQueue"))
		assert.Contains(t, list.QueueUrls, parts.QueueURL(messages.Endpoint(), "WorkQueueDeadLetterQueue"))
	}
}

func TestPrepareNeedsBothEndpoints(t *testing.T) {
	t.Parallel()
	options := room(t)
	options.DynamoDB = "http://127.0.0.1:1"
	require.ErrorIs(t, stack.Prepare(t.Context(), options), stack.ErrNoEndpoints)
}
