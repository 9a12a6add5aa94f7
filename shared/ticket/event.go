// Package ticket is the life of one ticket as a fold of its events: what happened, what state follows, and which
// event is lawful when.
//
// A ticket is nothing but its events. The room executes registration (policy A), the work of the levels (F) and the
// priority chapter's rule that the field is the customer's and the definitions bind both sides (PR, G33). It owns
// neither clocks (sla) nor the right to support (entitlement): a decision arrives as an event.
package ticket

import (
	"strings"
	"time"

	"flatsupport/shared/policy"
)

// Event is one thing that happened. Events are appended and never changed.
type Event struct {
	At      time.Time // UTC, whole seconds unless it came from the server's receive instant
	By      Actor
	Key     string // effect key: two events of a ticket never share one, so a repeated command or step is found
	Fact    Fact
	Notices []Notice // what the event announces; each waits until a Notified event discharges it
}

// Actor is who caused an event.
type Actor struct {
	Role Role
	ID   string
}

// Role of an actor.
type Role string

// Roles. System is the desk itself: checks, clocks, notices.
const (
	System         Role = "system"
	Contact        Role = "contact"
	PartnerContact Role = "partner_contact"
	Operator       Role = "operator"
	Engineer       Role = "engineer"
	Manager        Role = "manager"
	Sales          Role = "sales"    // puts certificates on record, and never acts on a ticket
	Registry       Role = "registry" // the licence registry
	Supplier       Role = "supplier" // outside, asked by the desk; the ID is an e-mail address
)

// Human reports whether a person of the desk acted: only they give a first response (G29).
func (a Actor) Human() bool { return a.Role == Engineer || a.Role == Manager }

// Fact is what an event says. The types below are all there are.
type Fact interface{ fact() }

// Registered opens every ticket, also one that is then refused (R2).
type Registered struct {
	Customer     string
	Contact      string
	Installation string
	Channel      policy.ChannelCode
	Type         policy.RequestType
	Priority     policy.PriorityCode // the customer's own (R34)
	Language     string
	StatedAt     time.Time // hotline: start of the call, when the operator stated it; clocks start there (G31)
	Override     string    // the operator's reason for taking it by a channel that does not take it (G35)
	Quiet        bool      // nothing is answered to it by itself: whoever sent it has had the answers of the day (OP-MAIL)
}

// Decided carries the entitlement decision and what it pins: the edition whose targets then hold, and the calendar.
type Decided struct {
	Answer      Answer
	Code        policy.RefusalCode
	Clause      policy.ClauseCode
	Edition     string
	Digest      string
	Calendar    string // versions of the working calendars
	Package     policy.PackageCode
	Certificate string
	Support     string
	Level       policy.Level
	Priority    policy.PriorityCode // effective at the start
	Engineer    string              // attached for P1 of PLUS and ONSITE (R22); else empty
	MustName    bool                // the package attaches an engineer to this ticket (R22)
	Facts       []string            // refs of the records that were judged
	Until       time.Time
	Site        string // zone of the installation, where some hours are meant on its clock; else empty
	Zone        string // zone of the customer, likewise
}

// Answer of the decision.
type Answer string

// Answers. Unverified: the clocks run while the facts could not be read.
const (
	Accepted   Answer = "accepted"
	Refused    Answer = "refused"
	Unverified Answer = "unverified"
)

// Responded is a public reply of a person: the first one meets the reaction clock (G29). To are the contacts to whom it
// was sent; nobody named: the ticket's own. The customer's people find it on the portal either way.
type Responded struct {
	Message string
	To      []string
}

// Called is an attempt to call the customer back (R35, G30).
type Called struct {
	Outcome CallOutcome
	Message string // what was said, optional
}

// CallOutcome of a call attempt.
type CallOutcome string

// Reached: the person was spoken to. NoAnswer: the attempt was made and recorded.
const (
	Reached  CallOutcome = "reached"
	NoAnswer CallOutcome = "no_answer"
)

// PriorityChanged sets another effective priority (G33); the customer's own is kept beside it.
type PriorityChanged struct {
	From, To policy.PriorityCode
	Reason   string
	Consent  bool // the contact agreed to lowering a P1
}

// Waiting: the work waits for the customer. Resumed: it goes on.
type (
	Waiting struct{ Reason string }
	Resumed struct{}
)

// Noted is an internal note, also what somebody outside answered who was asked: it meets no clock and no customer sees it.
type Noted struct{ Message string }

// Replied is a message of the customer.
type Replied struct{ Message string }

// Assigned names the engineer of the ticket.
type Assigned struct {
	Engineer string
	Reason   string
}

// Resolved ends the work with a message to the customer. Waiver is the reason for resolving while a call-back is owed; To
// as in Responded.
type Resolved struct {
	Message string
	Waiver  string
	To      []string
}

// Closed ends the ticket. Reopened begins its next cycle (G40).
type (
	Closed   struct{ Reason string }
	Reopened struct{ Reason string }
)

// LevelChanged hands the ticket over to another level, inside the same ticket (R33).
type LevelChanged struct {
	From, To policy.Level
	Reason   string
}

// Marked records a point that the work has reached. Reference names what it is about where the mark has a thing of its
// own: the problem, the release.
type Marked struct {
	Mark      Mark
	Message   string
	Reference string
}

// Mark names a point of the work.
type Mark string

