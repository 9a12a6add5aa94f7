package journal

import "flatsupport/shared/ticket"

// The kinds of facts. The numbers and the order of fields below are part of what is stored: both may only grow at
// their end.
const (
	registered = 1 + iota
	decided
	responded
	called
	priorityChanged
	waiting
	resumed
	noted
	replied
	assigned
	resolved
	closed
	reopened
	stepped
	notified
	levelChanged
	marked
	visitDecided
	recounted
	held
	released
	upheld
	continued
	reported
	merged
	split
	inquired
	contactChanged
)

// kindOf is the number of the fact's kind; 0 when it has none.
func kindOf(f ticket.Fact) int {
	switch f.(type) {
	case ticket.Registered:
		return registered
	case ticket.Decided:
		return decided
	case ticket.Responded:
		return responded
	case ticket.Called:
		return called
	case ticket.PriorityChanged:
		return priorityChanged
	case ticket.Waiting:
		return waiting
	case ticket.Resumed:
		return resumed
	case ticket.Noted:
		return noted
	case ticket.Replied:
		return replied
	case ticket.Assigned:
		return assigned
	case ticket.Resolved:
		return resolved
	case ticket.Closed:
		return closed
	case ticket.Reopened:
		return reopened
	case ticket.Stepped:
		return stepped
	case ticket.Notified:
		return notified
	case ticket.LevelChanged:
		return levelChanged
	case ticket.Marked:
		return marked
	case ticket.VisitDecided:
		return visitDecided
	case ticket.Recounted:
		return recounted
	case ticket.Held:
		return held
	case ticket.Released:
		return released
	case ticket.Upheld:
		return upheld
	case ticket.Continued:
		return continued
	case ticket.Reported:
		return reported
	case ticket.Merged:
		return merged
	case ticket.Split:
		return split
	case ticket.Inquired:
		return inquired
	case ticket.ContactChanged:
		return contactChanged
	default:
		return 0
	}
}

