package entitlement

import (
	"strings"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// Line is one statement of an explanation with the clause that it rests on.
type Line struct {
	Clause policy.ClauseCode
	Quote  policy.Text // the clause: the document's words in Russian, the gloss in English; empty without a clause
	Text   policy.Text
	// Desk marks what only the desk may read: records and contracts when the person who asked was not entitled to ask.
	Desk bool
}

// Explanation tells a person why the answer is what it is: the rules it was judged by, the answer with its clause, what
// would change it and until when it holds, then the records, certificates and readings behind it. The edition is the
// one that the decision names.
func (d Decision) Explanation(ed *policy.Edition) []Line {
	e := explanation{Decision: d, ed: ed}
	e.rules()
	e.answer()
	e.change()
	e.evidence()
	e.readings()
	return e.lines
}

// Refusal finds the words of a refusal: its reason and what would change it. A package may have its own, as the partner
// package has for the contacts of an end customer (R25); the clause tells which was meant. It reports false for any
// other answer.
func (d Decision) Refusal(ed *policy.Edition) (policy.RefusalRule, bool) {
	if d.Answer != Refused {
		return policy.RefusalRule{}, false
	}
	if own, ok := ed.RefusalFor(d.Code, d.Package); ok && own.Clause == d.Clause {
		return own, true
	}
	return ed.Refusal(d.Code)
}

type explanation struct {
	Decision
	ed    *policy.Edition
	lines []Line
}

func (e *explanation) add(clause policy.ClauseCode, text policy.Text) {
	line := Line{Clause: clause, Text: text}
	if c, ok := e.ed.Clause(clause); ok {
		line.Quote = policy.Text{RU: c.Quote, EN: c.Gloss}
	}
	e.lines = append(e.lines, line)
}

func (e *explanation) addDesk(clause policy.ClauseCode, text policy.Text) {
	e.add(clause, text)
	e.lines[len(e.lines)-1].Desk = e.Code == policy.ContactNotAuthorised
}

func (e *explanation) rules() {
	e.add("", say("Решение принято по редакции %s (%s) на %s.", "Judged by edition %s (%s) as of %s.",
		e.Edition, e.Digest, moment(e.At, e.ed.Zone)))
}

func (e *explanation) answer() {
	switch {
	case e.Answer == Refused:
		rule, _ := e.Refusal(e.ed)
		e.add(e.Clause, rule.Reason)
	case e.Answer == Unverified:
		e.add(e.Clause, say(
			"Данные о праве на поддержку сейчас недоступны. Критическая заявка не ждёт: она идёт по пакету «%s», приоритет %s, уровень %d, и будет проверена позже.",
			"The entitlement data cannot be read now. A critical request does not wait: it runs under the package “%s”, priority %s, level %d, and is checked later.",
			e.packageName(e.Package), e.Priority, e.Level))
	case e.Release != (Release{}):
		e.add(e.Clause, say(
			"Выпуск %s %s можно получить: пакет «%s», сертификат %s (%s).",
			"Release %s %s can be had: package “%s”, certificate %s (%s).",
			e.productName(e.Release.Product), e.Release.Version, e.packageName(e.Package), e.Certificate, e.Support.Name()))
	default:
		e.add(e.Clause, say(
			"Обращение принято: пакет «%s», сертификат %s (%s), приоритет %s, уровень поддержки %d.",
			"Accepted: package “%s”, certificate %s (%s), priority %s, support level %d.",
			e.packageName(e.Package), e.Certificate, e.Support.Name(), e.Priority, e.Level))
	}
	if e.Engineer {
		pack, _ := e.ed.Package(e.Package)
		e.add(pack.Clause, say("За заявкой закрепляется инженер.", "One engineer is attached to the ticket."))
	}
}

// change says what would give another answer: the rule's own remedy, then the days that it hangs on.
func (e *explanation) change() {
	if rule, ok := e.Refusal(e.ed); ok {
		e.add(rule.Clause, rule.Remedy)
	}
	if e.Partner != "" {
		e.add(e.Clause, say("Ваш сервисный партнёр: %s.", "Your service partner: %s.", e.Partner))
	}
	if lead, ok := find(e.Candidates, func(c Candidate) bool { return c.Certificate == e.Certificate }); ok {
		e.days(lead.Life)
	}
	if e.Until.IsZero() {
		return
	}
	e.addDesk("", say("При тех же данных этот ответ верен %s.", "On the same facts this answer holds %s.",
		ending(e.Until, e.ed.Zone)))
}

// days names the days on which a refusal about time hangs. The last days are printed, never the exclusive ends.
func (e *explanation) days(l Life) {
	renewal := say("Продление, купленное по %s включительно, начнёт действовать с %s.",
		"A renewal bought by %s runs from %s.", lastDay(l.UpgradeFrom), firstDay(l.End))
	switch {
	case e.Code == policy.NotYetActive && !l.Start.IsZero():
		e.add(e.Clause, say("Поддержка начнётся %s.", "Support starts on %s.", firstDay(l.Start)))
	case e.Code == policy.LoyaltyEnded, e.Code == policy.ReleaseNotEntitled:
		e.add(e.Clause, renewal)
	case e.Code == policy.CoverageExpired:
		e.add(e.Clause, say("Последний день поддержки – %s.", "The last day of support was %s.", lastDay(l.End)))
		if e.ed.Readings.LoyaltyDeclare == policy.DeclareBeforeExpiry || !coverage.DateOf(e.At, e.ed.Zone).Before(l.LoyaltyEnd) {
			e.add(e.Clause, say("Срок, в который можно было заявить намерение о продлении, уже прошёл.",
				"The time in which the intent to renew could be declared has passed."))
		} else {
			e.add(e.Clause, say(
				"Если заявить намерение о продлении, период лояльности действует с этого момента по %s включительно.",
				"If the intent to renew is declared, loyalty runs from that moment through %s.", lastDay(l.LoyaltyEnd)))
		}
		e.add(refusal(e.ed, policy.LoyaltyEnded).Clause, renewal)
	case e.Code == policy.UpgradeRequired:
		e.add(e.Clause, say("Последний день поддержки – %s, продлить её без апгрейда можно было по %s.",
			"The last day of support was %s; it could be renewed without an upgrade through %s.",
			lastDay(l.End), lastDay(l.UpgradeFrom)))
	}
}

func (e *explanation) evidence() {
	refs := make([]string, 0, len(e.Facts))
	for _, ref := range e.Facts {
		refs = append(refs, string(ref))
	}
	if len(refs) > 0 {
		e.addDesk("", say("Использованы записи: %s.", "Records used: %s.", strings.Join(refs, ", ")))
	}
	for _, c := range e.Candidates {
		e.candidate(c)
	}
}

func (e *explanation) candidate(c Candidate) {
	pack, _ := e.ed.Package(c.Package)
	outcome := policy.Text{RU: "мог быть применён, выбран другой.", EN: "could serve, another was chosen."}
	switch rule, refused := e.ed.RefusalFor(c.Why, c.Package); {
	case c.Used:
		outcome = policy.Text{RU: "применён.", EN: "used."}
	case refused:
		outcome = say("не применён. %s", "not used. %s", rule.Reason)
	}
	term := policy.Text{RU: "дата начала неизвестна", EN: "no known start"}
	if !c.Life.Start.IsZero() {
		term = say("с %s по %s включительно", "%s through %s", firstDay(c.Life.Start), lastDay(c.Life.End))
	}
	e.addDesk(pack.Clause, say("Сертификат %s, пакет «%s», %s, поддержка: %s – %s", "Certificate %s, package “%s”, %s, support: %s – %s",
		c.Certificate, e.packageName(c.Package), term, c.Support.Name(), outcome))
}

func (e *explanation) readings() {
	published := e.ed.PublishedReadings()
	for _, datum := range e.Readings {
		if r, ok := find(published, func(r policy.Reading) bool { return r.Datum == datum }); ok {
			e.add(r.Clause, say("Толкование %s (%s) = %s: %s", "Reading %s (%s) = %s: %s", r.Datum, r.Gap, r.Value, r.Meaning()))
		}
	}
}

// packageName falls back to the code: a certificate looked at may pin an older edition than the one that decides.
func (e *explanation) packageName(code policy.PackageCode) policy.Text {
	if pack, ok := e.ed.Package(code); ok {
		return pack.Name
	}
	return policy.Text{RU: string(code), EN: string(code)}
}

func (e *explanation) productName(code string) policy.Text {
	if product, ok := e.ed.Product(code); ok {
		return product.Name
	}
	return policy.Text{RU: code, EN: code}
}
