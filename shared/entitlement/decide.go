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
	lead, verdicts := m.lead(req.ReceivedAt)
	d := lead.decision()
	d.Until = m.until(d, req.ReceivedAt)
	d.Calendar = lead.edition.Calendars()
	d.Site, d.Zone = m.zones(lead.edition)
	d.Facts = m.refs(lead)
	d.Partner = m.routedTo(lead)
	d.Release = req.Release
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
	return d, nil
}

// lead is the verdict that speaks for the installation at the instant, and all of them.
func (m matter) lead(at time.Time) (verdict, []verdict) {
	verdicts := make([]verdict, 0, len(m.options))
	for _, o := range m.options {
		verdicts = append(verdicts, m.judge(o, at))
	}
	return slices.MinFunc(verdicts, prefer), verdicts
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
