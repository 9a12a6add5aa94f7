package mail

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"strings"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/smithy-go"
)

// SES sends mail by Amazon SES.
type SES struct {
	client *sesv2.Client
	from   string
	set    string
}

// NewSES makes a mailer that sends as from, under the configuration set that reports on mails; without one nothing is
// reported.
func NewSES(client *sesv2.Client, from, set string) SES { return SES{client, from, set} }

// TagName is the message tag with Message.Tag. Only ASCII letters, digits, _ and - may stand in a tag.
const TagName = "notice"

// Send hands the mail to SES, which writes the MIME of it: subject, text and HTML go as they are, in any script.
//
// SES replaces the Message-ID of whatever it sends, raw mails too, by one of its own. So a conversation is held together by
// what SES leaves alone: In-Reply-To and References name one id for all mails about a ticket, and so will the answers. And
// a report on a mail is matched by the message tag that comes back with it; the id that SES gives is logged.
func (s SES) Send(ctx context.Context, m Message) error {
	if err := m.sound(); err != nil {
		return err
	}
	in := &sesv2.SendEmailInput{
		FromEmailAddress: aws.String(s.from),
		Destination:      &types.Destination{ToAddresses: []string{m.To}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: utf8(m.Subject),
			Body:    &types.Body{Text: utf8(m.Text), Html: utf8(m.HTML)},
			Headers: s.headers(m),
		}},
	}
	if m.ReplyTo != "" {
		in.ReplyToAddresses = []string{m.ReplyTo}
	}
	if s.set != "" {
		in.ConfigurationSetName = aws.String(s.set)
	}
	if m.Tag != "" {
		in.EmailTags = []types.MessageTag{{Name: aws.String(TagName), Value: aws.String(m.Tag)}}
	}
	sent, err := s.client.SendEmail(ctx, in)
	if err != nil {
		return failure(err)
	}
	slog.InfoContext(ctx, "mail handed over", "ticket", m.Ticket, "mail", aws.ToString(sent.MessageId))
	return nil
}

// failure names what the service answered by its code alone: its sentences repeat addresses, and errors are logged.
func failure(err error) error {
	var answer smithy.APIError
	if !errors.As(err, &answer) {
		return fmt.Errorf("send by SES: %w", err)
	}
	var rejected *types.MessageRejected
	var bad *types.BadRequestException
	if errors.As(err, &rejected) || errors.As(err, &bad) {
		return fmt.Errorf("%w: %s", ErrRefused, answer.ErrorCode())
	}
	return fmt.Errorf("send by SES: %s", answer.ErrorCode())
}

// headers tell machines what they need: that no robot should answer (RFC 3834, and what Exchange reads), to which list and
// conversation the mail belongs, and the notice's key, so that, should the same notice ever go out twice, both copies say
// that they are one.
func (s SES) headers(m Message) []types.MessageHeader {
	_, domain, _ := strings.Cut(s.from, "@")
	all := []types.MessageHeader{
		header("Auto-Submitted", "auto-generated"),
		header("X-Auto-Response-Suppress", "All"),
		header("List-Id", "<tickets."+domain+">"),
		header("X-Notice", mime.QEncoding.Encode("utf-8", m.Key)), // an id may be in any script
	}
	if m.Ticket != "" {
		all = append(all, header("X-Ticket", m.Ticket))
	}
	if m.Thread != "" {
		all = append(all, header("In-Reply-To", "<"+m.Thread+">"), header("References", "<"+m.Thread+">"))
	}
	return all
}

func header(name, value string) types.MessageHeader {
	return types.MessageHeader{Name: aws.String(name), Value: aws.String(value)}
}

// sound refuses a mail of which a header would not be one line. What people write has been made one line before; this
// stands between everything else and the head of a mail.
func (m Message) sound() error {
	for name, value := range map[string]string{"to": m.To, "subject": m.Subject, "reply-to": m.ReplyTo, "ticket": m.Ticket, "thread": m.Thread} {
		if strings.ContainsFunc(value, unicode.IsControl) {
			return fmt.Errorf("%w: control characters in %s", ErrRefused, name)
		}
	}
	return nil
}

func utf8(s string) *types.Content {
	return &types.Content{Data: aws.String(s), Charset: aws.String("UTF-8")}
}