// facts run over the fields of each kind.
var facts = map[int]func(*tape, *ticket.Fact){
	registered: of(func(t *tape, f *ticket.Registered) {
		word(t, &f.Customer)
		word(t, &f.Contact)
		word(t, &f.Installation)
		word(t, &f.Channel)
		word(t, &f.Type)
		word(t, &f.Priority)
		word(t, &f.Language)
		instant(t, &f.StatedAt)
		word(t, &f.Override)
		flag(t, &f.Quiet)
	}),
	decided: of(func(t *tape, f *ticket.Decided) {
		word(t, &f.Answer)
		word(t, &f.Code)
		word(t, &f.Clause)
		word(t, &f.Edition)
		word(t, &f.Digest)
		word(t, &f.Calendar)
		word(t, &f.Package)
		word(t, &f.Certificate)
		word(t, &f.Support)
		number(t, &f.Level)
		word(t, &f.Priority)
		list(t, &f.Facts)
		instant(t, &f.Until)
		word(t, &f.Engineer)
		flag(t, &f.MustName)
		word(t, &f.Site)
		word(t, &f.Zone)
	}),
	responded: of(func(t *tape, f *ticket.Responded) {
		word(t, &f.Message)
		list(t, &f.To)
	}),
	called: of(func(t *tape, f *ticket.Called) {
		word(t, &f.Outcome)
		word(t, &f.Message)
	}),
	priorityChanged: of(func(t *tape, f *ticket.PriorityChanged) {
		word(t, &f.From)
		word(t, &f.To)
		word(t, &f.Reason)
		flag(t, &f.Consent)
	}),
	waiting: of(func(t *tape, f *ticket.Waiting) { word(t, &f.Reason) }),
	resumed: of(func(*tape, *ticket.Resumed) {}),
	noted:   of(func(t *tape, f *ticket.Noted) { word(t, &f.Message) }),
	replied: of(func(t *tape, f *ticket.Replied) { word(t, &f.Message) }),
	assigned: of(func(t *tape, f *ticket.Assigned) {
		word(t, &f.Engineer)
		word(t, &f.Reason)
	}),
	resolved: of(func(t *tape, f *ticket.Resolved) {
		word(t, &f.Message)
		word(t, &f.Waiver)
		list(t, &f.To)
	}),
	closed:   of(func(t *tape, f *ticket.Closed) { word(t, &f.Reason) }),
	reopened: of(func(t *tape, f *ticket.Reopened) { word(t, &f.Reason) }),
	stepped: of(func(t *tape, f *ticket.Stepped) {
		word(t, &f.Clock)
		word(t, &f.Step)
		number(t, &f.N)
	}),
	notified: of(func(t *tape, f *ticket.Notified) {
		word(t, &f.Notice)
		word(t, &f.Outcome)
	}),
	levelChanged: of(func(t *tape, f *ticket.LevelChanged) {
		number(t, &f.From)
		number(t, &f.To)
		word(t, &f.Reason)
	}),
	marked: of(func(t *tape, f *ticket.Marked) {
		word(t, &f.Mark)
		word(t, &f.Message)
		word(t, &f.Reference)
	}),
	visitDecided: of(func(t *tape, f *ticket.VisitDecided) {
		word(t, &f.Code)
		word(t, &f.Clause)
		word(t, &f.Area)
	}),
	recounted: of(func(t *tape, f *ticket.Recounted) {
		word(t, &f.Calendar)
		word(t, &f.Reason)
		moves(t, &f.Moves)
	}),
	held:      of(func(t *tape, f *ticket.Held) { standing(t, (*ticket.Standing)(f)) }),
	released:  of(func(t *tape, f *ticket.Released) { standing(t, (*ticket.Standing)(f)) }),
	upheld:    of(func(t *tape, f *ticket.Upheld) { standing(t, (*ticket.Standing)(f)) }),
	continued: of(func(t *tape, f *ticket.Continued) { word(t, &f.Reason) }),
	reported: of(func(t *tape, f *ticket.Reported) {
		word(t, &f.Notice)
		word(t, &f.What)
		word(t, &f.Code)
		word(t, &f.Mail)
	}),
	merged: of(func(t *tape, f *ticket.Merged) {
		word(t, &f.Into)
		word(t, &f.Message)
	}),
	split: of(func(t *tape, f *ticket.Split) {
		word(t, &f.Of)
		word(t, &f.Into)
	}),
	inquired: of(func(t *tape, f *ticket.Inquired) {
		word(t, &f.To)
		word(t, &f.Message)
	}),
	contactChanged: of(func(t *tape, f *ticket.ContactChanged) {
		word(t, &f.From)
		word(t, &f.To)
		word(t, &f.Reason)
	}),
}

// standing is how the support stood. Most of it was said with the decision and costs no more than its numbers.
func standing(t *tape, s *ticket.Standing) {
	word(t, &s.Code)
	word(t, &s.Clause)
	word(t, &s.Edition)
	word(t, &s.Digest)
	word(t, &s.Calendar)
	word(t, &s.Certificate)
	word(t, &s.Support)
	list(t, &s.Facts)
	instant(t, &s.Until)
}

// moves are due instants that another calendar has changed: for each the clock and both instants.
func moves(t *tape, all *[]ticket.Move) {
	n := len(*all)
	number(t, &n)
	if t.reading && t.err == nil && (n < 0 || n > len(t.cells)) {
		t.unreadable("%d moves", n)
		return
	}
	for i := range n {
		if t.reading {
			*all = append(*all, ticket.Move{})
		}
		if t.err != nil {
			return
		}
		word(t, &(*all)[i].Clock)
		instant(t, &(*all)[i].Old)
		instant(t, &(*all)[i].New)
	}
}

func of[F ticket.Fact](fields func(*tape, *F)) func(*tape, *ticket.Fact) {
	return func(t *tape, fact *ticket.Fact) {
		f, _ := (*fact).(F) // when reading there is nothing yet
		fields(t, &f)
		*fact = f
	}
}
