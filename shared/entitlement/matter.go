package entitlement

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// ErrPackageUnknown: a certificate names a package that its pinned edition does not have. Such a certificate was never
// lawfully sold; it has to be corrected before anything can be decided on it.
var ErrPackageUnknown = errors.New("package is not in the edition")

// ErrCertificateUnknown: the facts have no such certificate.
var ErrCertificateUnknown = errors.New("no such certificate")

// matter is a request with the records it concerns, found once.
type matter struct {
	editions     Editions
	facts        Facts
	req          Request
	contact      Contact // zero when unknown
	installation Installation
	intents      []Intent // of the certificates below, earliest first
	options      []option // by certificate id; one without a certificate when the installation has none
}

// option is a certificate that could serve, with its rules and its course.
type option struct {
	edition *policy.Edition
	newest  bool // whether that is the edition in force and not the one that the certificate has pinned
	cert    Certificate
	pack    policy.Package
	covers  Installation // the one that it was sold for, by whose commissioning its life runs
	life    Life
}

// gather picks what the request concerns. What it returns does not depend on the order of the facts.
func gather(lib Editions, facts Facts, req Request) (matter, error) {
	m := matter{editions: lib, facts: facts, req: req}
	m.contact, _ = facts.Contact(req.Contact)
	m.installation, _ = facts.Installation(req.Installation)
	for _, cert := range facts.Certificates {
		if cert.Cancelled || cert.Installation != req.Installation && !servesAll(lib, cert) {
			continue
		}
		covered, _ := facts.Installation(cert.Installation)
		o, err := optionOf(lib, cert, covered, req)
		if err != nil {
			return matter{}, err
		}
		m.options = append(m.options, o)
		for _, intent := range facts.Intents {
			if intent.Certificate == cert.ID {
				m.intents = append(m.intents, intent)
			}
		}
	}
	slices.SortFunc(m.options, func(a, b option) int { return cmp.Compare(a.cert.ID, b.cert.ID) })
	slices.SortFunc(m.intents, func(a, b Intent) int {
		return cmp.Or(a.DeclaredAt.Compare(b.DeclaredAt), cmp.Compare(a.Ref, b.Ref))
	})
	if len(m.options) == 0 {
		current, err := currentEdition(lib, req)
		if err != nil {
			return matter{}, err
		}
		m.options = []option{{edition: current, newest: true}}
	}
	return m, nil
}

// servesAll reports whether the certificate serves every installation of its customer, as entitlement.scope can have it
// (G59).
func servesAll(lib Editions, cert Certificate) bool {
	ed, err := lib.Edition(cert.Edition)
	return err == nil && ed.Readings.EntitlementScope == policy.ScopeCustomer
}

// optionOf finds the rules by which a certificate is judged: those pinned at its sale, or where policy.pin says so, the
// newest at the receipt of the request (G60). Its course is that for the installation that it was sold for.
func optionOf(lib Editions, cert Certificate, inst Installation, req Request) (option, error) {
	ed, err := lib.Edition(cert.Edition)
	newest := err == nil && ed.Readings.PolicyPin == policy.PinNewest
	if newest {
		ed, err = lib.Current(coverage.DateOf(req.ReceivedAt, ed.Zone))
	}
	if err != nil {
		return option{}, fmt.Errorf("edition %s of certificate %s: %w", cert.Edition, cert.ID, err)
	}
	pack, ok := ed.Package(cert.Package)
	if !ok {
		return option{}, fmt.Errorf("certificate %s, package %s of %s: %w", cert.ID, cert.Package, ed.ID, ErrPackageUnknown)
	}
	return option{edition: ed, newest: newest, cert: cert, pack: pack, covers: inst, life: LifeOf(ed, cert, inst)}, nil
}

// firstToday is the clock that shows a new date before any other on earth.
var firstToday = time.FixedZone("UTC+14", 14*60*60)

// currentEdition asks twice because only an edition knows the zone in which its days begin.
func currentEdition(lib Editions, req Request) (*policy.Edition, error) {
	ed, err := lib.Current(coverage.DateOf(req.ReceivedAt, firstToday))
	if err == nil {
		ed, err = lib.Current(coverage.DateOf(req.ReceivedAt, ed.Zone))
	}
	if err != nil {
		return nil, fmt.Errorf("edition current at %s: %w", req.ReceivedAt.UTC(), err)
	}
	return ed, nil
}

// hours are when the desk works on the request under the option at the priority.
func (m matter) hours(o option, prio policy.PriorityCode) (*coverage.Schedule, error) {
	return o.edition.Schedule(policy.Hours{
		Package: o.pack.Code, Priority: prio, Type: m.req.Type, Channel: m.req.Channel,
		Site: m.installation.Zone, Customer: m.facts.Customer.Zone,
	})
}

// intake is when the channel takes requests, whatever the hours of work: at every hour unless it has its own.
func (m matter) intake(rule policy.ChannelRule, ed *policy.Edition) (*coverage.Schedule, error) {
	if rule.Intake == "" {
		return ed.Wall(), nil
	}
	return ed.Window(rule.Intake, policy.Hours{Site: m.installation.Zone, Customer: m.facts.Customer.Zone})
}

// zones are those that clocks under the edition will need; most editions need none.
func (m matter) zones(ed *policy.Edition) (site, customer string) {
	for _, w := range ed.Windows {
		if w.Zone == policy.ZoneOfSite {
			site, customer = m.installation.Zone, m.facts.Customer.Zone
		}
		if w.Zone == policy.ZoneOfCustomer {
			customer = m.facts.Customer.Zone
		}
	}
	return site, customer
}

// routedTo names the partner to whom the customer's own named contact has to write (R25). A stranger learns no name.
func (m matter) routedTo(lead verdict) string {
	if !lead.own || m.contact.Partner != "" {
		return ""
	}
	p, _ := m.facts.Partner(lead.cert.Partner)
	return p.Name
}

// refs names the records that were used, in the order read.
func (m matter) refs(lead verdict) []Ref {
	refs := []Ref{m.facts.Customer.Ref, m.contact.Ref}
	for _, id := range []string{m.contact.Partner, lead.cert.Partner} {
		if p, ok := m.facts.Partner(id); ok && !slices.Contains(refs, p.Ref) {
			refs = append(refs, p.Ref)
		}
	}
	refs = append(refs, m.installation.Ref)
	for _, o := range m.options {
		if !slices.Contains(refs, o.covers.Ref) {
			refs = append(refs, o.covers.Ref)
		}
		refs = append(refs, o.cert.Ref)
	}
	for _, intent := range m.intents {
		refs = append(refs, intent.Ref)
	}
	return slices.DeleteFunc(refs, func(r Ref) bool { return r == "" })
}

func find[T any](rows []T, is func(T) bool) (T, bool) {
	if i := slices.IndexFunc(rows, is); i >= 0 {
		return rows[i], true
	}
	var none T
	return none, false
}
