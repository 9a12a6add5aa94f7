package access

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	"flatsupport/shared/entitlement"
)

// maxSeats bounds the customers of one person whose systems are looked through.
const maxSeats = 20

// Place is for whom and for which system somebody asks who is not signed in.
type Place struct {
	Seat         Seat
	Facts        entitlement.Facts // of the customer
	Installation string            // empty: it is not known which
}

// Place finds for which customer and system a person with these seats asks in the texts. Somebody who acts for one customer
// asks for that one: for the system that is named, or for the only one; a customer without any has a ticket that says so by
// its refusal. Somebody who acts for several has to name a system that only one of them has. False when it is left open
// which customer, and then the place is empty, or which of the customer's systems (ENT-03).
func (g Gate) Place(ctx context.Context, seats []Seat, texts ...string) (Place, bool, error) {
	seats = OneOfEach(seats)
	var found []Place
	for _, seat := range seats[:min(len(seats), maxSeats)] {
		facts, err := g.Store.Facts(ctx, seat.Customer)
		if err != nil {
			return Place{}, false, fmt.Errorf("facts of the customer: %w", err)
		}
		p := Place{Seat: seat, Facts: facts, Installation: NamedSystem(facts, texts...)}
		if len(seats) == 1 {
			if p.Installation == "" {
				p.Installation = OnlySystem(facts)
			}
			return p, p.Installation != "" || len(facts.Installations) == 0, nil
		}
		if p.Installation != "" {
			found = append(found, p)
		}
	}
	if len(found) != 1 {
		return Place{}, false, nil
	}
	return found[0], true, nil
}

// OneOfEach is one seat for each customer.
func OneOfEach(seats []Seat) []Seat {
	var out []Seat
	for _, seat := range seats {
		if !slices.ContainsFunc(out, func(s Seat) bool { return s.Customer == seat.Customer }) {
			out = append(out, seat)
		}
	}
	return out
}

// OnlySystem is the customer's system, if there is just one.
func OnlySystem(facts entitlement.Facts) string {
	if len(facts.Installations) == 1 {
		return facts.Installations[0].ID
	}
	return ""
}

// NamedSystem is the one system of the customer whose id stands as a word in the first of the texts in which just one
// does.
func NamedSystem(facts entitlement.Facts, texts ...string) string {
	for _, text := range texts {
		var found []string
		for _, inst := range facts.Installations {
			word := regexp.MustCompile(`(?i)(^|[^\pL\pN_-])` + regexp.QuoteMeta(inst.ID) + `($|[^\pL\pN_-])`)
			if word.MatchString(text) {
				found = append(found, inst.ID)
			}
		}
		if len(found) == 1 {
			return found[0]
		}
	}
	return ""
}
