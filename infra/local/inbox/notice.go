package inbox

import (
	"encoding/json"
	"fmt"
	"time"

	"flatsupport/shared/inbound"
)

// maxShown is how many addresses of a field are told: a message of SNS is no place for a long list.
const maxShown = 10

// notice is the message in the queue: what SES tells of the mail, in the envelope of SNS.
func (a arrival) notice(c Config, m inbound.Mail, v verdicts) (string, error) {
	stamp := a.at.Format("2006-01-02T15:04:05.000Z")
	status := func(verdict string) map[string]string { return map[string]string{"status": verdict} }
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
	inner, err := json.Marshal(map[string]any{
		"notificationType": "Received",
		"mail": map[string]any{
			"timestamp": stamp, "source": a.from, "messageId": a.key, "destination": a.to,
			"headersTruncated": false, "commonHeaders": head,
		},
		"receipt": map[string]any{
			"timestamp": stamp, "processingTimeMillis": 0, "recipients": a.to,
			"spamVerdict": status(v.spam), "virusVerdict": status(v.virus),
			"spfVerdict": status(v.spf), "dkimVerdict": status(v.dkim), "dmarcVerdict": status(v.dmarc),
			"action": map[string]string{
				"type": "S3", "topicArn": c.Topic, "bucketName": c.Bucket, "objectKeyPrefix": "", "objectKey": a.key,
			},
		},
	})
	if err != nil {
		return "", fmt.Errorf("tell of a mail: %w", err)
	}
	body, err := json.Marshal(map[string]string{
		"Type": "Notification", "MessageId": a.key, "TopicArn": c.Topic, "Subject": "Amazon SES Email Receipt Notification",
		"Message": string(inner), "Timestamp": stamp,
	})
	if err != nil {
		return "", fmt.Errorf("tell of a mail: %w", err)
	}
	return string(body), nil
}

// written is an address as a head has it.
func written(a inbound.Address) string {
	if a.Name == "" {
		return a.Email
	}
	return a.Name + " <" + a.Email + ">"
}
