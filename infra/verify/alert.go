package verify

import (
	"fmt"
	"slices"
	"strings"

	"flatsupport/shared/escalation"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// mails are the notices that go by mail. From them, the edition and the priority all alerts follow.
func mails(notices []ticket.Notice) []ticket.Notice {
	return slices.DeleteFunc(slices.Clone(notices), func(n ticket.Notice) bool { return n.By != policy.ByMail })
}

// alerts holds what the event announces by other means than mail against what the edition has for the ticket as it then
// stands.
func (r *replay) alerts(e ticket.Event) error {
	if len(e.Notices) == 0 || r.blind {
		return nil
	}
	after := ticket.Fold(r.before, e)
	ed, err := r.Docket.Edition(after)
	if err != nil {
		return err
	}
	r.same("alerts", printed(e.Notices), printed(escalation.Alerted(ed, after, e.Notices)))
	return nil
}

func printed(notices []ticket.Notice) string {
	var lines []string
	for _, n := range notices {
		if n.By != policy.ByMail {
			lines = append(lines, fmt.Sprintf("%s: %s to %s %s by %s, instead %t", n.Key, n.Kind, n.Audience, n.Person, n.By, n.Fallback))
		}
	}
	return strings.Join(lines, "; ")
}

// skips reports whether the outcome is one that only an alert has.
func (r *replay) skips(f ticket.Notified) bool {
	return f.Outcome == ticket.Skipped && r.announced[f.Notice].By != policy.ByMail
}
