package mail

import (
	"context"
	"errors"
	"fmt"
	"mime"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
)

// SES sends mail by Amazon SES.
type SES struct {
	client *sesv2.Client
	from   string
}

// NewSES makes a mailer that sends as from.
func NewSES(client *sesv2.Client, from string) SES { return SES{client, from} }

// Send hands the mail to SES. Auto-Submitted keeps other robots from answering (RFC 3834); the notice's key goes along
// so that, should the same notice ever go out twice, both copies say that they are one.
func (s SES) Send(ctx context.Context, m Message) error {
	headers := []types.MessageHeader{
		{Name: aws.String("Auto-Submitted"), Value: aws.String("auto-generated")},
		{Name: aws.String("X-Notice"), Value: aws.String(mime.QEncoding.Encode("utf-8", m.Key))}, // an id may be in any script
	}
	if m.Ticket != "" {
		headers = append(headers, types.MessageHeader{Name: aws.String("X-Ticket"), Value: aws.String(m.Ticket)})
	}
	_, err := s.client.SendEmail(ctx, &sesv2.SendEmailInput{
		FromEmailAddress: aws.String(s.from),
		Destination:      &types.Destination{ToAddresses: []string{m.To}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: utf8(m.Subject),
			Body:    &types.Body{Text: utf8(m.Text), Html: utf8(m.HTML)},
			Headers: headers,
		}},
	})
	var rejected *types.MessageRejected
	var bad *types.BadRequestException
	if errors.As(err, &rejected) || errors.As(err, &bad) {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if err != nil {
		return fmt.Errorf("send by SES: %w", err)
	}
	return nil
}

func utf8(s string) *types.Content {
	return &types.Content{Data: aws.String(s), Charset: aws.String("UTF-8")}
}
