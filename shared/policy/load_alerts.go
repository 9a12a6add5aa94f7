package policy

import (
	"slices"

	"flatsupport/shared/policy/internal/strict"
)

// alerts reads which notices go out by other means besides. An edition without the chapter has mail alone.
func (l *loader) alerts(at strict.Place) {
	if at.Absent() {
		return
	}
	seen := map[string]bool{}
	for _, row := range at.Rows() {
		f := row.Fields("name", "clause", "priorities", "notices", "tell", "by")
		a := Alert{
			Name:       f.Need("name").Text(),
			Clause:     l.clause(f),
			Priorities: words(f.Need("priorities"), priorityCodes...),
			Notices:    words(f.Need("notices"), alertNotices...),
			Tell:       words(f.Need("tell"), audiences...),
			By:         words(f.Need("by"), alertMeans...),
		}
		for _, list := range []string{"priorities", "notices", "tell", "by"} {
			f.Need(list).Rows()
		}
		once(seen, f.Need("name"), a.Name)
		if slices.Contains(a.By, ByWebhook) && slices.Contains(a.Tell, ToCustomer) {
			f.Need("by").Refuse("the webhook is the desk's own: the customer's contact is told by sms")
		}
		if l.twice(a) {
			row.Refuse("an earlier row alerts of the same by the same means: people would be told twice")
		}
		l.e.Alerts = append(l.e.Alerts, a)
	}
}

// twice reports whether some notice would go out by some means for this alert and for an earlier one.
func (l *loader) twice(a Alert) bool {
	return slices.ContainsFunc(l.e.Alerts, func(b Alert) bool {
		return meet(a.Priorities, b.Priorities) && meet(a.Notices, b.Notices) && meet(a.Tell, b.Tell) && meet(a.By, b.By)
	})
}

func meet[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(v T) bool { return slices.Contains(b, v) })
}
