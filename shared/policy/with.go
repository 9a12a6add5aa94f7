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
	changed, err := build(e.name, e.source, merged)
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
		w, hours := &e.Windows[i], strings.ReplaceAll(printDay(e.Windows[i].Working), ",", ", ")
		label := l.labels[w.Name]
		w.Label = Text{RU: strings.ReplaceAll(label.RU, hoursMark, hours), EN: strings.ReplaceAll(label.EN, hoursMark, hours)}
	}
	for i := range e.Channels {
		e.Channels[i].Override = e.Channels[i].Code == Hotline && e.Readings.HotlineOverride == OverrideWithReason
	}
	for i := range e.Clocks {
		// The call-back is guaranteed (R35): no reading lets waiting stretch it.
		e.Clocks[i].Pausable = e.Clocks[i].Name == Reaction && e.Readings.ReactionPause == PauseWaiting
	}
	data := e.data()
	for i, r := range e.readings {
		d, ok := find(data, func(d datum) bool { return d.name == r.Datum })
		if ok {
			e.readings[i].Value, e.readings[i].Alternatives = d.read(), d.alternatives()
		}
	}
	l.schedules()
}

// schedules builds the coverage of every window once, so that asking is cheap.
func (l *loader) schedules() {
	e := l.e
	if e.Zone == nil {
		return
	}
	e.schedules = map[WindowName]*coverage.Schedule{}
	for i, w := range e.Windows {
		schedule, err := coverage.New(w.spec(e))
		if err != nil {
			l.report.Refuse(fmt.Sprintf("windows[%d]", i), "%s", err)
			continue
		}
		e.schedules[w.Name] = schedule
	}
	wall, err := coverage.New(coverage.Spec{Name: "wall", Always: true, Zone: e.Zone})
	if err != nil {
		l.report.Refuse("readings", "%s", err)
	}
	e.wall = wall
}
