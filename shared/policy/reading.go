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
	Open         bool     // any other lawful value can be taken: a figure, hours, a zone
	Note         Text     // of the value written in the edition

	other bool // taken with another value than the one that is written
}

// Meaning is what the value taken means: the note, unless that would explain another value.
func (r Reading) Meaning() Text {
	if r.other {
		return Text{RU: "Взято не то значение, которое записано в редакции.", EN: "Not the value that the edition has written down."}
	}
	return r.Note
}

// Readings are the readings of an edition in the form that rules use. Each field is one datum.
type Readings struct {
	ActivationRule      string                    // activation.rule: earliest_of | order_date (G1)
	ActivationCapDays   int                       // activation.capDays, days after the day of sale (G2)
	ActivationDayKind   string                    // activation.dayKind: calendar | working (G2)
	TermInterval        string                    // term.interval: half_open | inclusive (G3)
	MissingDay          string                    // months.missingDay: clamp | overflow (G4)
	LapseAnchor         string                    // lapse.anchor: coverage_end | loyalty_end (G5)
	ReinstatementMonths int                       // reinstatement.windowMonths (R15, G6)
	ReinstatementEdge   string                    // reinstatement.boundary: exclusive | inclusive (G6)
	RollNonWorking      bool                      // term.rollNonWorking (G8)
	EntitlementInstant  string                    // entitlement.instant: received_at | whole_day (G9)
	OnLapse             string                    // onLapse.openTickets: keep_reaction_then_hold | to_closure (G10)
	PurchaseEvent       string                    // purchase.event: contract_signed | payment_received (G7)
	AfterWindowStart    string                    // reinstatement.afterWindow.start: activation_rule | previous_end (G14)
	VersionAsOf         string                    // reinstatement.versionAsOf: upgrade_purchase | renewal (G15)
	UpgradeRequires     string                    // reinstatement.requires: upgrade_order_and_installed | upgrade_order (G16)
	LoyaltyDeclarers    string                    // loyalty.declarers: customer_or_evidence | sales (G19)
	RenewalQuantity     string                    // renewal.quantity: at_least_activated | exactly_activated (G56)
	LicencesSource      string                    // licences.source: registry | customer_statement (G57)
	RenewalStart        string                    // renewal.start: previous_end | purchase (G13)
	LoyaltyMonths       int                       // loyalty.months (R10)
	LoyaltyDeclare      string                    // loyalty.declare: until_window_end | before_expiry (G18)
	LoyaltyTimes        string                    // loyalty.perCertificate: 1 | unlimited (G20)
	LoyaltyPackage      string                    // loyalty.package: same | basic (G22)
	LoyaltyRights       string                    // loyalty.rights: hotfix_in_ticket | all_but_majors (G21)
	InstallationStatus  string                    // eligibility.installation: commissioned | fully_functional (G25)
	OutOfHours          string                    // outOfHours.intake: register | hotline_closed (G27)
	ReactionStart       StartEvent                // reaction.start: received_at | diagnostics_in (G31)
	ReactionPause       string                    // reaction.pause: coverage_only | waiting (G32)
	CallbackAttempts    int                       // callback.orAttempts (G30)
	CallbackGap         time.Duration             // callback.attemptGap (G30)
	Reclassify          string                    // priority.reclassify: engineer_with_reason | customer_final (G33)
	P1Down              string                    // priority.p1Down: consent_or_manager | engineer (G33)
	PriorityChangeRule  string                    // priority.changeRule: fair | from_receive (G34)
	HotlineOverride     string                    // channels.hotline.override: operator_with_reason | never (G35)
	HotlineHours        string                    // channels.hotline.hours: by_package | always (G36)
	QuestionPriority    string                    // requestType.question.priority: a priority | as_asked | level_1 (G38)
	UpdateCadence       string                    // updates.cadence: none, or "P1=1h,P2=4h" (G39)
	ReopenDays          int                       // reopen.days, calendar days (G40)
	ReopenRestartClock  bool                      // reopen.restartClock (G40)
	MovedWorkingDays    coverage.MovedWorkingRule // calendar.movedWorkingDays (G42)
	ShortDay            coverage.ShortDayRule     // calendar.shortDay (G43)
	UnknownYear         coverage.UnknownYearRule  // calendar.unknownYear (G44)
	ExtraDaysOff        string                    // calendar.extra: none, or dates "2026-11-20,2026-12-30" (G45)
	PartnerScope        string                    // partner.contactScope: bound_partner | any_partner (G46)
	PartnerStatusLoss   string                    // partner.onStatusLoss: refuse_new | runs_to_end (G47)
	ContactsMode        string                    // contacts.mode: authorised | anyone (G49)
	L1Without           string                    // l1.without: refuse_with_offer | accept (G50)
	P1Engineer          string                    // p1.engineer: per_ticket | per_customer (G52)
	OnsiteSLA           string                    // onsite.sla: none | reaction_time (G54)
	OnsiteRequires      string                    // onsite.requires: established_and_patch | confirmed_fault (G55)
	EntitlementScope    string                    // entitlement.scope: installation | customer (G59)
	PolicyPin           string                    // policy.pin: at_sale | newest (G60)
}

