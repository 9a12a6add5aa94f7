package policy

import (
	"fmt"
	"strings"
)

// page is a Markdown page being written in one language.
type page struct {
	lang string
	text strings.Builder
}

func (p *page) say(ru, en string) string { return Text{RU: ru, EN: en}.In(p.lang) }

func (p *page) line(format string, args ...any) { fmt.Fprintf(&p.text, format+"\n", args...) }

func (p *page) chapter(ru, en string) {
	p.line("")
	p.line("## %s", p.say(ru, en))
	p.line("")
}

// head writes the head of a table, its titles given in pairs of Russian and English.
func (p *page) head(pairs ...string) {
	var titles, rules []string
	for i := 0; i+1 < len(pairs); i += 2 {
		titles = append(titles, p.say(pairs[i], pairs[i+1]))
		rules = append(rules, "---")
	}
	p.row(titles...)
	p.row(rules...)
}

// row writes a row; an empty cell shows a dash.
func (p *page) row(cells ...string) {
	for i, cell := range cells {
		if cell == "" {
			cell = "—"
		}
		cells[i] = strings.ReplaceAll(cell, "|", "\\|")
	}
	p.line("| %s |", strings.Join(cells, " | "))
}

// printLadders writes a row for each step of each ladder.
func (e *Edition) printLadders(p *page) {
	p.chapter("Кто и когда извещается", "Who is told when")
	p.head("Часы", "Clock", "Пакеты", "Packages", "Приоритеты", "Priorities", "Шаг", "Step", "Когда", "When", "Кому", "Whom",
		"Извещение", "Notice", "Вне часов поддержки", "Outside support hours", "Пункт", "Clause")
	for _, l := range e.Ladders {
		packages := join(l.Packages)
		if packages == "" {
			packages = p.say("все", "all")
		}
		closed := p.say("извещает", "tells")
		if l.Quiet {
			closed = p.say("ждёт открытия", "waits for the opening")
		}
		clock, _ := e.Clock(l.Clock)
		for _, s := range l.Steps {
			p.row(clock.Title.In(p.lang), packages, join(l.Priorities), code(s.Name), p.when(s), p.whom(s.Tell), code(s.Notice), closed, string(l.Clause))
		}
	}
}

// audienceNames are the roles as people call them.
var audienceNames = map[Audience]Text{
	ToAssigned: {RU: "инженер заявки", EN: "engineer of the ticket"},
	ToDuty:     {RU: "дежурный", EN: "duty"},
	ToManager:  {RU: "руководитель", EN: "manager"},
	ToCustomer: {RU: "заказчик", EN: "customer"},
	ToSales:    {RU: "отдел продаж", EN: "sales"},
	ToSupplier: {RU: "поставщик", EN: "supplier"},
}

func (p *page) whom(roles []Audience) string {
	names := make([]string, len(roles))
	for i, role := range roles {
		names[i] = audienceNames[role].In(p.lang)
	}
	return join(names)
}

// when prints the point of a step: "100% + 15m, then every 15m, at most 8 times".
func (p *page) when(s Step) string {
	text := fmt.Sprintf("%d%%", s.At)
	switch {
	case s.After > 0:
		text += " + " + printSpan(s.After)
	case s.After < 0:
		text += " − " + printSpan(-s.After)
	}
	switch {
	case s.Every > 0 && s.Max == 0:
		text += fmt.Sprintf(p.say(", затем каждые %s, пока никто не ответит", ", then every %s until somebody answers"), printSpan(s.Every))
	case s.Every > 0:
		text += fmt.Sprintf(p.say(", затем каждые %s, не более %d раз", ", then every %s, at most %d times"), printSpan(s.Every), s.Max)
	}
	return text
}

// printAlerts writes a row for each alert.
func (e *Edition) printAlerts(p *page) {
	if len(e.Alerts) == 0 {
		return
	}
	p.chapter("Второй канал оповещения", "The second means of alerts")
	p.line(p.say("Эти извещения, кроме письма, отправляются и другим путём.", "Besides the mail these notices go out by other means too."))
	p.line("")
	p.head("Оповещение", "Alert", "Приоритеты", "Priorities", "Извещения", "Notices", "Кому", "Whom", "Чем", "By", "Пункт", "Clause")
	for _, a := range e.Alerts {
		p.row(code(a.Name), join(a.Priorities), code(join(a.Notices)), p.whom(a.Tell), p.means(a.By), string(a.Clause))
	}
}

// printReminders writes a row for each reminder.
func (e *Edition) printReminders(p *page) {
	if len(e.Reminders) == 0 {
		return
	}
	p.chapter("Напоминания о сроках сертификата", "Reminders of the dates of a certificate")
	p.line(p.say("В календарных днях, в %s (%s).", "In calendar days, at %s (%s)."), e.RemindersAt, e.RemindersClause)
	p.line("")
	p.head("Напоминание", "Reminder", "Когда", "When", "От чего", "From", "Кому", "Whom", "Извещение", "Notice")
	for _, r := range e.Reminders {
		p.row(code(r.Name), printDays(r.Days).In(p.lang), anchorText(r.Anchor).In(p.lang), p.whom(r.Tell), code(r.Notice))
	}
}

// anchorNames are the dates as people call them. The ends are the first days on which what came before no longer holds.
var anchorNames = map[Anchor]Text{
	FromSale:       {RU: "день продажи", EN: "day of sale"},
	FromActivation: {RU: "первый день поддержки", EN: "first day of support"},
	FromEnd:        {RU: "день после последнего дня поддержки", EN: "day after the last day of support"},
	FromLoyaltyEnd: {RU: "день после последнего дня лояльности", EN: "day after the last day of loyalty"},
	FromRenewalEnd: {RU: "первый день, когда продлить можно только с апгрейдом", EN: "first day on which only an upgrade renews"},
}

func anchorText(a Anchor) Text {
	if name, known := anchorNames[a]; known {
		return name
	}
	return same(string(a))
}

// dueText is when a reminder is due: "90 days before: day after the last day of support".
func dueText(r Reminder) Text {
	days, anchor := printDays(r.Days), anchorText(r.Anchor)
	return Text{RU: days.RU + ": " + anchor.RU, EN: days.EN + ": " + anchor.EN}
}

// printDays is a distance from an anchor for people.
func printDays(days int) Text {
	switch {
	case days < 0:
		return Text{RU: fmt.Sprintf("за %d дн.", -days), EN: fmt.Sprintf("%d days before", -days)}
	case days > 0:
		return Text{RU: fmt.Sprintf("через %d дн.", days), EN: fmt.Sprintf("%d days after", days)}
	default:
		return Text{RU: "в этот день", EN: "on the day"}
	}
}
