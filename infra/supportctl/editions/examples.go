package editions

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
)

// receipts are instants at which days and hours of the production calendar are worth looking at, on the clock of the
// edition.
var receipts = []struct {
	at  string
	why policy.Text
}{
	{"2026-04-30 16:00", policy.Text{RU: "предпраздничный четверг перед майскими", EN: "a short Thursday before the holidays of May"}},
	{"2026-05-09 23:30", policy.Text{RU: "ночь праздничной субботы", EN: "the night of a holiday that is a Saturday"}},
	{"2026-11-20 18:00", policy.Text{RU: "пятница, минута закрытия", EN: "Friday, at closing time"}},
	{"2026-11-23 10:15", policy.Text{RU: "обычный понедельник", EN: "an ordinary Monday"}},
	{"2027-02-19 16:30", policy.Text{RU: "пятница перед рабочей субботой", EN: "the Friday before a Saturday that is worked"}},
	{"2027-03-10 12:30", policy.Text{RU: "среда, за полчаса до обеда", EN: "Wednesday, half an hour before lunch"}},
}

// example is a promise counted by both editions; a due time is empty where nothing is promised.
type example struct {
	Received time.Time  `json:"received"`
	Package  string     `json:"package"`
	Priority string     `json:"priority"`
	Clock    string     `json:"clock"`
	Before   *time.Time `json:"before,omitempty"`
	After    *time.Time `json:"after,omitempty"`
	Moved    bool       `json:"moved"`
}

// sideBySide counts every promise of every package and priority from each receipt on, by both editions.
func sideBySide(from, to *policy.Edition) ([]example, error) {
	var all []example
	for _, r := range receipts {
		at, err := time.ParseInLocation(layout, r.at, to.Zone)
		if err != nil {
			return nil, err
		}
		for _, p := range both(from, to) {
			for _, prio := range []policy.PriorityCode{policy.P1, policy.P2, policy.P3, policy.P4} {
				before, err := dues(from, at, p, prio)
				if err != nil {
					return nil, err
				}
				after, err := dues(to, at, p, prio)
				if err != nil {
					return nil, err
				}
				all = append(all, joined(example{Received: at.UTC(), Package: string(p), Priority: string(prio)}, before, after)...)
			}
		}
	}
	return all, nil
}

// both are the packages of either edition.
func both(from, to *policy.Edition) []policy.PackageCode {
	var all []policy.PackageCode
	for _, p := range slices.Concat(to.Packages, from.Packages) {
		if !slices.Contains(all, p.Code) {
			all = append(all, p.Code)
		}
	}
	return all
}

func joined(row example, before, after []sla.Clock) []example {
	var all []example
	for _, c := range after {
		e := row
		e.Clock, e.After = string(c.Name), due(c)
		if i := slices.IndexFunc(before, func(b sla.Clock) bool { return b.Name == c.Name }); i >= 0 {
			e.Before = due(before[i])
		}
		e.Moved = e.Before == nil || e.After == nil || !e.Before.Equal(*e.After)
		all = append(all, e)
	}
	for _, c := range before {
		if !slices.ContainsFunc(after, func(a sla.Clock) bool { return a.Name == c.Name }) {
			e := row
			e.Clock, e.Before, e.Moved = string(c.Name), due(c), true
			all = append(all, e)
		}
	}
	return all
}

// dues are the clocks of a ticket that was accepted as it came in.
func dues(e *policy.Edition, at time.Time, p policy.PackageCode, prio policy.PriorityCode) ([]sla.Clock, error) {
	if _, sold := e.Package(p); !sold {
		return nil, nil
	}
	t := ticket.Fold(
		ticket.Ticket{},
		ticket.Event{At: at, Fact: ticket.Registered{Channel: policy.Portal, Type: policy.Incident, Priority: prio}},
		ticket.Event{At: at, Fact: ticket.Decided{Answer: ticket.Accepted, Edition: e.ID, Calendar: e.Calendars(), Package: p, Priority: prio}},
	)
	clocks, err := sla.Clocks(t, e, at)
	if err != nil {
		return nil, fmt.Errorf("%s, %s, %s of %s: %w", e.ID, p, prio, at.Format(layout), err)
	}
	return clocks, nil
}

func due(c sla.Clock) *time.Time {
	if c.Due.IsZero() {
		return nil
	}
	at := c.Due.UTC()
	return &at
}

// printExamples prints a table for each receipt; what moves is marked.
func printExamples(out io.Writer, from, to *policy.Edition, all []example, lang string) {
	moved := 0
	for _, r := range receipts {
		at, err := time.ParseInLocation(layout, r.at, to.Zone)
		if err != nil {
			continue // sideBySide has refused it
		}
		fmt.Fprintf(out, "\n%s, %s\n", texts.Instant(at, to.Zone, lang), r.why.In(lang))
		w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		fmt.Fprintf(w, "\t\t\t%s\t%s\n", from.ID, to.ID)
		for _, e := range all {
			if !e.Received.Equal(at) {
				continue
			}
			mark := ""
			if e.Moved {
				mark, moved = "  *", moved+1
			}
			ed := to
			if e.After == nil {
				ed = from
			}
			fmt.Fprintf(w, "  %s\t%s\t%s\t%s\t%s%s\n", e.Package, e.Priority, texts.ClockName(ed, policy.ClockName(e.Clock), lang),
				instant(e.Before, to, lang), instant(e.After, to, lang), mark)
		}
		w.Flush()
	}
	fmt.Fprintf(out, map[string]string{"ru": "\n* иной срок: %d из %d\n", "en": "\n* another due time: %d of %d\n"}[lang], moved, len(all))
}

// layout of the receipts.
const layout = "2006-01-02 15:04"

func instant(at *time.Time, ed *policy.Edition, lang string) string {
	if at == nil {
		return "—"
	}
	return texts.Instant(*at, ed.Zone, lang)
}
