package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// promisedBy are the readings that promise a clock beyond those of the edition's own words.
var promisedBy = map[ClockName]string{Update: "updates.cadence", Arrival: "onsite.sla"}

func (t *teller) clocks() {
	for _, c := range t.e.Clocks {
		row := statement{
			place: "clocks." + string(c.Name), what: lower(c.Title), short: c.Title, clause: c.Clause, scopes: t.everyone(),
			follows: datums(promisedBy[c.Name] != "", promisedBy[c.Name]),
		}
		read := c.Name == Reaction || c.Name == Callback
		t.in(row, func() {
			t.clause(c.Clause)
			t.say(statement{place: "unit", what: Text{RU: "единица", EN: "unit"}, short: same(string(c.Unit)), datum: datumOf(read, "reaction.unit")})
			t.say(statement{place: "start", what: Text{RU: "запускает", EN: "started by"}, short: same(string(c.Start)), follows: datums(read, "reaction.start")})
			t.say(statement{place: "stop", what: Text{RU: "останавливает", EN: "stopped by"}, short: same(string(c.Stop)), datum: stopDatum[c.Name]})
			t.say(statement{
				place: "pausable", what: Text{RU: "ожидание заказчика вычитается", EN: "waiting for the customer is cut out"},
				short: yesNo(c.Pausable), follows: datums(c.Name == Reaction, "reaction.pause"),
			})
			t.targets(c)
		})
	}
}

var stopDatum = map[ClockName]string{Reaction: "reaction.stopEvent", Callback: "callback.stop"}

// targets are told as people say them: "P2: reaction time 3h".
func (t *teller) targets(c ClockRule) {
	outer := t.row
	for _, prio := range keysOf(c.Targets, priorityCodes) {
		target := c.Targets[prio]
		rest := fmt.Sprint(target.Within, target.Days, target.Cutoff)
		own := string(target.Unit)
		if target.Unit == c.Unit {
			own = "as the clock"
		}
		row := statement{
			place: "targets." + string(prio), clause: target.Clause,
			short: target.text(), full: Text{RU: target.text().RU + " (" + string(target.Unit) + " " + rest + ")", EN: target.text().EN + " (" + string(target.Unit) + " " + rest + ")"},
			keys: []string{rest + own},
		}
		title := lower(c.Title)
		t.row.what = Text{RU: inRussian(prio) + ": " + title.RU, EN: string(prio) + ": " + title.EN}
		t.in(row, func() { t.clause(target.Clause) })
		t.row = outer
	}
}

// text is what is promised, in words.
func (t Target) text() Text {
	switch t.Unit {
	case BusinessDays:
		return Text{RU: fmt.Sprintf("раб. дней: %d", t.Days), EN: fmt.Sprintf("%d working days", t.Days)}
	case NextBusinessDay:
		return Text{RU: "следующий рабочий день при получении до " + t.Cutoff.String(), EN: "the next working day, received by " + t.Cutoff.String()}
	default:
		return spanText(t.Within)
	}
}

// spanText prints 1h30m in both languages.
func spanText(d time.Duration) Text {
	plain := printSpan(d)
	return Text{RU: strings.TrimSpace(strings.NewReplacer("h", " ч ", "m", " мин ", "s", " с ").Replace(plain)), EN: plain}
}

func (t *teller) windows() {
	for _, w := range t.e.Windows {
		row := statement{
			place: "windows." + string(w.Name), what: Text{RU: "часы " + string(w.Name), EN: "hours " + string(w.Name)},
			short: w.Label, clause: w.Clause, scopes: t.e.users(w.Name), keys: []string{labelOf(w)},
		}
		t.in(row, func() {
			t.clause(w.Clause)
			t.field("always", "круглосуточно", "round the clock", yesNo(w.Always))
			t.say(statement{
				place: "week", what: Text{RU: "открыты", EN: "open"}, short: orNone(printWeek(w.Week)),
				datum: datumOf(w.Name == businessWindow, "windows.business"),
			})
			t.say(statement{
				place: "calendar", what: Text{RU: "календарь", EN: "calendar"}, short: orNone(w.Calendar),
				datum: datumOf(w.Name == businessWindow, "calendar"), follows: datums(w.Name != businessWindow, "calendar"),
			})
			t.say(statement{
				place: "zone", what: Text{RU: "на чьих часах", EN: "on whose clock"}, short: same(string(w.Zone)),
				datum: datumOf(w.Name == businessWindow, "windows.zone"), follows: datums(w.Name != businessWindow, "windows.zone"),
			})
			t.field("shortDay", "предпраздничный день", "short day", orNone(string(w.ShortDay)))
		})
	}
}

