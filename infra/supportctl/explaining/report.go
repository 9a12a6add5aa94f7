package explaining

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"flatsupport/shared/docket"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view/shelf"
)

// Report is an explanation.
type Report struct {
	Ticket      string     `json:"ticket,omitempty"`
	At          time.Time  `json:"at"`
	AsOf        *time.Time `json:"asOf,omitempty"` // by what was on record then
	Status      string     `json:"status,omitempty"`
	Warnings    []string   `json:"warnings,omitempty"`
	Readings    []Ground   `json:"readings,omitempty"` // that decided what the clocks count
	Decision    *Decision  `json:"decision,omitempty"`
	Clocks      []Clock    `json:"clocks,omitempty"`
	Certificate *Course    `json:"certificate,omitempty"`
}

// Ground is a statement with the clause that it rests on and the clause's own words.
type Ground struct {
	Clause string `json:"clause,omitempty"`
	Text   string `json:"text"`
	Quote  string `json:"quote,omitempty"`
}

// Decision is a decision on a request and why it is so.
type Decision struct {
	Answer      string     `json:"answer"`
	Code        string     `json:"code,omitempty"`
	Clause      string     `json:"clause"`
	Edition     string     `json:"edition"`
	Digest      string     `json:"digest"`
	Calendar    string     `json:"calendar,omitempty"`
	Package     string     `json:"package,omitempty"`
	Certificate string     `json:"certificate,omitempty"`
	Support     string     `json:"support,omitempty"`
	Level       int        `json:"level,omitempty"`
	Priority    string     `json:"priority,omitempty"`
	Facts       []string   `json:"facts"`
	Until       *time.Time `json:"until,omitempty"`
	Explanation []Ground   `json:"explanation"`
	WhatIf      []Ground   `json:"whatIf,omitempty"`
}

// Clock is a promise and how its due time was counted.
type Clock struct {
	Name        string     `json:"name"`
	Title       string     `json:"title"`
	Cycle       int        `json:"cycle"`
	State       string     `json:"state"`
	Priority    string     `json:"priority"`
	Clause      string     `json:"clause"`
	Start       time.Time  `json:"start"`
	Due         *time.Time `json:"due,omitempty"`
	StoppedAt   *time.Time `json:"stoppedAt,omitempty"`
	Why         string     `json:"why,omitempty"`
	Explanation []string   `json:"explanation"`
	WhatIf      []string   `json:"whatIf,omitempty"`
}

// Course is the life of a certificate in dates; the dates named end are the first on which what came before no longer
// holds.
type Course struct {
	Start       string   `json:"start,omitempty"`
	StartedBy   string   `json:"startedBy,omitempty"`
	End         string   `json:"end,omitempty"`
	LoyaltyEnd  string   `json:"loyaltyEnd,omitempty"`
	UpgradeFrom string   `json:"upgradeFrom,omitempty"`
	Support     string   `json:"support"`
	Explanation []Ground `json:"explanation"`
	// Record is the certificate as it is on record, with its chain and its history.
	Record *shelf.Certificate `json:"record,omitempty"`
}

func course(ed *policy.Edition, c entitlement.Certificate, inst entitlement.Installation, at time.Time, intents []entitlement.Intent) *Course {
	l := entitlement.LifeOf(ed, c, inst)
	support, _ := l.Support(at, intents...)
	return &Course{
		Start: l.Start.String(), StartedBy: string(l.StartedBy), End: l.End.String(), LoyaltyEnd: l.LoyaltyEnd.String(),
		UpgradeFrom: l.UpgradeFrom.String(), Support: string(support),
	}
}

// decided adds a decision, with what would change it.
func (r *Report) decided(j docket.Judged, lang string) error {
	d := j.Decision
	out := &Decision{
		Answer: string(d.Answer), Code: string(d.Code), Clause: string(d.Clause), Edition: d.Edition, Digest: d.Digest, Calendar: d.Calendar,
		Package: string(d.Package), Certificate: d.Certificate, Support: string(d.Support), Level: int(d.Level), Priority: string(d.Priority),
		Facts: []string{}, Until: moment(d.Until), Explanation: ground(d.Explanation(j.Edition), lang),
	}
	for _, ref := range d.Facts {
		out.Facts = append(out.Facts, string(ref))
	}
	r.Decision = out
	if d.Answer == entitlement.Unverified {
		return nil // no reading was applied to facts that could not be read
	}
	otherwise, err := entitlement.WhatIf(j.Editions, j.Facts, j.Request, d)
	out.WhatIf = ground(entitlement.Lines(otherwise, j.Edition), lang)
	return err
}

func ground(lines []entitlement.Line, lang string) []Ground {
	out := make([]Ground, 0, len(lines))
	for _, line := range lines {
		out = append(out, Ground{string(line.Clause), line.Text.In(lang), strings.Join(strings.Fields(line.Quote.In(lang)), " ")})
	}
	return out
}

