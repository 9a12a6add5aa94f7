package verb

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"flatsupport/infra/local/running"
	"flatsupport/shared/rawmail"
)

// ErrNoQueue: the queue that was named is not there.
var ErrNoQueue = errors.New("there is no such queue")

// deadLetters is how the names of dead-letter queues end in the template.
const deadLetters = "DeadLetterQueue"

// Queues are the flags by which a verb finds the queues of a stack, by the names that template.yaml gives them.
type Queues struct {
	stack, data string
	client      *sqs.Client
	urls        map[string]string // by the names of the template
}

// Register adds the flag --stack. The flag --local is the table's, or the verb's own.
func (q *Queues) Register(flags *flag.FlagSet) {
	flags.StringVar(&q.stack, "stack", os.Getenv("STACK_NAME"), "`NAME` of the stack whose queues they are (default: STACK_NAME of the environment)")
}

// OfClient are the queues that a client finds, those of the stack; empty: all of them.
func OfClient(client *sqs.Client, stack string) *Queues { return &Queues{client: client, stack: stack} }

// Open finds the queues.
func (q *Queues) Open(ctx context.Context, local bool) error {
	switch {
	case q.client != nil:
	case local:
		up, err := running.Find(q.data)
		if err != nil {
			return err
		}
		q.stack = ""
		q.client = sqs.New(sqs.Options{
			Region: "local", BaseEndpoint: aws.String(up.SQS), Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
		})
	case q.stack == "":
		return Usage("which queues? name their stack by --stack or STACK_NAME, or take those of make run by --local")
	default:
		cfg, err := config.LoadDefaultConfig(ctx)
		if err != nil {
			return fmt.Errorf("SDK configuration: %w", err)
		}
		q.client = sqs.NewFromConfig(cfg)
	}
	in := &sqs.ListQueuesInput{MaxResults: aws.Int32(1000)}
	if q.stack != "" {
		in.QueueNamePrefix = aws.String(q.stack + "-")
	}
	out, err := q.client.ListQueues(ctx, in)
	if err != nil {
		return fmt.Errorf("list queues: %w", err)
	}
	q.urls = map[string]string{}
	for _, url := range out.QueueUrls {
		q.urls[named(path.Base(url), q.stack)] = url
	}
	return nil
}

// named is the template's name of a queue: CloudFormation puts the stack before it and chance behind it.
func named(queue, stack string) string {
	if stack == "" {
		return queue
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(queue, stack+"-"), "-")
	return name
}

// Client speaks to the queues.
func (q *Queues) Client() *sqs.Client { return q.client }

// URL is the address of a queue.
func (q *Queues) URL(name string) (string, error) {
	url, ok := q.urls[name]
	if !ok {
		return "", fmt.Errorf("%w: %s; there are %s", ErrNoQueue, name, strings.Join(q.Names(), ", "))
	}
	return url, nil
}

// DeadLetters is the address of the dead-letter queue of a queue.
func (q *Queues) DeadLetters(name string) (string, error) { return q.URL(name + deadLetters) }

// Names are all queues but those of dead letters.
func (q *Queues) Names() []string { return q.names(false) }

// WithDeadLetters are the names before which the template has a dead-letter queue.
func (q *Queues) WithDeadLetters() []string { return q.names(true) }

func (q *Queues) names(dead bool) []string {
	var names []string
	for name := range q.urls {
		if before, is := strings.CutSuffix(name, deadLetters); is == dead {
			names = append(names, before)
		}
	}
	slices.Sort(names)
	return names
}

// Mails are the flags by which a verb finds the bucket of mails.
type Mails struct{ bucket, data string }

// Register adds the flag --bucket.
func (m *Mails) Register(flags *flag.FlagSet) {
	flags.StringVar(&m.bucket, "bucket", os.Getenv("MAIL_BUCKET"), "`NAME` of the bucket of mails: the output MailBucketName of the stack (default: MAIL_BUCKET of the environment)")
}

// Open finds the bucket.
func (m *Mails) Open(ctx context.Context, local bool) (rawmail.Bucket, error) {
	if local {
		up, err := running.Find(m.data)
		if err != nil {
			return rawmail.Bucket{}, err
		}
		return rawmail.New(s3.New(s3.Options{
			Region: "local", BaseEndpoint: aws.String(up.S3), UsePathStyle: true,
			Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
		}), up.Mails), nil
	}
	if m.bucket == "" {
		return rawmail.Bucket{}, Usage("which bucket? name it by --bucket or MAIL_BUCKET (the output MailBucketName of the stack), or take that of make run by --local")
	}
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return rawmail.Bucket{}, fmt.Errorf("SDK configuration: %w", err)
	}
	return rawmail.New(s3.NewFromConfig(cfg), m.bucket), nil
}
