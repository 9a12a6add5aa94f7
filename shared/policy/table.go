package policy

import (
	"fmt"
	"strconv"
	"strings"
)

// Table prints the edition as a Markdown page for people, in the language "ru" or "en": what is sold, covered and
// promised, who is told when, what a refusal says, which readings were taken, and the clauses that all of it rests on.
// Any other language reads as Russian.
func (e *Edition) Table(lang string) string {
	p := &page{lang: lang}
	p.line("# %s", e.Title.In(lang))
	p.line("")
	p.line("%s `%s` · `%s` · %s %s · %s", p.say("Редакция", "Edition"), e.ID, e.Digest,
		p.say("действует с", "valid from"), e.ValidFrom, e.Zone)
	e.printPackages(p)
	e.printWindows(p)
	e.printPriorities(p)
	e.printClocks(p)
	e.printChannels(p)
	e.printProducts(p)
	e.printUnverified(p)
	e.printRefusals(p)
	e.printLadders(p)
	e.printAlerts(p)
	e.printReminders(p)
	e.printReadings(p)
	e.printClauses(p)
	return strings.TrimRight(p.text.String(), "\n") + "\n"
}

func (e *Edition) printPackages(p *page) {
	p.chapter("Пакеты", "Packages")
	p.head("Код", "Code", "Название", "Name", "Сроки, мес.", "Terms, months", "Уровни", "Levels", "П1", "P1", "П2", "P2",
		"П3", "P3", "П4", "P4", "Закреплённый инженер", "Attached engineer", "Выезд", "Visit", "Кому", "For", "Пункт", "Clause")
	for _, row := range e.Packages {
		buyer := p.say("всем", "everyone")
		if row.PartnerOnly {
			buyer = p.say("сервисным партнёрам", "service partners")
		}
		cells := []string{code(row.Code), row.Name.In(p.lang), join(row.TermsMonths) + " (" + string(row.TermsClause) + ")", join(row.Levels)}
		for _, prio := range priorityCodes {
			cells = append(cells, hoursOf(row, prio))
		}
		p.row(append(cells, join(row.NamedEngineer), join(row.OnsiteAreas), buyer, string(row.Clause))...)
	}
}

// hoursOf names the hours at a priority, and those of the types of request that have others.
func hoursOf(row Package, prio PriorityCode) string {
	cell := string(row.Coverage[prio])
	for _, kind := range requestTypes {
		if own, ok := row.ByType[kind][prio]; ok {
			cell += ", " + string(kind) + ": " + string(own)
		}
	}
	return cell
}

func (e *Edition) printWindows(p *page) {
	p.chapter("Часы поддержки", "Support hours")
	p.head("Имя", "Name", "Часы", "Hours", "Календарь", "Calendar", "Чьё время", "Whose clock", "Пункт", "Clause")
	for _, w := range e.Windows {
		whose := ""
		if !w.Always {
			whose = zoneNames[w.Zone].In(p.lang)
		}
		p.row(string(w.Name), w.Label.In(p.lang), w.Calendar, whose, string(w.Clause))
	}
}

var zoneNames = map[ZoneOf]Text{
	ZoneOfPolicy:   {RU: "политики", EN: "the policy's"},
	ZoneOfSite:     {RU: "объекта", EN: "the site's"},
	ZoneOfCustomer: {RU: "заказчика", EN: "the customer's"},
}

func (e *Edition) printPriorities(p *page) {
	p.chapter("Приоритеты", "Priorities")
	p.head("Код", "Code", "Название", "Name", "Определение", "Definition", "Пункт", "Clause")
	for _, row := range e.Priorities {
		p.row(string(row.Code), row.Name.In(p.lang), row.Definition.In(p.lang), string(row.Clause))
	}
}

func (e *Edition) printClocks(p *page) {
	p.chapter("Обещанное время", "Promised times")
	p.head("Часы", "Clock", "П1", "P1", "П2", "P2", "П3", "P3", "П4", "P4", "Единица", "Unit", "Запускает", "Started by", "Останавливает", "Stopped by",
		"Ожидание заказчика", "Waiting for the customer", "Пункт", "Clause")
	for _, c := range e.Clocks {
		cells := []string{c.Title.In(p.lang)}
		for _, prio := range priorityCodes {
			cell := ""
			if target, promised := c.Targets[prio]; promised {
				cell = target.String() + " (" + string(target.Clause) + ")"
			}
			cells = append(cells, cell)
		}
		waiting := p.say("не вычитается", "counts")
		if c.Pausable {
			waiting = p.say("вычитается", "cut out")
		}
		p.row(append(cells, code(c.Unit), code(c.Start), code(c.Stop), waiting, string(c.Clause))...)
	}
}

