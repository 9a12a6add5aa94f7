package policy

import (
	"strconv"
	"time"

	"flatsupport/shared/coverage"
)

// ClockName names a promise that runs against time.
type ClockName string

// The clocks that an edition can promise. The document promises the first two and no others (R4, R30, G39); the rest
// are for editions, and for readings, that promise more.
const (
	Reaction       ClockName = "reaction"       // first human response (R35-R38, G29)
	Callback       ClockName = "callback"       // P1 call-back (R35, G30)
	Receipt        ClockName = "receipt"        // the request is acknowledged
	Classification ClockName = "classification" // the fault is classified
	Update         ClockName = "update"         // the customer hears how it stands (R30, G39)
	Workaround     ClockName = "workaround"     // a way around the fault is given (R32)
	Restore        ClockName = "restore"        // the service works again
	Resolve        ClockName = "resolve"        // the ticket is resolved
	Arrival        ClockName = "arrival"        // an engineer is on the site (R23, G54)
)

// Unit says what a target is counted in.
type Unit string

// CoverageHours: only time inside the coverage of the ticket counts (G26). WallHours: every hour counts. BusinessDays:
// the same time of day so many days with coverage later. NextBusinessDay: the end of the next day with coverage; what
// comes at or after the cutoff counts for the day after.
const (
	CoverageHours   Unit = "coverage_hours"
	WallHours       Unit = "wall_hours"
	BusinessDays    Unit = "business_days"
	NextBusinessDay Unit = "next_business_day"
)

// StartEvent names what starts a clock.
type StartEvent string

// What starts a clock. LastUpdate and CustomerMessage start it anew each time: every update begins the wait for the
// next one, and so does every first message of the customer that nobody has answered.
const (
	Received        StartEvent = "received_at"      // registration; on the hotline the start of the call (G31)
	DiagnosticsIn   StartEvent = "diagnostics_in"   // all logs and traces are there: the other reading of G31
	LastUpdate      StartEvent = "last_update"      // the first human response, and then each update
	CustomerMessage StartEvent = "customer_message" // after the first response
	VisitAgreed     StartEvent = "visit_agreed"
)

// StopEvent names what satisfies a clock.
type StopEvent string

// What satisfies a clock. What ends a fault for good also satisfies the promises that come before it: a restored
// service needs no workaround any more.
const (
	Acknowledged       StopEvent = "acknowledged"         // the decision on the request, which the customer is told
	Classified         StopEvent = "classified"           // the mark of that name
	FirstHumanResponse StopEvent = "first_human_response" // a public reply or a call by a person (G29)
	CallbackReached    StopEvent = "callback_reached"     // the person was reached, or enough attempts were made (G30)
	PublicUpdate       StopEvent = "public_update"        // a person lets the customer know something
	WorkaroundGiven    StopEvent = "workaround"           // the mark of that name, or restored, or resolved
	ServiceRestored    StopEvent = "restored"             // the mark of that name, or resolved
	TicketResolved     StopEvent = "resolved"             //
	EngineerArrived    StopEvent = "arrived"              // the mark of that name
)

// ClockRule is a clock of the edition: what starts it, what stops it, what it is counted in, and its targets.
type ClockRule struct {
	Name     ClockName
	Title    Text // for people
	Clause   ClauseCode
	Unit     Unit // of targets that name none of their own
	Start    StartEvent
	Stop     StopEvent
	Pausable bool // whether waiting for the customer cuts time out of it (reaction.pause, G32)
	Targets  map[PriorityCode]Target
}

// Repeats reports whether the clock begins anew after it was satisfied.
func (c ClockRule) Repeats() bool { return c.Start == LastUpdate || c.Start == CustomerMessage }

// Target is a promised time; a priority without a Target is not promised one.
type Target struct {
	Clause ClauseCode
	Unit   Unit
	Within time.Duration      // in CoverageHours and WallHours
	Days   int                // in BusinessDays
	Cutoff coverage.ClockTime // of NextBusinessDay
}

// String prints what is promised: "2h", "5 days", "next day, cutoff 15:00".
func (t Target) String() string {
	switch t.Unit {
	case BusinessDays:
		return strconv.Itoa(t.Days) + " d"
	case NextBusinessDay:
		return "NBD, " + t.Cutoff.String()
	default:
		return printSpan(t.Within)
	}
}

