package contract

import (
	"errors"
	"slices"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// settle carries what a deal changes on through the chains of the systems that it touches: a renewal starts where the
// certificate before it ends (R12, R14), so when that end moves, the renewals after it move with it, and what a renewal can
// no longer have brought together (G58) goes its own way again; each as a new version of its record.
//
// It refuses RECORDS_CONTRADICT where no chain can have been sold so: a renewal that was bought before the certificate
// that it renews; one whose purchase would now lie past the window without an upgrade, or within it although it was sold
// as resumed; one resumed by an upgrade that was not there yet; one that would begin before its predecessor ends; one that
// renews what was taken back.
func settle(k Known, d Deal) (Deal, error) {
	touched := map[string]bool{}
	for _, c := range d.Certificates {
		touched[c.Installation] = true
	}
	for _, i := range d.Installations {
		touched[i.ID] = true
	}
	ofTouched := func(c entitlement.Certificate) bool { return touched[c.Installation] }
	for range 2 * (len(k.Facts.Certificates) + 1) { // each renewal moves once, and lets go once of each that it has joined
		moved, err := k.With(d).next(ofTouched)
		if err != nil || moved.ID == "" {
			return d, err
		}
		d.Certificates = replaced(d.Certificates, []entitlement.Certificate{moved}, func(c entitlement.Certificate) string { return c.ID })
	}
	return d, errCircle
}

// errCircle: certificates renew one another in a circle, which no act can have put on record.
var errCircle = errors.New("the renewals on record go round in a circle")

// next is the first renewal that is not as it has to be, as it has to be; none when all is as it should.
func (k Known) next(of func(entitlement.Certificate) bool) (entitlement.Certificate, error) {
	for _, look := range []func(entitlement.Certificate) (entitlement.Certificate, bool, error){k.follow, k.part} {
		for _, c := range k.Facts.Certificates {
			if c.Cancelled || !of(c) {
				continue
			}
			moved, differs, err := look(c)
			if err != nil || differs {
				return moved, err
			}
		}
	}
	return entitlement.Certificate{}, nil
}

// follow has a renewal start where it has to, if it does not.
func (k Known) follow(c entitlement.Certificate) (entitlement.Certificate, bool, error) {
	prev, ok := k.Facts.Certificate(c.Renews)
	if c.Renews == "" || !ok { // initial, or imported without its past
		return c, false, nil
	}
	life, ed, err := k.Life(prev)
	if err != nil {
		return c, false, err
	}
	late := !c.SoldOn.Before(life.UpgradeFrom)
	if prev.Cancelled || c.SoldOn.Before(prev.SoldOn) || late != (c.Upgrade != "") || late && !k.reopens(ed, life, c) {
		return c, false, contradiction(ed, c, prev, life)
	}
	if start := startsAt(ed, life, late); c.PreviousEnd != start {
		c.PreviousEnd = start
		return c, true, nil
	}
	own, rules, err := k.Life(c)
	if err != nil {
		return c, false, err
	}
	early := rules.Readings.RenewalStart == policy.RenewalFromPurchase && !c.PreviousEnd.IsZero()
	if own.Start.Before(life.End) && !early {
		return c, false, contradiction(ed, c, prev, life)
	}
	return c, false, nil
}

// startsAt is the end at which a renewal starts; zero for one that starts by the rule of activation (G14).
func startsAt(was *policy.Edition, previous entitlement.Life, late bool) coverage.Date {
	if late && was.Readings.AfterWindowStart == policy.AfterWindowActivation {
		return coverage.Date{}
	}
	return previous.End
}

// reopens reports whether the upgrade of a renewal came in its time. One that is not on record is taken for granted.
func (k Known) reopens(ed *policy.Edition, previous entitlement.Life, c entitlement.Certificate) bool {
	u, ok := find(k.Facts.Upgrades, func(u entitlement.Upgrade) bool { return u.Order == c.Upgrade })
	return !ok || proven(ed, previous, u, c.SoldOn)
}

// part lets go of certificates that the renewal can no longer have brought together (G58).
func (k Known) part(c entitlement.Certificate) (entitlement.Certificate, bool, error) {
	life, _, err := k.Life(c)
	if err != nil || len(c.Joins) == 0 {
		return c, false, err
	}
	joins := slices.DeleteFunc(slices.Clone(c.Joins), func(id string) bool {
		other, stands := k.Certificate(id)
		return !stands || !k.together(other, c.SoldOn, life)
	})
	if len(joins) == len(c.Joins) {
		return c, false, nil
	}
	c.Joins = joins
	return c, true, nil
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
	moved, err := k.next(func(entitlement.Certificate) bool { return true })
	if err == nil && moved.ID != "" {
		prev, _ := k.Certificate(moved.Renews)
		life, ed, err := k.Life(prev)
		if err != nil {
			return err
		}
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
