package inbox

import (
	"encoding/json"
	"fmt"
	"time"

	"flatsupport/shared/inbound"
)

// Notice is what SES tells of a mail that it has put into the bucket.
type Notice struct {
	Object, Bucket, Topic string
	At                    time.Time
	Source                string            // sender on the envelope; empty: the null sender
	To                    []string          // recipients there
	Verdicts              map[string]string // by the names of the checks: spam, virus, spf, dkim, dmarc; of one that is absent nothing is told
	Head                  map[string]any    // fields of the mail's head; nil: none are told
}

// Message is the message in the queue, in the envelope of SNS.
func (n Notice) Message() (string, error) {
	stamp := n.At.UTC().Format("2006-01-02T15:04:05.000Z")
	mail := map[string]any{
		"timestamp": stamp, "source": n.Source, "messageId": n.Object, "destination": n.To, "headersTruncated": false,
	}
	if n.Head != nil {
		mail["commonHeaders"] = n.Head
	}
	receipt := map[string]any{
		"timestamp": stamp, "processingTimeMillis": 0, "recipients": n.To,
		"action": map[string]string{
			"type": "S3", "topicArn": n.Topic, "bucketName": n.Bucket, "objectKeyPrefix": "", "objectKey": n.Object,
		},
	}
	for check, status := range n.Verdicts {
		receipt[check+"Verdict"] = map[string]string{"status": status}
	}
	inner, err := json.Marshal(map[string]any{"notificationType": "Received", "mail": mail, "receipt": receipt})
	if err != nil {
		return "", fmt.Errorf("tell of a mail: %w", err)
	}
	body, err := json.Marshal(map[string]string{
		"Type": "Notification", "MessageId": n.Object, "TopicArn": n.Topic, "Subject": "Amazon SES Email Receipt Notification",
		"Message": string(inner), "Timestamp": stamp,
	})
	if err != nil {
		return "", fmt.Errorf("tell of a mail: %w", err)
	}
	return string(body), nil
}

// maxShown is how many addresses of a field are told: a message of SNS is no place for a long list.
const maxShown = 10

// notice is what is told of the mail.
func (a arrival) notice(c Config, m inbound.Mail, v verdicts) Notice {
	to := []string{}
	for _, each := range m.To[:min(len(m.To), maxShown)] {
		to = append(to, written(each))
	}
	head := map[string]any{
		"returnPath": a.from, "from": []string{written(m.From)}, "to": to, "messageId": "<" + m.MessageID + ">", "subject": m.Subject,
	}
	if !m.Date.IsZero() {
		head["date"] = m.Date.Format(time.RFC1123Z)
	}
	return Notice{
		Object: a.key, Bucket: c.Bucket, Topic: c.Topic, At: a.at, Source: a.from, To: a.to, Head: head,
		Verdicts: map[string]string{"spam": v.spam, "virus": v.virus, "spf": v.spf, "dkim": v.dkim, "dmarc": v.dmarc},
	}
}

// written is an address as a head has it.
func written(a inbound.Address) string {
	if a.Name == "" {
		return a.Email
	}
	return a.Name + " <" + a.Email + ">"
}
