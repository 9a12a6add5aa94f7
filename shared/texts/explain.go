package texts

import (
	"fmt"
	"strings"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
)

// phrases of the explanation; each has the same verbs in both languages.
var phrases = map[string]policy.Text{
	"head":      {RU: "%s: %s, приоритет %s, пакет %s. Пункт %s политики %s (%s).", EN: "%s: %s, priority %s, package %s. Clause %s of policy %s (%s)."},
	"unit":      {RU: "Считаются часы поддержки: %s; пояс %s.", EN: "Hours of coverage count: %s; zone %s."},
	"days":      {RU: "Считаются дни, в которые оказывается поддержка: %s; пояс %s.", EN: "Days with coverage count: %s; zone %s."},
	"wall":      {RU: "Считается каждый час, пояс %s.", EN: "Every hour counts, zone %s."},
	"calendar":  {RU: "Производственный календарь %s.", EN: "Working calendar %s."},
	"start":     {RU: "Отсчёт с %s.", EN: "Counted from %s."},
	"counted":   {RU: "  %s %s–%s: считается %s, всего %s", EN: "  %s %s–%s: counts %s, %s so far"},
	"paused":    {RU: "  %s %s–%s: ожидание ответа, не считается", EN: "  %s %s–%s: waiting for the customer, does not count"},
	"off":       {RU: "  %s: %s, не считается", EN: "  %s: %s, does not count"},
	"due":       {RU: "Срок: %s.", EN: "Due: %s."},
	"unknown":   {RU: "Срок вычислить нельзя: календарь не даёт рабочего времени, на которое можно опереться. Руководитель извещён.", EN: "No due time can be computed: the calendar gives no working time to rest on. The manager has been told."},
	"waits":     {RU: "Срок не наступит, пока заявка ждёт ответа; осталось %s.", EN: "Not due while the ticket waits for the customer; %s remain."},
	"revised":   {RU: "Приоритет изменён %s: %s → %s; прежний срок %s, новый %s, действует %s.", EN: "Priority changed %s: %s → %s; old due %s, new %s, in force %s."},
	"short":     {RU: "предпраздничный день", EN: "short day"},
	"moved":     {RU: "рабочий день по переносу", EN: "working day by transfer"},
	"provision": {RU: "календарь года предварительный", EN: "calendar of the year provisional"},
	"readings":  {RU: "Толкования: %s.", EN: "Readings: %s."},
	"never":     {RU: "нет", EN: "none"},
}

var dayKinds = map[coverage.DayKind]policy.Text{
	coverage.Weekend:      {RU: "выходной", EN: "weekend"},
	coverage.Holiday:      {RU: "праздник", EN: "public holiday"},
	coverage.DayOffMoved:  {RU: "выходной по переносу", EN: "day off by transfer"},
	coverage.WorkingDay:   {RU: "нерабочие часы", EN: "closed hours"},
	coverage.WorkingMoved: {RU: "нерабочие часы", EN: "closed hours"},
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

// Explain writes the proof of a due instant, line by line: what was promised where, and every interval that counted
// with the running sum, every wait cut out and every day that did not count, so that it can be checked by hand.
func Explain(e sla.Explanation, ed *policy.Edition, lang string) []string {
	x := explainer{e: e, ed: ed, lang: Language(lang), zone: e.Location}
	x.say("head", ClockName(ed, e.Clock, x.lang), Target(e.Target, x.lang), e.Priority, e.Package, e.Clause, e.Edition, e.Digest)
	switch e.Target.Unit {
	case policy.WallHours:
		x.say("wall", e.Zone)
	case policy.BusinessDays, policy.NextBusinessDay:
		x.say("days", x.window(), e.Zone)
	default:
		x.say("unit", x.window(), e.Zone)
	}
	if e.Calendar != "" {
		x.say("calendar", e.Calendar)
	}
	x.say("start", x.at(e.From))
	x.stretches()
	for _, r := range e.Revisions {
		x.say("revised", x.at(r.At), r.From, r.To, x.at(r.Old), x.at(r.New), x.at(r.Taken))
	}
	if len(e.Readings) > 0 {
		x.say("readings", strings.Join(e.Readings, ", "))
	}
	switch {
	case !e.Due.IsZero():
		x.say("due", x.at(e.Due))
	case e.State == sla.Undetermined:
		x.say("unknown")
	default:
		x.say("waits", Duration(e.Left, x.lang))
	}
	return x.lines
}

type explainer struct {
	e     sla.Explanation
	ed    *policy.Edition
	lang  string
	zone  *time.Location
	lines []string
}

func (x *explainer) say(phrase string, args ...any) {
	x.lines = append(x.lines, fmt.Sprintf(phrases[phrase].In(x.lang), args...))
}

func (x *explainer) at(t time.Time) string {
	if t.IsZero() {
		return phrases["never"].In(x.lang)
	}
	if t.Nanosecond() == 0 {
		return Instant(t, x.zone, x.lang)
	}
	// A proof is checked to the last digit.
	day, clock, zone := Day(coverage.DateOf(t, x.zone), x.lang), x.clock(t), zoneName(t.In(x.zone), x.lang)
	return day + " " + clock + " " + zone
}

// window names the coverage hours as the edition does.
func (x *explainer) window() string {
	for _, w := range x.ed.Windows {
		if string(w.Name) == x.e.Window {
			return w.Label.In(x.lang)
		}
	}
	return x.e.Window
}

func (x *explainer) stretches() {
	var sum time.Duration
	open := map[coverage.Date]bool{}
	for _, s := range x.e.Stretches {
		open[s.Day.Date] = open[s.Day.Date] || s.Kind != coverage.Closed
	}
	for _, s := range x.e.Stretches {
		day := Day(s.Day.Date, x.lang)
		switch {
		case s.Kind == coverage.Counted:
			sum += s.To.Sub(s.From)
			x.say("counted", day, x.clock(s.From), x.clockTo(s.From, s.To), Duration(s.To.Sub(s.From), x.lang), Duration(sum, x.lang))
			x.remark(s.Day)
		case s.Kind == coverage.Paused:
			x.say("paused", day, x.clock(s.From), x.clockTo(s.From, s.To))
		case !open[s.Day.Date] && !s.Day.Working():
			open[s.Day.Date] = true // said once
			x.say("off", day, dayKinds[s.Day.Kind].In(x.lang))
		}
	}
}

// remark adds to the last line what is particular about its day. Coverage without a calendar has no particular days.
func (x *explainer) remark(d coverage.Day) {
	if x.e.Calendar == "" {
		return
	}
	var said []string
	for _, r := range []struct {
		applies bool
		phrase  string
	}{{d.Kind == coverage.WorkingMoved, "moved"}, {d.Short, "short"}, {d.Provisional, "provision"}} {
		if r.applies {
			said = append(said, phrases[r.phrase].In(x.lang))
		}
	}
	if len(said) > 0 {
		x.lines[len(x.lines)-1] += " (" + strings.Join(said, "; ") + ")"
	}
}

func (x *explainer) clock(t time.Time) string {
	local := t.In(x.zone)
	switch {
	case local.Nanosecond() != 0:
		return local.Format("15:04:05.000")
	case local.Second() != 0:
		return local.Format("15:04:05")
	default:
		return local.Format("15:04")
	}
}

// clockTo writes the end of a stretch; the midnight that ends a day is 24:00 of that day.
func (x *explainer) clockTo(from, to time.Time) string {
	if s := x.clock(to); s != "00:00" || !to.After(from) {
		return s
	}
	return "24:00"
}
