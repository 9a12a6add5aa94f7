package contest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"flatsupport/infra/model"
	"flatsupport/infra/model/deals"
	"flatsupport/shared/contract"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// side is the room that decides, with what it has put on record: kept as the store keeps it, version upon version.
type side struct {
	known    contract.Known
	ids      map[string]string // of the certificates, by the names of the history
	names    map[string]string // the other way round
	versions map[entitlement.Ref]version
	turned   entitlement.Partner // whose status has just been decided on
}

// version of a record, and how it read when it was written.
type version struct {
	record any
	read   string
}

func newSide(library *policy.Library, h History) *side {
	s := &side{ids: map[string]string{}, names: map[string]string{}, versions: map[entitlement.Ref]version{}}
	s.known = contract.Known{
		Editions: library,
		Facts:    entitlement.Facts{Customer: entitlement.Customer{ID: "volga"}},
	}
	for _, v := range h.Versions {
		s.known.Releases = append(s.known.Releases, entitlement.Release{
			Product: "softswitch", Version: versionText(v.Number), Kind: entitlement.Major, PublishedOn: dateOf(v.On),
		})
	}
	for _, id := range sorted(people) {
		if id != "stranger" { // who can sign in and is not on record
			s.known.Facts.Contacts = append(s.known.Facts.Contacts, people[id])
		}
	}
	for _, id := range sorted(h.Partners) {
		s.known.Facts.Partners = append(s.known.Facts.Partners, entitlement.Partner{Ref: entitlement.Ref("partner/" + id + "@1"), ID: id, Active: h.Partners[id]})
	}
	return s
}

func versionText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

var people = map[string]entitlement.Contact{
	"ivan":            {ID: "ivan", Authorised: true},
	"anna":            {ID: "anna"},
	"integrator/olga": {ID: "integrator/olga", Partner: "integrator"},
	"rival/boris":     {ID: "rival/boris", Partner: "rival"},
	"stranger":        {ID: "stranger"},
}

// do tries an act, puts on record what it gives, and tells why not.
func (s *side) do(a deals.Act) []string {
	s.known.Now = a.At.UTC()
	before := fmt.Sprintf("%+v", s.known.Facts)
	deal, err := s.decide(a)
	if after := fmt.Sprintf("%+v", s.known.Facts); after != before {
		return []string{"a decision has changed the facts: " + before + " to " + after}
	}
	if err != nil {
		return codes(err)
	}
	s.record(a, deal)
	return nil
}

func (s *side) decide(a deals.Act) (contract.Deal, error) {
	k, certificate := s.known, s.ids[a.Certificate]
	switch a.Kind {
	case deals.Sell:
		o := contract.Order{
			Number: "order-" + a.Name, Product: "softswitch", Installation: a.System, Package: a.Package, TermMonths: a.Months, SoldOn: dateOf(a.On),
			ActivationOn: dateOf(a.Activation), Licences: a.Licences, Partner: a.Partner,
		}
		if a.NoProduct {
			o.Product = ""
		}
		return contract.Sell(k, o)
	case deals.Renew:
		deal, _, err := contract.Renew(k, contract.Renewal{
			Certificate: certificate, Package: a.Package, TermMonths: a.Months, Licences: a.Licences, SignedOn: dateOf(a.On), PaidOn: dateOf(a.Paid),
			ActivationOn: dateOf(a.Activation), Order: "order-" + a.Name, Partner: a.Partner, Stated: a.Stated,
		})
		return deal, err
	case deals.Declare:
		evidence := ""
		if a.Evidence {
			evidence = "letter"
		}
		return contract.Declare(k, contract.Declaration{Certificate: certificate, By: "someone", Contact: people[a.By], Evidence: evidence, DeclaredOn: dateOf(a.On)})
	case deals.Withdraw:
		return contract.Withdraw(k, certificate)
	case deals.Commission:
		return contract.Commission(k, contract.Commissioning{Installation: a.System, On: dateOf(a.On), Correct: a.Again})
	case deals.Count:
		return contract.Count(k, a.System, a.Licences)
	case deals.BuyUpgrade:
		return contract.BuyUpgrade(k, entitlement.Upgrade{Order: a.Order, Installation: a.System, Version: versionText(a.Version), BoughtOn: dateOf(a.On)})
	case deals.Install:
		return contract.Install(k, a.System, a.Order, versionText(a.Version), "petrov", dateOf(a.On))
	case deals.Correct:
		return contract.Correct(k, s.correction(a, certificate))
	case deals.Rebind:
		return contract.Rebind(k, certificate, a.Partner)
	case deals.Status:
		p, _ := k.Partner(a.Partner)
		p, err := contract.SetStatus(p, entitlement.StatusChange{At: a.At.UTC(), Active: a.Has})
		s.turned = p
		return contract.Deal{}, err
	default:
		return contract.Deal{}, errors.New("the desk has no such act")
	}
}