// WindowName names coverage hours: "business", "always".
type WindowName string

// ZoneOf says on whose clock the hours of a window are meant.
type ZoneOf string

// Whose clock: that of the policy (G11), of the installation's site, or of the customer. Where the site or the customer
// has no zone of its own on record, that of the policy.
const (
	ZoneOfPolicy   ZoneOf = "policy"
	ZoneOfSite     ZoneOf = "site"
	ZoneOfCustomer ZoneOf = "customer"
)

// WindowRule is a named set of coverage hours.
type WindowRule struct {
	Name     WindowName
	Clause   ClauseCode
	Label    Text
	Always   bool
	Week     coverage.Week // hours of each weekday, breaks already left out; unused when Always
	Calendar string        // RussianFiveDay, or another published calendar; empty: none, as when Always
	Zone     ZoneOf
	ShortDay coverage.ShortDayRule // empty: as the reading calendar.shortDay has it (G43)
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
	ToCustomer Audience = "customer" // the contact who asked; of a reminder: every contact who may ask
	ToSales    Audience = "sales"    // whoever sells and renews
	ToSupplier Audience = "supplier" // somebody outside, whom the desk asks; by address
)

// NoticeKind names a notice; the text of each kind is in the catalogue of texts.
type NoticeKind string

// Kinds of notices.
const (
	NoticeAccepted   NoticeKind = "accepted"    // to the customer: number, level, due times
	NoticeRefused    NoticeKind = "refused"     // to the customer: code, clause, what would change it
	NoticeUnverified NoticeKind = "unverified"  // to the customer: registered, being checked
	NoticeNewTicket  NoticeKind = "new_ticket"  // to the duty: there is work
	NoticeWarning    NoticeKind = "warning"     // a clock is running out
	NoticeBreach     NoticeKind = "breach"      // a clock ran out
	NoticeCallback   NoticeKind = "callback"    // a call-back is owed
	NoticeNoOneOn    NoticeKind = "empty_rota"  // nobody on duty: the last resort was told instead
	NoticeAnswered   NoticeKind = "answered"    // to the customer: a public reply
	NoticeReplied    NoticeKind = "replied"     // to the engineer: the customer wrote
	NoticeResolved   NoticeKind = "resolved"    // to the customer
	NoticePriority   NoticeKind = "priority"    // to the customer: effective priority changed
	NoticeHandedOver NoticeKind = "handed_over" // to the duty: a ticket was handed over to their level (R33)
	NoticeVisit      NoticeKind = "visit"       // to the customer: an engineer's visit is agreed (R23)
	NoticeNoDueTime  NoticeKind = "no_due"      // to the managers: a promise has no due time that could be computed (G44)
	NoticeMoved      NoticeKind = "moved"       // to the customer: a due time was counted again by another calendar (G45)
	NoticeHeld       NoticeKind = "held"        // to customer and desk: further work waits for a renewal (G10)
	NoticeReleased   NoticeKind = "released"    // to customer and desk: there is support again and the work goes on (G10)
	NoticeContinued  NoticeKind = "continued"   // to customer and desk: a manager has it worked to its closure (G10)

	NoticeMerged   NoticeKind = "merged"            // to the customer: the work goes on in another ticket
	NoticeInquiry  NoticeKind = "inquiry"           // to a supplier: a question of the desk
	NoticeSupplier NoticeKind = "supplier_answered" // to the engineer: somebody outside has answered

	NoticeUndelivered NoticeKind = "undelivered" // to the desk: a mail to the contact has not arrived and will not
)

// Kinds of reminders, each with the certificates that it is meant for. None is sent about one that was taken back.
const (
	NoticeUncommissioned NoticeKind = "uncommissioned" // sold with a system that is not commissioned, and not started (G25)
	NoticeActivated      NoticeKind = "activated"      // started at the cap, by nothing else (R7)
	NoticeExpires        NoticeKind = "expires"        // running, and not renewed
	NoticeExpired        NoticeKind = "expired"        // over, not renewed, and can be renewed without an upgrade (R10, R14)
	NoticeLoyaltyEnds    NoticeKind = "loyalty_ends"   // in loyalty, and not renewed (R13)
	NoticeRenewalEnds    NoticeKind = "renewal_ends"   // over, not renewed, and soon only by an upgrade (R15)
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
