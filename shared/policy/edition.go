// Package policy holds the support policy as versioned, immutable data.
//
// An Edition is one published version of the policy document: its clauses with the words they were taken from,
// packages, priorities, clocks, coverage, terms, channels, escalation ladders and every reading chosen where the
// document is silent or ambiguous. Rules elsewhere ask the edition; they hold no figures of their own.
// Certificates pin an edition at sale and tickets keep it (policy.pin, G60), so a new edition never rewrites history.
//
// The package decides nothing about a certificate or a ticket, reads no clock and does no I/O beyond its own
// embedded files.
package policy

import (
	"time"

	"flatsupport/shared/coverage"
)

// Edition is one version of the policy. It is immutable after loading; With returns a changed copy.
type Edition struct {
	ID        string        // "flat-1.4"
	Digest    string        // first 8 hex characters of the SHA-256 of the edition's source; changes with overrides
	Title     Text          //
	ValidFrom coverage.Date // first day on which certificates may be sold under it
	Zone      *time.Location

	Clauses    []Clause
	Products   []Product
	Packages   []Package
	Priorities []Priority
	Clocks     []ClockRule
	Windows    []WindowRule
	Channels   []ChannelRule
	Ladders    []Ladder
	Refusals   []RefusalRule
	Unverified PackageCode // whose coverage a P1 runs under while the entitlement data cannot be read (operator's addition)
	Readings   Readings

	UnverifiedClause ClauseCode

	Triage       time.Duration // within which somebody looks at a request that could not be taken for a contact's; 0: nobody promises
	TriageClause ClauseCode

	Reminders       []Reminder         // who is told of the dates of a certificate (operator's addition); none: nobody
	RemindersAt     coverage.ClockTime // the time of day at which reminders are due, in the edition's zone
	RemindersClause ClauseCode

	Alerts []Alert // which notices go out by other means besides mail (operator's addition); none: mail alone

	readings  []Reading // the same readings as published: datum, gap, clause, value, alternatives
	calendars *coverage.Calendars
	schedules *schedules
	wall      *coverage.Schedule
	name      string            // of the source, for messages
	source    []byte            // what the edition was read from
	overrides map[string]string // readings taken in place of those written in the source, by datum
}

// Text is a sentence or name for people, in both languages of the desk.
type Text struct {
	RU string
	EN string
}

// In returns the text in the language "ru" or "en"; any other language reads as Russian.
func (t Text) In(lang string) string {
	if lang == "en" {
		return t.EN
	}
	return t.RU
}

// ClauseCode names a clause of the document ("E1", "PR-P1") or an operator's addition ("OP-ESC").
type ClauseCode string

// Clause is a passage of the document, quoted, or a marked addition of the operator.
type Clause struct {
	Code     ClauseCode
	Rules    []string // rule numbers it gives rise to: "R20"
	Quote    string   // the document's own words, Russian
	Gloss    string   // English gloss
	Operator bool     // an addition of the operator, not in the document; Quote then has the operator's own words
}

// PackageCode names a support package; names printed in the document are not keys.
type PackageCode string

// The five packages of edition 1.4 (policy E1-E5).
const (
	TS8x5        PackageCode = "TS_8X5"
	TS24x7       PackageCode = "TS_24X7"
	TS24x7Plus   PackageCode = "TS_24X7_PLUS"
	TS24x7Onsite PackageCode = "TS_24X7_ONSITE"
	TS8x5L3      PackageCode = "TS_8X5_L3"
)

// Level is a support level, 1 to 3 (policy F).
type Level int

// Package is what a certificate buys.
type Package struct {
	Code          PackageCode
	Clause        ClauseCode
	Name          Text
	TermsMonths   []int                                       // terms that may be sold (R5, G12)
	TermsClause   ClauseCode                                  // of the terms
	Levels        []Level                                     // levels FLAT delivers (R20-R26); the first is where a ticket starts
	Coverage      map[PriorityCode]WindowName                 // when the clocks run, by priority (R20-R24, G28)
	ByType        map[RequestType]map[PriorityCode]WindowName // where a type of request has hours of its own
	NamedEngineer []PriorityCode                              // priorities for which one engineer is attached to the ticket (R22, G52)
	OnsiteAreas   []string                                    // areas of the on-site visit, empty when not included (R23, G53)
	PartnerOnly   bool                                        // sold to, and used by, service partners only (R24, R25)
}

