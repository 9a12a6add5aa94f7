package outbox

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Fate is what becomes of a mail to an address, told from what stands before its @ or its first dot, hyphen or plus, as
// with the mailbox simulator of SES: "bounce", "full", "complaint", "delay" and "refused". Everybody else simply gets it.
func Fate(address string) string {
	local, _, _ := strings.Cut(strings.ToLower(address), "@")
	word := strings.FieldsFunc(local, func(r rune) bool { return r == '.' || r == '-' || r == '+' })
	if len(word) == 0 {
		return ""
	}
	switch word[0] {
	case "bounce", "full", "complaint", "delay", "refused":
		return word[0]
	default:
		return ""
	}
}

// Event is what SES would report of a mail with the fate; empty when it would report nothing that the desk asks for.
func Event(fate, id, to string, tags map[string]string, at time.Time) (string, error) {
	lists := map[string][]string{}
	for name, value := range tags {
		lists[name] = []string{value}
	}
	stamp := at.UTC().Format("2006-01-02T15:04:05.000Z")
	event := map[string]any{"mail": map[string]any{
		"timestamp": stamp, "messageId": id, "destination": []string{to}, "tags": lists,
	}}
	failed := func(kind, sub, status, answer string) map[string]any {
		return map[string]any{
			"bounceType": kind, "bounceSubType": sub, "timestamp": stamp, "feedbackId": "feedback-" + id,
			"bouncedRecipients": []map[string]string{{"emailAddress": to, "action": "failed", "status": status, "diagnosticCode": answer}},
		}
	}
	switch fate {
	case "bounce":
		event["eventType"], event["bounce"] = "Bounce", failed("Permanent", "General", "5.1.1", "smtp; 550 5.1.1 user unknown")
	case "full":
		event["eventType"], event["bounce"] = "Bounce", failed("Transient", "MailboxFull", "4.2.2", "smtp; 452 4.2.2 mailbox full")
	case "complaint":
		event["eventType"] = "Complaint"
		event["complaint"] = map[string]any{
			"complainedRecipients": []map[string]string{{"emailAddress": to}}, "timestamp": stamp, "feedbackId": "feedback-" + id,
			"complaintFeedbackType": "abuse",
		}
	case "delay":
		event["eventType"] = "DeliveryDelay"
		event["deliveryDelay"] = map[string]any{
			"delayType": "TransientCommunicationFailure", "timestamp": stamp,
			"delayedRecipients": []map[string]string{{"emailAddress": to, "status": "4.4.1", "diagnosticCode": "smtp; 421 4.4.1 unable to connect"}},
		}
	default:
		return "", nil
	}
	body, err := json.Marshal(event)
	if err != nil {
		return "", fmt.Errorf("event of a mail: %w", err)
	}
	return string(body), nil
}
