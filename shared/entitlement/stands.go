package entitlement

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"flatsupport/shared/policy"
)

// Standing is whether there still is support for a request that was accepted (G10).
type Standing struct {
	Code        policy.RefusalCode // why there is none; empty: there is
	Clause      policy.ClauseCode
	Edition     string
	Digest      string
	Calendar    string
	Certificate string
	Support     Support
	Facts       []Ref
	Until       time.Time // the first instant at which it would be the other way, facts unchanged; zero: none known
}

// Stands judges at an instant whether the support goes on under which a request was accepted: whether any certificate of
// the installation that serves people like the one who asked, the customer's own or a partner's (R25), gives support at
// that instant and, for work of level 1, that level (R27). What was asked of the request itself is not asked again: who
// may ask, the product, commissioning and the channel concern new requests only (G47).
//
// Of several certificates the one speaks that would for a new request. Errors are those of Decide.
func Stands(lib Editions, facts Facts, req Request, at time.Time) (Standing, error) {
	req.ReceivedAt = at // the edition in force judges where none is pinned
	m, err := gather(lib, facts, req)
	if err != nil {
		return Standing{}, fmt.Errorf("support of installation %s: %w", req.Installation, err)
	}
	lead := m.stands(at)
	d := lead.decision()
	s := Standing{
		Code: d.Code, Clause: d.Clause, Edition: d.Edition, Digest: d.Digest, Calendar: lead.edition.Calendars(),
		Certificate: d.Certificate, Support: d.Support, Facts: m.refs(lead),
	}
	s.Until = m.standsUntil(lead.refused(), at)
	return s, nil
}

// stands is the verdict that speaks for the support at the instant.
func (m matter) stands(at time.Time) verdict {
	ofPartner := m.contact.Partner != "" || strings.Contains(m.req.Contact, "/") // see PartnerContactID
	var verdicts []verdict
	for _, o := range m.options {
		if o.cert.ID != "" && o.pack.PartnerOnly != ofPartner {
			continue
		}
		v := verdict{option: o, at: at, kind: m.req.Type, clause: o.pack.Clause, priority: Priority(o.edition, m.req)}
		if o.cert.ID != "" {
			v.support, _ = o.life.Support(at, m.intents...)
		}
		for _, check := range []func(matter, *verdict) policy.RefusalCode{supported, level} {
			if v.code = check(m, &v); v.code != "" {
				break
			}
			v.passed++
		}
		verdicts = append(verdicts, v)
	}
	if len(verdicts) == 0 { // none serves such people any more
		return verdict{option: option{edition: m.options[0].edition}, at: at, kind: m.req.Type, code: policy.NoCertificate}
	}
	return slices.MinFunc(verdicts, prefer)
}

// standsUntil tries the instants at which a certificate turns, in order.
func (m matter) standsUntil(refused bool, at time.Time) time.Time {
	starts := m.starts()
	turns := m.courses()
	slices.SortFunc(turns, time.Time.Compare)
	for _, turn := range turns {
		if !turn.After(at) {
			continue
		}
		then, err := m.asOf(turn)
		if err != nil || then.stands(turn).refused() != refused {
			return turn
		}
		if slices.ContainsFunc(starts, turn.Equal) { // by the new edition other days count
			return then.standsUntil(refused, turn)
		}
	}
	return time.Time{}
}
