package entitlement

import (
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// lifeReadings are those by which the course of a certificate is computed.
var lifeReadings = struct{ initial, renewal, course []string }{
	initial: []string{"activation.rule", "activation.capDays", "activation.dayKind", "saleDate.source"},
	renewal: []string{"renewal.start"},
	course: []string{
		"term.interval", "months.missingDay", "term.rollNonWorking", "lapse.anchor", "loyalty.months", "loyalty.declare",
		"loyalty.perCertificate", "reinstatement.windowMonths", "reinstatement.boundary", "entitlement.instant", "zone",
	},
}

// ExplainLife tells the course of a certificate and how it stands at an instant: when it starts and why then, its last
// day, the period of loyalty, until when it can be renewed without an upgrade, each with its clause, and the readings by
// which they were computed.
func ExplainLife(ed *policy.Edition, c Certificate, inst Installation, at time.Time, intents ...Intent) []Line {
	e := explanation{ed: ed}
	l := LifeOf(ed, c, inst)
	e.add("", say("По редакции %s (%s) на %s.", "By edition %s (%s) as of %s.", ed.ID, ed.Digest, moment(at, ed.Zone)))
	e.Readings = append(e.started(l, c, inst), lifeReadings.course...)
	if !l.Start.IsZero() {
		e.course(l, c)
		e.stands(l, at, intents)
	}
	e.readings()
	return e.lines
}

// started says when the certificate starts and what set it, and names the readings that did.
func (e *explanation) started(l Life, c Certificate, inst Installation) []string {
	renewed, _ := e.ed.Reading("renewal.start")
	activated, _ := e.ed.Reading("activation.rule")
	switch l.StartedBy {
	case ByPreviousEnd:
		e.add(renewed.Clause, say("Продление начинается %s – в день, следующий за последним днём прежнего сертификата.",
			"The renewal starts on %s, the day after the last day of the certificate before it.", firstDay(l.Start)))
		return lifeReadings.renewal
	case ByPurchase:
		e.add(renewed.Clause, say("Продление начинается %s – в день покупки.", "The renewal starts on %s, the day it was bought.", firstDay(l.Start)))
		return lifeReadings.renewal
	default:
	}
	for _, may := range []struct {
		by     Trigger
		on     coverage.Date
		ru, en string
	}{
		{ByOrder, c.ActivationOn, "дата из заказа – %s", "the date in the order is %s"},
		{ByCommissioning, commissionedFor(c, inst), "ввод в эксплуатацию – %s", "the day of commissioning is %s"},
		{ByCap, e.cap(c), "предельный срок – %s", "the last day allowed is %s"},
	} {
		mark := policy.Text{RU: "", EN: ""}
		if may.by == l.StartedBy {
			mark = policy.Text{RU: ": с этого дня", EN: ": it starts then"}
		}
		if may.on.IsZero() {
			e.add(activated.Clause, say("Начало: "+may.ru+".", "Start: "+may.en+".", policy.Text{RU: "нет", EN: "not known"}))
			continue
		}
		e.add(activated.Clause, say("Начало: "+may.ru+"%s.", "Start: "+may.en+"%s.", firstDay(may.on), mark))
	}
	if l.Start.IsZero() {
		e.add(activated.Clause, say("Начала нет: не известны ни продажа, ни заказ, ни ввод.", "There is no start: neither sale nor order nor commissioning is known."))
	} else {
		e.add(activated.Clause, say("Первый день поддержки – %s.", "The first day of support is %s.", firstDay(l.Start)))
	}
	return lifeReadings.initial
}

// commissionedFor is the day of commissioning that counts: of a resumed contract that of its upgrade (G14).
func commissionedFor(c Certificate, inst Installation) coverage.Date {
	if !c.InstalledOn.IsZero() {
		return c.InstalledOn
	}
	return inst.CommissionedOn
}

// cap is the last day on which the certificate can become active (R7).
func (e *explanation) cap(c Certificate) coverage.Date {
	if c.SoldOn.IsZero() {
		return coverage.Date{}
	}
	return LastActivation(e.ed, c.SoldOn)
}

// course says what follows from the start.
func (e *explanation) course(l Life, c Certificate) {
	term, _ := e.ed.Reading("term.interval")
	lapse := refusal(e.ed, policy.CoverageExpired).Clause
	e.add(term.Clause, say("Срок, месяцев: %d; последний день поддержки – %s.", "Term of %d months; the last day of support is %s.", c.TermMonths, lastDay(l.End)))
	e.add(lapse, say("Период лояльности, если заявлено намерение продлить, – по %s включительно.", "Loyalty, if the intent to renew is declared, runs through %s.", lastDay(l.LoyaltyEnd)))
	e.add(refusal(e.ed, policy.UpgradeRequired).Clause, say("Продлить без апгрейда можно по %s включительно; потом – только с апгрейдом.",
		"It can be renewed without an upgrade through %s; later only with one.", lastDay(l.UpgradeFrom)))
}

// stands says how the certificate stands at the instant, and until when.
func (e *explanation) stands(l Life, at time.Time, intents []Intent) {
	clause := refusal(e.ed, policy.CoverageExpired).Clause
	for _, i := range intents {
		e.add(clause, say("Намерение продлить заявлено %s.", "The intent to renew was declared %s.", moment(i.DeclaredAt, e.ed.Zone)))
		if !i.WithdrawnAt.IsZero() {
			e.add(clause, say("Оно отозвано %s.", "It was withdrawn %s.", moment(i.WithdrawnAt, e.ed.Zone)))
		}
	}
	e.late(l, clause, intents)
	if span, ok := l.Loyalty(intents...); ok {
		e.add(clause, say("По нему поддержка оказывается с %s %s.", "By it support goes on from %s %s.", moment(span.From, e.ed.Zone), ending(span.To, e.ed.Zone)))
	}
	support, until := l.Support(at, intents...)
	if until.IsZero() {
		e.add("", say("На %s поддержка: %s.", "As of %s support is: %s.", moment(at, e.ed.Zone), support.Name()))
		return
	}
	if support == Pending || support == Lapsed { // what has an end here is the answer, not a support
		e.add("", say("На %s поддержка: %s; этот ответ верен %s.", "As of %s support is: %s; the answer is the same %s.", moment(at, e.ed.Zone), support.Name(), ending(until, e.ed.Zone)))
		return
	}
	e.add("", say("На %s поддержка: %s, %s.", "As of %s support is: %s, %s.", moment(at, e.ed.Zone), support.Name(), ending(until, e.ed.Zone)))
}

// late names the intents that were declared when loyalty could no longer be opened (G18).
func (e *explanation) late(l Life, clause policy.ClauseCode, intents []Intent) {
	limit := l.over(l.LoyaltyEnd)
	if l.readings.LoyaltyDeclare == policy.DeclareBeforeExpiry {
		limit = l.over(l.End)
	}
	for _, i := range intents {
		if _, opens := l.opened(i); !opens && !i.DeclaredAt.Before(limit) {
			e.add(clause, say("Намерение от %s заявлено слишком поздно: период лояльности открывает заявленное %s.",
				"The intent of %s came too late to open loyalty, which takes one declared %s.", moment(i.DeclaredAt, e.ed.Zone), ending(limit, e.ed.Zone)))
		}
	}
}
