package ticket

import "slices"

// stages are what becomes of a mail, from the weakest to what is final. A complaint stands beside them.
var stages = []Report{Delayed, Returned, Bounced}

// Report takes in what the mail service tells of a notice's mail. What was told before, and what comes too late to change
// anything, is no fact: a delay after the mail was given up, for one. There is no state of the ticket in which a mail
// cannot come back.
func (t Ticket) Report(notice string, what Report, code, mail string) (fact Reported, news bool) {
	if t.Has(ReportKey(notice, what)) {
		return Reported{}, false
	}
	if at := slices.Index(stages, what); at >= 0 {
		for _, later := range stages[at+1:] {
			if t.Has(ReportKey(notice, later)) {
				return Reported{}, false
			}
		}
	}
	return Reported{Notice: notice, What: what, Code: code, Mail: mail}, true
}

// ReportKey is the effect key of a report: of one notice each is taken in once.
func ReportKey(notice string, what Report) string { return "mail/" + string(what) + "/" + notice }

// Undelivered reports whether the fact says of a notice that its mail will never arrive, so that somebody must be told who
// can find another way.
func Undelivered(f Fact) (notice string, lost bool) {
	switch f := f.(type) {
	case Notified:
		return f.Notice, f.Outcome == Undeliverable
	case Reported:
		return f.Notice, f.What == Bounced
	default:
		return "", false
	}
}
