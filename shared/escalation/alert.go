package escalation

import (
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// Alerted adds to the notices of an event those that say the same by other means, as the edition has it for the effective
// priority (OP-ALERT). Each is a notice of its own, so that it is delivered, tried again and recorded by itself. A person is told by
// each means once; the webhook is one address, and so it is told once of each kind. What is added follows from the mails
// alone: the same notices come out the same, however often this is asked.
func Alerted(ed *policy.Edition, t ticket.Ticket, notices []ticket.Notice) []ticket.Notice {
	var mails, alerts []ticket.Notice
	hooked := map[policy.NoticeKind]bool{}
	for _, n := range notices {
		if n.By != policy.ByMail {
			continue
		}
		mails = append(mails, n)
		for _, by := range ed.AlertsOf(t.Priority, n.Kind, n.Audience) {
			if by == policy.ByWebhook {
				if hooked[n.Kind] {
					continue
				}
				hooked[n.Kind] = true
			}
			alert := n
			alert.Key, alert.By = ticket.AlertKey(n.Key, by), by
			alerts = append(alerts, alert)
		}
	}
	return append(mails, alerts...)
}
