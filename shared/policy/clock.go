package policy

import (
	"time"

	"flatsupport/shared/coverage"
)

// ClockName names a promise that runs against time.
type ClockName string

// The two clocks of edition 1.4. No other time is promised by the document (R4, R30, G39).
const (
	Reaction ClockName = "reaction" // first human response (R35-R38, G29)
	Callback ClockName = "callback" // P1 call-back (R35, G30)
)

// Unit says what a target is counted in.
type Unit string

// CoverageHours: only time inside the coverage of (package, priority) counts (G26). WallHours: every hour counts.
const (
	CoverageHours Unit = "coverage_hours"
	WallHours     Unit = "wall_hours"
)

// StopEvent names what satisfies a clock.
type StopEvent string

// FirstHumanResponse: a public reply or a call by a person (G29). CallbackReached: the person was reached, or the
// recorded unanswered attempts discharge the promise (G30).
const (
	FirstHumanResponse StopEvent = "first_human_response"
	CallbackReached    StopEvent = "callback_reached"
)

// ClockRule is a clock of the edition: what starts it, what stops it, what it is counted in, and its targets.
type ClockRule struct {
	Name     ClockName
	Title    Text // for people
	Clause   ClauseCode
	Unit     Unit
	Stop     StopEvent
	Pausable bool // whether waiting for the customer cuts time out of it (reaction.pause, G32)
	Targets  map[PriorityCode]Target
}

// Target is a promised time; a priority without a Target is not promised one.
type Target struct {
	Clause ClauseCode
	Within time.Duration
}

// WindowName names coverage hours: "business", "always".
type WindowName string

// WindowRule is a named set of coverage hours.
type WindowRule struct {
	Name     WindowName
	Clause   ClauseCode
	Label    Text
	Always   bool
	Working  []coverage.Window // hours of a working day, breaks already left out; unused when Always
	Calendar string            // "ru-five-day"; unused when Always
}

// Step is a rung of a ladder: when it fires on a clock, and whom it tells.
type Step struct {
	Name   string        // unique within the ladder: "warn_50", "breach", "repeat"
	At     Percent       // of the target, in the clock's own unit; 100 is the due instant
	After  time.Duration // further covered time after At (negative: before)
	Every  time.Duration // when not zero the step repeats at this covered interval until the clock stops
	Max    int           // bound on repetitions; 0: until somebody answers
	Tell   []Audience    // in order
	Notice NoticeKind
}

// Percent of a target.
type Percent int

// Audience is a role that a step tells; people behind it are found when the step is taken.
type Audience string

// Audiences of ladders and notices.
const (
	ToAssigned Audience = "assigned" // the engineer of the ticket; the duty of the level when there is none
	ToDuty     Audience = "duty"     // who is on duty for the ticket's level
	ToManager  Audience = "manager"  // support managers
	ToCustomer Audience = "customer" // the contact who asked
)

// NoticeKind names a notice; the text of each kind is in the catalogue of texts.
type NoticeKind string

// Kinds of notices.
const (
	NoticeAccepted   NoticeKind = "accepted"   // to the customer: number, level, due times
	NoticeRefused    NoticeKind = "refused"    // to the customer: code, clause, what would change it
	NoticeUnverified NoticeKind = "unverified" // to the customer: registered, being checked
	NoticeNewTicket  NoticeKind = "new_ticket" // to the duty: there is work
	NoticeWarning    NoticeKind = "warning"    // a clock is running out
	NoticeBreach     NoticeKind = "breach"     // a clock ran out
	NoticeCallback   NoticeKind = "callback"   // a call-back is owed
	NoticeNoOneOn    NoticeKind = "empty_rota" // nobody on duty: the last resort was told instead
	NoticeAnswered   NoticeKind = "answered"   // to the customer: a public reply
	NoticeReplied    NoticeKind = "replied"    // to the engineer: the customer wrote
	NoticeResolved   NoticeKind = "resolved"   // to the customer
	NoticePriority   NoticeKind = "priority"   // to the customer: effective priority changed
)

// Ladder is the escalation of one clock for a set of packages and priorities. Ladders are the operator's addition:
// the document promises times, not who is told as they pass.
type Ladder struct {
	Clause     ClauseCode
	Clock      ClockName
	Packages   []PackageCode // empty: all
	Priorities []PriorityCode
	Steps      []Step
	Quiet      bool // steps tell nobody outside the coverage hours of the ticket; they wait for the next opening
}
