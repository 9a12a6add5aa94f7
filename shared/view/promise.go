package view

import (
	"fmt"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/docket"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
)

// Promise is what would be decided on a request that is not sent yet, and until when it would be answered.
type Promise struct {
	Answer           string          `json:"answer"`
	Summary          []string        `json:"summary"` // the promise in sentences, to be read out
	Code             string          `json:"code,omitempty"`
	Clause           string          `json:"clause"`
	Quote            string          `json:"quote"`
	Reason           string          `json:"reason,omitempty"`
	Remedy           string          `json:"remedy,omitempty"`
	Change           []Ground        `json:"change"` // what would give another answer, and until when this one holds
	Edition          string          `json:"edition"`
	Digest           string          `json:"digest"`
	Calendar         string          `json:"calendar,omitempty"`
	Package          *Named          `json:"package,omitempty"`
	Certificate      string          `json:"certificate,omitempty"`
	Support          string          `json:"support,omitempty"`
	CoveredUntil     *End            `json:"coveredUntil,omitempty"`
	Dates            *Dates          `json:"dates,omitempty"`
	Level            int             `json:"level,omitempty"`
	Priority         string          `json:"priority"`
	CustomerPriority string          `json:"customerPriority"`
	PriorityNote     *Ground         `json:"priorityNote,omitempty"` // why the two differ
	Engineer         bool            `json:"engineer"`               // one would be attached (R22)
	Clocks           []PromisedClock `json:"clocks"`
	Explanation      []Ground        `json:"explanation"`
	Facts            []string        `json:"facts"`
	HoldsUntil       *time.Time      `json:"holdsUntil,omitempty"`
	JudgedAt         time.Time       `json:"judgedAt"`
}

// Named is a thing of the policy: its code, and its name in the reader's language.
type Named struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// End is until when something holds: its last day, as people count (G3), and the first instant at which it is over.
type End struct {
	Day     string    `json:"day"`
	Instant time.Time `json:"instant"`
	Text    string    `json:"text"`
}

// Dates are the days on which the certificate's support hangs, each the last one that still counts but for From.
type Dates struct {
	From    string `json:"from"`
	Through string `json:"through"`
	Loyalty string `json:"loyalty"` // through which loyalty lasts, once the intent to renew is declared (R10)
	Renewal string `json:"renewal"` // through which a renewal needs no upgrade (R15)
}

// text of no end is empty.
func (e *End) text() string {
	if e == nil {
		return ""
	}
	return e.Text
}

// PromisedClock is a promise as it would run, and how its due instant is counted.
type PromisedClock struct {
	Name        string     `json:"name"`
	Title       string     `json:"title"`
	Clause      string     `json:"clause"`
	Priority    string     `json:"priority"`
	Target      string     `json:"target"`
	Unit        string     `json:"unit"`
	Hours       string     `json:"hours"` // that count
	Start       time.Time  `json:"start"` // where the clock is set: the request's receipt, or the stated start of a call (G31)
	Starts      time.Time  `json:"starts"`
	StartsText  string     `json:"startsText"`
	Due         *time.Time `json:"due,omitempty"`
	DueText     string     `json:"dueText,omitempty"`
	Overdue     bool       `json:"overdue"` // due before the promise was asked for: the call began too long ago
	Explanation []string   `json:"explanation"`
	Intervals   []Interval `json:"intervals"`
}

// PromiseOf shows a forecast to whoever asked for it: the customer's people, or the staff, who may see the records and
// contracts behind a refusal that the caller may not.
func PromiseOf(f docket.Forecast, staff bool, lang string) (Promise, error) {
	src := Source{
		Record: store.Record{Ticket: f.Ticket}, Edition: f.Edition, Grounds: f.Decision.Explanation(f.Edition),
		Now: f.Ticket.ReceivedAt, Language: lang,
	}
	d := decision(src, staff)
	out := Promise{
		Answer: d.Answer, Code: d.Code, Clause: d.Clause, Quote: d.Quote, Reason: d.Reason, Remedy: d.Remedy,
		Edition: d.Edition, Digest: d.Digest, Calendar: d.Calendar, Certificate: d.Certificate, Support: d.Support,
		Level: int(f.Ticket.Level), Priority: string(f.Ticket.Priority),
		CustomerPriority: string(f.Ticket.Registered.Priority), Engineer: f.Fact.MustName, Explanation: d.Explanation,
		Facts: d.Facts, Change: []Ground{}, Clocks: []PromisedClock{}, HoldsUntil: d.Until, JudgedAt: d.At,
	}
	out.Change = append(out.Change, grounds(f.Decision.Change(f.Edition), f.Fact, staff, lang)...)
	out.contract(f, d, lang)
	if out.Priority != out.CustomerPriority {
		out.PriorityNote = note(f, lang)
	}
	clocks, err := sla.Clocks(f.Ticket, f.Edition, src.Now)
	if err != nil {
		return Promise{}, fmt.Errorf("clocks of a promise: %w", err)
	}
	for _, c := range clocks {
		out.Clocks = append(out.Clocks, promised(c, src))
	}
	out.Summary = summary(out, lang)
	return out, nil
}

