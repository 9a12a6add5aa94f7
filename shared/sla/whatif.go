package sla

import (
	"errors"
	"fmt"
	"time"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// Alternative is what a clock would come to if one thing were otherwise: the priority, changed at the instant asked
// about, or the value of a reading.
type Alternative struct {
	Priority policy.PriorityCode // empty unless the priority is what differs
	Reading  policy.Reading      // as it is; its Datum is empty unless a reading is what differs
	Value    string              // that the reading would have
	Promised bool                // there would be such a clock
	Due      time.Time           // zero: it waits, or
	Unknown  bool                // it cannot be computed
	Changes  bool                // what is promised would be another instant, or none
}

// WhatIf tells what would change the clock: each other priority, set at now by the rule of priority.changeRule (G34), and
// each other value of the readings that bear on the answer. Nothing rewrites a promise that was kept, broken or called
// off, so of a settled clock only the readings are told, and of one that was called off nothing.
//
// It builds an edition for each alternative, which takes some milliseconds: it is for whoever asks, not for every page.
func WhatIf(c Clock, t ticket.Ticket, ed *policy.Edition, now time.Time) ([]Alternative, error) {
	if c.State == Cancelled {
		return nil, nil
	}
	var all []Alternative
	running := t.Open() && !c.Settled() && !before(c.Due, now)
	for _, p := range ed.Priorities {
		if !running || p.Code == t.Priority {
			continue
		}
		changed := ticket.Fold(t, ticket.Event{At: now, Fact: ticket.PriorityChanged{From: t.Priority, To: p.Code}})
		a, err := alternative(c, changed, ed, now)
		if err != nil {
			return nil, fmt.Errorf("what if the priority were %s: %w", p.Code, err)
		}
		a.Priority = p.Code
		all = append(all, a)
	}
	for _, r := range Explain(c, t, ed).Readings {
		for _, value := range r.Alternatives {
			other, err := ed.With(map[string]string{r.Datum: value})
			if impossible := (*policy.DefectsError)(nil); errors.As(err, &impossible) {
				continue // the value contradicts another reading of the edition
			}
			if err != nil {
				return nil, fmt.Errorf("what if %s were %s: %w", r.Datum, value, err)
			}
			a, err := alternative(c, t, other, now)
			if err != nil {
				return nil, fmt.Errorf("what if %s were %s: %w", r.Datum, value, err)
			}
			a.Reading, a.Value = r, value
			all = append(all, a)
		}
	}
	return all, nil
}

// alternative finds the clock as it would be: that of the same name and cycle, the same turn of it or else the last.
func alternative(c Clock, t ticket.Ticket, ed *policy.Edition, now time.Time) (Alternative, error) {
	clocks, err := Clocks(t, ed, now)
	if err != nil {
		return Alternative{}, err
	}
	var a Alternative
	for _, other := range clocks {
		if other.Name != c.Name || other.Cycle != c.Cycle || other.Turn > c.Turn && a.Promised {
			continue
		}
		a = Alternative{Promised: other.Why != NotPromised, Due: other.Due, Unknown: other.Trouble != nil}
	}
	a.Changes = !a.Promised || !a.Due.Equal(c.Due) || a.Unknown != (c.Trouble != nil)
	return a, nil
}