func (s *side) correction(a deals.Act, certificate string) contract.Correction {
	c := contract.Correction{Certificate: certificate, TermMonths: a.NewMonths, Licences: a.NewLicences}
	date := func(d *model.Day) *coverage.Date {
		if d == nil {
			return nil
		}
		on := dateOf(*d)
		return &on
	}
	c.SoldOn, c.ActivationOn = date(a.SoldOn), date(a.ActivationOn)
	if a.Cancelled {
		c.Cancelled = &a.Cancelled
	}
	return c
}

// record puts a deal on record: each record is the next version of the one that its ref names, or the first.
func (s *side) record(a deals.Act, deal contract.Deal) {
	facts := &s.known.Facts
	if a.Kind == deals.Status {
		p := s.turned
		p.Ref = s.next(p.Ref, "partner", p.ID)
		facts.Partners = put(facts.Partners, p, func(p entitlement.Partner) string { return p.ID })
		s.keep(p.Ref, p)
	}
	if a.Name != "" {
		s.ids[a.Name], s.names[deal.Certificates[0].ID] = deal.Certificates[0].ID, a.Name
	}
	for _, c := range deal.Certificates {
		c.Ref = s.next(c.Ref, "cert", c.ID)
		facts.Certificates = put(facts.Certificates, c, func(c entitlement.Certificate) string { return c.ID })
		s.keep(c.Ref, c)
	}
	for _, i := range deal.Installations {
		i.Ref = s.next(i.Ref, "inst", i.ID)
		facts.Installations = put(facts.Installations, i, func(i entitlement.Installation) string { return i.ID })
		s.keep(i.Ref, i)
	}
	for _, u := range deal.Upgrades {
		u.Ref = s.next(u.Ref, "upgrade", u.Order)
		facts.Upgrades = put(facts.Upgrades, u, func(u entitlement.Upgrade) string { return u.Order })
		s.keep(u.Ref, u)
	}
	for _, i := range deal.Intents {
		last := slices.IndexFunc(facts.Intents, func(was entitlement.Intent) bool { return was.Ref == i.Ref })
		i.Ref = s.next(i.Ref, "intent", i.Certificate)
		if last < 0 || !facts.Intents[last].WithdrawnAt.IsZero() { // what was withdrawn and is declared anew is two intents
			facts.Intents = append(slices.Clone(facts.Intents), i)
		} else {
			facts.Intents = slices.Clone(facts.Intents)
			facts.Intents[last] = i
		}
		s.keep(i.Ref, i)
	}
}

// next is the ref of the version after one.
func (s *side) next(was entitlement.Ref, kind, id string) entitlement.Ref {
	for n := 1; ; n++ {
		ref := entitlement.Ref(fmt.Sprintf("%s/%s@%d", kind, id, n))
		if was == "" || was == ref {
			if was == ref {
				ref = entitlement.Ref(fmt.Sprintf("%s/%s@%d", kind, id, n+1))
			}
			return ref
		}
	}
}

func (s *side) keep(ref entitlement.Ref, record any) {
	if was, ok := s.versions[ref]; ok { // the store would refuse it
		record = fmt.Sprint("written twice: ", was.read)
	}
	s.versions[ref] = version{record, fmt.Sprintf("%+v", record)}
}

// changed are the versions that no longer read as they were written.
func (s *side) changed() []entitlement.Ref {
	var refs []entitlement.Ref
	for ref, v := range s.versions {
		if fmt.Sprintf("%+v", v.record) != v.read {
			refs = append(refs, ref)
		}
		if text, ok := v.record.(string); ok {
			refs = append(refs, ref+entitlement.Ref(" "+text))
		}
	}
	return refs
}

func put[T any](have []T, record T, id func(T) string) []T {
	have = slices.Clone(have)
	i := slices.IndexFunc(have, func(h T) bool { return id(h) == id(record) })
	if i < 0 {
		return append(have, record)
	}
	have[i] = record
	return have
}

// codes tell why an act is refused.
func codes(err error) []string {
	var refused contract.Refusals
	var invalid contract.Invalid
	var declared *contract.Declared
	var commissioned *contract.Commissioned
	switch {
	case errors.As(err, &refused):
		var all []string
		for _, r := range refused {
			all = append(all, string(r.Code))
		}
		slices.Sort(all)
		return all
	case errors.As(err, &invalid):
		return []string{deals.Invalid}
	case errors.As(err, &declared):
		return []string{deals.Stands}
	case errors.Is(err, contract.ErrNoIntent):
		return []string{deals.NoIntent}
	case errors.As(err, &commissioned):
		return []string{deals.Commissioned}
	default:
		return []string{err.Error()}
	}
}
