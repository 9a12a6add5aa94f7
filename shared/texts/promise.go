package texts

import (
	"fmt"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
)

// told are the sentences of a promise, as an operator reads them out; each has the same verbs in both languages.
var told = map[Promised]policy.Text{
	WillAccept:    {RU: "Обращение будет принято: пакет «%s», поддержка %s.", EN: "The request will be accepted: package “%s”, support %s."},
	WillCarryOn:   {RU: "Обращение будет принято, идёт период лояльности: пакет «%s», поддержка %s.", EN: "The request will be accepted in the loyalty period: package “%s”, support %s."},
	WillCheck:     {RU: "Данные о праве на поддержку сейчас недоступны. Критическое обращение не ждёт: оно пойдёт по пакету «%s» и будет проверено позже.", EN: "The entitlement data cannot be read now. A critical request does not wait: it will run under the package “%s” and be checked later."},
	WillRefuse:    {RU: "Обращение будет зарегистрировано, но в поддержке будет отказано. %s", EN: "The request will be registered, but support will be refused. %s"},
	WillCount:     {RU: "%s: %s. Отсчёт начнётся %s, срок – %s.", EN: "%s: %s. It counts from %s and is due %s."},
	Counts:        {RU: "%s: %s. Отсчёт начнётся сразу, срок – %s.", EN: "%s: %s. It counts at once and is due %s."},
	CountsAlready: {RU: "%s: %s. Отсчёт идёт с %s, срок – %s.", EN: "%s: %s. It has been counting since %s and is due %s."},
	WasDue:        {RU: "%s: %s. Отсчёт идёт с %s, срок уже прошёл: %s.", EN: "%s: %s. It has been counting since %s and was due %s."},
	WillAttach:    {RU: "За заявкой будет закреплён инженер.", EN: "One engineer will be attached to the ticket."},
	OtherPriority: {RU: "Вопрос принимается с приоритетом %s, хотя указан %s.", EN: "A question is taken at priority %s, although %s was asked for."},
}

// Promised is one of the sentences of a promise.
type Promised string

// WillAccept and WillCarryOn take the package and how long it covers, WillCheck the package, WillRefuse the reason. The
// sentences of a clock take its name and target, then from when it counts, but for Counts, and when it is due.
// OtherPriority takes the priority that counts and the one that was asked for.
const (
	WillAccept    Promised = "accept"
	WillCarryOn   Promised = "loyalty"
	WillCheck     Promised = "unverified"
	WillRefuse    Promised = "refuse"
	WillCount     Promised = "will count"
	Counts        Promised = "counts"
	CountsAlready Promised = "counts already"
	WasDue        Promised = "was due"
	WillAttach    Promised = "engineer"
	OtherPriority Promised = "priority"
)

// Promise writes a sentence of a promise.
func Promise(sentence Promised, lang string, args ...any) string {
	return fmt.Sprintf(told[sentence].In(Language(lang)), args...)
}

var lasts = struct{ through, until policy.Text }{
	through: policy.Text{RU: "по %s включительно", EN: "through %s"},
	until:   policy.Text{RU: "до %s", EN: "until %s"},
}

// LastDay is the last day on which what ends at the instant still holds, at least in part: nobody reads an exclusive
// end (G3).
func LastDay(end time.Time, zone *time.Location) coverage.Date {
	return coverage.DateOf(end.Add(-time.Nanosecond), zone)
}

// Through says how long something holds: through its last day when it ends with one, else until the instant.
func Through(end time.Time, zone *time.Location, lang string) string {
	day := LastDay(end, zone)
	if end.Equal(day.AddDays(1).In(zone)) {
		return fmt.Sprintf(lasts.through.In(Language(lang)), Day(day, lang))
	}
	return fmt.Sprintf(lasts.until.In(Language(lang)), Instant(end, zone, lang))
}

// Hours names the hours that a clock counts, as the edition does; a clock in hours of the wall counts every hour.
func Hours(e sla.Explanation, ed *policy.Edition, lang string) string {
	x := explainer{e: e, ed: ed, lang: Language(lang)}
	if e.Target.Unit == policy.WallHours {
		return Label("everyHour", lang)
	}
	return x.window()
}
