package proof

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// rule reads one kind of line, in either language.
type rule struct {
	begins [2]string // what a line of the kind begins with, in each language: quicker than the form
	form   *regexp.Regexp
	take   func(r *reader, m []string) error
}

// Parts of lines. A clock that the zone shows twice has its offset behind it.
const (
	dateForm    = `((?:[А-Яа-я]{2}|[A-Z][a-z]{2}) (?:\d\d\.\d\d\.\d{4}|\d{1,2} [A-Z][a-z]{2} \d{4}))`
	clockForm   = `(\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: \([+-]\d\d:\d\d\))?)`
	instantForm = `(` + `(?:[А-Яа-я]{2}|[A-Z][a-z]{2}) (?:\d\d\.\d\d\.\d{4}|\d{1,2} [A-Z][a-z]{2} \d{4}) \d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: \([+-]\d\d:\d\d\))? (?:МСК|Moscow time|[+-]\d\d:\d\d)` + `)`
	maybeForm   = `(нет|none|` + instantForm + `)`
	spanForm    = `((?:\d+ (?:ч|h))?(?: ?\d+ (?:мин|min))?(?: ?\d+(?:\.\d+)? (?:с|s))?)`
	marksForm   = `((?: \([^()]*\))?)`
)

func line(ru, en string, take func(*reader, []string) error) rule {
	form := func(s string) string {
		return strings.NewReplacer("{date}", dateForm, "{clock}", clockForm, "{instant}", instantForm, "{maybe}", maybeForm,
			"{span}", spanForm, "{marks}", marksForm, "{any}", `(.+)`, "{word}", `(\S+)`).Replace(s)
	}
	plain := func(s string) string { return s[:strings.IndexAny(s+`\`, `.{([\`)] }
	return rule{[2]string{plain(ru), plain(en)}, regexp.MustCompile(`^(?:` + form(ru) + `|` + form(en) + `)$`), take}
}

// free lines carry nothing that the due time is computed from.
func free(*reader, []string) error { return nil }

var rules = []rule{
	line(`.+?: {any}, приоритет {word}, пакет \S+\. Пункт \S+ политики \S+ \(\S+\)\.`, `.+?: {any}, priority {word}, package \S+\. Clause \S+ of policy \S+ \(\S+\)\.`, (*reader).head),
	line(`\S+: «.*»`, `\S+: “.*”`, free),
	line(`Право на поддержку проверено по записям: .*\.`, `The right to support was judged on the records .*\.`, free),
	line(`Право на поддержку ещё не проверено: часы идут и без этого\.`, `The right to support is not verified yet: the clock runs all the same\.`, free),
	line(`Считаются часы поддержки: .*; пояс {word}\.`, `Hours of coverage count: .*; zone {word}\.`, (*reader).unit),
	line(`Считаются дни, в которые оказывается поддержка: .*; пояс {word}\.`, `Days with coverage count: .*; zone {word}\.`, (*reader).unit),
	line(`Считается каждый час, пояс {word}\.`, `Every hour counts, zone {word}\.`, (*reader).everyHour),
	line(`Часы: {any}\.`, `Hours: {any}\.`, (*reader).week),
	line(`Предпраздничный день не сокращается\.`, `A short day keeps its hours\.`, free),
	line(`Предпраздничный день на час короче\.`, `A short day ends an hour earlier\.`, func(r *reader, _ []string) error { r.t.hours.shortCut = true; return nil }),
	line(`Производственный календарь \S+\.`, `Working calendar \S+\.`, free),
	line(`Производственный календарь \S+; заявка была принята по .+ и пересчитана\.`, `Working calendar \S+; the ticket was accepted under .+ and has been recounted\.`, free),
	line(`Часы пошли {instant}\.`, `The clock began {instant}\.`, func(r *reader, m []string) error { return r.instant(&r.t.began, m[0]) }),
	line(`Отсчёт с {instant}\.`, `Counted from {instant}\.`, func(r *reader, m []string) error { return r.instant(&r.t.from, m[0]) }),
	line(`  {date} {clock}–{clock}: считается {span}, всего {span}{marks}`, `  {date} {clock}–{clock}: counts {span}, {span} so far{marks}`, (*reader).counted),
	line(`  {date} {clock}–{clock}: ожидание ответа, не считается{marks}`, `  {date} {clock}–{clock}: waiting for the customer, does not count{marks}`, (*reader).paused),
	line(`  {date} {clock}–{clock}: работа ждала продления, не считается{marks}`, `  {date} {clock}–{clock}: on hold for a renewal, does not count{marks}`, (*reader).paused),
	line(`  {date}: от этого дня отсчёт{marks}`, `  {date}: counted from this day{marks}`, func(r *reader, m []string) error { return r.day(m[0], begins, "0", m[1]) }),
	line(`  {date}: рабочий день (\d+){marks}`, `  {date}: working day (\d+){marks}`, func(r *reader, m []string) error { return r.day(m[0], workDay, m[1], m[2]) }),
	line(`  {date}: ([^,]+(?:, но отсчёт начался позже)?), не считается{marks}`, `  {date}: ((?:a working day, but counting began later)|[^,]+), does not count{marks}`, (*reader).off),
	line(`Срок – в то же время суток; .*`, `Due at the same time of day; .*`, free),
	line(`Срок – конец часов поддержки этого дня\.`, `Due at the end of that day's hours\.`, free),
	line(`Без ожидания срок был бы {instant}, до него часов поддержки: {span}\. Ожидание сдвигает его:`, `Without waiting it would be due {instant}; hours of coverage until then: {span}\. Waiting moves it on:`, (*reader).plain),
	line(`Ожидание ответа с {instant} по {instant}: вычтено {span}\.`, `Waiting for the customer from {instant} to {instant}: {span} cut out\.`, func(r *reader, m []string) error { return r.wait(cutOut, m[0], m[1], m[2]) }),
	line(`Ожидание ответа с {instant} по {instant}: часов поддержки в нём нет, вычитать нечего\.`, `Waiting for the customer from {instant} to {instant}: no hours of coverage in it, nothing to cut out\.`, func(r *reader, m []string) error { return r.wait(cutNothing, m[0], m[1], "") }),
	line(`Ожидание ответа с {instant} по {instant} этот срок не останавливает\.`, `Waiting for the customer from {instant} to {instant} does not stop this clock\.`, func(r *reader, m []string) error { return r.wait(notCut, m[0], m[1], "") }),
	line(`Ожидание ответа с {instant} этот срок не останавливает\.`, `Waiting for the customer since {instant} does not stop this clock\.`, func(r *reader, m []string) error { return r.wait(notCut, m[0], "", "") }),
	line(`Ожидание ответа с {instant} ещё длится: до его конца ничего не считается\.`, `Waiting for the customer since {instant} goes on: nothing counts until it ends\.`, func(r *reader, m []string) error { return r.wait(lasting, m[0], "", "") }),
	line(`Работа ждала продления поддержки с {instant} по {instant}: вычтено {span}\.`, `On hold for a renewal from {instant} to {instant}: {span} cut out\.`, func(r *reader, m []string) error { return r.wait(cutOut, m[0], m[1], m[2]) }),
	line(`Работа ждала продления поддержки с {instant} по {instant}: часов поддержки в этом нет, вычитать нечего\.`, `On hold for a renewal from {instant} to {instant}: no hours of coverage in it, nothing to cut out\.`, func(r *reader, m []string) error { return r.wait(cutNothing, m[0], m[1], "") }),
	line(`Работа ждёт продления поддержки с {instant}: до него ничего не считается\.`, `On hold for a renewal since {instant}: nothing counts until it comes\.`, func(r *reader, m []string) error { return r.wait(lasting, m[0], "", "") }),
	line(`Всего вычтено {span}\.`, `Cut out in all {span}\.`, func(r *reader, m []string) error { return length(&r.t.cutAll, m[0]) }),
	line(`Обещано с изменением приоритета: (\S+) → (\S+)\.`, `Promised since the priority changed: (\S+) → (\S+)\.`, func(*reader, []string) error { return nil }),
	line(`Приоритет изменён {instant}: (\S+) → (\S+); прежний срок {maybe}, новый {maybe}, действует {maybe}\.`, `Priority changed {instant}: (\S+) → (\S+); old due {maybe}, new {maybe}, in force {maybe}\.`, (*reader).revised),
	line(`Толкования там, где документ оставляет выбор:`, `Readings taken where the document leaves a choice:`, free),
	line(`  .+ \((\S+) = (.+), G\d+\)`, `  .+ \((\S+) = (.+), G\d+\)`, (*reader).reading),
	line(`Срок: {instant}\.`, `Due: {instant}\.`, func(r *reader, m []string) error { return r.instant(&r.t.due, m[0]) }),
	line(`Срок вычислить нельзя: .*`, `No due time can be computed: .*`, func(r *reader, _ []string) error { r.t.unknown = true; return nil }),
	line(`Срок не наступит, пока работа ждёт продления поддержки; осталось {span}\.`, `Not due while the work is on hold for a renewal; {span} remain\.`, func(r *reader, m []string) error { return length(&r.t.left, m[0]) }),
	line(`Срок не наступит, пока заявка ждёт ответа; осталось {span}\.`, `Not due while the ticket waits for the customer; {span} remain\.`, func(r *reader, m []string) error { return length(&r.t.left, m[0]) }),
}

// reader reads lines one after another.
type reader struct{ t *told }

func read(lines []string) (*told, error) {
	r := &reader{t: &told{fair: true, hours: week{always: true}}}
	for i, text := range lines {
		kinds := rules[1:]
		if i == 0 {
			kinds = rules[:1] // what was promised
		}
		if err := r.line(kinds, text); err != nil {
			return nil, fmt.Errorf("%q: %w", text, err)
		}
	}
	if r.t.zone == nil {
		return nil, errors.New("no zone")
	}
	return r.t, nil
}

var errUnknownLine = errors.New("no line of an explanation")

func (r *reader) line(kinds []rule, text string) error {
	for _, rule := range kinds {
		if !strings.HasPrefix(text, rule.begins[0]) && !strings.HasPrefix(text, rule.begins[1]) {
			continue
		}
		m := rule.form.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		// Each language has the same groups; those of the other one are empty.
		groups := m[1:]
		half := len(groups) / 2
		if strings.Join(groups[:half], "") == "" {
			return rule.take(r, groups[half:])
		}
		return rule.take(r, groups[:half])
	}
	return errUnknownLine
}

var targetForms = struct{ days, next *regexp.Regexp }{
	regexp.MustCompile(`^(?:рабочих дней: (\d+)|(\d+) working days)$`),
	regexp.MustCompile(`^(?:до конца следующего рабочего дня при получении до (\S+)|the end of the next working day, received by (\S+))$`),
}

func (r *reader) head(m []string) error {
	r.t.priority = m[1]
	if days := targetForms.days.FindStringSubmatch(m[0]); days != nil {
		r.t.inDays, _ = strconv.Atoi(days[1] + days[2])
		return nil
	}
	if next := targetForms.next.FindStringSubmatch(m[0]); next != nil {
		r.t.inDays, r.t.cutoff = 1, next[1]+next[2]
		return nil
	}
	var err error
	r.t.target, err = duration(m[0])
	return err
}

func (r *reader) unit(m []string) error {
	zone, err := time.LoadLocation(m[0])
	r.t.zone = zone
	return err
}

func (r *reader) everyHour(m []string) error {
	r.t.wall = true
	return r.unit(m)
}

var (
	weekdays = map[string]time.Weekday{
		"вс": 0, "пн": 1, "вт": 2, "ср": 3, "чт": 4, "пт": 5, "сб": 6, "Sun": 0, "Mon": 1, "Tue": 2, "Wed": 3, "Thu": 4, "Fri": 5, "Sat": 6,
	}
	hoursForm  = regexp.MustCompile(`\d\d:\d\d(?::\d\d)?–\d\d:\d\d(?::\d\d)?`)
	movedWords = []string{"рабочий день по переносу", "working day by transfer"}
)

// week reads "Mon, Tue 09:00–13:00, 14:00–18:00; Sat 10:00–14:00".
func (r *reader) week(m []string) error {
	if r.t.wall {
		return errors.New("hours where every hour counts")
	}
	r.t.hours.always = false
	if m[0] == "нет" || m[0] == "none" {
		return nil
	}
	for part := range strings.SplitSeq(m[0], "; ") {
		at := hoursForm.FindStringIndex(part)
		if at == nil {
			return fmt.Errorf("no hours in %q", part)
		}
		var hours []window
		for text := range strings.SplitSeq(part[at[0]:], ", ") {
			from, to, _ := strings.Cut(text, "–")
			w := window{}
			var err error
			if w.from, _, err = clock(from); err == nil {
				w.to, _, err = clock(to)
			}
			if err != nil || w.from >= w.to {
				return fmt.Errorf("hours %q", text)
			}
			hours = append(hours, w)
		}
		names := strings.TrimSpace(part[:at[0]])
		if names == movedWords[0] || names == movedWords[1] {
			r.t.hours.moved = hours
			continue
		}
		for name := range strings.SplitSeq(names, ", ") {
			wd, ok := weekdays[name]
			if !ok {
				return fmt.Errorf("day of the week %q", name)
			}
			r.t.hours.days[wd] = hours
		}
	}
	return nil
}

func (r *reader) reading(m []string) error {
	if m[0] == "priority.changeRule" {
		r.t.fair = m[1] == "fair"
	}
	return nil
}
