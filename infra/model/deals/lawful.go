package deals

import (
	"slices"

	"flatsupport/infra/model"
	"flatsupport/shared/policy"
)

// What an act is answered besides the codes of the policy.
const (
	Invalid      = "INVALID" // wrong whatever the policy
	Stands       = "INTENT_STANDS"
	NoIntent     = "NO_INTENT"
	Commissioned = "COMMISSIONED_ALREADY"
)

// Do tells why an act is not lawful, by codes in the order of the alphabet, or carries it out.
func (d *Desk) Do(a Act) []string {
	did := map[Kind]func(Act) []string{
		Sell: d.sell, Renew: d.renew, Declare: d.declare, Withdraw: d.withdraw, Commission: d.commission, Count: d.count,
		BuyUpgrade: d.buyUpgrade, Install: d.install, Correct: d.correct, Rebind: d.rebind, Status: d.turn,
	}
	codes := did[a.Kind](a)
	slices.Sort(codes)
	return codes
}

// today is the Moscow date of an act.
func today(a Act) model.Day {
	y, m, d := a.At.In(model.Moscow()).Date()
	return model.Day{Year: y, Month: m, Day: d}
}

// come tells a day that is given and not in the future.
func come(a Act, day model.Day) bool { return day.Given() && !today(a).Before(day) }

func partnerOnly(p policy.PackageCode) bool { return p == policy.TS8x5L3 }

// if it is so, the code is among the answers.
func since(is bool, code policy.RefusalCode) []string {
	if is {
		return []string{string(code)}
	}
	return nil
}

// offered: R5.
func offered(months int) bool { return months == 12 || months == 36 || months == 60 }

func (d *Desk) sell(a Act) []string {
	r, sold := d.in(a.On)
	if !come(a, a.On) || !sold || a.Licences < 1 || a.Partner != "" && !partnerOnly(a.Package) || a.Activation.Given() && a.Activation.Before(a.On) {
		return []string{Invalid}
	}
	codes := slices.Concat(
		since(!offered(a.Months), policy.TermNotOffered),                                                   // R5
		since(a.NoProduct, policy.ProductRequired),                                                         // R6
		since(a.Activation.Given() && d.lastStart(r, a.On).Before(a.Activation), policy.ActivationTooLate), // R8
		since(partnerOnly(a.Package) && !d.status(a.Partner, a.At), policy.PackagePartnerOnly))             // R24
	if codes != nil {
		return codes
	}
	if d.Systems[a.System] == nil {
		d.Systems[a.System] = &System{}
	}
	d.Certificates = append(d.Certificates, &Certificate{
		Name: a.Name, System: a.System, Edition: r, Package: a.Package, Sold: a.On, Activation: a.Activation, Months: a.Months,
		Licences: a.Licences, Partner: a.Partner,
	})
	return nil
}

func (d *Desk) renew(a Act) []string {
	prev := d.Certificate(a.Certificate)
	if prev == nil {
		return []string{Invalid}
	}
	was, before := prev.Edition, d.Course(prev)
	bought := a.On
	if is(was, "purchase.event", "payment_received") { // G7
		bought = a.Paid
	}
	r, sold := d.in(bought)
	late := !bought.Before(before.UpgradeFrom) // R14, R15
	c := &Certificate{
		Name: a.Name, System: prev.System, Edition: r, Package: a.Package, Sold: bought, Months: a.Months, Licences: a.Licences,
		Partner: a.Partner, Renews: prev.Name, Activated: d.Systems[prev.System].Licences,
	}
	if c.Package == "" {
		c.Package = prev.Package
	}
	if partnerOnly(c.Package) && c.Partner == "" {
		c.Partner = prev.Partner
	}
	anew := late && is(was, "reinstatement.afterWindow.start", "activation_rule") // G14
	if !come(a, bought) || !sold || bought.Before(prev.Sold) || a.Licences < 1 || a.Partner != "" && !partnerOnly(c.Package) ||
		a.Activation.Given() && (!anew || a.Activation.Before(bought)) || is(r, "licences.source", "customer_statement") && a.Stated == 0 {
		return []string{Invalid}
	}
	if is(r, "licences.source", "customer_statement") { // G57
		c.Activated = a.Stated
	}
	var codes []string
	if late {
		proof := d.proof(was, prev, bought)
		if proof == nil {
			codes = since(true, policy.UpgradeRequired) // R15
		} else {
			c.Upgrade = proof.Order
		}
	}
	codes = append(codes, slices.Concat(
		since(d.RenewedBy(prev.Name) != nil, policy.RenewedAlready),
		since(!offered(a.Months), policy.TermNotOffered),
		since(partnerOnly(c.Package) && !d.status(c.Partner, a.At), policy.PackagePartnerOnly),
		since(a.Activation.Given() && d.lastStart(r, bought).Before(a.Activation), policy.ActivationTooLate),
		quantity(r, a.Licences, c.Activated))...)
	if codes != nil {
		return codes
	}
	c.Activation = a.Activation
	d.Certificates = append(d.Certificates, c)
	d.join(c)
	return nil
}

