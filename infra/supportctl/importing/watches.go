package importing

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"flatsupport/infra/supportctl/importing/rows"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/reminder"
	"flatsupport/shared/store"
)

// watch has the desk look at the dates of the certificates that the import bears on (policy OP-REMIND), after all facts are
// written: of those whose certificate, system or intent was written, and of those of the same customers that nobody
// watches or that would be looked at too late, as an import that was interrupted leaves them.
func (im Import) watch(ctx context.Context, d rows.Differences) error {
	touched := touchedBy(d)
	customers := slices.Sorted(maps.Keys(touched))
	return each(ctx, im.Jobs, customers, func(ctx context.Context, customer string) error {
		facts, err := im.Store.Facts(ctx, customer)
		if err != nil {
			return err
		}
		watches, err := im.Store.Watches(ctx, customer)
		if err != nil {
			return err
		}
		for _, cert := range facts.Certificates {
			at := slices.IndexFunc(watches, func(w store.Watch) bool { return w.Certificate == cert.ID })
			changed := touched[customer][pick{certificate: cert.ID}] || touched[customer][pick{installation: cert.Installation}]
			if at >= 0 && !changed && !im.late(watches[at], facts, cert) {
				continue
			}
			if err := im.Store.ArmWatch(ctx, customer, cert.ID, im.Now); err != nil {
				return fmt.Errorf("certificate %s of customer %s is not watched: %w", cert.ID, customer, err)
			}
		}
		return nil
	}, func() {})
}

// pick names a certificate, or all those of an installation.
type pick struct{ certificate, installation string }

// touchedBy says for each customer with certificates, systems or intents in the files on which certificates what is
// written bears.
func touchedBy(d rows.Differences) map[string]map[pick]bool {
	touched := map[string]map[pick]bool{}
	add := func(customer string, p pick, written bool) {
		if touched[customer] == nil {
			touched[customer] = map[pick]bool{}
		}
		touched[customer][p] = touched[customer][p] || written
	}
	for _, i := range d.Installations {
		add(i.Record.Customer, pick{installation: i.Record.ID}, !i.Exists || len(i.Changes) > 0)
	}
	for _, c := range d.Certificates {
		add(c.Record.Customer, pick{certificate: c.Record.ID}, !c.Exists || len(c.Changes) > 0)
	}
	for _, i := range d.Intents {
		add(i.Record.Customer, pick{certificate: i.Record.Certificate}, !i.Exists || len(i.Changes) > 0)
	}
	return touched
}

// late reports whether a reminder falls due before the watch is looked at.
func (im Import) late(w store.Watch, facts entitlement.Facts, cert entitlement.Certificate) bool {
	ed, err := im.Editions.Edition(cert.Edition)
	if err != nil {
		return false // nothing can be computed by an edition that is not here
	}
	outlook := reminder.Look(reminder.Of(ed, facts, cert), w.Since, im.Now, w.Keys())
	first := outlook.Next
	if len(outlook.Due) > 0 {
		first = im.Now
	}
	return !first.IsZero() && (w.Wake.IsZero() || w.Wake.After(first.Add(time.Second)))
}
