package queues

import (
	"context"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// Depth is what a queue holds.
type Depth struct {
	Waiting  int // visible now
	InFlight int // received, or hidden after a failure
	Delayed  int // sent with a delay
}

// Total counts all of it.
func (d Depth) Total() int { return d.Waiting + d.InFlight + d.Delayed }

// Depths asks each queue, given by name and URL, what it holds.
func Depths(ctx context.Context, client *sqs.Client, urls map[string]string) (map[string]Depth, error) {
	depths := make(map[string]Depth, len(urls))
	for name, url := range urls {
		got, err := client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
			QueueUrl:       aws.String(url),
			AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameAll},
		})
		if err != nil {
			return nil, fmt.Errorf("ask queue %s for its depth: %w", name, err)
		}
		count := func(a types.QueueAttributeName) int {
			n, _ := strconv.Atoi(got.Attributes[string(a)]) // absent: none
			return n
		}
		depths[name] = Depth{
			Waiting:  count(types.QueueAttributeNameApproximateNumberOfMessages),
			InFlight: count(types.QueueAttributeNameApproximateNumberOfMessagesNotVisible),
			Delayed:  count(types.QueueAttributeNameApproximateNumberOfMessagesDelayed),
		}
	}
	return depths, nil
}
