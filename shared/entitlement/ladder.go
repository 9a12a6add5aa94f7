package entitlement

import (
	"strings"
	"time"

	"flatsupport/shared/policy"
)

// The checks of one certificate, in the order in which they are made. The first that fails gives the refusal.
//
//  1. who asks: nothing about systems or contracts is answered to somebody who may not ask
//  2. product: support is for products of the catalogue
//  3. support: the state of the certificate at the instant
//  4. commissioned: asked of a running certificate only. Before, commissioning is what starts it and "not yet active" is
//     the nearer reason; afterwards it would change nothing
//  5. channel: only somebody entitled is told which channel to take
//  6. level: last, because its refusal is an offer and is made to whoever could otherwise be helped
var ladder = []func(matter, *verdict) policy.RefusalCode{
	whoAsks, product, supported, commissioned, channel, level,
}

func (m matter) judge(o option, at time.Time) verdict {
	v := verdict{option: o, at: at, kind: m.req.Type, clause: o.pack.Clause, priority: Priority(o.edition, m.req)}
	if m.req.Type == policy.Question {
		v.applied("requestType.question.priority")
	}
	v.applied("entitlement.instant")
	if o.cert.ID != "" {
		v.applied("entitlement.scope", "policy.pin")
		v.support, _ = o.life.Support(at, m.intents...)
	}
	checks := ladder
	if m.req.ForRelease() {
		checks = releaseLadder
	}
	for _, check := range checks {
		if v.code = check(m, &v); v.code != "" {
			return v
		}
		v.passed++
	}
	if m.req.ForRelease() {
		return v
	}
	if v.engineer = v.pack.NamesEngineer(v.priority); v.engineer {
		v.applied("p1.engineer")
	}
	return v
}

// Priority is the one that counts at the start: the customer's own (R34), for a question the one of the reading (G38).
func Priority(ed *policy.Edition, req Request) policy.PriorityCode {
	switch p := ed.Readings.QuestionPriority; {
	case req.Type != policy.Question, p == policy.QuestionAsAsked, p == policy.QuestionLevel1:
		return req.Priority
	default:
		return policy.PriorityCode(p)
	}
}

// whoAsks: the customer's own people must be named by the customer (G49) and never use a partner package, whose end
// customer writes to the partner (R25). A partner's employee uses nothing but a partner package: of the partner bound
// to the certificate, or of any partner where partner.contactScope says so, with the status held now, unless
// partner.onStatusLoss lets the certificate run to its end (G46, G47). The desk asks for whomever it serves.
func whoAsks(m matter, v *verdict) policy.RefusalCode {
	if m.req.Desk {
		return ""
	}
	person := m.contact
	if person.ID == "" {
		return policy.ContactNotAuthorised
	}
	if person.Partner == "" {
		v.applied("contacts.mode")
		mayAsk := person.Authorised || v.edition.Readings.ContactsMode == policy.ContactsAnyone
		v.own = v.pack.PartnerOnly && mayAsk
		if v.pack.PartnerOnly || !mayAsk {
			return policy.ContactNotAuthorised
		}
		return ""
	}
	if v.cert.ID == "" {
		return ""
	}
	if !v.pack.PartnerOnly {
		return policy.ContactNotAuthorised
	}
	v.applied("partner.contactScope")
	if v.edition.Readings.PartnerScope != policy.ScopeAnyPartner && v.cert.Partner != person.Partner {
		v.own = true
		return policy.ContactNotAuthorised
	}
	v.applied("partner.onStatusLoss")
	if v.edition.Readings.PartnerStatusLoss == policy.StatusLossRunsToEnd {
		return ""
	}
	if p, ok := m.facts.Partner(person.Partner); !ok || !p.HasStatus(v.at) {
		return policy.PartnerStatusMissing
	}
	return ""
}

// product: help is for products of the catalogue (R1), the operator's list (OP-CATALOGUE); an installation that is not known has none.
func product(m matter, v *verdict) policy.RefusalCode {
	if _, ok := v.edition.Product(m.installation.Product); !ok {
		return policy.ProductNotCovered
	}
	return ""
}