func (e *Edition) printChannels(p *page) {
	p.chapter("Каналы", "Channels")
	p.head("Код", "Code", "Название", "Name", "Адрес", "Address", "Приоритеты", "Priorities", "Часы приёма", "Intake hours",
		"Исключения", "Exceptions", "Пункт", "Clause")
	for _, c := range e.Channels {
		exception := ""
		if c.Override {
			exception = p.say("оператором, с записанной причиной", "by an operator, with a recorded reason")
		}
		taken := join(c.Priorities)
		for _, pkg := range packageCodes {
			if own, ok := c.ByPackage[pkg]; ok {
				taken += "; " + string(pkg) + ": " + join(own)
			}
		}
		if c.Code == Email {
			exception = p.say("приоритет не указан: "+string(c.DefaultPriority)+"; автоматических ответов на адрес в день: ",
				"no priority written: "+string(c.DefaultPriority)+"; automatic answers to an address in a day: ") + strconv.Itoa(c.AnswersPerDay) +
				p.say(", из них на одну тему: ", ", of those on one subject: ") + strconv.Itoa(c.AnswersPerSubject)
			exception += p.say("; файл не больше, МБ: ", "; no file larger than, MB: ") + strconv.Itoa(c.MaxFileMB)
			exception += p.say("; все файлы письма, МБ: ", "; all files of a mail, MB: ") + strconv.Itoa(c.MaxFilesMB)
			exception += p.say("; письмо старше (дней) не принимается: ", "; a mail older than (days) is not taken: ") + strconv.Itoa(c.OldestDays)
		}
		if c.Code == Form {
			seconds, hours := strconv.Itoa(int(c.MinFill.Seconds())), strconv.Itoa(int(c.ConfirmFor.Hours()))
			exception = p.say("писем с подтверждением на адрес в день: "+strconv.Itoa(c.AnswersPerDay)+"; ссылка действует, часов: "+hours+"; быстрее заполняют роботы, секунд: "+seconds,
				"mails to confirm, to an address in a day: "+strconv.Itoa(c.AnswersPerDay)+"; the link lives "+hours+" hours; who fills it in within "+seconds+" seconds is a robot")
		}
		p.row(code(c.Code), c.Name.In(p.lang), c.Address, taken, string(c.Intake), exception, string(c.Clause))
	}
}

func (e *Edition) printProducts(p *page) {
	p.chapter("Продукты", "Products")
	p.head("Код", "Code", "Название", "Name", "Пункт", "Clause")
	for _, row := range e.Products {
		p.row(code(row.Code), row.Name.In(p.lang), string(row.Clause))
	}
}

func (e *Edition) printUnverified(p *page) {
	p.chapter("Когда право на поддержку нельзя проверить", "When the right to support cannot be checked")
	p.line(p.say("Обращение %s принимается по часам пакета %s (%s).", "A request of %s runs under the hours of package %s (%s)."),
		P1, code(e.Unverified), e.UnverifiedClause)
	if e.Triage > 0 {
		p.line(p.say("Обращение, отправитель которого не установлен, дежурный разбирает за %s; позже извещается руководитель (%s).",
			"A request whose sender is not known is looked at by the duty within %s; after that the manager is told (%s)."),
			printSpan(e.Triage), e.TriageClause)
	}
}

func (e *Edition) printRefusals(p *page) {
	p.chapter("Отказы", "Refusals")
	p.head("Код", "Code", "Пакет", "Package", "Причина", "Reason", "Что изменит ответ", "What would change the answer", "Пункт", "Clause")
	for _, r := range e.Refusals {
		pkg := p.say("любой", "any")
		if r.Package != "" {
			pkg = code(r.Package)
		}
		p.row(code(r.Code), pkg, r.Reason.In(p.lang), r.Remedy.In(p.lang), string(r.Clause))
	}
}

func (e *Edition) printReadings(p *page) {
	p.chapter("Толкования", "Readings")
	p.head("Имя", "Datum", "Значение", "Value", "Другие", "Others", "Смысл", "Meaning", "Пробел", "Gap", "Пункт", "Clause")
	for _, r := range e.readings {
		note := r.Note.In(p.lang)
		if _, changed := e.overrides[r.Datum]; changed {
			note = p.say("Изменено. Опубликованное толкование: ", "Changed. As published: ") + note
		}
		p.row(code(r.Datum), code(r.Value), join(r.Alternatives), note, r.Gap, string(r.Clause))
	}
}

func (e *Edition) printClauses(p *page) {
	p.chapter("Пункты", "Clauses")
	for _, c := range e.Clauses {
		source := p.say("документ, правила ", "document, rules ") + join(c.Rules)
		if c.Operator {
			source = p.say("дополнение оператора", "addition of the operator")
		}
		p.line("### %s (%s)", c.Code, source)
		p.line("")
		if p.lang == "en" {
			p.line("%s", c.Gloss)
			p.line("")
		}
		p.line("> %s", strings.ReplaceAll(c.Quote, "\n", "\n>\n> "))
		p.line("")
	}
}

func code[T ~string](word T) string { return "`" + string(word) + "`" }

// join prints a list as "P1, P2".
func join[T any](list []T) string {
	parts := make([]string, len(list))
	for i, item := range list {
		parts[i] = fmt.Sprint(item)
	}
	return strings.Join(parts, ", ")
}
