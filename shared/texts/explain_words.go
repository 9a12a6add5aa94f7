package texts

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
)

// phrases of the explanation; each has the same verbs in both languages. infra/proof reads them back: whoever changes one
// changes it there too.
var phrases = map[string]policy.Text{
	"head":        {RU: "%s: %s, приоритет %s, пакет %s. Пункт %s политики %s (%s).", EN: "%s: %s, priority %s, package %s. Clause %s of policy %s (%s)."},
	"clause":      {RU: "%s: «%s»", EN: "%s: “%s”"},
	"facts":       {RU: "Право на поддержку проверено по записям: %s.", EN: "The right to support was judged on the records %s."},
	"unverified":  {RU: "Право на поддержку ещё не проверено: часы идут и без этого.", EN: "The right to support is not verified yet: the clock runs all the same."},
	"unit":        {RU: "Считаются часы поддержки: %s; пояс %s.", EN: "Hours of coverage count: %s; zone %s."},
	"days":        {RU: "Считаются дни, в которые оказывается поддержка: %s; пояс %s.", EN: "Days with coverage count: %s; zone %s."},
	"wall":        {RU: "Считается каждый час, пояс %s.", EN: "Every hour counts, zone %s."},
	"hours":       {RU: "Часы: %s.", EN: "Hours: %s."},
	"always":      {RU: "круглосуточно", EN: "round the clock"},
	"none":        {RU: "нет", EN: "none"},
	"movedHours":  {RU: "рабочий день по переносу", EN: "working day by transfer"},
	"shortKept":   {RU: "Предпраздничный день не сокращается.", EN: "A short day keeps its hours."},
	"shortCut":    {RU: "Предпраздничный день на час короче.", EN: "A short day ends an hour earlier."},
	"calendar":    {RU: "Производственный календарь %s.", EN: "Working calendar %s."},
	"migrated":    {RU: "Производственный календарь %s; заявка была принята по %s и пересчитана.", EN: "Working calendar %s; the ticket was accepted under %s and has been recounted."},
	"began":       {RU: "Часы пошли %s.", EN: "The clock began %s."},
	"start":       {RU: "Отсчёт с %s.", EN: "Counted from %s."},
	"counted":     {RU: "  %s %s–%s: считается %s, всего %s", EN: "  %s %s–%s: counts %s, %s so far"},
	"paused":      {RU: "  %s %s–%s: ожидание ответа, не считается", EN: "  %s %s–%s: waiting for the customer, does not count"},
	"off":         {RU: "  %s: %s, не считается", EN: "  %s: %s, does not count"},
	"day0":        {RU: "  %s: от этого дня отсчёт", EN: "  %s: counted from this day"},
	"day":         {RU: "  %s: рабочий день %d", EN: "  %s: working day %d"},
	"sameTime":    {RU: "Срок – в то же время суток; если оно вне часов поддержки, то в ближайшее их начало того же дня или в их конец.", EN: "Due at the same time of day; outside the hours of coverage, at their next opening on that day or at their end."},
	"closing":     {RU: "Срок – конец часов поддержки этого дня.", EN: "Due at the end of that day's hours."},
	"plain":       {RU: "Без ожидания срок был бы %s, до него часов поддержки: %s. Ожидание сдвигает его:", EN: "Without waiting it would be due %s; hours of coverage until then: %s. Waiting moves it on:"},
	"cut":         {RU: "Ожидание ответа %s: вычтено %s.", EN: "Waiting for the customer %s: %s cut out."},
	"cutAll":      {RU: "Всего вычтено %s.", EN: "Cut out in all %s."},
	"cutNothing":  {RU: "Ожидание ответа %s: часов поддержки в нём нет, вычитать нечего.", EN: "Waiting for the customer %s: no hours of coverage in it, nothing to cut out."},
	"notCut":      {RU: "Ожидание ответа %s этот срок не останавливает.", EN: "Waiting for the customer %s does not stop this clock."},
	"lasts":       {RU: "Ожидание ответа %s ещё длится: до его конца ничего не считается.", EN: "Waiting for the customer %s goes on: nothing counts until it ends."},
	"heldCut":     {RU: "Работа ждала продления поддержки %s: вычтено %s.", EN: "On hold for a renewal %s: %s cut out."},
	"heldNothing": {RU: "Работа ждала продления поддержки %s: часов поддержки в этом нет, вычитать нечего.", EN: "On hold for a renewal %s: no hours of coverage in it, nothing to cut out."},
	"heldLasts":   {RU: "Работа ждёт продления поддержки %s: до него ничего не считается.", EN: "On hold for a renewal %s: nothing counts until it comes."},
	"heldPaused":  {RU: "  %s %s–%s: работа ждала продления, не считается", EN: "  %s %s–%s: on hold for a renewal, does not count"},
	"heldWaits":   {RU: "Срок не наступит, пока работа ждёт продления поддержки; осталось %s.", EN: "Not due while the work is on hold for a renewal; %s remain."},
	"between":     {RU: "с %s по %s", EN: "from %s to %s"},
	"since":       {RU: "с %s", EN: "since %s"},
	"due":         {RU: "Срок: %s.", EN: "Due: %s."},
	"unknown":     {RU: "Срок вычислить нельзя: календарь не даёт рабочего времени, на которое можно опереться. Руководитель извещён.", EN: "No due time can be computed: the calendar gives no working time to rest on. The manager has been told."},
	"waits":       {RU: "Срок не наступит, пока заявка ждёт ответа; осталось %s.", EN: "Not due while the ticket waits for the customer; %s remain."},
	"promised":    {RU: "Обещано с изменением приоритета: %s → %s.", EN: "Promised since the priority changed: %s → %s."},
	"revised":     {RU: "Приоритет изменён %s: %s → %s; прежний срок %s, новый %s, действует %s.", EN: "Priority changed %s: %s → %s; old due %s, new %s, in force %s."},
	"short":       {RU: "предпраздничный день", EN: "short day"},
	"moved":       {RU: "рабочий день по переносу", EN: "working day by transfer"},
	"provision":   {RU: "календарь года предварительный", EN: "calendar of the year provisional"},
	"closed":      {RU: "нерабочие часы", EN: "closed hours"},
	"noHours":     {RU: "в этот день поддержки нет", EN: "no coverage on this day"},
	"past":        {RU: "рабочий день, но отсчёт начался позже", EN: "a working day, but counting began later"},
	"second":      {RU: "с", EN: "s"},
	"readings":    {RU: "Толкования там, где документ оставляет выбор:", EN: "Readings taken where the document leaves a choice:"},
	"reading":     {RU: "  %s (%s = %s, %s)", EN: "  %s (%s = %s, %s)"},
	"never":       {RU: "нет", EN: "none"},
}

