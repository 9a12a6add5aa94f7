package policy

import "slices"

// Means is how a notice goes out.
type Means string

// Means of notices. Mail is what every notice goes by; the others are of alerts.
const (
	ByMail    Means = ""
	BySMS     Means = "sms"     // to the phone of the person
	ByWebhook Means = "webhook" // to the one address of the deployment, once for all who are told of an event
)

// Alert says which notices go out a second time by other means, so that neither a lost mail nor a mailbox that nobody reads
// keeps an emergency from people. Alerts are the operator's addition.
type Alert struct {
	Name       string // unique within the edition: "desk"
	Clause     ClauseCode
	Priorities []PriorityCode // effective ones, when the notice is announced
	Notices    []NoticeKind
	Tell       []Audience
	By         []Means // in order
}

// AlertsOf are the further means by which a notice goes out, in order; none: it goes by mail alone.
func (e *Edition) AlertsOf(priority PriorityCode, kind NoticeKind, to Audience) []Means {
	var all []Means
	for _, a := range e.Alerts {
		if a.meant(priority, kind, to) {
			all = append(all, a.By...)
		}
	}
	return all
}

func (a Alert) meant(priority PriorityCode, kind NoticeKind, to Audience) bool {
	return slices.Contains(a.Priorities, priority) && slices.Contains(a.Notices, kind) && slices.Contains(a.Tell, to)
}