// supported: the state of the certificate (R7, R10, R11, R13, R15).
func supported(m matter, v *verdict) policy.RefusalCode {
	if v.cert.ID == "" {
		return policy.NoCertificate
	}
	switch v.life.StartedBy {
	case ByPreviousEnd, ByPurchase:
		v.applied("renewal.start")
	default:
		v.applied("activation.rule", "activation.capDays", "activation.dayKind")
	}
	v.applied("term.interval", "months.missingDay", "term.rollNonWorking")
	if v.support == Pending {
		return policy.NotYetActive
	}
	if v.support == Active {
		return ""
	}
	v.applied("lapse.anchor", "loyalty.declare", "loyalty.months", "loyalty.perCertificate")
	switch v.support {
	case Loyalty:
		v.inLoyalty()
		return ""
	case Conditional:
		v.applied("reinstatement.windowMonths", "reinstatement.boundary")
		return policy.UpgradeRequired
	default:
		v.applied("reinstatement.windowMonths", "reinstatement.boundary")
		if v.life.hadLoyalty(v.at, m.intents) {
			return policy.LoyaltyEnded
		}
		return policy.CoverageExpired
	}
}

// inLoyalty keeps the package or, where loyalty.package is basic, falls back to the basic one (G22). A partner package
// stays what it is: the basic package would bring level 2 and other contacts, which is more and not less.
func (v *verdict) inLoyalty() {
	v.applied("loyalty.package")
	v.clause = refusal(v.edition, policy.CoverageExpired).Clause // the sentence that opens loyalty
	basic, ok := v.edition.Package(policy.TS8x5)
	if v.edition.Readings.LoyaltyPackage == policy.LoyaltyBasicPackage && ok && !v.pack.PartnerOnly {
		v.pack = basic
	}
}

// commissioned: from the first instant of the recorded day on (R19, G25). A certificate that the order or the cap has
// started runs without it, with no support due: a system never put into service is level 1 work. A fault does not end
// the right, unless eligibility.installation asks for a system without any.
func commissioned(m matter, v *verdict) policy.RefusalCode {
	v.applied("eligibility.installation")
	on := m.installation.CommissionedOn
	if on.IsZero() || v.at.Before(on.In(v.edition.Zone)) {
		return policy.NotCommissioned
	}
	if v.edition.Readings.InstallationStatus == policy.InstallationFullyFunctional && m.req.Type == policy.Incident {
		return policy.NotCommissioned // what has a fault is not fully functional
	}
	return ""
}

// channel: the portal takes everything, whatever the package (R16, R39), the hotline what the edition says (R40), at the hours at which it takes
// requests. An operator may take the rest with a recorded reason where the channel and channels.hotline.override allow
// it (G35); the priority stays real.
func channel(m matter, v *verdict) policy.RefusalCode {
	rule, ok := v.edition.Channel(m.req.Channel)
	if !ok {
		return policy.ChannelNotAllowed
	}
	if rule.Takes(v.pack.Code, v.priority) && m.openFor(rule, v) {
		return ""
	}
	v.applied("channels.hotline.priorities", "channels.hotline.override")
	if rule.Override && strings.TrimSpace(m.req.Override) != "" {
		return ""
	}
	return policy.ChannelNotAllowed
}

// openFor reports whether the channel takes requests at the instant. Out of the hours of work a request is registered
// and its clock waits (G27); only an edition with intake hours, or the reading by which a call is turned away while
// nobody is at work, has it otherwise.
func (m matter) openFor(rule policy.ChannelRule, v *verdict) bool {
	if intake, err := m.intake(rule, v.edition); err != nil || !intake.IsOpen(v.at) {
		return false
	}
	if rule.Code != policy.Hotline {
		return true
	}
	v.applied("outOfHours.intake")
	if v.edition.Readings.OutOfHours != policy.OutOfHoursHotlineClosed {
		return true
	}
	hours, err := m.hours(v.option, v.priority)
	return err == nil && hours.IsOpen(v.at)
}

// level: installation and configuration are level 1, bought separately (R27, G50), and so is a question where the
// reading makes it one (G38); everything else starts at the first level that FLAT delivers under the package (R20-R26,
// G48).
func level(m matter, v *verdict) policy.RefusalCode {
	asked := m.req.Type == policy.Question && v.edition.Readings.QuestionPriority == policy.QuestionLevel1
	if m.req.Type != policy.Configure && !asked {
		v.level = firstLevel(v.pack)
		return ""
	}
	if !v.cert.Level1 {
		v.applied("l1.without")
		if v.edition.Readings.L1Without != policy.L1Accept {
			return policy.LevelNotIncluded
		}
	}
	v.level = 1
	v.clause = refusal(v.edition, policy.LevelNotIncluded).Clause
	return ""
}