// Delivers reports whether FLAT itself delivers the level under this package.
func (p Package) Delivers(l Level) bool {
	for _, have := range p.Levels {
		if have == l {
			return true
		}
	}
	return false
}

// Window is the name of the hours that hold for a request of the type at the priority.
func (p Package) Window(prio PriorityCode, kind RequestType) WindowName {
	if own, ok := p.ByType[kind][prio]; ok {
		return own
	}
	return p.Coverage[prio]
}

// NamesEngineer reports whether one engineer is attached to tickets of the priority.
func (p Package) NamesEngineer(prio PriorityCode) bool {
	for _, have := range p.NamedEngineer {
		if have == prio {
			return true
		}
	}
	return false
}

// PriorityCode is P1 (critical) to P4 (low).
type PriorityCode string

// The four priorities (policy PR).
const (
	P1 PriorityCode = "P1"
	P2 PriorityCode = "P2"
	P3 PriorityCode = "P3"
	P4 PriorityCode = "P4"
)

// Above reports whether p is more urgent than q.
func (p PriorityCode) Above(q PriorityCode) bool { return p < q }

// Priority is a row of the priority chapter.
type Priority struct {
	Code       PriorityCode
	Clause     ClauseCode
	Name       Text
	Definition Text
}

// Product is a row of the product catalogue to which support applies (R1).
type Product struct {
	Code   string
	Clause ClauseCode
	Name   Text
}

// RequestType says what is asked for.
type RequestType string

// Request types: a fault, a question about the product (G38), or installation and configuration work (L1, R27).
const (
	Incident  RequestType = "incident"
	Question  RequestType = "question"
	Configure RequestType = "configure"
)

// ChannelCode is a way by which a request arrives.
type ChannelCode string

// Channels: two of the document's table (R39, R40), and the operator's additions: e-mail and the form that is open to
// everybody (G37).
const (
	Portal  ChannelCode = "portal"
	Hotline ChannelCode = "hotline"
	Email   ChannelCode = "email"
	Form    ChannelCode = "form"
)

// ChannelRule says which priorities a channel takes.
type ChannelRule struct {
	Code       ChannelCode
	Clause     ClauseCode
	Name       Text
	Address    string
	Priorities []PriorityCode
	ByPackage  map[PackageCode][]PriorityCode // where a package has priorities of its own on the channel
	Intake     WindowName                     // when the channel takes requests, whatever the hours of work; empty: always (G27)
	Override   bool                           // an operator may take another priority with a recorded reason (G35)

	DefaultPriority   PriorityCode // of e-mail: the priority of a mail that names none (G37)
	AnswersPerSubject int          // of e-mail: of the answers of a day, how many to mails with the same subject
	AnswersPerDay     int          // of e-mail and form: how many mails an address gets by itself in a day (UTC); more may be machines talking
	OldestDays        int          // of e-mail: how many days ago a mail may say it was written; an older one is kept and makes nothing

	MinFill    time.Duration // of the form: whoever fills it in faster is taken for a robot
	ConfirmFor time.Duration // of the form: how long the link lives by which its contact confirms it
	MaxFileMB  int           // of e-mail: how large a file is taken from a mail, in MB of 1024 KB; a larger one is asked for another way
	MaxFilesMB int           // of e-mail: the same of all files of a mail together
}

// Takes reports whether the channel accepts the priority under the package as it stands.
func (c ChannelRule) Takes(pkg PackageCode, p PriorityCode) bool {
	if own, ok := c.ByPackage[pkg]; ok {
		return contains(own, p)
	}
	return contains(c.Priorities, p)
}

// RefusalCode is the stable machine code of a refusal.
type RefusalCode string

