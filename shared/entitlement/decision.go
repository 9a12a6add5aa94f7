package entitlement

import (
	"time"

	"flatsupport/shared/policy"
)

// Answer of a decision.
type Answer string

// Accepted: the ticket has its clocks. Refused: recorded with a refusal code. Unverified: the facts could not be
// read and a P1 is not made to wait for them.
const (
	Accepted   Answer = "accepted"
	Refused    Answer = "refused"
	Unverified Answer = "unverified"
)

// Support is the state of a certificate's support at an instant.
type Support string

// States in the order of a certificate's life. Conditional is Lapsed past the reinstatement window: only an upgrade
// reopens it (R15).
const (
	Pending     Support = "pending"
	Active      Support = "active"
	Loyalty     Support = "loyalty"
	Lapsed      Support = "lapsed"
	Conditional Support = "conditional"
)

// Decision is the answer to a request with everything needed to check it.
type Decision struct {
	At          time.Time // the instant that was judged (G9)
	Answer      Answer
	Code        policy.RefusalCode // empty unless refused
	Clause      policy.ClauseCode  // the clause that decides
	Edition     string
	Digest      string // of the edition
	Package     policy.PackageCode
	Certificate string
	Support     Support
	Level       policy.Level        // where the ticket starts (R20-R28)
	Priority    policy.PriorityCode // effective at the start (G38)
	Engineer    bool                // one engineer must be attached (R22)
	Calendar    string              // versions of the working calendars by which its clocks are to be counted
	Site        string              // zone of the installation, where some hours of the edition are meant on its clock
	Zone        string              // zone of the customer, likewise
	Partner     string              // name of the service partner to whom an end customer's own contact is sent (R25)
	Facts       []Ref               // records used, in the order read
	Readings    []string            // datums of readings that were applied
	Release     Release             // what was asked for; zero: support
	Candidates  []Candidate         // every certificate of the installation, and why it was or was not used
	Until       time.Time           // the answer would be the same until then, facts unchanged; zero: no such instant known
}

// Candidate is a certificate that was looked at (ENT-15: nothing vanishes without a reason).
type Candidate struct {
	Certificate string
	Package     policy.PackageCode
	Life        Life
	Support     Support
	Used        bool
	Why         policy.RefusalCode // empty when it could serve
}
