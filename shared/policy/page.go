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
