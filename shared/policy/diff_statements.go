package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// statement is one thing that an edition says, at its place. Together its statements are all that it says.
type statement struct {
	place   string
	rows    []string // places of the rows that it stands in, the outermost first
	what    Text
	own     Text     // what, without the row that it stands in
	short   Text     // what it says, for people
	full    Text     // the same, to the last figure
	keys    []string // further ways to say the same: two statements agree when one of them does
	clause  ClauseCode
	datum   string // the reading that is kept here
	follows []string
	scopes  []Scope // whom it bears on
	scope   string  // of a ladder: what package and priority it is told for
}

func (s statement) key() string { return s.place + s.scopeKey() }

func (s statement) scopeKey() string { return "\x00" + s.scope }

func (s statement) same(other statement) bool {
	if s.full == other.full {
		return true
	}
	for i, key := range s.keys {
		if i < len(other.keys) && key == other.keys[i] {
			return true
		}
	}
	return false
}

// teller collects statements. What is said inside a row carries the row's place, scope and packages.
type teller struct {
	e    *Edition
	list []statement
	row  statement
}

func same(text string) Text { return Text{RU: text, EN: text} }

// say adds a statement; one without a full form has none but the short one.
func (t *teller) say(s statement) {
	if s.full == (Text{}) {
		s.full = s.short
	}
	s.own = s.what
	s.rows = slices.Clone(t.row.rows)
	if t.row.place != "" {
		s.place = strings.TrimSuffix(t.row.place+"."+s.place, ".")
		if s.what == (Text{}) {
			s.what = t.row.what
		} else if t.row.what != (Text{}) {
			s.what = Text{RU: t.row.what.RU + ": " + s.what.RU, EN: t.row.what.EN + ": " + s.what.EN}
		}
		s.follows = append(s.follows, t.row.follows...)
	}
	if s.clause == "" {
		s.clause = t.row.clause
	}
	if s.scopes == nil {
		s.scopes = t.row.scopes
	}
	s.scope = t.row.scope
	t.list = append(t.list, s)
}

// in tells of a row: the statement of the row itself, and then all in it.
func (t *teller) in(row statement, tell func()) {
	t.say(row)
	outer := t.row
	own := t.list[len(t.list)-1]
	own.rows = append(slices.Clone(own.rows), own.place)
	own.scope = row.scope
	if own.scope == "" {
		own.scope = outer.scope
	}
	t.list[len(t.list)-1].scope = own.scope
	t.row = own
	tell()
	t.row = outer
}

// field is a plain statement inside a row.
func (t *teller) field(place, ru, en string, value Text) {
	t.say(statement{place: place, what: Text{RU: ru, EN: en}, short: value})
}

func (t *teller) clause(code ClauseCode) {
	t.say(statement{place: "clause", what: Text{RU: "пункт", EN: "clause"}, short: same(string(code)), clause: code})
}

// everyone are all packages of the edition.
func (t *teller) everyone() []Scope {
	var all []Scope
	for _, p := range t.e.Packages {
		all = append(all, Scope{Package: p.Code})
	}
	return all
}

// statements are all that the edition says, in the order of its chapters.
func (e *Edition) statements() []statement {
	t := &teller{e: e}
	t.field("id", "редакция", "edition", same(e.ID))
	t.field("digest", "контрольная сумма", "digest", same(e.Digest))
	t.field("title", "название", "title", e.Title)
	t.field("validFrom", "действует с", "valid from", same(e.ValidFrom.String()))
	if e.Zone != nil {
		t.say(statement{place: "zone", what: Text{RU: "часовой пояс", EN: "time zone"}, short: same(e.Zone.String()), datum: "zone", clause: e.clauseOf("zone")})
	}
	t.packages()
	t.priorities()
	t.clocks()
	t.windows()
	t.channels()
	t.say(statement{
		place: "unverified", what: Text{RU: "пакет непроверенного обращения П1", EN: "package of an unverified P1"},
		short: same(string(e.Unverified)), clause: e.UnverifiedClause,
	})
	t.say(statement{
		place: "unverifiedClause", what: Text{RU: "пункт о непроверенном обращении П1", EN: "clause of an unverified P1"},
		short: same(string(e.UnverifiedClause)), clause: e.UnverifiedClause,
	})
	t.say(statement{
		place: "triage", what: Text{RU: "срок разбора обращения неизвестного отправителя", EN: "time to look at a request of an unknown sender"},
		short: orNone(triageText(e)), clause: e.TriageClause,
	})
	t.say(statement{
		place: "triageClause", what: Text{RU: "пункт о разборе обращений неизвестных отправителей", EN: "clause of looking at requests of unknown senders"},
		short: orNone(string(e.TriageClause)), clause: e.TriageClause,
	})
	t.refusals()
	t.ladders()
	t.alerts()
	t.reminders()
	t.readings()
	t.products()
	t.clauses()
	return t.list
}

