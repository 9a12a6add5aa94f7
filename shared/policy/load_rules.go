package policy

import (
	"regexp"
	"strings"
	"time"

	"flatsupport/shared/policy/internal/strict"
)

var (
	ruleNumber  = regexp.MustCompile(`^R[1-9]\d*$`)
	productCode = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	gapNumber   = regexp.MustCompile(`^G[1-9]\d*$`)
	areaCode    = regexp.MustCompile(`^[A-Z]{2}-[A-Z0-9]{1,3}$`) // ISO 3166-2
)

func (l *loader) clauses(at strict.Place) {
	seen, ruled := map[ClauseCode]bool{}, map[string]ClauseCode{}
	for _, row := range at.Rows() {
		f := row.Fields("code", "source", "rules", "quote", "gloss")
		c := Clause{
			Code:     ClauseCode(f.Need("code").Text()),
			Operator: f.Need("source").OneOf("document", "operator") == "operator",
			Quote:    strings.TrimSpace(f.Need("quote").Text()),
			Gloss:    strings.Join(strings.Fields(f.Need("gloss").Text()), " "),
		}
		once(seen, f.Need("code"), c.Code)
		switch {
		case c.Operator && f.Has("rules"):
			f.Need("rules").Refuse("an addition of the operator gives rise to no rule of the document")
		case !c.Operator:
			c.Rules = ruleNumbers(f.Need("rules"), c.Code, ruled)
		}
		l.e.Clauses = append(l.e.Clauses, c)
	}
}

// ruleNumbers reads the rules that a clause gives rise to; a rule comes from one clause.
func ruleNumbers(at strict.Place, clause ClauseCode, ruled map[string]ClauseCode) []string {
	var rules []string
	for _, item := range at.Rows() {
		rule := item.Text()
		switch {
		case rule == "":
		case !ruleNumber.MatchString(rule):
			item.Refuse("%q is not a rule number such as R20", rule)
		case ruled[rule] != "":
			item.Refuse("the rule %s is that of clause %s already", rule, ruled[rule])
		default:
			ruled[rule] = clause
			rules = append(rules, rule)
		}
	}
	return rules
}

func (l *loader) products(at strict.Place) {
	seen := map[string]bool{}
	for _, row := range at.Rows() {
		f := row.Fields("code", "clause", "name")
		p := Product{Code: f.Need("code").Text(), Clause: l.clause(f), Name: l.text(f.Need("name"))}
		once(seen, f.Need("code"), p.Code)
		if p.Code != "" && !productCode.MatchString(p.Code) {
			f.Need("code").Refuse("%q is not a product code such as contact-centre", p.Code)
		}
		l.e.Products = append(l.e.Products, p)
	}
}

func (l *loader) priorities(at strict.Place) {
	seen := map[PriorityCode]bool{}
	for _, row := range at.Rows() {
		f := row.Fields("code", "clause", "name", "definition")
		p := Priority{
			Code:       word(f.Need("code"), priorityCodes...),
			Clause:     l.clause(f),
			Name:       l.text(f.Need("name")),
			Definition: l.text(f.Need("definition")),
		}
		once(seen, f.Need("code"), p.Code)
		l.e.Priorities = append(l.e.Priorities, p)
	}
	for _, code := range priorityCodes {
		if !seen[code] && !at.Absent() {
			at.Refuse("the priority %s has no row", code)
		}
	}
}

// maxMailMB is how large a mail can be at all.
const maxMailMB = 40

func (l *loader) channels(at strict.Place) {
	seen := map[ChannelCode]bool{}
	for _, row := range at.Rows() {
		f := row.Fields("code", "clause", "name", "address", "priorities", "byPackage", "intake", "defaultPriority", "answersPerDay",
			"answersPerSubject", "oldestDays", "minFillSeconds", "confirmHours", "maxFileMB", "maxFilesMB")
		c := ChannelRule{
			Code:       word(f.Need("code"), channelCodes...),
			Clause:     l.clause(f),
			Name:       l.text(f.Need("name")),
			Address:    f.May("address").Text(),
			Priorities: l.applies(f.Need("priorities")),
		}
		if f.Has("byPackage") {
			c.ByPackage = l.byPackage(f.May("byPackage"))
		}
		if f.Has("intake") {
			c.Intake = l.windowName(f.May("intake"))
		}
		l.unasked(f, &c)
		once(seen, f.Need("code"), c.Code)
		l.e.Channels = append(l.e.Channels, c)
	}
	if !seen[Portal] && !at.Absent() {
		at.Refuse("the channel %s has no row, though every package includes it", Portal)
	}
}

