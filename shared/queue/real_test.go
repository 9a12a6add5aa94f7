package queue_test

import (
	"context"
	"crypto/rand"
	"slices"
	"sync"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/parts"
	"flatsupport/shared/queue"
)

// elasticmq is the one that SQS_ENDPOINT names, or one started for this process, which ends with it.
var elasticmq = sync.OnceValues(func() (string, error) {
	return parts.Given(context.Background(), "SQS_ENDPOINT", parts.StartElasticMQ)
})

func realClient(t *testing.T) *sqs.Client {
	t.Helper()
	endpoint, err := elasticmq()
	require.NoError(t, err)
	return sqs.New(sqs.Options{
		Region: "eu-central-1", BaseEndpoint: aws.String(endpoint),
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
}

func makeQueue(t *testing.T, client *sqs.Client, attributes map[string]string) string {
	t.Helper()
	made, err := client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("q-" + rand.Text()), Attributes: attributes})
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := client.DeleteQueue(context.Background(), &sqs.DeleteQueueInput{QueueUrl: made.QueueUrl})
		assert.NoError(t, err)
	})
	return aws.ToString(made.QueueUrl)
}

// receive polls once, as an event source mapping does.
func receive(t *testing.T, client *sqs.Client, url string) []types.Message {
	t.Helper()
	got, err := client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
		QueueUrl: aws.String(url), MaxNumberOfMessages: 10, WaitTimeSeconds: 1,
	})
	require.NoError(t, err)
	return got.Messages
}

func TestSentMessagesArriveOnElasticMQ(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	url := makeQueue(t, client, map[string]string{"VisibilityTimeout": "60"})
	require.NoError(t, queue.NewSender(client).Send(t.Context(), url, tickets(23)...))

	var got []string
	for batch := receive(t, client, url); len(batch) > 0; batch = receive(t, client, url) {
		for _, m := range batch {
			message, err := queue.Decode(aws.ToString(m.Body))
			require.NoError(t, err)
			got = append(got, message.Ticket)
		}
	}
	slices.Sort(got)
	assert.Equal(t, tickets(23), got)
}

func TestAQueueThatIsNotThereIsUnsentByName(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	url := makeQueue(t, client, nil)
	err := queue.NewSender(client).Send(t.Context(), url+"-not", tickets(12)...)
	require.Error(t, err)
	assert.Equal(t, tickets(12), unsentBy(err))
	var gone *types.QueueDoesNotExist
	assert.ErrorAs(t, err, &gone)
}

// A message that cannot be read and one whose ticket always fails end with the dead letters; their neighbours pass once each.
func TestPoisonEndsWithTheDeadLettersOnElasticMQ(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	dead := makeQueue(t, client, nil)
	attributes, err := client.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{
		QueueUrl: aws.String(dead), AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameQueueArn},
	})
	require.NoError(t, err)
	url := makeQueue(t, client, map[string]string{
		"VisibilityTimeout": "0",
		"RedrivePolicy":     `{"deadLetterTargetArn":"` + attributes.Attributes["QueueArn"] + `","maxReceiveCount":3}`,
	})
	require.NoError(t, queue.NewSender(client).Send(t.Context(), url, tickets(4)...))
	forged := `{"ticket":"T09","priority":"P1"}`
	_, err = client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: aws.String(url), MessageBody: aws.String(forged)})
	require.NoError(t, err)

	passed := []string{}
	for batch := receive(t, client, url); len(batch) > 0; batch = receive(t, client, url) {
		answer := queue.Each(t.Context(), eventOf(batch), func(_ context.Context, m queue.Message) error {
			if m.Ticket == ticket(2) {
				return assert.AnError
			}
			passed = append(passed, m.Ticket)
			return nil
		})
		again := failed(answer)
		for _, m := range batch {
			if slices.Contains(again, aws.ToString(m.MessageId)) {
				continue
			}
			_, err := client.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: aws.String(url), ReceiptHandle: m.ReceiptHandle})
			require.NoError(t, err)
		}
	}
	slices.Sort(passed)
	assert.Equal(t, []string{"T00", "T01", "T03"}, passed)

	kept := []string{}
	for _, m := range receive(t, client, dead) {
		kept = append(kept, aws.ToString(m.Body))
	}
	assert.ElementsMatch(t, []string{forged, `{"ticket":"T02"}`}, kept)
}

func eventOf(batch []types.Message) events.SQSEvent {
	var event events.SQSEvent
	for _, m := range batch {
		event.Records = append(event.Records, events.SQSMessage{MessageId: aws.ToString(m.MessageId), Body: aws.ToString(m.Body)})
	}
	return event
}
