package parts_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/parts"
)

const (
	work = "flatsupport-WorkQueue"
	dead = "flatsupport-WorkQueueDeadLetterQueue"
)

func TestAMessageReceivedTooOftenGoesToTheDeadLetterQueue(t *testing.T) {
	t.Parallel()
	p, err := parts.StartElasticMQ(t.Context(), parts.Options{
		Dir:    fetched(t),
		Queues: []parts.QueueSpec{{Name: work, DeadLetter: dead, MaxReceive: 2}},
	})
	require.NoError(t, err)
	defer p.Stop()
	client := sqsClient(p)
	send(t, client, parts.QueueURL(p.Endpoint(), work), "one")

	var bodies []string
	for range 3 {
		bodies = append(bodies, receive(t, client, parts.QueueURL(p.Endpoint(), work))...)
	}

	assert.Equal(t, []string{"one", "one"}, bodies)
	assert.Equal(t, []string{"one"}, receive(t, client, parts.QueueURL(p.Endpoint(), dead)))
	p.Stop()
	assert.True(t, free(t, p.Endpoint()))
}

func TestAReceivedMessageIsHiddenForTheVisibilityTimeout(t *testing.T) {
	t.Parallel()
	p, err := parts.StartElasticMQ(t.Context(), parts.Options{Dir: fetched(t), Queues: []parts.QueueSpec{{Name: work, Visibility: 2 * time.Second}}})
	require.NoError(t, err)
	defer p.Stop()
	client, queue := sqsClient(p), parts.QueueURL(p.Endpoint(), work)
	send(t, client, queue, "one")

	assert.Equal(t, []string{"one"}, receive(t, client, queue))
	assert.Empty(t, receive(t, client, queue))
	assert.Eventually(t, func() bool { return len(receive(t, client, queue)) == 1 }, 10*time.Second, 100*time.Millisecond)
}

func TestElasticMQKeepsSQSLimits(t *testing.T) {
	t.Parallel()
	p, err := parts.StartElasticMQ(t.Context(), parts.Options{Dir: fetched(t), Queues: []parts.QueueSpec{{Name: work}}})
	require.NoError(t, err)
	defer p.Stop()
	_, err = sqsClient(p).SendMessage(t.Context(), &sqs.SendMessageInput{
		QueueUrl:    aws.String(parts.QueueURL(p.Endpoint(), work)),
		MessageBody: aws.String(strings.Repeat("x", 2<<20)),
	})
	assert.Error(t, err)
}

func TestElasticMQKeepsItsMessagesInADataFolder(t *testing.T) {
	t.Parallel()
	opts := parts.Options{
		Dir:     fetched(t),
		DataDir: t.TempDir() + "/data",
		Queues:  []parts.QueueSpec{{Name: work, DeadLetter: dead, MaxReceive: 5, Visibility: 30 * time.Second}},
	}
	first, err := parts.StartElasticMQ(t.Context(), opts)
	require.NoError(t, err)
	defer first.Stop()
	send(t, sqsClient(first), parts.QueueURL(first.Endpoint(), work), "kept")
	first.Stop()

	second, err := parts.StartElasticMQ(t.Context(), opts)
	require.NoError(t, err)
	defer second.Stop()

	assert.Equal(t, []string{"kept"}, receive(t, sqsClient(second), parts.QueueURL(second.Endpoint(), work)))
}

func TestAQueueThatSQSWouldRefuseIsRefused(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		queues []parts.QueueSpec
	}{
		{"a name with a dot", []parts.QueueSpec{{Name: "a.b"}}},
		{"no name", []parts.QueueSpec{{}}},
		{"a queue described twice", []parts.QueueSpec{{Name: "a"}, {Name: "a"}}},
		{"its own dead-letter queue", []parts.QueueSpec{{Name: "a", DeadLetter: "a", MaxReceive: 3}}},
		{"a dead-letter queue after no reception", []parts.QueueSpec{{Name: "a", DeadLetter: "b"}}},
		{"a number of receptions without a dead-letter queue", []parts.QueueSpec{{Name: "a", MaxReceive: 3}}},
		{"a fraction of a second", []parts.QueueSpec{{Name: "a", Visibility: time.Second / 2}}},
		{"hidden for more than 12 hours", []parts.QueueSpec{{Name: "a", Visibility: 12*time.Hour + time.Second}}},
		{"delayed for more than 15 minutes", []parts.QueueSpec{{Name: "a", Delay: 15*time.Minute + time.Second}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := parts.StartElasticMQ(t.Context(), parts.Options{Dir: t.TempDir(), Queues: c.queues})
			assert.ErrorIs(t, err, parts.ErrQueue)
		})
	}
}

func sqsClient(p *parts.Process) *sqs.Client {
	return sqs.New(sqs.Options{
		BaseEndpoint: aws.String(p.Endpoint()),
		Region:       "eu-central-1",
		Credentials:  credentials.NewStaticCredentialsProvider("local", "secret", ""),
	})
}

func send(t *testing.T, client *sqs.Client, queue, body string) {
	t.Helper()
	_, err := client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: aws.String(queue), MessageBody: aws.String(body)})
	require.NoError(t, err)
}

func receive(t *testing.T, client *sqs.Client, queue string) []string {
	t.Helper()
	out, err := client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: aws.String(queue), MaxNumberOfMessages: 10})
	require.NoError(t, err)
	var bodies []string
	for _, m := range out.Messages {
		bodies = append(bodies, aws.ToString(m.Body))
	}
	return bodies
}
