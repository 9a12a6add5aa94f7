package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy/internal/strict"
)

// Defect is one thing that is wrong with an edition's source: its place, line and column from 1, and a sentence.
type Defect = strict.Defect

// DefectsError lists everything that is wrong with an edition, in the order of its source.
type DefectsError struct {
	Name    string // of the source
	Defects []Defect
}

// Error prints one defect a line, each as "name:line:column: path: sentence".
func (e *DefectsError) Error() string {
	lines := make([]string, len(e.Defects))
	for i, d := range e.Defects {
		lines[i] = e.Name + ":" + d.String()
	}
	return strings.Join(lines, "\n")
}

// Load reads an edition from YAML. It refuses whatever it does not fully understand: an unknown or doubled key, a
// missing clause or one that does not exist, a word that is none of the known ones, windows that overlap or run
// backwards, an impossible figure, a promise without a target, a target without a ladder or with two, a refusal
// without words, a reading that is missing, unknown, unlawful or at odds with another.
// The error is then a [*DefectsError] with all of it at once.
func Load(name string, src []byte) (*Edition, error) {
	calendars, err := coverage.Published()
	if err != nil {
		return nil, err
	}
	return LoadWith(name, src, calendars)
}

// LoadWith is Load with calendars other than those published with the desk.
func LoadWith(name string, src []byte, calendars *coverage.Calendars) (*Edition, error) {
	return build(name, src, calendars, nil)
}

// build reads the source and then takes the overrides in place of the readings written there.
func build(name string, src []byte, calendars *coverage.Calendars, overrides map[string]string) (*Edition, error) {
	root, report := strict.Parse(src)
	l := &loader{
		report: report,
		e:      &Edition{name: name, source: slices.Clone(src), calendars: calendars},
		labels: map[WindowName]Text{}, own: map[ClockName]bool{},
	}
	l.edition(root)
	changed, err := l.override(overrides)
	if err != nil {
		return nil, err
	}
	l.settle()
	l.check()
	if !report.Clean() {
		return nil, &DefectsError{Name: name, Defects: report.Defects()}
	}
	l.e.overrides = changed
	for i, r := range l.e.readings {
		if _, other := changed[r.Datum]; other {
			l.e.readings[i].other = true
		}
	}
	l.e.Digest = digest(src, changed)
	return l.e, nil
}

// digest identifies what an edition says: its source and whatever readings were taken in place of the written ones.
func digest(src []byte, overrides map[string]string) string {
	sum := sha256.New()
	sum.Write(src)
	for _, datum := range slices.Sorted(maps.Keys(overrides)) {
		fmt.Fprintf(sum, "\n%s=%s", datum, overrides[datum])
	}
	return hex.EncodeToString(sum.Sum(nil))[:8]
}

// loader fills an edition. It reads on after a defect, so that one run tells everything.
type loader struct {
	report *strict.Report
	e      *Edition
	labels map[WindowName]Text // of windows, before the hours are filled in
	own    map[ClockName]bool  // clocks that have a row, before readings promise others
}

// edition reads the chapters in the order in which they refer to one another, whatever their order in the source.
func (l *loader) edition(root strict.Place) {
	f := root.FieldsBut(notYet, "id", "title", "validFrom", "clauses", "products", "priorities", "windows", "packages", "clocks",
		"channels", "unverified", "refusals", "ladders", "alerts", "reminders", "readings")
	l.e.ID = f.Need("id").Text()
	l.e.Title = l.text(f.Need("title"))
	l.e.ValidFrom = l.date(f.Need("validFrom"))
	l.clauses(f.Need("clauses"))
	l.products(f.Need("products"))
	l.priorities(f.Need("priorities"))
	l.windows(f.Need("windows"))
	l.packages(f.Need("packages"))
	l.clocks(f.Need("clocks"))
	l.channels(f.Need("channels"))
	l.unverified(f.Need("unverified"))
	l.refusals(f.Need("refusals"))
	l.ladders(f.Need("ladders"))
	l.alerts(f.May("alerts"))
	l.reminders(f.May("reminders"))
	l.readings(f.Need("readings"))
}

// notYet are chapters that policies of other vendors have and that no room of this desk executes: they are refused by
// name, because a promise that is loaded and then not kept would be worse than none.
var notYet = map[string]string{
	"lifecycle":    "the states of a certificate are those of the readings (loyalty, reinstatement); states of another course, and fees on their edges, are not executed",
	"rights":       "rights to releases, engineers and visits by the state of support are not executed; who may open tickets follows from the life of the certificate",
	"quotas":       "quotas of tickets, hours, visits or contacts are not counted",
	"delivery":     "who delivers a level follows from the package (levels, partnerOnly); other parties that deliver are not executed",
	"items":        "covered items are installations with a product; serial numbers, version windows and quantities are not judged",
	"predicates":   "further conditions with refusals of their own are not executed; those known are the refusals",
	"consequences": "credits, fees and extra days after a lapse or a breach are not computed",
}

// text reads a text for people, which exists in both languages.
func (l *loader) text(at strict.Place) Text {
	f := at.Fields("ru", "en")
	return Text{RU: strings.TrimSpace(f.Need("ru").Text()), EN: strings.TrimSpace(f.Need("en").Text())}
}

func (l *loader) date(at strict.Place) coverage.Date {
	text := at.Text()
	if text == "" {
		return coverage.Date{}
	}
	d, err := coverage.ParseDate(text)
	if err != nil {
		at.Refuse("%q is not a date such as 2023-01-31", text)
	}
	return d
}

// clause reads the clause of a datum: one that the edition has.
func (l *loader) clause(f strict.Fields) ClauseCode {
	at := f.Need("clause")
	code := ClauseCode(at.Text())
	if _, ok := l.e.Clause(code); !ok && code != "" {
		at.Refuse("the edition has no clause %q", code)
	}
	return code
}

// words reads a list of words, each known and none twice.
func words[T ~string](at strict.Place, known ...T) []T {
	var list []T
	plain := make([]string, len(known))
	for i, word := range known {
		plain[i] = string(word)
	}
	for _, item := range at.Items() {
		word := T(item.OneOf(plain...))
		if word != "" && slices.Contains(list, word) {
			item.Refuse("%q stands here a second time", word)
			continue
		}
		list = append(list, word)
	}
	return list
}

// word reads one of the known words.
func word[T ~string](at strict.Place, known ...T) T {
	plain := make([]string, len(known))
	for i, w := range known {
		plain[i] = string(w)
	}
	return T(at.OneOf(plain...))
}

// once refuses a code that an earlier row of the same chapter has.
func once[T ~string](seen map[T]bool, at strict.Place, code T) {
	if code != "" && seen[code] {
		at.Refuse("%q has a row already", code)
	}
	seen[code] = true
}
