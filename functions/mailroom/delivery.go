package mailroom

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"flatsupport/shared/queue"
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
	Lost       bool // what the service said was lost, and the mail was found in the bucket: nothing is vouched for
}

// said is what is kept of a delivery beside its mail, for whoever finds only that.
type said struct {
	At       time.Time `json:"at"`
	Source   string    `json:"source,omitempty"`
	DMARC    bool      `json:"dmarc,omitempty"`
	Infected bool      `json:"infected,omitempty"`
	Spam     bool      `json:"spam,omitempty"`
}

// said are the words to keep; none of a mail of which nothing was said.
func (d delivery) said() (string, error) {
	if d.Lost {
		return "", nil
	}
	text, err := json.Marshal(said{At: d.ReceivedAt, Source: d.Source, DMARC: d.DMARC, Infected: d.Infected, Spam: d.Spam})
	return string(text), err
}

// recall is the delivery as it was told at first, where it was.
func (d delivery) recall(kept string) (delivery, error) {
	if !d.Lost || kept == "" {
		return d, nil
	}
	var s said
	if err := json.Unmarshal([]byte(kept), &s); err != nil {
		return delivery{}, fmt.Errorf("what was said of mail %s: %w", d.Object, err)
	}
	return delivery{Object: d.Object, ReceivedAt: s.At, Source: s.Source, DMARC: s.DMARC, Infected: s.Infected, Spam: s.Spam}, nil
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

// parse reads a message of the queue about a mail in the bucket: what the mail service says, or that the desk has found it.
func parse(body, bucket string) (delivery, error) {
	if found, err := queue.DecodeFound(body); err == nil {
		return delivery{Object: found.Object, ReceivedAt: found.At.UTC().Truncate(time.Millisecond), Lost: true}, nil
	}
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
