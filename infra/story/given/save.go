package given

import (
	"context"
	"fmt"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
)

// Edition is the edition under which certificates are sold unless the file names another.
const Edition = "flat-1.4"

// always is when duty without shifts began.
var always = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// Roles of the rota, as the desk asks for them.
const (
	Manager    = "MANAGER"
	LastResort = "LAST_RESORT"
	Sales      = "SALES"
)

// Save writes everything as first versions. Saving the same again changes nothing; saving something else over it is
// refused, because facts never change.
func (g Given) Save(ctx context.Context, s *store.Store) error {
	w := writer{ctx: ctx, store: s}
	for _, p := range g.Partners {
		w.partner(p)
	}
	for _, c := range g.Customers {
		w.customer(c)
	}
	for _, r := range g.Releases {
		w.release(r)
	}
	for _, p := range g.Engineers {
		roles := make([]string, 0, len(p.Levels))
		for _, level := range p.Levels {
			roles = append(roles, fmt.Sprintf("L%d", level))
		}
		w.staff(p, "engineer", roles)
	}
	for _, p := range g.Managers {
		w.staff(p, "manager", []string{Manager})
	}
	for _, p := range g.Operators {
		w.staff(p, "operator", nil)
	}
	for _, p := range g.Sales {
		w.staff(p, "sales", []string{Sales})
	}
	return w.err
}

// Watch has the desk watch the dates of every certificate from the instant on (policy OP-REMIND). It is done after Save.
func (g Given) Watch(ctx context.Context, s *store.Store, at time.Time) error {
	for _, c := range g.Customers {
		for _, cert := range c.Certificates {
			if err := s.ArmWatch(ctx, c.ID, cert.ID, at); err != nil {
				return fmt.Errorf("watch certificate %s: %w", cert.ID, err)
			}
		}
	}
	return nil
}

// writer writes until the first error.
type writer struct {
	ctx   context.Context //nolint:containedctx // lives for one Save
	store *store.Store
	err   error
}

func (w *writer) try(what string, write func() error) {
	if w.err != nil {
		return
	}
	if err := write(); err != nil {
		w.err = fmt.Errorf("save %s: %w", what, err)
	}
}

func (w *writer) partner(p Partner) {
	w.try("partner "+p.ID, func() error {
		return w.store.PutPartner(w.ctx, entitlement.Partner{ID: p.ID, Name: p.Name, Active: p.Status == "service_partner"}, 1)
	})
	for _, c := range p.Contacts {
		w.try("contact "+c.Key(), func() error { return w.store.PutPartnerContact(w.ctx, p.ID, person(c), 1) })
		w.try("membership of "+c.Key(), func() error {
			return w.store.PutMembership(w.ctx, c.Email, store.Membership{Kind: store.PartnerMember, Partner: p.ID, Contact: c.Key()})
		})
	}
}

func (w *writer) customer(c Customer) {
	w.try("customer "+c.ID, func() error {
		return w.store.PutCustomer(w.ctx, entitlement.Customer{ID: c.ID, Name: c.Name, P1Engineers: c.P1Engineers, Zone: c.Zone}, 1)
	})
	for _, contact := range c.Contacts {
		w.try("contact "+contact.Key(), func() error { return w.store.PutContact(w.ctx, c.ID, person(contact), 1) })
		w.try("membership of "+contact.Key(), func() error {
			return w.store.PutMembership(w.ctx, contact.Email,
				store.Membership{Kind: store.ContactMember, Customer: c.ID, Contact: contact.Key()})
		})
	}
	for _, inst := range c.Installations {
		w.try("installation "+inst.ID, func() error {
			return w.store.PutInstallation(w.ctx, c.ID, entitlement.Installation{
				ID: inst.ID, Product: inst.Product, Version: inst.Version, CommissionedOn: date(inst.CommissionedOn),
				Area: inst.Area, Licences: inst.ActivatedLicences, Zone: inst.Zone,
			}, 1)
		})
	}
	for _, cert := range c.Certificates {
		w.try("certificate "+cert.ID, func() error { return w.store.PutCertificate(w.ctx, c.ID, sold(cert), 1) })
	}
	versions := map[string]int{} // one who withdrew an intent may declare another
	for _, intent := range c.Intents {
		versions[intent.Certificate]++
		w.try("intent for "+intent.Certificate, func() error {
			return w.store.PutIntent(w.ctx, c.ID, intended(intent), versions[intent.Certificate])
		})
	}
}

func (w *writer) staff(p Person, role string, duties []string) {
	levels := make([]policy.Level, 0, len(p.Levels))
	for _, level := range p.Levels {
		levels = append(levels, policy.Level(level))
	}
	w.try("staff "+p.ID, func() error {
		return w.store.PutStaff(w.ctx, store.Staff{
			ID: p.ID, Name: or(p.Name, p.ID), Email: or(p.Email, p.ID+"@flat.example"), Phone: p.Phone, Language: or(p.Language, "ru"),
			Levels: levels, Roles: []string{role},
		})
	})
	if p.LastResort {
		w.shift(store.Shift{Role: LastResort, Person: p.ID, From: always})
	}
	for _, duty := range duties {
		if p.Duty {
			w.shift(store.Shift{Role: duty, Person: p.ID, From: always})
		}
		for _, s := range p.Shifts {
			w.shift(store.Shift{Role: duty, Person: p.ID, From: instant(s.From), To: instant(s.To)})
		}
	}
}

func (w *writer) shift(s store.Shift) {
	w.try("shift of "+s.Person, func() error { return w.store.PutShift(w.ctx, s) })
}

func person(c Contact) entitlement.Contact {
	return entitlement.Contact{
		ID: c.Key(), Name: or(c.Name, c.Key()), Email: c.Email, Phone: c.Phone, Language: or(c.Language, "ru"),
		Authorised: c.Authorised == nil || *c.Authorised,
	}
}

func sold(c Certificate) entitlement.Certificate {
	return entitlement.Certificate{
		ID: c.ID, Edition: or(c.Edition, Edition), Package: policy.PackageCode(c.Package), Installation: c.Installation,
		SoldOn: date(c.SoldOn), ActivationOn: date(c.ActivationOn), TermMonths: c.TermMonths, Licences: c.Licences,
		Partner: c.Partner, Level1: c.Level1, PreviousEnd: date(c.PreviousEnd),
	}
}

func intended(i Intent) entitlement.Intent {
	return entitlement.Intent{
		Certificate: i.Certificate, DeclaredAt: instant(i.DeclaredOn), WithdrawnAt: instant(i.WithdrawnOn), By: i.By, Evidence: "portal",
	}
}

// date and instant read what Check has passed; an empty one is zero.
func date(s string) coverage.Date {
	d, err := coverage.ParseDate(s)
	if err != nil {
		return coverage.Date{}
	}
	return d
}

func instant(s string) time.Time {
	at, err := Instant(s)
	if err != nil {
		return time.Time{}
	}
	return at
}

func or(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}