// labelOf is a window's label without the hours that are printed in it.
func labelOf(w WindowRule) string {
	hours := strings.ReplaceAll(printWeek(w.Week), ",", ", ")
	if hours == "" {
		return w.Label.RU + "\n" + w.Label.EN
	}
	return strings.ReplaceAll(w.Label.RU+"\n"+w.Label.EN, hours, hoursMark)
}

// users are the packages and priorities whose hours are those of the window.
func (e *Edition) users(name WindowName) []Scope {
	var scopes []Scope
	for _, p := range e.Packages {
		s := Scope{Package: p.Code}
		for _, prio := range priorityCodes {
			uses := p.Coverage[prio] == name
			for _, kind := range requestTypes {
				uses = uses || p.ByType[kind][prio] == name
			}
			if uses {
				s.Priorities = append(s.Priorities, prio)
			}
		}
		if len(s.Priorities) > 0 {
			scopes = append(scopes, s)
		}
	}
	return scopes
}

// windowText says which hours a window has; a window that is not there is its name.
func (e *Edition) windowText(name WindowName) Text {
	w, ok := find(e.Windows, func(w WindowRule) bool { return w.Name == name })
	if !ok {
		return orNone(string(name))
	}
	return same(string(w.Name))
}

// ladders are told for each package and priority that they serve: whoever reads the difference asks who is told now,
// and not how the rows of the edition are cut.
func (t *teller) ladders() {
	for _, ladder := range t.e.Ladders {
		packages := slices.Clip(ladder.Packages) // what is appended is nobody else's
		if len(packages) == 0 {
			for _, p := range t.e.Packages {
				packages = append(packages, p.Code)
			}
		}
		clock, ok := t.e.Clock(ladder.Clock)
		if !ok {
			clock.Title = same(string(ladder.Clock))
		}
		title := lower(clock.Title)
		for _, pkg := range packages {
			for _, prio := range ladder.Priorities {
				row := statement{
					place: "ladders." + string(ladder.Clock), clause: ladder.Clause,
					what:    Text{RU: "эскалация, " + title.RU, EN: "escalation of the " + title.EN},
					scopes:  []Scope{{pkg, []PriorityCode{prio}}},
					scope:   string(pkg) + " " + string(prio),
					follows: datums(promisedBy[ladder.Clock] != "", promisedBy[ladder.Clock]),
				}
				t.in(row, func() { t.rungs(ladder) })
			}
		}
	}
}

func (t *teller) rungs(ladder Ladder) {
	t.clause(ladder.Clause)
	t.field("quiet", "ждёт часов поддержки", "waits for support hours", yesNo(ladder.Quiet))
	ru, en := &page{lang: "ru"}, &page{lang: "en"}
	for _, s := range ladder.Steps {
		row := statement{
			place: "steps." + s.Name, what: Text{RU: "шаг " + s.Name, EN: "step " + s.Name},
			short: Text{RU: ru.when(s), EN: en.when(s)}, full: Text{RU: fmt.Sprint(ru.when(s), " ", s.At, s.After, s.Every, s.Max), EN: fmt.Sprint(en.when(s), " ", s.At, s.After, s.Every, s.Max)},
		}
		t.in(row, func() {
			t.say(statement{
				place: "tell", what: Text{RU: "кому", EN: "whom"}, short: Text{RU: ru.whom(s.Tell), EN: en.whom(s.Tell)},
				full: same(join(s.Tell)),
			})
			t.field("notice", "извещение", "notice", same(string(s.Notice)))
		})
	}
}

// lower begins a title with a small letter, as it stands inside a sentence.
func lower(t Text) Text {
	return Text{RU: small(t.RU), EN: small(t.EN)}
}

func small(text string) string {
	_, size := utf8.DecodeRuneInString(text)
	return strings.ToLower(text[:size]) + text[size:]
}

// inRussian is the priority as the document writes it.
func inRussian(p PriorityCode) string { return "П" + strings.TrimPrefix(string(p), "P") }
