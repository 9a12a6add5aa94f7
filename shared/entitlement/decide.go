package entitlement

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// Editions is where a decision finds the rules: the edition that a certificate pins (G60), and, where there is no
// certificate to pin one, the edition under which certificates are sold on a day.
type Editions interface {
	Edition(id string) (*policy.Edition, error)
	Current(on coverage.Date) (*policy.Edition, error)
	// Starts are the first days of all editions, in order.
	Starts() []coverage.Date
}

// Decide answers a request from the facts as they were known, at the instant at which the server received it (G9).
//
// Every certificate of the installation, and of no other (G59), is judged by itself under its own edition; see the
// checks in ladder.go for what is asked and in which order. Of several that can serve, one is chosen:
// running support before loyalty; coverage round the clock for the priority before working hours; an attached
// engineer before none; the later end; the smaller id. Of several that cannot, the one that speaks is the one
// closest to serving: running, loyalty, pending, lapsed, conditional; then the one that passed more checks; then the
// later end and the smaller id. So an old contract that ran out never hides what is said about a running one.
//
// Until is the first instant at which another answer, other terms or another reason would follow from the same facts.
// A certificate that pins an edition or a package that is not there gives an error and no decision.
func Decide(lib Editions, facts Facts, req Request) (Decision, error) {
	m, err := gather(lib, facts, req)
	if err != nil {
		return Decision{}, fmt.Errorf("decide on installation %s: %w", req.Installation, err)
	}
	d := m.decide(req.ReceivedAt)
	d.Until = m.until(d, req.ReceivedAt)
	return d, nil
}

func (m matter) decide(at time.Time) Decision {
	verdicts := make([]verdict, 0, len(m.options))
	for _, o := range m.options {
		verdicts = append(verdicts, m.judge(o, at))
	}
	lead := slices.MinFunc(verdicts, prefer)
	d := lead.decision()
	d.Site, d.Zone = m.zones(lead.edition)
	d.Facts = m.refs(lead)
	d.Partner = m.routedTo(lead)
	for _, v := range verdicts {
		if v.cert.ID == "" {
			continue
		}
		d.Candidates = append(d.Candidates, Candidate{
			Certificate: v.cert.ID,
			Package:     v.cert.Package,
			Life:        v.life,
			Support:     v.support,
			Used:        v.code == "" && v.cert.ID == lead.cert.ID,
			Why:         v.code,
		})
	}
	return d
}

// prefer orders verdicts: the smaller one speaks for the installation.
func prefer(a, b verdict) int {
	if a.refused() || b.refused() {
		return cmp.Or(
			falseFirst(a.refused(), b.refused()),
			cmp.Compare(a.support.nearness(), b.support.nearness()),
			cmp.Compare(b.passed, a.passed),
			b.life.End.Compare(a.life.End),
			cmp.Compare(a.cert.ID, b.cert.ID),
		)
	}
	return cmp.Or(
		cmp.Compare(a.support.nearness(), b.support.nearness()),
		falseFirst(!a.roundTheClock(), !b.roundTheClock()),
		falseFirst(!a.engineer, !b.engineer),
		b.life.End.Compare(a.life.End),
		cmp.Compare(a.cert.ID, b.cert.ID),
	)
}

// nearness orders states by how little separates them from support.
func (s Support) nearness() int {
	return slices.Index([]Support{Active, Loyalty, Pending, Lapsed, Conditional}, s)
}

func falseFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}

// until tries the instants at which something about the matter turns, in order: between two of them nothing can.
func (m matter) until(d Decision, at time.Time) time.Time {
	for _, turn := range m.turns(at) {
		if !turn.After(at) {
			continue
		}
		if then, err := m.asOf(turn); err != nil || !then.decide(turn).same(d) {
			return turn
		}
	}
	return time.Time{}
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
	return slices.ContainsFunc(m.options, func(o option) bool {
		return o.cert.ID == "" || o.edition.Readings.PolicyPin == policy.PinNewest
	})
}

// turns are the instants at which the state of a certificate or of the installation changes, in order.
func (m matter) turns(at time.Time) []time.Time {
	var turns []time.Time
	if m.followsNewest() {
		for _, start := range m.editions.Starts() {
			turns = append(turns, start.In(m.options[0].edition.Zone).UTC())
		}
	}
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
	for _, intent := range m.intents {
		turns = append(turns, intent.DeclaredAt.UTC(), intent.WithdrawnAt.UTC())
	}
	for _, from := range append([]time.Time{at}, turns...) {
		for _, o := range m.options {
			for _, hours := range m.channelHours(o) {
				turns = append(turns, openings(hours, from, at)...)
			}
		}
	}
	slices.SortFunc(turns, time.Time.Compare)
	return turns
}

// channelHours are those at which the channel takes the request or not: its own, where it has some, and those of the
// coverage, where calls outside of it are turned away (G27).
func (m matter) channelHours(o option) []*coverage.Schedule {
	var all []*coverage.Schedule
	rule, _ := o.edition.Channel(m.req.Channel)
	if hours, err := m.intake(rule, o.edition); err == nil {
		all = append(all, hours)
	}
	if m.req.Channel != policy.Hotline || o.edition.Readings.OutOfHours != policy.OutOfHoursHotlineClosed || o.cert.ID == "" {
		return all
	}
	if hours, err := m.hours(o, priority(o.edition, m.req)); err == nil {
		all = append(all, hours)
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

// same compares what was answered: of a refusal why it was refused, of anything else also the terms.
func (d Decision) same(o Decision) bool {
	if d.Answer != o.Answer || d.Code != o.Code || d.Clause != o.Clause || d.Edition != o.Edition {
		return false
	}
	if d.Answer == Refused {
		return true
	}
	return d.Package == o.Package && d.Certificate == o.Certificate && d.Support == o.Support &&
		d.Level == o.Level && d.Priority == o.Priority && d.Engineer == o.Engineer
}