// contract adds what is known of package and certificate, unless the decision keeps them from the reader.
func (p *Promise) contract(f docket.Forecast, shown *Decision, lang string) {
	if pack, ok := f.Edition.Package(policy.PackageCode(shown.Package)); ok {
		p.Package = &Named{Code: shown.Package, Name: pack.Name.In(lang)}
	}
	if shown.Certificate == "" {
		return
	}
	if end := f.Covered; !end.IsZero() {
		p.CoveredUntil = EndOf(end, f.Edition.Zone, lang)
	}
	p.Dates = DatesOf(f.Life)
}

// EndOf words the first instant at which something is over.
func EndOf(end time.Time, zone *time.Location, lang string) *End {
	return &End{Day: texts.LastDay(end, zone).String(), Instant: end.UTC(), Text: texts.Through(end, zone, lang)}
}

// DatesOf are the days of a certificate's course; none while nothing is known that could start it.
func DatesOf(l entitlement.Life) *Dates {
	if l.Start.IsZero() {
		return nil
	}
	last := func(end coverage.Date) string { return end.AddDays(-1).String() }
	return &Dates{From: l.Start.String(), Through: last(l.End), Loyalty: last(l.LoyaltyEnd), Renewal: last(l.UpgradeFrom)}
}

// note says why another priority counts than the customer's, with the clause of the reading (G38).
func note(f docket.Forecast, lang string) *Ground {
	out := &Ground{Text: texts.Promise(texts.OtherPriority, lang, f.Ticket.Priority, f.Ticket.Registered.Priority)}
	for _, reading := range f.Edition.PublishedReadings() {
		if reading.Datum == "requestType.question.priority" {
			out.Clause = string(reading.Clause)
		}
	}
	return out
}

func promised(c sla.Clock, src Source) PromisedClock {
	shown, zone := clock(c, src), src.Edition.Zone
	out := PromisedClock{
		Name: shown.Name, Title: shown.Title, Clause: shown.Clause, Priority: shown.Priority, Target: shown.Target,
		Unit: string(c.Target.Unit), Hours: texts.Hours(sla.Explain(c, src.Record.Ticket, src.Edition), src.Edition, src.Language),
		Start: shown.Start, Starts: shown.Start, Due: shown.Due, DueText: shown.DueText, Overdue: c.State == sla.Breached,
		Explanation: shown.Explanation, Intervals: shown.Intervals,
	}
	for _, stretch := range shown.Intervals {
		if stretch.Kind == coverage.Counted.String() {
			out.Starts = stretch.From
			break
		}
	}
	out.StartsText = texts.Instant(out.Starts.Truncate(time.Second), zone, src.Language)
	return out
}

// summary is the promise as it is said to a person: covered by what until when, each clock from when until when; or why
// not.
func summary(p Promise, lang string) []string {
	var said []string
	say := func(sentence texts.Promised, args ...any) {
		said = append(said, texts.Promise(sentence, lang, args...))
	}
	switch {
	case p.Answer == string(ticket.Refused):
		say(texts.WillRefuse, p.Reason)
		return said
	case p.Answer == string(ticket.Unverified):
		say(texts.WillCheck, p.Package.Name)
	case p.Support == string(entitlement.Loyalty):
		say(texts.WillCarryOn, p.Package.Name, p.CoveredUntil.text())
	default:
		say(texts.WillAccept, p.Package.Name, p.CoveredUntil.text())
	}
	if p.PriorityNote != nil {
		said = append(said, p.PriorityNote.Text)
	}
	for _, c := range p.Clocks {
		switch {
		case c.Overdue:
			say(texts.WasDue, c.Title, c.Target, c.StartsText, c.DueText)
		case c.Starts.After(p.JudgedAt):
			say(texts.WillCount, c.Title, c.Target, c.StartsText, c.DueText)
		case c.Starts.Before(p.JudgedAt):
			say(texts.CountsAlready, c.Title, c.Target, c.StartsText, c.DueText)
		default:
			say(texts.Counts, c.Title, c.Target, c.DueText)
		}
	}
	if p.Engineer {
		say(texts.WillAttach)
	}
	return said
}
