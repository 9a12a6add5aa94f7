package entitlement

import (
	"slices"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// until tries the instants at which something about the matter turns, in order: between two of them nothing can.
func (m matter) until(d Decision, at time.Time) time.Time {
	starts := m.starts()
	for _, turn := range m.turns(at) {
		if !turn.After(at) {
			continue
		}
		then, err := m.asOf(turn)
		if err != nil {
			return turn
		}
		if lead, _ := then.lead(turn); !lead.decision().same(d) {
			return turn
		}
		if slices.ContainsFunc(starts, turn.Equal) { // by the new edition other days count
			return then.until(d, turn)
		}
	}
	return time.Time{}
}

// starts are the instants at which an edition comes into force, where the one in force judges.
func (m matter) starts() []time.Time {
	if !m.followsNewest() {
		return nil
	}
	var all []time.Time
	for _, day := range m.editions.Starts() {
		all = append(all, day.In(m.options[0].edition.Zone).UTC())
	}
	return all
}

// asOf is the matter as it would be if the request came at the instant. That is another one only where the edition then
// in force judges.
func (m matter) asOf(at time.Time) (matter, error) {
	if !m.followsNewest() {
		return m, nil
	}
	req := m.req
	req.ReceivedAt = at
	return gather(m.editions, m.facts, req)
}

// followsNewest reports whether any answer rests on the edition in force and not on one that a certificate has pinned.
func (m matter) followsNewest() bool {
	return slices.ContainsFunc(m.options, func(o option) bool { return o.newest })
}

// turns are the instants at which the state of a certificate or of the installation changes, or at which the channel
// takes requests or not, in order.
func (m matter) turns(at time.Time) []time.Time {
	turns := m.courses()
	var hours []*coverage.Schedule
	for _, o := range m.options {
		hours = append(hours, m.channelHours(o)...)
	}
	for _, from := range append([]time.Time{at}, turns...) {
		for _, h := range hours {
			turns = append(turns, openings(h, from, at)...)
		}
	}
	slices.SortFunc(turns, time.Time.Compare)
	return turns
}

// courses are the instants at which an edition comes into force, or the state of a certificate or of the installation
// changes.
func (m matter) courses() []time.Time {
	turns := m.starts()
	for _, o := range m.options {
		l := o.life
		for _, date := range []coverage.Date{l.Start, m.installation.CommissionedOn} {
			if !date.IsZero() {
				turns = append(turns, date.In(o.edition.Zone).UTC())
			}
		}
		for _, date := range []coverage.Date{l.End, l.LoyaltyEnd, l.UpgradeFrom} {
			if !date.IsZero() {
				turns = append(turns, l.over(date))
			}
		}
	}
	for _, p := range m.facts.Partners {
		for _, change := range p.Changes {
			turns = append(turns, change.At.UTC())
		}
	}
	for _, intent := range m.intents {
		turns = append(turns, intent.DeclaredAt.UTC(), intent.WithdrawnAt.UTC())
	}
	return turns
}

// channelHours are those at which the channel takes the request or not: its own, where it has some, and those of the
// coverage, where calls outside of it are turned away (G27).
func (m matter) channelHours(o option) []*coverage.Schedule {
	var all []*coverage.Schedule
	if rule, _ := o.edition.Channel(m.req.Channel); rule.Intake != "" {
		if hours, err := m.intake(rule, o.edition); err == nil {
			all = append(all, hours)
		}
	}
	if m.req.Channel != policy.Hotline || o.edition.Readings.OutOfHours != policy.OutOfHoursHotlineClosed || o.cert.ID == "" {
		return all
	}
	options := []option{o}
	if basic, ok := o.edition.Package(policy.TS8x5); ok && o.edition.Readings.LoyaltyPackage == policy.LoyaltyBasicPackage {
		o.pack = basic // whose hours hold in loyalty (G22)
		options = append(options, o)
	}
	for _, o := range options {
		if hours, err := m.hours(o, Priority(o.edition, m.req)); err == nil {
			all = append(all, hours)
		}
	}
	return all
}

// openings are the next two instants after from at which the hours open or close: what a day changes may show only then.
// There are none for what was before at.
func openings(hours *coverage.Schedule, from, at time.Time) []time.Time {
	if from.Before(at) {
		return nil
	}
	first, ok := opensOrCloses(hours, from)
	if !ok {
		return nil
	}
	second, ok := opensOrCloses(hours, first)
	if !ok {
		return []time.Time{first}
	}
	return []time.Time{first, second}
}

// opensOrCloses is the next instant after at when the hours open or close; false when they stay as they are.
func opensOrCloses(hours *coverage.Schedule, at time.Time) (time.Time, bool) {
	if !hours.IsOpen(at) {
		opening, err := hours.NextOpening(at)
		return opening.UTC(), err == nil
	}
	for _, s := range hours.Trace(at, at.Add(closing)) {
		if s.Kind == coverage.Closed {
			return s.From.UTC(), true
		}
	}
	return time.Time{}, false
}

// closing is how far ahead the end of an open stretch is looked for.
const closing = 14 * 24 * time.Hour
