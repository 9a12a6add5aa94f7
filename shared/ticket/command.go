package ticket

import (
	"strings"
	"time"

	"flatsupport/shared/policy"
)

// Unlawful says why a command cannot be carried out in the state the ticket is in. Code is for machines.
type Unlawful struct {
	Code   Code
	Clause policy.ClauseCode // the clause that forbids it, where one does
}

func (u *Unlawful) Error() string { return "command refused: " + string(u.Code) }

// Code of an unlawful command.
type Code string

// Codes of unlawful commands.
const (
	NotDecided       Code = "TICKET_NOT_DECIDED"   // the entitlement check has not answered yet
	AlreadyDecided   Code = "TICKET_DECIDED"       // a decision stands (G17)
	NotOpen          Code = "TICKET_NOT_OPEN"      // refused, resolved or closed
	NotWaiting       Code = "TICKET_NOT_WAITING"   //
	AlreadyWaiting   Code = "TICKET_WAITING"       // one pause at a time
	NotResolved      Code = "TICKET_NOT_RESOLVED"  //
	AlreadyClosed    Code = "TICKET_CLOSED"        //
	ReopenPeriodOver Code = "REOPEN_PERIOD_OVER"   // a new request is needed (G40)
	SamePriority     Code = "PRIORITY_UNCHANGED"   //
	UnknownPriority  Code = "PRIORITY_UNKNOWN"     //
	ReasonRequired   Code = "REASON_REQUIRED"      // the definition in the priority chapter that applies (G33)
	ConsentRequired  Code = "CONSENT_REQUIRED"     // lowering a P1 needs the contact's consent or a manager (G33)
	CallbackOwed     Code = "CALLBACK_OWED"        // a P1 is not resolved over an owed call-back without a waiver (R35)
	EngineerRequired Code = "ENGINEER_REQUIRED"    // the package attaches an engineer to this ticket (R22)
	MessageRequired  Code = "MESSAGE_REQUIRED"     //
	OutcomeUnknown   Code = "CALL_OUTCOME_UNKNOWN" //
	PriorityFinal    Code = "PRIORITY_FINAL"       // the customer's word on the priority is final (G33)
	SameLevel        Code = "LEVEL_UNCHANGED"      //
	LevelNotGiven    Code = "LEVEL_NOT_DELIVERED"  // the package does not include the level (R20-R27)
	MarkUnknown      Code = "MILESTONE_UNKNOWN"    //
	NothingNamed     Code = "REFERENCE_REQUIRED"   // the mark is about a thing that must be named: the problem, the release
	SupportEnded     Code = "SUPPORT_ENDED"        // further work is on hold until a renewal (G10)
	NotHeld          Code = "TICKET_NOT_HELD"      // there is no hold that a manager could lift
)

// Codes of unlawful commands on a ticket's thread.
const (
	AlreadyMerged     Code = "TICKET_MERGED"         // the work goes on in another ticket
	MergeItself       Code = "MERGE_INTO_ITSELF"     //
	MergeForeign      Code = "MERGE_OTHER_CUSTOMER"  //
	MergeNotOpen      Code = "MERGE_TARGET_NOT_OPEN" //
	MergeLower        Code = "MERGE_LOWER_PRIORITY"  // what was promised would be dodged
	MergeCallbackOwed Code = "MERGE_CALLBACK_OWED"   // a call-back is made before the ticket ends (R35)
	AlreadySplit      Code = "MESSAGE_SPLIT"         // the message is a ticket of its own already
	SameContact       Code = "CONTACT_UNCHANGED"     //
	RecipientChanged  Code = "RECIPIENT_CHANGED"     // the engineer saw another recipient than there is now
)

func unlawful(code Code) error { return &Unlawful{Code: code} }

func unlawfulBy(code Code, clause policy.ClauseCode) error {
	return &Unlawful{Code: code, Clause: clause}
}

// Decide returns the fact of an entitlement decision, if the ticket still lacks one. A ticket that runs unverified
// takes one more decision, once the facts can be read.
func (t Ticket) Decide(d Decided) (Fact, error) {
	waits := t.Status == StatusRegistered || t.Open() && t.Decision.Answer == Unverified && d.Answer != Unverified
	if !waits {
		return nil, unlawful(AlreadyDecided)
	}
	return d, nil
}

// Respond is a public reply by a person of the desk, to the contacts named or else the ticket's own. A resolved ticket may
// still be written to; a closed one not.
func (t Ticket) Respond(message string, to ...string) (Fact, error) {
	if err := t.workable(); err != nil && t.Status != StatusResolved {
		return nil, err
	}
	if message == "" {
		return nil, unlawful(MessageRequired)
	}
	return Responded{Message: message, To: to}, nil
}

// Call records a call-back attempt (R35, G30). message may be empty.
func (t Ticket) Call(outcome CallOutcome, message string) (Fact, error) {
	if err := t.workable(); err != nil {
		return nil, err
	}
	if outcome != Reached && outcome != NoAnswer {
		return nil, unlawful(OutcomeUnknown)
	}
	return Called{Outcome: outcome, Message: message}, nil
}