func (t *teller) packages() {
	for _, p := range t.e.Packages {
		row := statement{
			place: "packages." + string(p.Code), what: Text{RU: "пакет " + string(p.Code), EN: "package " + string(p.Code)},
			short: p.Name, clause: p.Clause, scopes: []Scope{{Package: p.Code}},
		}
		t.in(row, func() {
			t.clause(p.Clause)
			t.say(statement{place: "termsMonths", what: Text{RU: "сроки, мес.", EN: "terms, months"}, short: same(join(p.TermsMonths)), datum: "packages.termsMonths", clause: p.TermsClause})
			t.field("termsClause", "пункт о сроках", "clause of the terms", same(string(p.TermsClause)))
			t.say(statement{place: "levels", what: Text{RU: "уровни", EN: "levels"}, short: same(join(p.Levels)), datum: datumOf(p.Code == TS8x5L3, "packages.l3.levels")})
			t.hours(p)
			t.field("namedEngineer", "закреплённый инженер для", "attached engineer for", orNone(join(p.NamedEngineer)))
			t.say(statement{place: "onsiteAreas", what: Text{RU: "выезд", EN: "visits"}, short: orNone(join(p.OnsiteAreas)), datum: datumOf(p.Code == TS24x7Onsite, "onsite.areas")})
			t.field("partnerOnly", "только сервисным партнёрам", "for service partners only", yesNo(p.PartnerOnly))
		})
	}
}

// hours are those of each priority, and those that a type of request has of its own.
func (t *teller) hours(p Package) {
	plus := p.Code == TS24x7Plus || p.Code == TS24x7Onsite
	for _, prio := range keysOf(p.Coverage, priorityCodes) {
		t.say(statement{
			place: "coverage." + string(prio), what: Text{RU: "часы " + inRussian(prio), EN: "hours of " + string(prio)},
			short: t.e.windowText(p.Coverage[prio]), full: same(string(p.Coverage[prio])),
			datum: datumOf(plus, "packages.plus.coverage"), scopes: []Scope{{p.Code, []PriorityCode{prio}}},
		})
	}
	for _, kind := range keysOf(p.ByType, requestTypes) {
		for _, prio := range keysOf(p.ByType[kind], priorityCodes) {
			t.say(statement{
				place: fmt.Sprintf("byType.%s.%s", kind, prio),
				what:  Text{RU: fmt.Sprintf("часы %s (%s)", inRussian(prio), kind), EN: fmt.Sprintf("hours of %s (%s)", prio, kind)},
				short: t.e.windowText(p.ByType[kind][prio]), full: same(string(p.ByType[kind][prio])), scopes: []Scope{{p.Code, []PriorityCode{prio}}},
			})
		}
	}
}

func (t *teller) priorities() {
	for _, p := range t.e.Priorities {
		row := statement{
			place: "priorities." + string(p.Code), what: Text{RU: "приоритет " + inRussian(p.Code), EN: "priority " + string(p.Code)},
			short: p.Name, clause: p.Clause,
		}
		t.in(row, func() {
			t.clause(p.Clause)
			t.field("definition", "определение", "definition", p.Definition)
		})
	}
}

func (t *teller) products() {
	for _, p := range t.e.Products {
		row := statement{place: "products." + p.Code, what: Text{RU: "продукт " + p.Code, EN: "product " + p.Code}, short: p.Name, clause: p.Clause}
		t.in(row, func() { t.clause(p.Clause) })
	}
}

