package stack

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"flatsupport/infra/local/inbox"
	"flatsupport/infra/template"
)

// receiptRule is what the template lets SES do with a mail that comes in.
type receiptRule struct {
	recipients                []string
	bucket, topicARN, queueID string
}

// receives gives the receipt rule of the template with its bucket and, by way of the topic, its queue; false when it has
// none, so that the stack takes no mail.
func (s *Stack) receives() (receiptRule, bool, error) {
	var rule receiptRule
	var topic string
	for _, r := range s.template.Resources {
		if r.Type != "AWS::SES::ReceiptRule" {
			continue
		}
		said, _ := r.Properties["Rule"].(map[string]any)
		for _, to := range listOf(said["Recipients"]) {
			rule.recipients = append(rule.recipients, fmt.Sprint(to))
		}
		for _, each := range listOf(said["Actions"]) {
			action, _ := each.(map[string]any)
			put, _ := action["S3Action"].(map[string]any)
			rule.bucket, _ = put["BucketName"].(string)
			topic, _ = put["TopicArn"].(string)
		}
	}
	for _, r := range s.template.Resources {
		if r.Type == "AWS::SNS::Subscription" && topic != "" && r.Properties["TopicArn"] == topic {
			_, err := template.Fill(fmt.Sprint(r.Properties["Endpoint"]), func(to template.Reference) (string, error) {
				rule.queueID = to.Resource
				return "", nil
			})
			if err != nil {
				return rule, false, err
			}
		}
	}
	if len(rule.recipients) == 0 || rule.bucket == "" || rule.queueID == "" {
		return rule, false, nil
	}
	var err error
	if rule.bucket, err = template.Fill(rule.bucket, s.lookup); err != nil {
		return rule, false, err
	}
	id := strings.TrimSuffix(strings.TrimPrefix(topic, "${"), "}")
	rule.topicARN = strings.Join([]string{"arn", "aws", "sns", region, account, id}, ":") // a topic's Ref is its ARN
	return rule, true, nil
}

func listOf(value any) []any {
	list, _ := value.([]any)
	return list
}

// listenForMail takes the port of mail, if the template takes any.
func (s *Stack) listenForMail() error {
	rule, found, err := s.receives()
	if err != nil || !found {
		return err
	}
	s.rule = rule
	s.mailListener, err = listen(s.options.SMTPPort, "--smtp-port")
	return err
}

// serveMail takes mail from now on.
func (s *Stack) serveMail(log io.Writer) {
	if s.mailListener == nil {
		return
	}
	queue := s.queueURLs[s.rule.queueID]
	s.inbox = inbox.Serve(s.mailListener, inbox.Config{
		Recipients: s.rule.recipients, Bucket: s.rule.bucket, Topic: s.rule.topicARN, Now: s.door.Now, Log: log,
		Put: func(ctx context.Context, key string, raw []byte) error {
			_, err := s.objects.PutObject(ctx, &s3.PutObjectInput{Bucket: &s.rule.bucket, Key: &key, Body: bytes.NewReader(raw)})
			return err
		},
		Announce: func(ctx context.Context, body string) error {
			_, err := s.sqs.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: aws.String(queue), MessageBody: &body})
			return err
		},
	})
}

// stopMail takes no more mail.
func (s *Stack) stopMail(ctx context.Context) {
	switch {
	case s.inbox != nil:
		s.inbox.Stop(ctx)
	case s.mailListener != nil:
		_ = s.mailListener.Close()
	}
}

// SMTP is where mail is taken, as host and port; empty when the template takes none.
func (s *Stack) SMTP() string {
	if s.mailListener == nil {
		return ""
	}
	return s.mailListener.Addr().(*net.TCPAddr).String()
}

// Mailboxes are the addresses that mail is taken for.
func (s *Stack) Mailboxes() []string { return s.rule.recipients }