// ChangePriority sets another effective priority with the definition that applies as the reason (G33). Lowering a P1
// needs the contact's consent or a manager, unless the reading priority.p1Down leaves it to the engineer; where
// priority.reclassify makes the customer's word final nothing is set at all.
func (t Ticket) ChangePriority(ed *policy.Edition, by Actor, to policy.PriorityCode, reason string, consent bool) (Fact, error) {
	if err := t.workable(); err != nil {
		return nil, err
	}
	row, known := ed.Priority(to)
	was, _ := ed.Priority(t.Priority)
	switch {
	case !known:
		return nil, unlawful(UnknownPriority)
	case to == t.Priority:
		return nil, unlawful(SamePriority)
	case ed.Readings.Reclassify == policy.ReclassifyNever:
		return nil, unlawfulBy(PriorityFinal, row.Clause)
	case strings.TrimSpace(reason) == "":
		return nil, unlawfulBy(ReasonRequired, row.Clause)
	case t.Priority == policy.P1 && by.Role != Manager && !consent && ed.Readings.P1Down != policy.P1DownEngineer:
		return nil, unlawfulBy(ConsentRequired, was.Clause)
	}
	return PriorityChanged{From: t.Priority, To: to, Reason: reason, Consent: consent}, nil
}

// Wait says that the work waits for the customer.
func (t Ticket) Wait(reason string) (Fact, error) {
	if t.Status == StatusWaiting {
		return nil, unlawful(AlreadyWaiting)
	}
	if err := t.workable(); err != nil {
		return nil, err
	}
	return Waiting{Reason: reason}, nil
}

// Resume ends a wait.
func (t Ticket) Resume() (Fact, error) {
	if t.Status != StatusWaiting {
		return nil, unlawful(NotWaiting)
	}
	return Resumed{}, nil
}

// Note is an internal note; it is lawful at any time after registration.
func (t Ticket) Note(message string) (Fact, error) {
	if message == "" {
		return nil, unlawful(MessageRequired)
	}
	return Noted{Message: message}, nil
}

// Assign names the engineer; changing one who is already named needs a reason (G52).
func (t Ticket) Assign(engineer, reason string) (Fact, error) {
	if err := t.workable(); err != nil {
		return nil, err
	}
	switch {
	case engineer == "":
		return nil, unlawful(EngineerRequired)
	case t.Engineer != "" && strings.TrimSpace(reason) == "":
		return nil, unlawfulBy(ReasonRequired, "E3")
	}
	return Assigned{Engineer: engineer, Reason: reason}, nil
}

// Resolve ends the work on an incident with a message that the customer sees (R4); when it has to come nothing says. While a call-back is owed it needs a waiver, the
// recorded reason; where the package attaches an engineer to tickets of the priority that it now has, one must be
// named (R22), also when it came to that priority later.
func (t Ticket) Resolve(ed *policy.Edition, message, waiver string, callbackOwed bool, to ...string) (Fact, error) {
	if err := t.workable(); err != nil {
		return nil, err
	}
	pkg, _ := ed.Package(t.Decision.Package)
	switch {
	case message == "":
		return nil, unlawful(MessageRequired)
	case callbackOwed && strings.TrimSpace(waiver) == "":
		return nil, unlawfulBy(CallbackOwed, "PR-P1")
	case t.Engineer == "" && pkg.NamesEngineer(t.Priority):
		return nil, unlawfulBy(EngineerRequired, pkg.Clause)
	}
	return Resolved{Message: message, Waiver: waiver, To: to}, nil
}

// Close ends a resolved ticket.
func (t Ticket) Close(reason string) (Fact, error) {
	switch t.Status {
	case StatusResolved:
		return Closed{Reason: reason}, nil
	case StatusClosed:
		return nil, unlawful(AlreadyClosed)
	case StatusMerged:
		return nil, unlawful(AlreadyMerged)
	default:
		return nil, unlawful(NotResolved)
	}
}

// Reopen begins the next cycle of a resolved or closed ticket within the reading reopen.days, counted in whole days
// of 24 hours from the resolution (G40).
func (t Ticket) Reopen(ed *policy.Edition, now time.Time, reason string) (Fact, error) {
	if t.Status == StatusMerged {
		return nil, unlawful(AlreadyMerged)
	}
	if t.Status != StatusResolved && t.Status != StatusClosed {
		return nil, unlawful(NotResolved)
	}
	if t.reopenPeriodOver(ed, now) {
		return nil, unlawful(ReopenPeriodOver)
	}
	return Reopened{Reason: reason}, nil
}

// Reply is the customer's message: it resumes a waiting ticket and reopens a resolved or closed one within the reopen
// period. A merged ticket keeps what could not go where it was merged. Facts come in the order in which they are to be
// appended.
func (t Ticket) Reply(ed *policy.Edition, now time.Time, message string) ([]Fact, error) {
	if message == "" {
		return nil, unlawful(MessageRequired)
	}
	reply := Replied{Message: message}
	switch t.Status {
	case StatusRegistered, StatusOpen, StatusWaiting, StatusMerged:
		return []Fact{reply}, nil
	case StatusResolved, StatusClosed:
		reopened, err := t.Reopen(ed, now, "reply")
		if err != nil {
			return nil, err
		}
		return []Fact{reply, reopened}, nil
	default:
		return nil, unlawful(NotOpen)
	}
}

func (t Ticket) reopenPeriodOver(ed *policy.Edition, now time.Time) bool {
	return !now.Before(t.ResolvedAt.Add(time.Duration(ed.Readings.ReopenDays) * 24 * time.Hour))
}

func (t Ticket) workable() error {
	switch {
	case t.Status == StatusRegistered:
		return unlawful(NotDecided)
	case t.Status == StatusMerged:
		return unlawful(AlreadyMerged)
	case !t.Open():
		return unlawful(NotOpen)
	default:
		return nil
	}
}