// quantity: R9, G56.
func quantity(r model.Rules, licences, activated int) []string {
	exact := is(r, "renewal.quantity", "exactly_activated")
	return slices.Concat(since(licences < activated, policy.RenewalQuantityShort), since(exact && licences > activated, policy.RenewalQuantityOver))
}

// proof is the upgrade that reopens support: bought after support had ended, to the version that was current then, and
// installed, and not spent on another renewal (R15, G15, G16). Of several the one bought last.
func (d *Desk) proof(r model.Rules, prev *Certificate, on model.Day) *Upgrade {
	var best *Upgrade
	for _, u := range d.Upgrades {
		spent := slices.ContainsFunc(d.Certificates, func(c *Certificate) bool { return !c.Cancelled && c.Upgrade == u.Order })
		has, asOf := u.InstalledVersion, u.Bought
		if is(r, "reinstatement.requires", "upgrade_order") {
			has = u.Version
		}
		if is(r, "reinstatement.versionAsOf", "renewal") {
			asOf = on
		}
		current := d.current(asOf)
		if spent || u.System != prev.System || !d.proves(r, u, prev, on) || current == 0 || has < current {
			continue
		}
		if best == nil || best.Bought.Before(u.Bought) || best.Bought == u.Bought && best.Order < u.Order {
			best = u
		}
	}
	return best
}

// proves tells whether an upgrade came in its time: after the end, by the day of the renewal.
func (d *Desk) proves(r model.Rules, u *Upgrade, prev *Certificate, on model.Day) bool {
	if u.Bought.Before(d.Course(prev).End) || on.Before(u.Bought) {
		return false
	}
	return is(r, "reinstatement.requires", "upgrade_order") || u.Installed.Given() && !on.Before(u.Installed)
}

// join brings the other certificates of the system together in a renewal (G58).
func (d *Desk) join(c *Certificate) {
	for _, o := range d.Certificates {
		if o != c && !o.Cancelled && o.System == c.System && d.RenewedBy(o.Name) == nil && d.together(c, o) {
			c.Joins = append(c.Joins, o.Name)
		}
	}
}

// together: the other can still be renewed, and is over no later.
func (d *Desk) together(c, o *Certificate) bool {
	other := d.Course(o)
	return !o.Cancelled && c.Sold.Before(other.UpgradeFrom) && !d.Course(c).End.Before(other.End)
}

// possible tells whether everything on record can have happened; then no renewal has brought together what it no longer can.
func (d *Desk) possible() bool {
	for _, c := range d.Certificates {
		if c.Cancelled || c.Renews == "" {
			continue
		}
		prev := d.Certificate(c.Renews)
		if prev == nil || c.Sold.Before(prev.Sold) {
			return false
		}
		late := !c.Sold.Before(d.Course(prev).UpgradeFrom)
		if late != (c.Upgrade != "") {
			return false
		}
		for _, u := range d.Upgrades {
			if u.Order == c.Upgrade && !d.proves(prev.Edition, u, prev, c.Sold) {
				return false
			}
		}
	}
	for _, c := range d.Certificates {
		c.Joins = slices.DeleteFunc(slices.Clone(c.Joins), func(name string) bool {
			o := d.Certificate(name)
			return o == nil || !c.Cancelled && !d.together(c, o)
		})
	}
	return true
}
