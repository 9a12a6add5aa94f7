package stack

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"flatsupport/infra/template"
)

// makeQueues creates the queues on an SQS that the user has brought, dead-letter queues first, and gives their URLs.
// Queues that are there with the same attributes are taken as they are.
func makeQueues(ctx context.Context, client *sqs.Client, t *template.Template) (map[string]string, error) {
	urls, arns := map[string]string{}, map[string]string{}
	for _, withRedrive := range []bool{false, true} {
		for _, q := range t.Queues {
			if (q.DeadLetters != "") != withRedrive {
				continue
			}
			made, err := client.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String(q.ID), Attributes: attributes(q, arns[q.DeadLetters])})
			if err != nil {
				return nil, fmt.Errorf("make queue %s: %w", q.ID, err)
			}
			told, err := client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
				QueueUrl: made.QueueUrl, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameQueueArn},
			})
			if err != nil {
				return nil, fmt.Errorf("make queue %s: %w", q.ID, err)
			}
			urls[q.ID], arns[q.ID] = aws.ToString(made.QueueUrl), told.Attributes[string(types.QueueAttributeNameQueueArn)]
		}
	}
	return urls, nil
}

func attributes(q template.Queue, deadLetters string) map[string]string {
	whole := func(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }
	all := map[string]string{
		string(types.QueueAttributeNameVisibilityTimeout): whole(q.Visibility),
		string(types.QueueAttributeNameDelaySeconds):      whole(q.Delay),
	}
	if q.DeadLetters != "" {
		all[string(types.QueueAttributeNameRedrivePolicy)] = fmt.Sprintf(`{"deadLetterTargetArn":%q,"maxReceiveCount":"%d"}`, deadLetters, q.MaxReceives)
	}
	return all
}
