package contract

import (
	"slices"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// settle carries what a deal changes on through the chains: a renewal starts where the certificate before it ends (R12,
// R14), so when that end moves, the renewals after it move with it, each as a new version of its record.
//
// It refuses RECORDS_CONTRADICT where no chain can have been sold so: a renewal whose purchase would now lie past the
// window without an upgrade, or within it although it was sold as resumed; one that would begin before its predecessor
// ends; one that renews what was taken back.
func settle(k Known, d Deal) (Deal, error) {
	for range k.Facts.Certificates {
		after := k.With(d)
		moved, err := after.next()
		if err != nil || moved.ID == "" {
			return d, err
		}
		d.Certificates = replaced(d.Certificates, []entitlement.Certificate{moved}, func(c entitlement.Certificate) string { return c.ID })
	}
	return d, nil
}

// next is the first renewal that does not start where it has to, as it has to be; none when all is as it should.
func (k Known) next() (entitlement.Certificate, error) {
	for _, c := range k.Facts.Certificates {
		if c.Cancelled || c.Renews == "" {
			continue
		}
		prev, ok := find(k.Facts.Certificates, func(p entitlement.Certificate) bool { return p.ID == c.Renews })
		if !ok {
			continue // imported without its past
		}
		life, ed, err := k.Life(prev)
		if err != nil {
			return entitlement.Certificate{}, err
		}
		if prev.Cancelled {
			return entitlement.Certificate{}, contradiction(ed, c, prev, life)
		}
		late := !c.SoldOn.Before(life.UpgradeFrom)
		if late != (c.Upgrade != "") {
			return entitlement.Certificate{}, contradiction(ed, c, prev, life)
		}
		if !c.PreviousEnd.IsZero() && c.PreviousEnd != life.End {
			c.PreviousEnd = life.End
			return c, nil
		}
		own, rules, err := k.Life(c)
		if err != nil {
			return entitlement.Certificate{}, err
		}
		early := rules.Readings.RenewalStart == policy.RenewalFromPurchase && !c.PreviousEnd.IsZero()
		if own.Start.Before(life.End) && !early {
			return entitlement.Certificate{}, contradiction(ed, c, prev, life)
		}
	}
	return entitlement.Certificate{}, nil
}

func contradiction(ed *policy.Edition, c, prev entitlement.Certificate, life entitlement.Life) error {
	return Refusals{refuse(ed, policy.RecordsContradict,
		fact("certificate", "сертификат", "certificate", c.ID),
		fact("boughtOn", "куплен", "bought on", c.SoldOn),
		fact("renews", "продлевает", "renews", prev.ID),
		fact("previousLastDay", "последний день которого", "whose last day is", lastDay(life.End)),
		fact("renewableUntil", "продлить без апгрейда можно по", "renewable without an upgrade through", lastDay(life.UpgradeFrom)))}
}

// Contradictions are all that is wrong with the certificates as they are on record, for tools and tests: nothing that
// this package has let pass gives any.
func Contradictions(k Known) error {
	moved, err := k.next()
	if err == nil && moved.ID != "" {
		prev, _ := k.Certificate(moved.Renews)
		life, ed, _ := k.Life(prev)
		return contradiction(ed, moved, prev, life)
	}
	if err != nil {
		return err
	}
	for i, c := range k.Facts.Certificates {
		twice := slices.ContainsFunc(k.Facts.Certificates[i+1:], func(o entitlement.Certificate) bool {
			return !c.Cancelled && !o.Cancelled && c.Renews != "" && o.Renews == c.Renews
		})
		if twice {
			prev, _ := k.Certificate(c.Renews)
			life, ed, err := k.Life(prev)
			if err != nil {
				return err
			}
			return contradiction(ed, c, prev, life)
		}
	}
	return nil
}
