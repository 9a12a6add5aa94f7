package queues

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// Failures lets the tests read an answer without a queue.
func Failures(reports bool, answer []byte, ids []string) (map[string]bool, error) {
	messages := make([]types.Message, 0, len(ids))
	for _, id := range ids {
		messages = append(messages, types.Message{MessageId: aws.String(id)})
	}
	return Mapping{ReportFailures: reports}.failures(answer, messages)
}
