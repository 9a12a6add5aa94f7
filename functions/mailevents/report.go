package mailevents

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"

	"flatsupport/shared/inbound"
	"flatsupport/shared/mail"
	"flatsupport/shared/ticket"
)

// errUnreadable: the body is no event of the mail service.
var errUnreadable = errors.New("no event of the mail service")

// report is what the desk makes of an event. There is no address in it.
type report struct {
	mail  string        // the service's id of the mail
	tag   string        // that the mail was sent with; empty: none
	event string        // its type, as the service calls it
	what  ticket.Report // empty: it is of no interest
	code  string
}

// event is the part that the desk reads of what SES publishes of a mail.
type event struct {
	EventType string `json:"eventType"`
	Mail      struct {
		MessageID string              `json:"messageId"`
		Tags      map[string][]string `json:"tags"`
	} `json:"mail"`
	Bounce struct {
		Type       string      `json:"bounceType"`
		SubType    string      `json:"bounceSubType"`
		Recipients []recipient `json:"bouncedRecipients"`
	} `json:"bounce"`
	Complaint struct {
		Type    string `json:"complaintFeedbackType"`
		SubType string `json:"complaintSubType"`
	} `json:"complaint"`
	Delay struct {
		Type       string      `json:"delayType"`
		Recipients []recipient `json:"delayedRecipients"`
	} `json:"deliveryDelay"`
}

type recipient struct {
	Status string `json:"status"`
}

var (
	word  = regexp.MustCompile(`^[A-Za-z][A-Za-z-]{0,39}$`)
	kind  = regexp.MustCompile(`^[A-Za-z ]{1,40}$`)
	names = regexp.MustCompile(`^[0-9A-Za-z_-]{1,128}$`)
)

// read makes a report of the body. A mail of the desk has one recipient. A bounce is for good when the service calls it
// permanent; a mail that the service itself would not send, for a virus say, is one too.
func read(body string) (report, error) {
	var e event
	if err := json.Unmarshal([]byte(body), &e); err != nil {
		return report{}, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	if !kind.MatchString(e.EventType) || !names.MatchString(e.Mail.MessageID) {
		return report{}, errUnreadable
	}
	r := report{mail: e.Mail.MessageID, event: e.EventType}
	if tags := e.Mail.Tags[mail.TagName]; len(tags) == 1 && names.MatchString(tags[0]) {
		r.tag = tags[0]
	}
	switch e.EventType {
	case "Bounce":
		r.what, r.code = ticket.Returned, code(e.Bounce.Recipients, e.Bounce.SubType)
		if e.Bounce.Type == "Permanent" {
			r.what = ticket.Bounced
		}
	case "Reject":
		r.what, r.code = ticket.Bounced, "rejected"
	case "Complaint":
		r.what, r.code = ticket.Complained, cmp.Or(code(nil, e.Complaint.Type), code(nil, e.Complaint.SubType))
	case "DeliveryDelay":
		r.what, r.code = ticket.Delayed, code(e.Delay.Recipients, e.Delay.Type)
	}
	return r, nil
}

// code is the status that the receiving side gave, or the service's own word for it. What looks like neither is left out: it
// could hold anything.
func code(recipients []recipient, said string) string {
	for _, r := range recipients {
		if inbound.StatusClass(r.Status) != 0 {
			return r.Status
		}
	}
	if word.MatchString(said) {
		return said
	}
	return ""
}