func (t *teller) channels() {
	for _, c := range t.e.Channels {
		row := statement{
			place: "channels." + string(c.Code), what: Text{RU: "канал " + string(c.Code), EN: "channel " + string(c.Code)}, short: c.Name,
			clause: c.Clause, datum: datumOf(c.Code == Email, "channels.email.newTicket"), scopes: t.everyone(),
		}
		hotline := c.Code == Hotline
		t.in(row, func() {
			t.clause(c.Clause)
			t.field("address", "адрес", "address", orNone(c.Address))
			t.say(statement{
				place: "priorities", what: Text{RU: "приоритеты", EN: "priorities"}, short: same(join(c.Priorities)),
				datum: datumOf(hotline, "channels.hotline.priorities"),
			})
			for _, pkg := range keysOf(c.ByPackage, packageCodes) {
				t.say(statement{
					place: "byPackage." + string(pkg), what: Text{RU: "приоритеты", EN: "priorities"}, short: orNone(join(c.ByPackage[pkg])),
					scopes: []Scope{{Package: pkg}},
				})
			}
			t.field("intake", "часы приёма", "intake hours", t.e.windowText(c.Intake))
			t.say(statement{
				place: "override", what: Text{RU: "исключения с записанной причиной", EN: "exceptions with a recorded reason"},
				short: yesNo(c.Override), follows: datums(hotline, "channels.hotline.override"),
			})
			t.field("defaultPriority", "приоритет, если он не указан", "priority where none is written", orNone(string(c.DefaultPriority)))
			t.field("answersPerDay", "автоматических ответов на адрес в день", "automatic answers to an address in a day", same(strconv.Itoa(c.AnswersPerDay)))
			t.field("answersPerSubject", "из них на одну тему", "of those on one subject", same(strconv.Itoa(c.AnswersPerSubject)))
			t.field("minFill", "время, быстрее которого форму заполняют роботы", "time within which robots fill in the form", same(c.MinFill.String()))
			t.field("confirmFor", "время, в которое обращение можно подтвердить", "time in which a request can be confirmed", same(c.ConfirmFor.String()))
			t.field("maxFileMB", "наибольший файл в письме, МБ", "largest file of a mail, MB", same(strconv.Itoa(c.MaxFileMB)))
			t.field("maxFilesMB", "все файлы письма, МБ", "all files of a mail, MB", same(strconv.Itoa(c.MaxFilesMB)))
			t.field("oldestDays", "дней, после которых письмо не принимается", "days after which a mail is not taken", same(strconv.Itoa(c.OldestDays)))
		})
	}
}

func (t *teller) refusals() {
	for _, r := range t.e.Refusals {
		row := statement{
			place: "refusals." + string(r.Code), what: Text{RU: "отказ " + string(r.Code), EN: "refusal " + string(r.Code)},
			clause: r.Clause, short: r.Reason,
		}
		if row.scopes = t.everyone(); r.Package != "" {
			row.place += "." + string(r.Package)
			row.scopes = []Scope{{Package: r.Package}}
		}
		t.in(row, func() {
			t.clause(r.Clause)
			t.field("remedy", "что изменит ответ", "what would change the answer", r.Remedy)
		})
	}
}

func (t *teller) clauses() {
	for _, c := range t.e.Clauses {
		row := statement{
			place: "clauses." + string(c.Code), what: Text{RU: "пункт " + string(c.Code), EN: "clause " + string(c.Code)},
			short: Text{RU: c.Quote, EN: c.Gloss}, clause: c.Code,
		}
		t.in(row, func() {
			t.field("rules", "правила", "rules", orNone(join(c.Rules)))
			t.field("operator", "дополнение оператора", "addition of the operator", yesNo(c.Operator))
		})
	}
}

// readings are the values of those that stand nowhere else, and of each its clause, gap and meaning.
func (t *teller) readings() {
	for _, d := range t.e.data() {
		r, _ := find(t.e.readings, func(r Reading) bool { return r.Datum == d.name })
		row := statement{place: "readings." + d.name, what: Text{RU: "толкование " + d.name, EN: "reading " + d.name}, clause: r.Clause}
		if !d.taken && d.name != "zone" {
			row.short, row.datum = same(d.read()), d.name
		}
		t.in(row, func() {
			t.clause(r.Clause)
			t.field("gap", "пробел", "gap", same(r.Gap))
			t.field("note", "смысл", "meaning", r.Note)
		})
	}
}

func datumOf(is bool, name string) string {
	if is {
		return name
	}
	return ""
}

func datums(is bool, name string) []string {
	if is {
		return []string{name}
	}
	return nil
}

func yesNo(is bool) Text {
	if is {
		return Text{RU: "да", EN: "yes"}
	}
	return Text{RU: "нет", EN: "no"}
}

func orNone(text string) Text {
	if text == "" {
		return Text{RU: "нет", EN: "none"}
	}
	return same(text)
}

// keysOf are the keys of a map in the order in which they are known, and then any others.
func keysOf[K ~string, V any](m map[K]V, known []K) []K {
	var keys []K
	for _, k := range known {
		if _, has := m[k]; has {
			keys = append(keys, k)
		}
	}
	var others []K
	for k := range m {
		if !slices.Contains(known, k) {
			others = append(others, k)
		}
	}
	slices.Sort(others)
	return append(keys, others...)
}

func triageText(e *Edition) string {
	if e.Triage == 0 {
		return ""
	}
	return printSpan(e.Triage)
}
