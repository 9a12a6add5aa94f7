// Package escalation says which rung of a ticket's ladders is due now, whom it tells, under which key it may happen
// only once, and when to look again.
//
// The document promises times; who is told as they pass is the operator's addition (OP-ESC), kept in the edition's
// ladders.
// The room reads no clock and no rota: both are arguments.
package escalation

import (
	"fmt"
	"slices"
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
	Key   string    // effect key within the ticket
}

// Outlook is what a look at a ticket gives: the rungs due now, in the order in which they fell due, and the next
// instant at which something could fall due. Next is zero when nothing can.
type Outlook struct {
	Due   []Rung
	Judge bool // the support under which the ticket was accepted may have ended by now, or begun again (G10)
	Next  time.Time
}

// daily is how often a held ticket is looked at, should the word of its renewal have been lost.
const daily = 24 * time.Hour

// Look finds what is due on the ladders of the ticket's clocks (OP-ESC). A rung whose key the ticket has is never due again;
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
		if c.Trouble != nil && !c.Settled() {
			out.alarm(t, c, now)
			continue
		}
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
	slices.SortStableFunc(out.Due, func(a, b Rung) int { return a.At.Compare(b.At) })
	out.support(t, ed, now)
	return out, nil
}

// support finds when the support is to be judged again: at the first instant at which it could stand otherwise, and of a
// ticket that is held every day besides, counted from the hold.
func (o *Outlook) support(t ticket.Ticket, ed *policy.Edition, now time.Time) {
	if !t.Watched(ed) {
		return
	}
	hold, held := t.Held()
	switch {
	case !held && t.SupportDue(now):
		o.Judge = true
	case !t.SupportedUntil.IsZero() && !t.SupportDue(now):
		o.next(t.SupportedUntil)
	}
	if held {
		o.next(hold.From.Add(now.Sub(hold.From).Truncate(daily) + daily))
	}
}

// noDueTime tells that a promise runs without a due time that could be computed (G44): nobody would be told of it as it
// passes, so the managers and whoever is on duty are told at once.
var noDueTime = policy.Step{Name: "no_due", Tell: []policy.Audience{policy.ToManager, policy.ToDuty}, Notice: policy.NoticeNoDueTime}

func (o *Outlook) alarm(t ticket.Ticket, c sla.Clock, now time.Time) {
	if k := key(t, c, noDueTime, 1); !t.Has(k) {
		o.Due = append(o.Due, Rung{Clock: c, Step: noDueTime, N: 1, At: now, Key: k})
	}
}

// step finds the latest repetition of the step that is due and the instant of the next.
func (o *Outlook) step(t ticket.Ticket, c sla.Clock, ladder policy.Ladder, step policy.Step, now time.Time) error {
	past := recall(t, c, step)
	var latest *Rung
	for n := past.last + 1; n <= repetitions(step); n++ {
		at, ok, err := instant(c, step, n)
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		if past.covers(n, at) {
			continue
		}
		if at.After(now) {
			o.next(at)
			break
		}
		if opening := quietUntil(ladder, c, now); !opening.IsZero() {
			o.next(opening)
			break
		}
		latest = &Rung{Clock: c, Step: step, N: n, At: at, Key: key(t, c, step, n)}
	}
	if latest != nil {
		o.Due = append(o.Due, *latest)
	}
	return nil
}

// quietUntil is the opening for which a quiet ladder waits; zero: it does not have to. Where nothing opens any more it is
// told at once rather than never.
func quietUntil(ladder policy.Ladder, c sla.Clock, now time.Time) time.Time {
	if !ladder.Quiet || c.Open(now) {
		return time.Time{}
	}
	opening, err := c.NextOpening(now)
	if err != nil {
		return time.Time{}
	}
	return opening
}

// instant is when the n-th repetition of the step falls due. At the due instant itself a response is still in time, so
// what tells of the breach comes a second later.
func instant(c sla.Clock, step policy.Step, n int) (time.Time, bool, error) {
	after := step.After + time.Duration(n-1)*step.Every
	at, ok, err := c.At(step.At, after)
	if ok && at.Equal(c.Due) {
		at = at.Add(time.Second)
	}
	return at, ok, err
}

func (o *Outlook) next(at time.Time) {
	if o.Next.IsZero() || at.Before(o.Next) {
		o.Next = at
	}
}
