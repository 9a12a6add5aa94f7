// Package escalation says which rung of a ticket's ladders is due now, whom it tells, under which key it may happen
// only once, and when to look again.
//
// The document promises times; who is told as they pass is the operator's addition, kept in the edition's ladders.
// The room reads no clock and no rota: both are arguments.
package escalation

import (
	"fmt"
	"strings"
	"time"

	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

// Rung is a step of a ladder that is due.
type Rung struct {
	Clock sla.Clock
	Step  policy.Step
	N     int       // 1, or the repetition of a repeating step
	At    time.Time // when it fell due
	Key   string    // effect key: (clock, cycle, priority, step, repetition) within the ticket
}

// Outlook is what a look at a ticket gives: the rungs due now, in the order in which they fell due, and the next
// instant at which something could fall due. Next is zero when nothing can.
type Outlook struct {
	Due  []Rung
	Next time.Time
}

// Look finds what is due on the ladders of the ticket's clocks. A rung whose key the ticket has is never due again;
// an answered or cancelled clock has no rungs. Of a repeating step only the latest repetition is taken, so that an
// outage does not end in a storm of the same notice.
func Look(t ticket.Ticket, ed *policy.Edition, now time.Time) (Outlook, error) {
	if !t.Open() {
		return Outlook{}, nil
	}
	clocks, err := sla.Clocks(t, ed, now)
	if err != nil {
		return Outlook{}, err
	}
	var out Outlook
	for _, c := range clocks {
		ladder, ok := ed.Ladder(c.Name, t.Decision.Package, c.Priority)
		if !ok || c.Settled() {
			continue
		}
		for _, step := range ladder.Steps {
			if err := out.step(t, c, ladder, step, now); err != nil {
				return Outlook{}, fmt.Errorf("step %s of %s: %w", step.Name, c.Name, err)
			}
		}
	}
	sortRungs(out.Due)
	return out, nil
}

func (o *Outlook) step(t ticket.Ticket, c sla.Clock, ladder policy.Ladder, step policy.Step, now time.Time) error {
	for n := firstUntaken(t, c, step); n <= repetitions(step); n++ {
		at, ok, err := c.At(step.At, step.After+time.Duration(n-1)*step.Every)
		if err != nil || !ok {
			return err
		}
		if step.At >= 100 {
			at = at.Add(time.Second) // a response at the due instant itself is in time
		}
		if at.After(now) {
			o.next(at)
			return nil
		}
		if ladder.Quiet && !c.Open(now) {
			opening, err := c.NextOpening(now)
			if err != nil {
				return err
			}
			o.next(opening)
			return nil
		}
		o.take(Rung{Clock: c, Step: step, N: n, At: at, Key: key(c, step, n)})
	}
	return nil
}

// take adds a rung, in place of an earlier repetition of the same step.
func (o *Outlook) take(r Rung) {
	for i, have := range o.Due {
		if have.Step.Name == r.Step.Name && have.Clock.Name == r.Clock.Name && have.Clock.Cycle == r.Clock.Cycle {
			o.Due[i] = r
			return
		}
	}
	o.Due = append(o.Due, r)
}

func (o *Outlook) next(at time.Time) {
	if o.Next.IsZero() || at.Before(o.Next) {
		o.Next = at
	}
}

func repetitions(step policy.Step) int {
	if step.Every == 0 {
		return 1
	}
	return step.Max
}

// firstUntaken is the repetition after the last one taken.
func firstUntaken(t ticket.Ticket, c sla.Clock, step policy.Step) int {
	for n := repetitions(step); n >= 1; n-- {
		if t.Has(key(c, step, n)) {
			return n + 1
		}
	}
	return 1
}

func key(c sla.Clock, step policy.Step, n int) string {
	return strings.Join([]string{string(c.Name), fmt.Sprint(c.Cycle), string(c.Priority), step.Name, fmt.Sprint(n)}, "/")
}

// sortRungs orders by the instant at which each fell due and keeps the order of the ladders among equals.
func sortRungs(due []Rung) {
	for i := 1; i < len(due); i++ {
		for j := i; j > 0 && due[j].At.Before(due[j-1].At); j-- {
			due[j], due[j-1] = due[j-1], due[j]
		}
	}
}