// counted adds every clock that the ticket has or had, with its proof and what would change it.
func (r *Report) counted(is ticket.Ticket, ed *policy.Edition, now time.Time, lang string) error {
	clocks, err := sla.Clocks(is, ed, now)
	if err != nil {
		return fmt.Errorf("explain: %w", err)
	}
	for _, c := range clocks {
		proof := sla.Explain(c, is, ed)
		alternatives, err := sla.WhatIf(c, is, ed, now)
		if err != nil {
			return fmt.Errorf("explain: %w", err)
		}
		r.Clocks = append(r.Clocks, Clock{
			Name: string(c.Name), Title: texts.ClockName(ed, c.Name, lang), Cycle: c.Cycle, State: string(c.State), Priority: string(c.Priority),
			Clause: string(c.Clause), Start: c.Start.UTC(), Due: moment(c.Due), StoppedAt: moment(c.StoppedAt), Why: string(c.Why),
			Explanation: texts.Explain(proof, ed, lang), WhatIf: texts.WhatIf(alternatives, proof.Location, lang),
		})
	}
	return nil
}

func moment(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	utc := at.UTC()
	return &utc
}

// read tells the value that a reading has.
func read(ed *policy.Edition, datum, lang string) []Ground {
	for _, r := range ed.PublishedReadings() {
		if r.Datum == datum {
			return []Ground{{Clause: string(r.Clause), Text: fmt.Sprintf(heads["reading"].In(lang), r.Datum, r.Gap, r.Value, r.Meaning().In(lang))}}
		}
	}
	return nil
}

// JSON writes the report for programs.
func (r Report) JSON(w io.Writer) error {
	to := json.NewEncoder(w)
	to.SetIndent("", "  ")
	to.SetEscapeHTML(false)
	return to.Encode(r)
}

var heads = map[string]policy.Text{
	"decision": {RU: "Решение", EN: "Decision"},
	"whatIf":   {RU: "Что изменило бы решение:", EN: "What would change the decision:"},
	"state":    {RU: "На этот момент: %s.", EN: "As it stands: %s."},
	"since":    {RU: "На этот момент: %s, %s.", EN: "As it stands: %s, %s."},
	"open":     {RU: "Решения ещё нет.", EN: "Nothing is decided yet."},
	"reading":  {RU: "Толкование %s (%s) = %s: %s", EN: "Reading %s (%s) = %s: %s"},
	"quotes":   {RU: "Пункты:", EN: "Clauses:"},
}

var reasons = map[sla.Reason]policy.Text{
	sla.NotPromised: {RU: "новому приоритету не обещано", EN: "not promised to the new priority"},
	sla.Waived:      {RU: "решено с отказом от обещанного", EN: "resolved with a waiver"},
	sla.NotNeeded:   {RU: "решено раньше", EN: "resolved before"},
	sla.Reopened:    {RU: "после повторного открытия часы новые", EN: "reopened with clocks of its own"},
}

// Print writes the report for people.
func (r Report) Print(w io.Writer, lang string) {
	for _, warning := range r.Warnings {
		fmt.Fprintln(w, "!", warning)
	}
	grounds(w, r.Readings)
	switch {
	case r.Decision != nil:
		r.Decision.print(w, lang)
	case r.Certificate != nil && r.Certificate.Record != nil:
		r.printRecord(w, lang)
	case r.Certificate != nil:
		grounds(w, r.Certificate.Explanation)
	case r.Ticket != "":
		fmt.Fprintln(w, heads["open"].In(lang))
	}
	for i, c := range r.Clocks {
		if i > 0 || r.Decision != nil {
			fmt.Fprintln(w)
		}
		for _, line := range c.Explanation {
			fmt.Fprintln(w, line)
		}
		state := texts.ClockState(sla.State(c.State), lang)
		if why, ok := reasons[sla.Reason(c.Why)]; ok {
			state += " (" + why.In(lang) + ")"
		}
		if c.StoppedAt == nil {
			fmt.Fprintf(w, heads["state"].In(lang)+"\n", state)
		} else {
			fmt.Fprintf(w, heads["since"].In(lang)+"\n", state, texts.Instant(*c.StoppedAt, policy.Moscow(), lang))
		}
		for _, line := range c.WhatIf {
			fmt.Fprintln(w, line)
		}
	}
}

func (d Decision) print(w io.Writer, lang string) {
	grounds(w, d.Explanation)
	if len(d.WhatIf) > 0 {
		fmt.Fprintln(w, heads["whatIf"].In(lang))
		for _, g := range d.WhatIf {
			fmt.Fprintln(w, "  "+g.said())
		}
	}
	said := map[string]bool{}
	for _, g := range d.Explanation {
		if g.Quote == "" || said[g.Clause] {
			continue
		}
		if len(said) == 0 {
			fmt.Fprintln(w, heads["quotes"].In(lang))
		}
		said[g.Clause] = true
		fmt.Fprintf(w, "  %s: %s\n", g.Clause, g.Quote)
	}
}

func grounds(w io.Writer, all []Ground) {
	for _, g := range all {
		fmt.Fprintln(w, g.said())
	}
}

func (g Ground) said() string {
	if g.Clause == "" {
		return g.Text
	}
	return g.Text + " [" + g.Clause + "]"
}
