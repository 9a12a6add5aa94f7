package stack

import (
	"context"
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"flatsupport/infra/local/parts"
)

func (s *Stack) fetchParts(ctx context.Context, say *progress) error {
	if s.options.DynamoDB != "" && s.options.SQS != "" {
		return nil
	}
	return parts.Fetch(ctx, s.options.Parts, say)
}

// startParts starts both at once; each takes some seconds.
func (s *Stack) startParts(ctx context.Context) error {
	var (
		all               sync.WaitGroup
		tables, messages  *parts.Process
		noTable, noQueues error
	)
	s.dynamoDBEndpoint, s.sqsEndpoint = s.options.DynamoDB, s.options.SQS
	if s.options.DynamoDB == "" {
		all.Go(func() {
			tables, noTable = parts.StartDynamoDB(ctx, parts.Options{Dir: s.options.Parts, DataDir: s.options.in("dynamodb")})
		})
	}
	if s.options.SQS == "" {
		all.Go(func() {
			messages, noQueues = parts.StartElasticMQ(ctx, parts.Options{
				Dir: s.options.Parts, DataDir: s.options.in("elasticmq"), Queues: queueSpecs(s.template),
			})
		})
	}
	all.Wait()
	if tables != nil {
		s.keepPart(tables, "DynamoDB Local")
		s.dynamoDBEndpoint = tables.Endpoint()
	}
	if messages != nil {
		s.keepPart(messages, "ElasticMQ")
		s.sqsEndpoint = messages.Endpoint()
	}
	switch { // one sentence: what ails both is said once
	case noTable != nil:
		return noTable
	case noQueues != nil:
		return noQueues
	}
	return s.prepareParts(ctx)
}

// keepPart sees to it that the part ends with the stack, and that its end is noticed.
func (s *Stack) keepPart(p *parts.Process, title string) {
	s.partsUp = append(s.partsUp, p)
	go func() {
		<-p.Done()
		select {
		case s.failed <- fmt.Errorf("%w: %s", ErrPartEnded, title):
		default:
		}
	}()
}

func (s *Stack) prepareParts(ctx context.Context) (err error) {
	static := credentials.NewStaticCredentialsProvider("local", "local", "")
	s.dynamoDB = dynamodb.New(dynamodb.Options{Region: region, Credentials: static, BaseEndpoint: aws.String(s.dynamoDBEndpoint)})
	s.sqs = sqs.New(sqs.Options{Region: region, Credentials: static, BaseEndpoint: aws.String(s.sqsEndpoint)})
	for _, t := range s.template.Tables {
		if err := makeTable(ctx, s.dynamoDB, t); err != nil {
			return err
		}
		s.table = t.ID
	}
	if s.options.SQS != "" {
		s.queueURLs, err = makeQueues(ctx, s.sqs, s.template)
		return err
	}
	s.queueURLs = map[string]string{}
	for _, q := range s.template.Queues {
		s.queueURLs[q.ID] = parts.QueueURL(s.sqsEndpoint, q.ID)
	}
	return nil
}
