package given

import (
	"errors"
	"fmt"
	"slices"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// Check finds what is wrong with the given, all of it at once.
func (g Given) Check() error {
	c := checker{}
	partners := []string{}
	for _, p := range g.Partners {
		partners = append(partners, p.ID)
		c.oneOf("status of partner "+p.ID, p.Status, "service_partner", "none")
		for _, contact := range p.Contacts {
			c.contact(contact)
		}
	}
	for _, staff := range [][]Person{g.Engineers, g.Managers, g.Operators, g.Sales} {
		for _, p := range staff {
			c.need("id of a person of the staff", p.ID)
			for _, s := range p.Shifts {
				c.instant("shift of "+p.ID, s.From)
				c.instant("shift of "+p.ID, s.To)
			}
		}
	}
	for _, customer := range g.Customers {
		c.customer(customer, partners)
	}
	for _, r := range g.Releases {
		c.release(r)
	}
	return errors.Join(c.errs...)
}

type checker struct{ errs []error }

func (c *checker) say(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf(format, args...))
}

func (c *checker) need(what, value string) {
	if value == "" {
		c.say("%s is missing", what)
	}
}

func (c *checker) oneOf(what, value string, list ...string) {
	if !slices.Contains(list, value) {
		c.say("%s: %q is none of %v", what, value, list)
	}
}

func (c *checker) date(what, value string) {
	if value == "" {
		return
	}
	if _, err := coverage.ParseDate(value); err != nil {
		c.say("%s: %w", what, err)
	}
}

func (c *checker) instant(what, value string) {
	if value == "" {
		return
	}
	if _, err := Instant(value); err != nil {
		c.say("%s: %w", what, err)
	}
}

func (c *checker) zone(what, value string) {
	if value == "" {
		return
	}
	if _, err := policy.ZoneNamed(value); err != nil {
		c.say("%s: %w", what, err)
	}
}

func (c *checker) contact(contact Contact) {
	c.need("email of a contact", contact.Email)
	if contact.Language != "" {
		c.oneOf("language of "+contact.Email, contact.Language, "ru", "en")
	}
}

func (c *checker) customer(customer Customer, partners []string) {
	c.need("id of a customer", customer.ID)
	c.zone("zone of "+customer.ID, customer.Zone)
	installations := []string{}
	for _, inst := range customer.Installations {
		installations = append(installations, inst.ID)
		c.date("commissionedOn of "+inst.ID, inst.CommissionedOn)
		c.zone("zone of "+inst.ID, inst.Zone)
	}
	for _, contact := range customer.Contacts {
		c.contact(contact)
	}
	certificates := []string{}
	for _, cert := range customer.Certificates {
		certificates = append(certificates, cert.ID)
		c.oneOf("installation of "+cert.ID, cert.Installation, installations...)
		c.date("soldOn of "+cert.ID, cert.SoldOn)
		c.date("activationOn of "+cert.ID, cert.ActivationOn)
		c.date("previousEnd of "+cert.ID, cert.PreviousEnd)
		if cert.Partner != "" {
			c.oneOf("partner of "+cert.ID, cert.Partner, partners...)
		}
	}
	before := map[string]Intent{}
	for _, intent := range customer.Intents {
		c.oneOf("certificate of an intent", intent.Certificate, certificates...)
		if past, declared := before[intent.Certificate]; declared && !past.endsBefore(intent) {
			c.say("intents for %s: the one declared on %s is withdrawn before the next is declared", intent.Certificate, past.DeclaredOn)
		}
		before[intent.Certificate] = intent
		c.instant("declaredOn", intent.DeclaredOn)
		c.instant("withdrawnOn", intent.WithdrawnOn)
	}
}

// endsBefore reports whether the intent was withdrawn before the next one was declared.
func (i Intent) endsBefore(next Intent) bool {
	withdrawn, err1 := Instant(i.WithdrawnOn)
	declared, err2 := Instant(next.DeclaredOn)
	return err1 == nil && err2 == nil && !declared.Before(withdrawn)
}
