package queues

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// errReport: the function's list of failures cannot be understood; then the whole batch counts as failed.
var errReport = errors.New("the report of failed messages is not understood")

// batch is the event that carries the messages.
func batch(m Mapping, messages []types.Message) ([]byte, error) {
	event := events.SQSEvent{Records: make([]events.SQSMessage, 0, len(messages))}
	for _, message := range messages {
		record := events.SQSMessage{
			MessageId:      aws.ToString(message.MessageId),
			ReceiptHandle:  aws.ToString(message.ReceiptHandle),
			Body:           aws.ToString(message.Body),
			Md5OfBody:      aws.ToString(message.MD5OfBody),
			Attributes:     message.Attributes,
			EventSourceARN: m.arn(),
			EventSource:    "aws:sqs",
			AWSRegion:      "local",
		}
		for name, value := range message.MessageAttributes {
			if record.MessageAttributes == nil {
				record.MessageAttributes = map[string]events.SQSMessageAttribute{}
			}
			record.MessageAttributes[name] = events.SQSMessageAttribute{
				StringValue: value.StringValue, BinaryValue: value.BinaryValue, DataType: aws.ToString(value.DataType),
			}
		}
		event.Records = append(event.Records, record)
	}
	body, err := json.Marshal(event)
	if err != nil {
		return nil, fmt.Errorf("write the event: %w", err)
	}
	return body, nil
}

// failures reads which messages failed. As in Lambda, no answer or an empty list means that all went well, and an
// unreadable answer or an id that was not in the batch that all failed; without ReportBatchItemFailures the answer is
// not looked at.
func (m Mapping) failures(answer []byte, messages []types.Message) (map[string]bool, error) {
	if !m.ReportFailures {
		return nil, nil //nolint:nilnil // an empty set of failures
	}
	var report *events.SQSEventResponse
	if len(answer) > 0 {
		if err := json.Unmarshal(answer, &report); err != nil {
			return everyID(messages), fmt.Errorf("%w: %w", errReport, err)
		}
	}
	failed := map[string]bool{}
	if report == nil {
		return failed, nil
	}
	known := everyID(messages)
	for _, f := range report.BatchItemFailures {
		if !known[f.ItemIdentifier] {
			return known, fmt.Errorf("%w: %q was not in the batch", errReport, f.ItemIdentifier)
		}
		failed[f.ItemIdentifier] = true
	}
	return failed, nil
}

func everyID(messages []types.Message) map[string]bool {
	ids := make(map[string]bool, len(messages))
	for _, m := range messages {
		ids[aws.ToString(m.MessageId)] = true
	}
	return ids
}