var dayKinds = map[coverage.DayKind]policy.Text{
	coverage.Weekend:     {RU: "выходной", EN: "weekend"},
	coverage.Holiday:     {RU: "праздник", EN: "public holiday"},
	coverage.DayOffMoved: {RU: "выходной по переносу", EN: "day off by transfer"},
}

var states = map[sla.State]policy.Text{
	sla.Running:      {RU: "идёт", EN: "running"},
	sla.Paused:       {RU: "приостановлено", EN: "paused"},
	sla.Met:          {RU: "выполнено", EN: "met"},
	sla.Breached:     {RU: "нарушено", EN: "breached"},
	sla.Cancelled:    {RU: "снято", EN: "cancelled"},
	sla.Undetermined: {RU: "срок не определён", EN: "undetermined"},
}

// ClockState names a state of a clock.
func ClockState(s sla.State, lang string) string { return states[s].In(Language(lang)) }

// ClockName names a clock by the edition.
func ClockName(ed *policy.Edition, name policy.ClockName, lang string) string {
	rule, ok := ed.Clock(name)
	if !ok {
		return string(name)
	}
	return rule.Title.In(Language(lang))
}

// explainer writes the lines of one explanation.
type explainer struct {
	e     sla.Explanation
	ed    *policy.Edition
	lang  string
	zone  *time.Location
	lines []string
}

func (x *explainer) say(phrase string, args ...any) {
	x.lines = append(x.lines, fmt.Sprintf(x.word(phrase), args...))
}

func (x *explainer) word(phrase string) string { return phrases[phrase].In(x.lang) }

func (x *explainer) at(t time.Time) string {
	if t.IsZero() {
		return x.word("never")
	}
	if t.Nanosecond() == 0 {
		return Instant(t, x.zone, x.lang)
	}
	// A proof is checked to the last digit.
	day, clock, zone := Day(coverage.DateOf(t, x.zone), x.lang), x.clock(t), zoneName(t.In(x.zone), x.lang)
	return day + " " + clock + " " + zone
}

// span writes a length of time to the last digit.
func (x *explainer) span(d time.Duration) string {
	part := d % time.Second
	if part == 0 {
		return Duration(d, x.lang)
	}
	fraction := strings.TrimPrefix(strings.TrimRight(fmt.Sprintf("%.9f", part.Seconds()), "0"), "0")
	whole, unit := Duration(d-part, x.lang), phrases["second"].In(x.lang)
	if seconds, ok := strings.CutSuffix(whole, " "+unit); ok {
		return seconds + fraction + " " + unit
	}
	return whole + " 0" + fraction + " " + unit
}

// clock writes a time of day; where the clock of the zone shows it twice, with the offset that is meant.
func (x *explainer) clock(t time.Time) string {
	local := t.In(x.zone)
	text := local.Format("15:04")
	switch {
	case local.Nanosecond()%int(time.Millisecond) != 0:
		text = local.Format("15:04:05.000000000")
	case local.Nanosecond() != 0:
		text = local.Format("15:04:05.000")
	case local.Second() != 0:
		text = local.Format("15:04:05")
	}
	if twice(local) {
		text += " (" + local.Format("-07:00") + ")"
	}
	return text
}

// twice reports whether the clock of the zone shows the same at another instant.
func twice(local time.Time) bool {
	_, offset := local.Zone()
	return slices.ContainsFunc([]time.Duration{time.Hour, 30 * time.Minute, 2 * time.Hour}, func(d time.Duration) bool {
		_, later := local.Add(d).Zone()
		_, earlier := local.Add(-d).Zone()
		step := int(d / time.Second)
		return offset-later == step || earlier-offset == step
	})
}

// clockTo writes the end of a stretch of the day; the midnight that ends the day is 24:00 of it.
func (x *explainer) clockTo(day coverage.Date, to time.Time) string {
	if coverage.DateOf(to, x.zone) == day {
		return x.clock(to)
	}
	return "24:00"
}
