package policy

import "flatsupport/shared/coverage"

// Anchor is a date in the life of a certificate that reminders are counted from.
type Anchor string

// Anchors, in the order in which they come.
const (
	FromSale       Anchor = "sale"        // the day of sale (G2)
	FromActivation Anchor = "activation"  // the first day of support (R7)
	FromEnd        Anchor = "end"         // the first day after the term (R5)
	FromLoyaltyEnd Anchor = "loyalty_end" // the first day after loyalty (R10)
	FromRenewalEnd Anchor = "renewal_end" // the first day on which only an upgrade renews (R15)
)

// Reminder is a notice around a date of a certificate. Reminders are the operator's addition: the document names the
// dates, not who is told of them. For which certificates a notice is meant follows from its kind.
type Reminder struct {
	Name   string     // unique within the edition: "expires_90"
	Anchor Anchor     // the date from which the days are counted
	Days   int        // calendar days after that date; before it, when negative
	Notice NoticeKind // what is told, and so of which certificates
	Tell   []Audience // in order
}

// On is the day on which the reminder is due when its anchor falls on the date.
func (r Reminder) On(anchor coverage.Date) coverage.Date { return anchor.AddDays(r.Days) }

// Reminder finds a reminder by its name.
func (e *Edition) Reminder(name string) (Reminder, bool) {
	return find(e.Reminders, func(r Reminder) bool { return r.Name == name })
}