// Points of the work. Which of them a clock waits for is the edition's matter.
const (
	MarkClassified  Mark = "classified"  // the fault has been looked at and put in its class (R3)
	MarkDiagnostics Mark = "diagnostics" // the logs, traces and dumps asked for are there (R29, G31)
	MarkProblem     Mark = "problem"     // the cause is established; Reference is the problem's record (R33, G55)
	MarkRelease     Mark = "release"     // a release that solves it is provided; Reference is the release (R31)
	MarkPatch       Mark = "patch"       // a corrective patch is ready; Reference is the patch (R23, R33)
	MarkWorkaround  Mark = "workaround"  // a way around the fault is given, for the customer to read (R32)
	MarkRestored    Mark = "restored"    // the service works again
	MarkArrived     Mark = "arrived"     // the engineer is on the site (R23)
)

// VisitDecided answers the wish for an engineer's visit to the site: agreed, or refused with a code and its clause (R23).
type VisitDecided struct {
	Code   policy.RefusalCode // empty: agreed
	Clause policy.ClauseCode
	Area   string // of the site, as it was judged
}

// Recounted moves clocks that still run to other versions of the working calendars (G45). Moves are the due instants
// that it changed, told for the record: they follow from the versions.
type Recounted struct {
	Calendar string // all versions that count from now on
	Reason   string
	Moves    []Move
}

// Move is a due instant that another calendar has changed.
type Move struct {
	Clock    policy.ClockName
	Old, New time.Time
}

// Standing is how the support stood under which a ticket was accepted, when it was judged again (G10).
type Standing struct {
	Code        policy.RefusalCode // why there is none; empty: it goes on
	Clause      policy.ClauseCode  // that grants or refuses it
	Edition     string
	Digest      string
	Calendar    string // versions of the working calendars
	Certificate string
	Support     string
	Facts       []string  // refs of the records that were judged
	Until       time.Time // the first instant at which it would stand otherwise; zero: none is known
}

// Held puts further work off: the support ended under which the ticket was accepted. Released takes the work up again,
// because there is support once more; Upheld says that there still is at an instant at which it might have ended, and
// when to look next (C, G10).
type (
	Held     Standing
	Released Standing
	Upheld   Standing
)

// Continued: a manager has a held ticket worked to its closure all the same (G10).
type Continued struct{ Reason string }

// Stepped: a rung of the escalation was taken.
type Stepped struct {
	Clock policy.ClockName
	Step  string
	N     int // 1, 2, ... of a repeating rung
}

// Notified discharges a notice.
type Notified struct {
	Notice  string // key
	Outcome Outcome
}

// Reported is what the mail service has told of a notice's mail after it had taken it. Its effect key is that of
// ReportKey.
type Reported struct {
	Notice string // key
	What   Report
	Code   string // of the receiving side, "5.1.1", or the service's own word; empty: none was given
	Mail   string // the service's id of the mail
}

// Report is what became of a mail that was sent.
type Report string

// Bounced: refused for good. Returned: given up for now, as when the mailbox is full. Delayed: not accepted yet, and still
// tried. Complained: the reader, or the reader's provider, called it unwanted.
const (
	Bounced    Report = "bounced"
	Returned   Report = "returned"
	Delayed    Report = "delayed"
	Complained Report = "complained"
)

// Outcome of a notice.
type Outcome string

// Sent: handed to the service that delivers it. Undeliverable: it was refused for good. Skipped: an alert for which there is
// nowhere to go, because the person has no phone on record or the deployment no webhook. The log, a metric and the staff's
// timeline say so.
const (
	Sent          Outcome = "sent"
	Undeliverable Outcome = "undeliverable"
	Skipped       Outcome = "skipped"
)

func (Registered) fact()      {}
func (Decided) fact()         {}
func (Responded) fact()       {}
func (Called) fact()          {}
func (PriorityChanged) fact() {}
func (Waiting) fact()         {}
func (Resumed) fact()         {}
func (Noted) fact()           {}
func (Replied) fact()         {}
func (Assigned) fact()        {}
func (Resolved) fact()        {}
func (Closed) fact()          {}
func (Reopened) fact()        {}
func (LevelChanged) fact()    {}
func (Marked) fact()          {}
func (VisitDecided) fact()    {}
func (Recounted) fact()       {}
func (Held) fact()            {}
func (Released) fact()        {}
func (Upheld) fact()          {}
func (Continued) fact()       {}
func (Stepped) fact()         {}
func (Notified) fact()        {}
func (Reported) fact()        {}

// Notice is something that a person must be told because of an event. Its Key is an effect key: (cause, audience),
// unique within the ticket.
type Notice struct {
	Key      string
	Kind     policy.NoticeKind
	Audience policy.Audience
	Person   string // contact id for the customer, staff id otherwise
	Fallback bool   // nobody was on duty: the person is the named last resort and the text says so

	By policy.Means // how it goes out; an alert by another means than mail is a notice of its own
}

// AlertKey is the key of the alert that goes out by the means besides the mail of the notice with the key.
func AlertKey(mail string, by policy.Means) string { return mail + "/" + string(by) }

// MailKey is the key of the mail that tells what the notice tells: that of the notice itself, unless it is an alert.
func (n Notice) MailKey() string {
	if n.By == policy.ByMail {
		return n.Key
	}
	return strings.TrimSuffix(n.Key, "/"+string(n.By))
}
