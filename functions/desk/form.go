package desk

import (
	"strings"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
	"flatsupport/shared/web"
)

const (
	maxMessage = 60_000
	maxReason  = 500
	maxID      = 128
	maxSubject = 200
	maxAddress = 254
	maxPeople  = 20
)

// form is the body of every command; each command says which fields it takes.
type form struct {
	Message        string   `json:"message" web:"multiline"`
	Result         string   `json:"result"`
	Priority       string   `json:"priority"`
	Reason         string   `json:"reason"`
	Consent        bool     `json:"consent"`
	Waiver         string   `json:"waiver"`
	Engineer       string   `json:"engineer"`
	Level          string   `json:"level"`
	Milestone      string   `json:"milestone"`
	Reference      string   `json:"reference"`
	Into           string   `json:"into"`      // number of another ticket
	To             []string `json:"to"`        // contacts to whom an answer goes
	Recipient      string   `json:"recipient"` // contact to whom it would go, as the engineer saw it
	Contact        string   `json:"contact"`
	MessageID      string   `json:"messageId"`
	Subject        string   `json:"subject"`
	Address        string   `json:"address"` // e-mail address outside
	IdempotencyKey string   `json:"idempotencyKey"`
}

// values are the fields of the form that hold text, by name.
func (f form) values() map[string]string {
	consent := ""
	if f.Consent {
		consent = "true"
	}
	return map[string]string{
		"message": strings.TrimSpace(f.Message), "result": f.Result, "priority": f.Priority,
		"reason": strings.TrimSpace(f.Reason), "consent": consent, "waiver": strings.TrimSpace(f.Waiver), "engineer": f.Engineer,
		"level": f.Level, "milestone": f.Milestone, "reference": strings.TrimSpace(f.Reference),
		"into": strings.TrimSpace(f.Into), "to": strings.Join(f.To, "\n"), "recipient": f.Recipient, "contact": f.Contact,
		"messageId": f.MessageID, "subject": strings.TrimSpace(f.Subject), "address": f.Address,
	}
}

// check refuses fields that the command does not take and asks for those that it needs, all at once.
func (f form) check(c command, fields *web.Fields) {
	takes := map[string]bool{}
	for _, field := range c.takes {
		name, required := strings.CutSuffix(field, "!")
		takes[name] = true
		if required {
			fields.Require(name, f.values()[name])
		}
	}
	for _, name := range formFields {
		if f.values()[name] != "" && !takes[name] {
			fields.Add(name, web.UnknownField, "")
		}
	}
	fields.MaxLen("message", f.Message, maxMessage)
	fields.MaxLen("reason", f.Reason, maxReason)
	fields.MaxLen("waiver", f.Waiver, maxReason)
	fields.MaxLen("engineer", f.Engineer, maxID)
	fields.MaxLen("reference", f.Reference, maxID)
	fields.MaxLen("into", f.Into, maxID)
	fields.MaxLen("recipient", f.Recipient, maxID)
	fields.MaxLen("contact", f.Contact, maxID)
	fields.MaxLen("messageId", f.MessageID, maxID)
	fields.MaxLen("subject", f.Subject, maxSubject)
	fields.MaxLen("address", f.Address, maxAddress)
	if len(f.To) > maxPeople {
		fields.Add("to", web.TooLong, "")
	}
	for _, contact := range f.To {
		fields.Require("to", contact)
		fields.MaxLen("to", contact, maxID)
	}
	if f.Address != "" && !isAddress(f.Address) && !fields.Has("address") {
		fields.Add("address", web.Invalid, "")
	}
	if takes["level"] && f.Level != "" {
		fields.OneOf("level", f.Level, "1", "2", "3")
	}
	if takes["milestone"] && f.Milestone != "" {
		fields.OneOf("milestone", f.Milestone, milestones()...)
	}
	if takes["result"] && f.Result != "" {
		fields.OneOf("result", f.Result, string(ticket.Reached), string(ticket.NoAnswer))
	}
	if takes["priority"] && f.Priority != "" {
		fields.OneOf("priority", f.Priority, string(policy.P1), string(policy.P2), string(policy.P3), string(policy.P4))
	}
}

// formFields are the fields of the form in the order in which they are checked and told apart.
var formFields = []string{"message", "result", "priority", "reason", "consent", "waiver", "engineer", "level", "milestone", "reference", "into", "to", "recipient", "contact", "messageId", "subject", "address"}

// grown is from where on a field counts only when it is filled in, so that what was said before it existed reads the same.
const grown = 7

func milestones() []string {
	var all []string
	for _, mark := range ticket.AllMarks() {
		all = append(all, string(mark))
	}
	return all
}

// said is what makes this command different from another under the same key.
func (f form) said(c command) []string {
	v := f.values()
	said := []string{c.name}
	for i, name := range formFields {
		switch {
		case i < grown:
			said = append(said, v[name])
		case v[name] != "":
			said = append(said, name+"="+v[name])
		}
	}
	return said
}