// Refusals that a ticket decision can give. Each has a RefusalRule in the edition.
const (
	NoCertificate        RefusalCode = "NO_CERTIFICATE"
	NotYetActive         RefusalCode = "NOT_YET_ACTIVE"
	CoverageExpired      RefusalCode = "COVERAGE_EXPIRED"
	LoyaltyEnded         RefusalCode = "LOYALTY_ENDED"
	UpgradeRequired      RefusalCode = "UPGRADE_REQUIRED"
	NotCommissioned      RefusalCode = "NOT_COMMISSIONED"
	ProductNotCovered    RefusalCode = "PRODUCT_NOT_COVERED"
	LevelNotIncluded     RefusalCode = "LEVEL_NOT_INCLUDED"
	ContactNotAuthorised RefusalCode = "CONTACT_NOT_AUTHORISED"
	PartnerStatusMissing RefusalCode = "PARTNER_STATUS_MISSING"
	ChannelNotAllowed    RefusalCode = "CHANNEL_NOT_ALLOWED"
)

// Refusals of a release (R11, R17, G21); the others above refuse one too.
const (
	OSUpdateExcluded   RefusalCode = "OS_UPDATE_EXCLUDED"
	ReleaseNotEntitled RefusalCode = "RELEASE_NOT_ENTITLED"
)

// Refusals of a visit (R23, G53, G55).
const (
	OnsiteNotInPackage          RefusalCode = "ONSITE_NOT_IN_PACKAGE"
	OnsiteOutsideArea           RefusalCode = "ONSITE_OUTSIDE_AREA"
	OnsiteProblemNotEstablished RefusalCode = "ONSITE_PROBLEM_NOT_ESTABLISHED"
	OnsiteTicketNotOpen         RefusalCode = "ONSITE_TICKET_NOT_OPEN"
	OnsiteNotCorrectivePatch    RefusalCode = "ONSITE_NOT_CORRECTIVE_PATCH"
)

// Refusals of what salespeople and contacts want to put on record (policy B, C, E5).
const (
	TermNotOffered       RefusalCode = "TERM_NOT_OFFERED"       // R5
	ProductRequired      RefusalCode = "PRODUCT_REQUIRED"       // R6
	ActivationTooLate    RefusalCode = "ACTIVATION_TOO_LATE"    // R8
	PackagePartnerOnly   RefusalCode = "PACKAGE_PARTNER_ONLY"   // R24
	RenewedAlready       RefusalCode = "RENEWED_ALREADY"        // R12
	RenewalQuantityShort RefusalCode = "RENEWAL_QUANTITY_SHORT" // R9
	RenewalQuantityOver  RefusalCode = "RENEWAL_QUANTITY_OVER"  // R9, where renewal.quantity is exact (G56)
	IntentTooLate        RefusalCode = "INTENT_TOO_LATE"        // R10, G18
	LoyaltyUsed          RefusalCode = "LOYALTY_USED"           // R10, G20
	DeclarerNotAllowed   RefusalCode = "DECLARER_NOT_ALLOWED"   // R10, G19
	RecordsContradict    RefusalCode = "RECORDS_CONTRADICT"     // R14: each certificate starts where the one before it ended
)

// OfVisit reports whether the code refuses a visit to the site within a ticket, and not a request.
func (c RefusalCode) OfVisit() bool {
	switch c {
	case OnsiteNotInPackage, OnsiteOutsideArea, OnsiteProblemNotEstablished, OnsiteTicketNotOpen, OnsiteNotCorrectivePatch:
		return true
	default:
		return false
	}
}

// OfRecord reports whether the code refuses to put something on record, and no request: a sale, a renewal, an intent.
func (c RefusalCode) OfRecord() bool {
	switch c {
	case TermNotOffered, ProductRequired, ActivationTooLate, PackagePartnerOnly, RenewedAlready, RenewalQuantityShort,
		RenewalQuantityOver, IntentTooLate, LoyaltyUsed, DeclarerNotAllowed, RecordsContradict:
		return true
	default:
		return false
	}
}

// OfRelease reports whether the code refuses nothing but a release.
func (c RefusalCode) OfRelease() bool { return c == OSUpdateExcluded || c == ReleaseNotEntitled }

// RefusalRule ties a refusal to its clause and says, to people, what was decided and what would change it.
type RefusalRule struct {
	Code    RefusalCode
	Package PackageCode // when set, the row speaks for this package alone
	Clause  ClauseCode
	Reason  Text // one sentence: why
	Remedy  Text // one sentence: what would change the answer
}
