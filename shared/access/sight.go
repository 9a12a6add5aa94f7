package access

import (
	"context"
	"fmt"
	"slices"
	"time"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/ticket"
)

// sight says which of the customer's tickets the person in the seat may see. The customer's people see all of them. A
// partner's see what they asked themselves or were made the contact of, and what is their partner's charge now: the customer may have other systems,
// and other partners, that are none of their business (R25, G46, G59).
func (g Gate) sight(ctx context.Context, seat Seat, now time.Time) (func(ticket.Ticket) bool, error) {
	if seat.Role != ticket.PartnerContact {
		return func(ticket.Ticket) bool { return true }, nil
	}
	facts, err := g.Store.Facts(ctx, seat.Customer)
	if err != nil {
		return nil, fmt.Errorf("certificates bound to the partner: %w", err)
	}
	charged, err := g.charge(facts, seat.Partner, now)
	if err != nil {
		return nil, err
	}
	return func(t ticket.Ticket) bool {
		return t.Registered.Contact == seat.Contact || t.Recipient() == seat.Contact || charged.holds(t)
	}, nil
}

// charge is what a partner supports for a customer.
type charge struct {
	certificates  map[string]bool // bound to the partner, however old
	installations map[string]bool // with a bound certificate whose support runs
}

// charge of a partner without the status is empty: what its people asked before goes on for themselves, and the rest is
// not the partner's any more (G47).
func (g Gate) charge(facts entitlement.Facts, partner string, now time.Time) (charge, error) {
	charged := charge{certificates: map[string]bool{}, installations: map[string]bool{}}
	has := func(p entitlement.Partner) bool { return p.ID == partner && p.HasStatus(now) }
	if !slices.ContainsFunc(facts.Partners, has) {
		return charged, nil
	}
	for _, cert := range facts.Certificates {
		if cert.Partner != partner {
			continue
		}
		charged.certificates[cert.ID] = true
		ed, err := g.Editions.Edition(cert.Edition)
		if err != nil {
			return charge{}, fmt.Errorf("edition %s of certificate %s: %w", cert.Edition, cert.ID, err)
		}
		for _, inst := range facts.Installations {
			if inst.ID != cert.Installation {
				continue
			}
			support, _ := entitlement.LifeOf(ed, cert, inst).Support(now, facts.Intents...)
			if support == entitlement.Active || support == entitlement.Loyalty {
				charged.installations[inst.ID] = true
			}
		}
	}
	return charged, nil
}

// holds a ticket that a bound certificate serves, even when it has ended since, and every ticket of an installation with
// a running one. An ended certificate that is only the reason of a refusal gives no sight.
func (c charge) holds(t ticket.Ticket) bool {
	served := t.Decision.Answer == ticket.Accepted && c.certificates[t.Decision.Certificate]
	return served || c.installations[t.Registered.Installation]
}