// unasked reads what the channels have that anybody can use without being signed in.
func (l *loader) unasked(f strict.Fields, c *ChannelRule) {
	switch {
	case c.Code == Email:
		c.DefaultPriority = word(f.Need("defaultPriority"), priorityCodes...)
		c.AnswersPerSubject = f.Need("answersPerSubject").Whole(1, 1000)
		c.MaxFileMB, c.MaxFilesMB = f.Need("maxFileMB").Whole(1, maxMailMB), f.Need("maxFilesMB").Whole(1, maxMailMB)
		c.OldestDays = f.Need("oldestDays").Whole(1, 3650)
	case f.Has("defaultPriority") || f.Has("answersPerSubject") || f.Has("oldestDays") || f.Has("maxFileMB") || f.Has("maxFilesMB"):
		f.May("code").Refuse("only the channel %s has a default priority, an age of mails, and limits of answers on a subject and of files", Email)
	}
	switch {
	case c.Code == Email || c.Code == Form:
		c.AnswersPerDay = f.Need("answersPerDay").Whole(1, 1000)
	case f.Has("answersPerDay"):
		f.May("code").Refuse("only the channels %s and %s have a limit of answers", Email, Form)
	}
	switch {
	case c.Code == Form:
		c.MinFill = time.Duration(f.Need("minFillSeconds").Whole(0, 60)) * time.Second
		c.ConfirmFor = time.Duration(f.Need("confirmHours").Whole(1, 240)) * time.Hour
	case f.Has("minFillSeconds") || f.Has("confirmHours"):
		f.May("code").Refuse("only the channel %s has a time to fill it in and to confirm it", Form)
	}
}

// byPackage reads the priorities that a channel takes under packages that have their own.
func (l *loader) byPackage(at strict.Place) map[PackageCode][]PriorityCode {
	own := map[PackageCode][]PriorityCode{}
	f := at.Fields(printAll(packageCodes)...)
	for _, code := range packageCodes {
		if f.Has(string(code)) {
			own[code] = words(f.May(string(code)), priorityCodes...)
		}
	}
	return own
}

// applies reads the priorities that a row applies to, at least one.
func (l *loader) applies(at strict.Place) []PriorityCode {
	at.Rows()
	return words(at, priorityCodes...)
}

func (l *loader) unverified(at strict.Place) {
	f := at.Fields("clause", "package", "triage")
	l.e.UnverifiedClause = l.clause(f)
	l.e.Unverified = l.packageCode(f.Need("package"))
	if _, mails := l.e.Channel(Email); mails || f.Has("triage") {
		triage := f.Need("triage").Fields("clause", "within")
		l.e.TriageClause = l.clause(triage)
		l.e.Triage = triage.Need("within").Duration(time.Minute, longest)
	}
}

// packageCode reads the code of a package that the edition has.
func (l *loader) packageCode(at strict.Place) PackageCode {
	code := PackageCode(at.Text())
	if _, ok := l.e.Package(code); !ok && code != "" {
		at.Refuse("the edition has no package %q", code)
	}
	return code
}

func (l *loader) refusals(at strict.Place) {
	seen := map[string]bool{}
	for _, row := range at.Rows() {
		f := row.Fields("code", "package", "clause", "reason", "remedy")
		r := RefusalRule{
			Code:    word(f.Need("code"), refusalCodes...),
			Package: l.packageCode(f.May("package")),
			Clause:  l.clause(f),
			Reason:  l.text(f.Need("reason")),
			Remedy:  l.text(f.Need("remedy")),
		}
		once(seen, f.Need("code"), strings.TrimSuffix(string(r.Code)+" for "+string(r.Package), " for "))
		l.e.Refusals = append(l.e.Refusals, r)
	}
	for _, code := range refusalCodes {
		if !seen[string(code)] && !at.Absent() {
			at.Refuse("the refusal %s has no row", code)
		}
	}
}