// Values of the readings that are words. Each is a lawful value of the datum named before it; the first is the one
// taken by edition 1.4.
const (
	// activation.rule (G1)
	ActivateEarliest    = "earliest_of"
	ActivateOnOrderDate = "order_date"
	// activation.dayKind (G2)
	ActivationCalendarDays = "calendar"
	ActivationWorkingDays  = "working"
	// term.interval (G3)
	TermHalfOpen  = "half_open"
	TermInclusive = "inclusive"
	// months.missingDay (G4)
	MissingDayClamp    = "clamp"
	MissingDayOverflow = "overflow"
	// lapse.anchor (G5)
	AnchorCoverageEnd = "coverage_end"
	AnchorLoyaltyEnd  = "loyalty_end"
	// reinstatement.boundary (G6)
	EdgeExclusive = "exclusive"
	EdgeInclusive = "inclusive"
	// entitlement.instant (G9)
	JudgedAtReceipt  = "received_at"
	JudgedByWholeDay = "whole_day"
	// onLapse.openTickets (G10)
	LapseKeepsReaction  = "keep_reaction_then_hold"
	LapseWorksToClosure = "to_closure"
	// purchase.event (G7)
	PurchaseContractSigned  = "contract_signed"
	PurchasePaymentReceived = "payment_received"
	// reinstatement.afterWindow.start (G14)
	AfterWindowActivation  = "activation_rule"
	AfterWindowPreviousEnd = "previous_end"
	// reinstatement.versionAsOf (G15)
	VersionAtUpgrade = "upgrade_purchase"
	VersionAtRenewal = "renewal"
	// reinstatement.requires (G16)
	UpgradeOrderedAndInstalled = "upgrade_order_and_installed"
	UpgradeOrdered             = "upgrade_order"
	// loyalty.declarers (G19)
	DeclaredByCustomer = "customer_or_evidence"
	DeclaredBySales    = "sales"
	// renewal.quantity (G56)
	QuantityAtLeast = "at_least_activated"
	QuantityExactly = "exactly_activated"
	// licences.source (G57)
	LicencesByRegistry = "registry"
	LicencesByCustomer = "customer_statement"
	// renewal.start (G13)
	RenewalFromPreviousEnd = "previous_end"
	RenewalFromPurchase    = "purchase"
	// loyalty.declare (G18)
	DeclareUntilWindowEnd = "until_window_end"
	DeclareBeforeExpiry   = "before_expiry"
	// loyalty.perCertificate (G20)
	LoyaltyOnce      = "1"
	LoyaltyUnlimited = "unlimited"
	// loyalty.package (G22)
	LoyaltySamePackage  = "same"
	LoyaltyBasicPackage = "basic"
	// loyalty.rights (G21)
	LoyaltyHotfixInTicket = "hotfix_in_ticket"
	LoyaltyAllButMajors   = "all_but_majors"
	// eligibility.installation (G25)
	InstallationCommissioned    = "commissioned"
	InstallationFullyFunctional = "fully_functional"
	// outOfHours.intake (G27)
	OutOfHoursRegister      = "register"
	OutOfHoursHotlineClosed = "hotline_closed"
	// reaction.pause (G32)
	PauseCoverageOnly = "coverage_only"
	PauseWaiting      = "waiting"
	// priority.reclassify (G33)
	ReclassifyEngineer = "engineer_with_reason"
	ReclassifyNever    = "customer_final"
	// priority.p1Down (G33)
	P1DownConsentOrManager = "consent_or_manager"
	P1DownEngineer         = "engineer"
	// priority.changeRule (G34)
	ChangeFair        = "fair"
	ChangeFromReceive = "from_receive"
	// channels.hotline.override (G35)
	OverrideWithReason = "operator_with_reason"
	OverrideNever      = "never"
	// channels.hotline.hours (G36)
	HotlineByPackage = "by_package"
	HotlineAlways    = "always"
	// requestType.question.priority (G38), besides the priorities
	QuestionAsAsked = "as_asked"
	QuestionLevel1  = "level_1"
	// updates.cadence (G39) and calendar.extra (G45)
	Nothing = "none"
	// partner.contactScope (G46)
	ScopeBoundPartner = "bound_partner"
	ScopeAnyPartner   = "any_partner"
	// partner.onStatusLoss (G47)
	StatusLossRefusesNew = "refuse_new"
	StatusLossRunsToEnd  = "runs_to_end"
	// contacts.mode (G49)
	ContactsAuthorised = "authorised"
	ContactsAnyone     = "anyone"
	// l1.without (G50)
	L1RefuseWithOffer = "refuse_with_offer"
	L1Accept          = "accept"
	// p1.engineer (G52)
	EngineerPerTicket   = "per_ticket"
	EngineerPerCustomer = "per_customer"
	// onsite.sla (G54), besides none
	OnsiteReactionTime = "reaction_time"
	// onsite.requires (G55)
	OnsiteEstablishedAndPatch = "established_and_patch"
	OnsiteConfirmedFault      = "confirmed_fault"
	// entitlement.scope (G59)
	ScopeInstallation = "installation"
	ScopeCustomer     = "customer"
	// policy.pin (G60)
	PinAtSale = "at_sale"
	PinNewest = "newest"
)
