package alert

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/smithy-go"
)

// SMS sends lines to phones by Amazon SNS.
type SMS struct{ client *sns.Client }

// NewSMS makes a sender.
func NewSMS(client *sns.Client) SMS { return SMS{client} }

// transactional messages are those that SNS sends with the best delivery, for what is urgent.
const transactional = "Transactional"

// Send hands the line to SNS. SNS knows no key by which it would take the same line once; what a second copy
// says is the same to the letter, with the same mark.
//
// No error has the number in it: SNS repeats it in its own.
func (s SMS) Send(ctx context.Context, l Line) error {
	number, err := Number(l.Phone)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	sent, err := s.client.Publish(ctx, &sns.PublishInput{
		PhoneNumber: aws.String(number), Message: aws.String(l.Text),
		MessageAttributes: map[string]types.MessageAttributeValue{
			"AWS.SNS.SMS.SMSType": {DataType: aws.String("String"), StringValue: aws.String(transactional)},
		},
	})
	if err != nil {
		return refused(err)
	}
	slog.InfoContext(ctx, "SMS handed over", "ticket", l.Ticket, "sms", aws.ToString(sent.MessageId))
	return nil
}

// refused tells what trying again cannot mend: the number is none, its owner wants none, or it must be verified first.
func refused(err error) error {
	var coded smithy.APIError
	if !errors.As(err, &coded) {
		return fmt.Errorf("%w: SNS cannot be reached", ErrAgain)
	}
	switch coded.ErrorCode() {
	case "InvalidParameter", "ParameterValueInvalid", "ValidationException", "OptedOut":
		return fmt.Errorf("%w: SNS answers %s", ErrRefused, coded.ErrorCode())
	}
	return fmt.Errorf("%w: SNS answers %s", ErrAgain, coded.ErrorCode())
}

var (
	international = regexp.MustCompile(`^\+[1-9]\d{6,14}$`) // E.164
	written       = strings.NewReplacer(" ", "", "\u00a0", "", "-", "", "(", "", ")", "", ".", "")
)

// Number is a phone number as SNS takes it, "+74990000001", whichever way it was written down: "+7 (499) 000-00-01". An empty
// one is ErrNowhere, any other that is not international ErrRefused.
func Number(phone string) (string, error) {
	if strings.TrimSpace(phone) == "" {
		return "", fmt.Errorf("%w: no phone", ErrNowhere)
	}
	number := written.Replace(strings.TrimSpace(phone))
	if !international.MatchString(number) {
		return "", fmt.Errorf("%w: the phone is no international number", ErrRefused)
	}
	return number, nil
}
