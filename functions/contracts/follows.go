package contracts

import (
	"context"
	"log/slog"
	"slices"

	"flatsupport/shared/contract"
	"flatsupport/shared/docket"
	"flatsupport/shared/store"
)

// pass sends on the open tickets whose support the entry bears on: it may give a held one support again, or end what was
// thought to last (G10). Whoever sends the act again after a failure has it done then. Should the queue not take them,
// their wake-ups bring them there within a minute.
func (h Handler) pass(ctx context.Context, customer string, made store.Entry) error {
	mayEnd := slices.Contains(shortening, made.What)
	tickets, err := docket.Docket{Store: h.Store, Editions: h.Editions}.SupportChanged(ctx, customer, mayEnd, h.Now())
	if err != nil || len(tickets) == 0 {
		return err
	}
	if err := h.Queue.Send(ctx, h.EscalationQueue, tickets...); err != nil {
		slog.WarnContext(ctx, "support changed, tickets left to the sweep", "customer", customer, "error", err.Error())
	}
	return nil
}

// shortening are the acts by which support can end earlier than was known.
var shortening = []store.Act{store.ActWithdrawn, store.ActCorrected, store.ActRebound, store.ActCommissioned}

// watched are the certificates whose dates the act bears on (policy OP-REMIND): those that it writes or renews, that of an
// intent, and those of a system that it writes.
func watched(k contract.Known, d contract.Deal) []string {
	var ids []string
	for _, c := range d.Certificates {
		ids = append(ids, c.ID)
		for _, renewed := range append([]string{c.Renews}, c.Joins...) {
			if renewed != "" {
				ids = append(ids, renewed)
			}
		}
	}
	for _, i := range d.Intents {
		ids = append(ids, i.Certificate)
	}
	for _, i := range d.Installations {
		for _, c := range k.Facts.Certificates {
			if c.Installation == i.ID {
				ids = append(ids, c.ID)
			}
		}
	}
	return ids
}
