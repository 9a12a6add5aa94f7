package mailroom

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// errDelivery: the message is no notification of a mail that was put into the mail bucket. It fails until it lies with
// the dead letters, where a person can read it.
var errDelivery = errors.New("not a notification of a received mail")

// delivery is what Amazon SES tells of a mail that it has received and put into the bucket. The verdicts are its own;
// nothing that the mail says of itself takes their place.
type delivery struct {
	Object     string
	ReceivedAt time.Time
	Source     string // the envelope's sender; empty: the null sender
	DMARC      bool   // the domain in From is aligned with what SPF or DKIM has proved
	Infected   bool   // a virus, as far as can be told
	Spam       bool
}

// notification is the message of SNS in the queue.
type notification struct {
	Type    string `json:"Type"`
	Message string `json:"Message"`
}

type verdict struct {
	Status string `json:"status"` // PASS, FAIL, GRAY or PROCESSING_FAILED
}

// receipt is the notification of the S3 action of a receipt rule.
type receipt struct {
	Type string `json:"notificationType"`
	Mail struct {
		Source    string `json:"source"`
		MessageID string `json:"messageId"`
	} `json:"mail"`
	Receipt struct {
		Timestamp time.Time `json:"timestamp"`
		Spam      verdict   `json:"spamVerdict"`
		Virus     verdict   `json:"virusVerdict"`
		DMARC     verdict   `json:"dmarcVerdict"`
		Action    struct {
			Type   string `json:"type"`
			Bucket string `json:"bucketName"`
			Key    string `json:"objectKey"`
		} `json:"action"`
	} `json:"receipt"`
}

// parse reads a message of the queue about a mail in the bucket.
func parse(body, bucket string) (delivery, error) {
	var outer notification
	if err := json.Unmarshal([]byte(body), &outer); err != nil {
		return delivery{}, fmt.Errorf("%w: %w", errDelivery, err)
	}
	var r receipt
	if err := json.Unmarshal([]byte(outer.Message), &r); err != nil {
		return delivery{}, fmt.Errorf("%w: %w", errDelivery, err)
	}
	action := r.Receipt.Action
	if outer.Type != "Notification" || r.Type != "Received" || action.Type != "S3" || action.Bucket != bucket || action.Key == "" ||
		r.Receipt.Timestamp.IsZero() {
		return delivery{}, errDelivery
	}
	return delivery{
		Object: action.Key, ReceivedAt: r.Receipt.Timestamp.UTC().Truncate(time.Millisecond),
		Source: strings.Trim(r.Mail.Source, "<> "), DMARC: r.Receipt.DMARC.Status == "PASS",
		Infected: r.Receipt.Virus.Status == "FAIL", Spam: r.Receipt.Spam.Status == "FAIL",
	}, nil
}
