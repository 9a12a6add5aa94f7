package queues_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/parts"
	"flatsupport/infra/local/queues"
)

// endpoint is the ElasticMQ of `make test`, or one of this test process, which ends with it.
var endpoint = sync.OnceValues(func() (string, error) {
	return parts.Given(context.Background(), "SQS_ENDPOINT", parts.StartElasticMQ)
})

// bench is a queue of the test's own, with its dead letters.
type bench struct {
	client *sqs.Client
	urls   map[string]string
}

func start(t *testing.T, maxReceive int) bench {
	t.Helper()
	url, err := endpoint()
	require.NoError(t, err)
	client := sqs.New(sqs.Options{
		Region: "local", BaseEndpoint: aws.String(url),
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
	name := "polled-" + rand.Text()
	made := func(name string, attributes map[string]string) string {
		out, err := client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String(name), Attributes: attributes})
		require.NoError(t, err)
		return aws.ToString(out.QueueUrl)
	}
	urls := map[string]string{dead: made(name+"-dead", nil)}
	urls[work] = made(name, map[string]string{
		"VisibilityTimeout": "20",
		"RedrivePolicy":     fmt.Sprintf(`{"deadLetterTargetArn":"arn:aws:sqs:elasticmq:000000000000:%s-dead","maxReceiveCount":"%d"}`, name, maxReceive),
	})
	return bench{client, urls}
}

func (b bench) send(t *testing.T, bodies ...string) {
	t.Helper()
	for _, body := range bodies {
		_, err := b.client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: aws.String(b.urls[work]), MessageBody: aws.String(body)})
		require.NoError(t, err)
	}
}

func (b bench) poll(t *testing.T, reports bool, f *fake) *queues.Pollers {
	t.Helper()
	p := queues.Poll(b.client, []queues.Mapping{{
		Function: "Worker", Queue: work, URL: b.urls[work], BatchSize: 10, Visibility: 20 * time.Second, ReportFailures: reports,
	}}, f.invoke, t.Output())
	t.Cleanup(p.Stop)
	return p
}

func (b bench) holds(t *testing.T, queue string, waiting, inFlight int) {
	t.Helper()
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		depths, err := queues.Depths(context.Background(), b.client, b.urls)
		if assert.NoError(c, err) {
			assert.Equal(c, queues.Depth{Waiting: waiting, InFlight: inFlight}, depths[queue])
		}
	}, 15*time.Second, 50*time.Millisecond)
}

// fake is a function: it notes what it got and answers as the test wants.
type fake struct {
	mu     sync.Mutex
	seen   []events.SQSMessage
	answer func(batch []events.SQSMessage) ([]byte, error)
}

func (f *fake) invoke(_ context.Context, _ string, event []byte) ([]byte, error) {
	var batch events.SQSEvent
	if err := json.Unmarshal(event, &batch); err != nil {
		return nil, err
	}
	f.mu.Lock()
	f.seen = append(f.seen, batch.Records...)
	f.mu.Unlock()
	return f.answer(batch.Records)
}

// times tells how often each body has come.
func (f *fake) times() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	counts := map[string]int{}
	for _, m := range f.seen {
		counts[m.Body]++
	}
	return counts
}

func (f *fake) comes(t *testing.T, body string, times int) {
	t.Helper()
	require.Eventually(t, func() bool { return f.times()[body] >= times }, 15*time.Second, 20*time.Millisecond, "%s %d times", body, times)
}

func report(failed ...string) ([]byte, error) {
	answer := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	for _, id := range failed {
		answer.BatchItemFailures = append(answer.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: id})
	}
	return json.Marshal(answer)
}
