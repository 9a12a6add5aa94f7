package entitlement

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"flatsupport/shared/policy"
)

// Right is something that a certificate gives while its support runs.
type Right string

// Rights in the order in which they are listed.
const (
	RightTicket         Right = "ticket"          // opening requests on the portal (R16)
	RightHotline        Right = "hotline"         // calling; of these priorities (R40)
	RightHotfix         Right = "hotfix"          // corrective patches (R17)
	RightUpdate         Right = "update"          // updates and technical releases (R17)
	RightMajor          Right = "major"           // major versions (R18)
	RightUpgradeLicence Right = "upgrade_licence" // the licences of a major version (R18)
	RightLevels         Right = "levels"          // these levels of support (R20-R28)
	RightEngineer       Right = "engineer"        // one engineer for a ticket; of these priorities (R22)
	RightVisit          Right = "visit"           // visits to the site; in these areas (R23)
)

// Grant is a right that holds.
type Grant struct {
	Right    Right
	Of       []string          // the priorities, levels or areas that it is limited to; nil: not limited
	InTicket bool              // holds only within an open ticket of the installation (G21)
	Clause   policy.ClauseCode // that gives it
	Until    time.Time         // when it ends or changes, the records unchanged; zero: no such instant known
}

// RightsOf lists what a certificate gives at the instant to those who may ask under it, each with the instant at which it
// ends. It gives nothing to anybody before the start, after the end without loyalty, for a system that was never
// commissioned (R19), or where the partner of a partner package has lost the status (R24, G47). What loyalty leaves is as
// loyalty.package and loyalty.rights have it (R11, G21, G22).
//
// A certificate that is not among the facts, or names an edition or a package that is not there, is an error.
func RightsOf(lib Editions, facts Facts, certificate string, at time.Time) ([]Grant, error) {
	cert, ok := facts.Certificate(certificate)
	if !ok {
		return nil, fmt.Errorf("rights under certificate %q: %w", certificate, ErrCertificateUnknown)
	}
	facts.Certificates = []Certificate{cert}
	m, err := gather(lib, facts, Request{Installation: cert.Installation, ReceivedAt: at, Desk: true})
	if err != nil {
		return nil, fmt.Errorf("rights under certificate %s: %w", certificate, err)
	}
	grants := m.grants(at)
	for _, turn := range m.turns(at) {
		if !turn.After(at) {
			continue
		}
		then, err := m.asOf(turn)
		if err != nil {
			return nil, fmt.Errorf("rights under certificate %s: %w", certificate, err)
		}
		later := then.grants(turn)
		for i, g := range grants {
			if g.Until.IsZero() && !slices.ContainsFunc(later, g.same) {
				grants[i].Until = turn
			}
		}
	}
	return grants, nil
}

// same compares what is given, whichever clause gives it.
func (g Grant) same(o Grant) bool {
	return g.Right == o.Right && g.InTicket == o.InTicket && slices.Equal(g.Of, o.Of)
}

// grants are the rights of the one certificate of the matter at an instant, by the very checks that a request goes
// through.
func (m matter) grants(at time.Time) []Grant {
	v := verdict{option: m.options[0], at: at}
	v.clause = v.pack.Clause
	v.support, _ = v.life.Support(at, m.intents...)
	for _, check := range []func(matter, *verdict) policy.RefusalCode{partnerServes, product, supported, commissioned} {
		if check(m, &v) != "" {
			return nil
		}
	}
	ed, pack := v.edition, v.pack
	clauseOf := func(code policy.RefusalCode) policy.ClauseCode { return refusal(ed, code).Clause }
	given := []Grant{{Right: RightTicket, Clause: v.clause}}
	limited := func(r Right, clause policy.ClauseCode, of []string) {
		if len(of) > 0 {
			given = append(given, Grant{Right: r, Of: of, Clause: clause})
		}
	}
	if rule, ok := ed.Channel(policy.Hotline); ok {
		limited(RightHotline, rule.Clause, priorities(ed, func(p policy.PriorityCode) bool { return rule.Takes(pack.Code, p) }))
	}
	given = append(given, m.releases(v)...)
	levels := slices.Sorted(slices.Values(pack.Levels))
	if v.cert.Level1 && !slices.Contains(levels, 1) {
		levels = slices.Insert(levels, 0, 1)
	}
	var named []string
	for _, level := range levels {
		named = append(named, strconv.Itoa(int(level)))
	}
	limited(RightLevels, pack.Clause, named)
	limited(RightEngineer, pack.Clause, priorities(ed, pack.NamesEngineer))
	limited(RightVisit, clauseOf(policy.OnsiteNotInPackage), pack.OnsiteAreas)
	return given
}

// releases asks for one release of each kind: without a ticket, and within one where that is refused.
func (m matter) releases(v verdict) []Grant {
	var given []Grant
	for _, kind := range []ReleaseKind{Hotfix, Update, Major} {
		m.req.Release = Release{Product: m.installation.Product, Version: m.installation.Version, Kind: kind, Fixes: m.installation.Version}
		for _, ticket := range []string{"", "open"} {
			m.req.Ticket = ticket
			asked := v
			if released(m, &asked) != "" {
				continue
			}
			given = append(given, Grant{Right: Right(kind), InTicket: ticket != "", Clause: asked.clause})
			if kind == Major { // with its licences (R18)
				given = append(given, Grant{Right: RightUpgradeLicence, InTicket: ticket != "", Clause: asked.clause})
			}
			break
		}
	}
	return given
}

// partnerServes: a partner package gives nothing while its partner has not the status, unless it runs to its end
// (R24, G47).
func partnerServes(m matter, v *verdict) policy.RefusalCode {
	if !v.pack.PartnerOnly || v.edition.Readings.PartnerStatusLoss == policy.StatusLossRunsToEnd {
		return ""
	}
	if p, ok := m.facts.Partner(v.cert.Partner); !ok || !p.HasStatus(v.at) {
		return policy.PartnerStatusMissing
	}
	return ""
}

func priorities(ed *policy.Edition, is func(policy.PriorityCode) bool) []string {
	var all []string
	for _, p := range ed.Priorities {
		if is(p.Code) {
			all = append(all, string(p.Code))
		}
	}
	return all
}
