package ticket

import (
	"cmp"
	"slices"
	"strings"
)

// Merged ends the work on a ticket that turned out to be about the same as another, with a message that the customer
// reads: it is the response to this ticket. What the customer writes from now on belongs to the other.
type Merged struct {
	Into    string // id of the other ticket
	Message string
}

// Split: a message of the customer turned out to be a request of its own. It stays where it was written, too.
type Split struct {
	Of   string // id of the message
	Into string // id of the ticket that it became
}

// Inquired: a person of the desk asked somebody outside, a supplier, by mail. The customer sees nothing of it.
type Inquired struct {
	To      string // e-mail address
	Message string
}

// ContactChanged names another contact of the same customer, or of its partner, to whom notices go from now on. A ticket
// never changes its customer: the decision on it rests on that customer's certificates, and so does who may see it.
type ContactChanged struct {
	From, To string
	Reason   string
}

func (Merged) fact()         {}
func (Split) fact()          {}
func (Inquired) fact()       {}
func (ContactChanged) fact() {}

// Recipient is the contact to whom notices go. The one who asked stays in Registered.
func (t Ticket) Recipient() string { return cmp.Or(t.Contact, t.Registered.Contact) }

// SplitInto is the ticket that the message has become; empty: none.
func (t Ticket) SplitInto(message string) string {
	if i := slices.IndexFunc(t.Splits, func(s Split) bool { return s.Of == message }); i >= 0 {
		return t.Splits[i].Into
	}
	return ""
}

// Asked reports whether the desk has asked at the address about this ticket: only from there an answer is one.
func (t Ticket) Asked(address string) bool {
	return address != "" && slices.Contains(t.Inquiries, address)
}

// Merge ends the work on this ticket, whose id is own, in favour of another one of the same customer that is being worked
// at no lower priority. It dodges no clock: its message meets the reaction, and while a call-back is owed it is refused
// (R35).
func (t Ticket) Merge(own, into string, other Ticket, message string, callbackOwed bool) (Fact, error) {
	if err := t.workable(); err != nil {
		return nil, err
	}
	switch {
	case own == into:
		return nil, unlawful(MergeItself)
	case other.Registered.Customer != t.Registered.Customer:
		return nil, unlawful(MergeForeign)
	case !other.Open():
		return nil, unlawful(MergeNotOpen)
	case other.Priority > t.Priority: // P1 is the most urgent
		return nil, unlawful(MergeLower)
	case message == "":
		return nil, unlawful(MessageRequired)
	case callbackOwed:
		return nil, unlawfulBy(MergeCallbackOwed, "PR-P1")
	}
	return Merged{Into: into, Message: message}, nil
}

// SplitOff says that the message has become the ticket into; once.
func (t Ticket) SplitOff(message, into string) (Fact, error) {
	switch {
	case message == "":
		return nil, unlawful(MessageRequired)
	case t.SplitInto(message) != "":
		return nil, unlawful(AlreadySplit)
	}
	return Split{Of: message, Into: into}, nil
}

// Inquire asks somebody outside. It meets no clock.
func (t Ticket) Inquire(to, message string) (Fact, error) {
	if err := t.workable(); err != nil {
		return nil, err
	}
	if message == "" {
		return nil, unlawful(MessageRequired)
	}
	return Inquired{To: to, Message: message}, nil
}

// ChangeContact has notices go to another contact of the customer; nothing later goes to the one before.
func (t Ticket) ChangeContact(to, reason string) (Fact, error) {
	if err := t.workable(); err != nil && t.Status != StatusResolved {
		return nil, err
	}
	switch {
	case to == t.Recipient():
		return nil, unlawful(SameContact)
	case strings.TrimSpace(reason) == "":
		return nil, unlawful(ReasonRequired)
	}
	return ContactChanged{From: t.Recipient(), To: to, Reason: reason}, nil
}

// Still refuses an answer that was written to a contact who is the ticket's no more. Who saw nobody is not asked.
func (t Ticket) Still(recipient string) error {
	if recipient != "" && recipient != t.Recipient() {
		return unlawful(RecipientChanged)
	}
	return nil
}

// merged takes a merging in: the work ends here, and what was promised beyond the response is the other ticket's.
func (t Ticket) merged(e Event, f Merged) Ticket {
	t = t.responded(e).updated(e)
	t.Status, t.MergedInto, t.MergedAt = StatusMerged, f.Into, e.At
	return t
}

// asked notes an address once.
func (t Ticket) asked(to string) Ticket {
	if !t.Asked(to) {
		t.Inquiries = append(t.Inquiries[:len(t.Inquiries):len(t.Inquiries)], to)
	}
	return t
}
