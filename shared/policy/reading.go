package policy

import (
	"time"

	"flatsupport/shared/coverage"
)

// Reading is a choice made where the document leaves one: the gap it closes, the datum it sets, the value taken and
// the values that could have been taken.
type Reading struct {
	Datum        string // "calendar.shortDay"
	Gap          string // "G43"
	Clause       ClauseCode
	Value        string
	Alternatives []string // other lawful values; empty when the value is open (a number, a list)
	Note         Text
}

// Readings are the readings of an edition in the form that rules use. Each field is one datum.
type Readings struct {
	ActivationRule      string                    // activation.rule: earliest_of | order_date (G1)
	ActivationCapDays   int                       // activation.capDays, calendar days after the day of sale (G2)
	LoyaltyMonths       int                       // loyalty.months (R10)
	LoyaltyDeclare      string                    // loyalty.declare: until_window_end | before_expiry (G18)
	LoyaltyPackage      string                    // loyalty.package: same | basic (G22)
	ReinstatementMonths int                       // reinstatement.windowMonths (R15, G6)
	InstallationStatus  string                    // eligibility.installation: commissioned (G25)
	ReactionPause       string                    // reaction.pause: coverage_only | waiting (G32)
	CallbackAttempts    int                       // callback.orAttempts (G30)
	CallbackGap         time.Duration             // callback.attemptGap (G30)
	P1Down              string                    // priority.p1Down: consent_or_manager | engineer (G33)
	PriorityChangeRule  string                    // priority.changeRule: fair | from_receive (G34)
	QuestionPriority    PriorityCode              // requestType.question.priority (G38); empty: as asked
	HotlineOverride     string                    // channels.hotline.override: operator_with_reason | never (G35)
	ReopenDays          int                       // reopen.days, calendar days (G40)
	ReopenRestartClock  bool                      // reopen.restartClock (G40)
	MovedWorkingDays    coverage.MovedWorkingRule // calendar.movedWorkingDays (G42)
	ShortDay            coverage.ShortDayRule     // calendar.shortDay (G43)
	PartnerScope        string                    // partner.contactScope: bound_partner | any_partner (G46)
	ContactsMode        string                    // contacts.mode: authorised | anyone (G49)
	L1Without           string                    // l1.without: refuse_with_offer | accept (G50)
	OnLapse             string                    // onLapse.openTickets: keep_reaction_then_hold | to_closure (G10)
}

// Values of the readings that are words. Each is a lawful value of the datum named before it; the first is the one
// taken by edition 1.4.
const (
	// activation.rule (G1)
	ActivateEarliest    = "earliest_of"
	ActivateOnOrderDate = "order_date"
	// loyalty.declare (G18)
	DeclareUntilWindowEnd = "until_window_end"
	DeclareBeforeExpiry   = "before_expiry"
	// loyalty.package (G22)
	LoyaltySamePackage  = "same"
	LoyaltyBasicPackage = "basic"
	// eligibility.installation (G25)
	InstallationCommissioned = "commissioned"
	// reaction.pause (G32)
	PauseCoverageOnly = "coverage_only"
	PauseWaiting      = "waiting"
	// priority.p1Down (G33)
	P1DownConsentOrManager = "consent_or_manager"
	P1DownEngineer         = "engineer"
	// priority.changeRule (G34)
	ChangeFair        = "fair"
	ChangeFromReceive = "from_receive"
	// channels.hotline.override (G35)
	OverrideWithReason = "operator_with_reason"
	OverrideNever      = "never"
	// partner.contactScope (G46)
	ScopeBoundPartner = "bound_partner"
	ScopeAnyPartner   = "any_partner"
	// contacts.mode (G49)
	ContactsAuthorised = "authorised"
	ContactsAnyone     = "anyone"
	// l1.without (G50)
	L1RefuseWithOffer = "refuse_with_offer"
	L1Accept          = "accept"
	// onLapse.openTickets (G10)
	LapseKeepsReaction  = "keep_reaction_then_hold"
	LapseWorksToClosure = "to_closure"
)
