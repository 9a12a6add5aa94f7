package desk

import (
	"context"
	"log/slog"

	"flatsupport/shared/ticket"
)

// attach adds the engineer whom the package attaches to a ticket that comes to such a priority only now (R22, G52). Where
// the customer's own engineers cannot be read whoever is on duty is taken; where nobody is there the ticket stays
// without, and is not resolved before somebody is named.
func (h Handler) attach(ctx context.Context, t ticket.Ticket, facts []ticket.Fact, turn turn) ([]ticket.Fact, error) {
	pkg, _ := turn.edition.Package(t.Decision.Package)
	for _, fact := range facts {
		change, ok := fact.(ticket.PriorityChanged)
		if !ok || t.Engineer != "" || !pkg.NamesEngineer(change.To) {
			continue
		}
		customer, err := h.Store.Facts(ctx, t.Registered.Customer)
		if err != nil {
			slog.WarnContext(ctx, "named engineers not read", "error", err.Error())
		}
		engineer, err := h.Docket.Engineer(ctx, turn.edition, t.Level, customer.Customer.P1Engineers, turn.now)
		if err != nil || engineer == "" {
			return facts, err
		}
		return append(facts, ticket.Assigned{Engineer: engineer}), nil
	}
	return facts, nil
}
