package policy

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"flatsupport/shared/coverage"
)

// ErrUnknownDatum: no reading has the name.
var ErrUnknownDatum = errors.New("no such reading")

// WithCalendars returns the edition as it is with other published calendars: what a new version of a calendar would
// change can be seen before it is published. A calendar that the edition names must be among them.
func (e *Edition) WithCalendars(calendars *coverage.Calendars) (*Edition, error) {
	changed, err := build(e.name, e.source, calendars, e.overrides)
	if err != nil {
		return nil, fmt.Errorf("edition %s with other calendars: %w", e.ID, err)
	}
	return changed, nil
}

// With returns a copy of the edition in which readings have other values, given by datum: {"calendar.shortDay":
// "end_minus_1h"}. Of what stands elsewhere in the edition windows.business ("09:00-13:00,14:00-18:00") and
// reaction.unit can be given too; the rest can only be confirmed. The copy is checked as a whole and has a digest of
// its own, unless nothing changed.
//
// It refuses, all at once, [ErrUnknownDatum] and [ErrUnlawfulValue], each with the datum's name; values that contradict
// one another or the rest of the edition give a [*DefectsError].
func (e *Edition) With(overrides map[string]string) (*Edition, error) {
	merged := maps.Clone(e.overrides)
	if merged == nil {
		merged = map[string]string{}
	}
	maps.Copy(merged, overrides)
	changed, err := build(e.name, e.source, e.calendars, merged)
	if err != nil {
		return nil, fmt.Errorf("edition %s with other readings: %w", e.ID, err)
	}
	return changed, nil
}

// override takes values in place of those in the source and returns the ones that differ.
func (l *loader) override(overrides map[string]string) (map[string]string, error) {
	changed := map[string]string{}
	var refused []error
	data := l.e.data()
	for _, name := range slices.Sorted(maps.Keys(overrides)) {
		d, ok := find(data, func(d datum) bool { return d.name == name })
		if !ok {
			refused = append(refused, fmt.Errorf("%s: %w", name, ErrUnknownDatum))
			continue
		}
		written := d.read()
		if err := d.write(overrides[name]); err != nil {
			refused = append(refused, fmt.Errorf("%s: %w", name, err))
			continue
		}
		if taken := d.read(); taken != written {
			changed[name] = taken
		}
	}
	return changed, errors.Join(refused...)
}

// settle completes what follows from the readings, once they are final.
func (l *loader) settle() {
	e := l.e
	for i := range e.Windows {
		w := &e.Windows[i]
		hours, label := hoursForPeople(w.Week), l.labels[w.Name]
		w.Label = Text{RU: strings.ReplaceAll(label.RU, hoursMark, hours.RU), EN: strings.ReplaceAll(label.EN, hoursMark, hours.EN)}
	}
	for i := range e.Channels {
		e.Channels[i].Override = e.Channels[i].Code == Hotline && e.Readings.HotlineOverride == OverrideWithReason
	}
	for i, c := range e.Clocks {
		if c.Name == Reaction || c.Name == Callback {
			e.Clocks[i].Start = e.Readings.ReactionStart
			// The call-back is guaranteed (R35): no reading lets waiting stretch it.
			e.Clocks[i].Pausable = c.Name == Reaction && e.Readings.ReactionPause == PauseWaiting
		}
	}
	l.promisedByReadings()
	data := e.data()
	for i, r := range e.readings {
		d, ok := find(data, func(d datum) bool { return d.name == r.Datum })
		if ok {
			e.readings[i].Value, e.readings[i].Alternatives, e.readings[i].Open = d.read(), d.alternatives(), d.open()
		}
	}
	l.schedules()
}

// promisedByReadings adds the clocks that readings promise beyond the document: updates in a cadence (G39) and the
// arrival on the site within the reaction time (G54). Each is watched by the plainest of ladders.
func (l *loader) promisedByReadings() {
	e := l.e
	if all, err := parseCadence(e.Readings.UpdateCadence); err == nil {
		l.promise(e.clauseOf("updates.cadence"), ClockRule{
			Name: Update, Title: Text{RU: "Сообщение о состоянии", EN: "Status update"}, Unit: CoverageHours, Start: LastUpdate, Stop: PublicUpdate, Pausable: true,
		}, func(prio PriorityCode) (Target, bool) {
			within, ok := all[prio]
			return Target{Unit: CoverageHours, Within: within}, ok
		})
	}
	if e.Readings.OnsiteSLA == OnsiteReactionTime {
		reaction, _ := e.Clock(Reaction)
		l.promise(e.clauseOf("onsite.sla"), ClockRule{
			Name: Arrival, Title: Text{RU: "Прибытие инженера", EN: "Arrival of the engineer"}, Unit: reaction.Unit, Start: VisitAgreed, Stop: EngineerArrived,
		}, func(prio PriorityCode) (Target, bool) {
			target, ok := reaction.Targets[prio]
			return target, ok
		})
	}
}

// promise adds a clock unless the edition has it in its own words, and a ladder for it.
func (l *loader) promise(clause ClauseCode, c ClockRule, target func(PriorityCode) (Target, bool)) {
	e := l.e
	if _, own := e.Clock(c.Name); own || clause == "" {
		return // checkReadings names the contradiction
	}
	c.Clause, c.Targets = clause, map[PriorityCode]Target{}
	ladder := Ladder{Clause: clause, Clock: c.Name, Quiet: true, Steps: []Step{
		{Name: "warn_80", At: 80, Tell: []Audience{ToAssigned}, Notice: NoticeWarning},
		{Name: "breach", At: 100, Tell: []Audience{ToManager}, Notice: NoticeBreach},
	}}
	for _, prio := range priorityCodes {
		if t, ok := target(prio); ok {
			t.Clause = clause
			c.Targets[prio] = t
			ladder.Priorities = append(ladder.Priorities, prio)
		}
	}
	e.Clocks, e.Ladders = append(e.Clocks, c), append(e.Ladders, ladder)
}

// clauseOf is the clause of a reading.
func (e *Edition) clauseOf(datum string) ClauseCode {
	r, _ := find(e.readings, func(r Reading) bool { return r.Datum == datum })
	return r.Clause
}

// schedules builds the coverage of every window once, so that what is wrong with it is told at loading.
func (l *loader) schedules() {
	e := l.e
	e.schedules = &schedules{}
	if e.Zone == nil {
		return
	}
	for i, w := range e.Windows {
		if _, err := e.schedule(w, Hours{}); err != nil {
			l.report.Refuse(fmt.Sprintf("windows[%d]", i), "%s", err)
		}
	}
	wall, err := coverage.New(coverage.Spec{Name: "wall", Always: true, Zone: e.Zone})
	if err != nil {
		l.report.Refuse("readings", "%s", err)
	}
	e.wall = wall
}
