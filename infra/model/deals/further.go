package deals

import (
	"slices"
	"time"

	"flatsupport/infra/model"
	"flatsupport/shared/policy"
)

func (d *Desk) declare(a Act) []string {
	c := d.Certificate(a.Certificate)
	if c == nil {
		return []string{Invalid}
	}
	if d.Standing(c.Name) != nil {
		return []string{Stands}
	}
	declared := a.At
	if a.On.Given() && a.On.Before(today(a)) {
		declared = midnight(a.On)
	}
	if a.On.Given() {
		withdrawn := slices.ContainsFunc(d.Intents, func(i *Intent) bool { return i.Certificate == c.Name && declared.Before(i.Withdrawn) })
		if a.By != "" || !come(a, a.On) || a.On.Before(c.Sold) || withdrawn {
			return []string{Invalid}
		}
	}
	r := c.Edition
	codes := slices.Concat(
		since(d.RenewedBy(c.Name) != nil, policy.RenewedAlready),
		since(!d.mayDeclare(c, a), policy.DeclarerNotAllowed)) // G19
	i := &Intent{Certificate: c.Name, Declared: declared}
	from, to := d.span(c, i)
	if used := len(d.openers(c)) > 0 && is(r, "loyalty.perCertificate", "1"); used { // G20
		codes = append(codes, string(policy.LoyaltyUsed))
	} else if !from.Before(to) { // G18
		codes = append(codes, string(policy.IntentTooLate))
	}
	if codes != nil {
		return codes
	}
	d.Intents = append(d.Intents, i)
	return nil
}

// mayDeclare: the customer's named contact, a person of the partner that does the support, or sales (G19).
func (d *Desk) mayDeclare(c *Certificate, a Act) bool {
	r := c.Edition
	switch a.By {
	case "":
		return a.Evidence || is(r, "loyalty.declarers", "sales")
	case "ivan": // named by the customer
		return !partnerOnly(c.Package)
	case "anna": // not named
		return !partnerOnly(c.Package) && is(r, "contacts.mode", "anyone")
	case "integrator/olga":
		return partnerOnly(c.Package) && c.Partner == "integrator" && d.status("integrator", a.At)
	case "rival/boris":
		return partnerOnly(c.Package) && c.Partner == "rival" && d.status("rival", a.At)
	default:
		return false
	}
}

func (d *Desk) withdraw(a Act) []string {
	if d.Certificate(a.Certificate) == nil {
		return []string{Invalid}
	}
	i := d.Standing(a.Certificate)
	if i == nil {
		return []string{NoIntent}
	}
	i.Withdrawn = a.At
	return nil
}

func (d *Desk) commission(a Act) []string {
	system := d.Systems[a.System]
	if system == nil || today(a).Before(a.On) || !a.On.Given() && !a.Again {
		return []string{Invalid}
	}
	if system.Commissioned.Given() && !a.Again {
		return []string{Commissioned}
	}
	was := system.Commissioned
	system.Commissioned = a.On
	if !d.possible() {
		system.Commissioned = was
		return []string{string(policy.RecordsContradict)}
	}
	return nil
}

func (d *Desk) count(a Act) []string {
	if d.Systems[a.System] == nil || a.Licences < 0 {
		return []string{Invalid}
	}
	d.Systems[a.System].Licences = a.Licences
	return nil
}

func (d *Desk) upgrade(order string) *Upgrade {
	for _, u := range d.Upgrades {
		if u.Order == order {
			return u
		}
	}
	return nil
}

func (d *Desk) buyUpgrade(a Act) []string {
	if d.Systems[a.System] == nil || a.Order == "" || d.upgrade(a.Order) != nil || a.Version == 0 || !come(a, a.On) {
		return []string{Invalid}
	}
	d.Upgrades = append(d.Upgrades, &Upgrade{Order: a.Order, System: a.System, Version: a.Version, Bought: a.On})
	return nil
}

func (d *Desk) install(a Act) []string {
	u := d.upgrade(a.Order)
	if d.Systems[a.System] == nil || a.Version == 0 || !come(a, a.On) || a.Order != "" && (u == nil || u.System != a.System || a.On.Before(u.Bought)) {
		return []string{Invalid}
	}
	if u == nil {
		return nil
	}
	was := *u
	u.InstalledVersion, u.Installed = a.Version, a.On
	if !d.possible() {
		*u = was
		return []string{string(policy.RecordsContradict)}
	}
	return nil
}

func (d *Desk) correct(a Act) []string {
	c := d.Certificate(a.Certificate)
	if c == nil {
		return []string{Invalid}
	}
	was := *c
	codes := d.corrected(c, a)
	if codes == nil && !d.possible() {
		codes = []string{string(policy.RecordsContradict)}
	}
	if codes != nil {
		*c = was
	}
	return codes
}

func (d *Desk) corrected(c *Certificate, a Act) []string {
	if a.Cancelled {
		c.Cancelled = true
		return nil
	}
	if a.SoldOn != nil && *a.SoldOn != c.Sold {
		r, sold := d.in(*a.SoldOn)
		if !come(a, *a.SoldOn) || !sold {
			return []string{Invalid}
		}
		c.Sold, c.Edition = *a.SoldOn, r
	}
	runsOn := d.runsOn(c)
	if a.ActivationOn != nil {
		c.Activation = *a.ActivationOn
		if runsOn && a.ActivationOn.Given() {
			return []string{Invalid}
		}
	}
	if !runsOn && c.Activation.Given() && c.Activation.Before(c.Sold) {
		return []string{Invalid}
	}
	if a.NewMonths != nil {
		c.Months = *a.NewMonths
	}
	if a.NewLicences != nil {
		c.Licences = *a.NewLicences
	}
	if c.Licences < 1 {
		return []string{Invalid}
	}
	codes := slices.Concat(
		since(!offered(c.Months), policy.TermNotOffered),
		since(!runsOn && c.Activation.Given() && d.lastStart(c.Edition, c.Sold).Before(c.Activation), policy.ActivationTooLate))
	if c.Renews != "" {
		codes = append(codes, quantity(c.Edition, c.Licences, c.Activated)...)
	}
	return codes
}

func (d *Desk) rebind(a Act) []string {
	c := d.Certificate(a.Certificate)
	if c == nil || !partnerOnly(c.Package) || a.Partner == "" || a.Partner == c.Partner {
		return []string{Invalid}
	}
	if !d.status(a.Partner, a.At) {
		return []string{string(policy.PackagePartnerOnly)}
	}
	c.Partner = a.Partner
	return nil
}

func (d *Desk) turn(a Act) []string {
	turns := d.Partners[a.Partner]
	last := turns[len(turns)-1]
	if last.Has == a.Has || !last.At.Before(a.At) {
		return []string{Invalid}
	}
	d.Partners[a.Partner] = append(turns, Turn{At: a.At, Has: a.Has})
	return nil
}

// Edges are the instants and days at which a certificate turns, for whoever draws histories.
func (d *Desk) Edges(c *Certificate) (days []model.Day, instants []time.Time) {
	course := d.Course(c)
	days = []model.Day{c.Sold, d.lastStart(c.Edition, c.Sold), course.Start, course.End, course.LoyaltyEnd, course.UpgradeFrom}
	for _, day := range days {
		instants = append(instants, midnight(day))
	}
	for _, i := range d.Intents {
		if i.Certificate == c.Name {
			instants = append(instants, i.Declared)
			if !i.Withdrawn.IsZero() {
				instants = append(instants, i.Withdrawn)
			}
		}
	}
	return days, instants
}
