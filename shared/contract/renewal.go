package contract

import (
	"cmp"
	"slices"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// Renewal is what a salesperson wants to sell to a system that has, or had, support.
type Renewal struct {
	Certificate  string             // that is renewed
	Package      policy.PackageCode // empty: the same
	TermMonths   int
	Licences     int
	SignedOn     coverage.Date // of the contract
	PaidOn       coverage.Date // zero: not known
	ActivationOn coverage.Date // stated in the order; only where support is resumed after the window (G14)
	Order        string
	Partner      string // service partner, for a partner package; empty: the same
	Level1       bool
	Stated       int // licences activated, as the customer states them; counts only where licences.source says so (G57)
}

// Quote is what a renewal would give, and why it is refused where it is: the same that a purchase gives or is refused
// with.
type Quote struct {
	Certificate entitlement.Certificate // as it would be sold
	Edition     *policy.Edition         // that it would pin (G60)
	Previous    entitlement.Life        // of the certificate that it renews
	Life        entitlement.Life
	PurchasedOn coverage.Date // by purchase.event (G7)
	Backdated   int           // days from its start to its purchase; 0: not back-dated
	Left        int           // days from the purchase to its end, of which a late renewal has few
	Activated   int           // licences that it has to cover at least (R9)
	Counted     entitlement.Ref
	AfterWindow bool // support is resumed after an upgrade, and not back-dated (R15, G14)
	Refused     Refusals
}

// QuoteFor tells what a renewal would give. It starts at the end of the certificate that it renews, bought early or late,
// with an intent or without (R12, R14, G13, G23); after the window only an upgrade reopens support, and it starts by the
// rule of activation (R15, G14). It is for all activated licences of the system (R9, G56), so that certificates for
// licences bought in mid-term are brought together in it (G58).
//
// Refused holds RENEWED_ALREADY, TERM_NOT_OFFERED (R5), PACKAGE_PARTNER_ONLY (R24), UPGRADE_REQUIRED (R15),
// RENEWAL_QUANTITY_SHORT or _OVER (R9) and ACTIVATION_TOO_LATE (R8). What is wrong whatever the policy is [Invalid].
func QuoteFor(k Known, r Renewal) (Quote, error) {
	prev, ok := k.Certificate(r.Certificate)
	if !ok {
		return Quote{}, Invalid{{"certificate", Unknown}}
	}
	life, was, err := k.Life(prev)
	if err != nil {
		return Quote{}, err
	}
	q := Quote{Previous: life}
	if q.PurchasedOn, err = purchased(k, was, prev, r); err != nil {
		return Quote{}, err
	}
	if q.Edition, err = k.sold(q.PurchasedOn); err != nil {
		return Quote{}, err
	}
	q.Certificate = entitlement.Certificate{
		ID: k.nextID(root(k, prev) + "."), Edition: q.Edition.ID, Package: orPackage(r.Package, prev.Package),
		Installation: prev.Installation, SoldOn: q.PurchasedOn, TermMonths: r.TermMonths, Licences: r.Licences,
		Partner: r.Partner, Level1: r.Level1, Renews: prev.ID, Order: r.Order,
	}
	pack, known := q.Edition.Package(q.Certificate.Package)
	if known && pack.PartnerOnly && q.Certificate.Partner == "" {
		q.Certificate.Partner = prev.Partner
	}
	q.AfterWindow = !q.PurchasedOn.Before(life.UpgradeFrom)
	var wrong Invalid
	wrong.add(!known, "package", NotAllowed)
	wrong.add(r.Licences < 1, "licences", Required)
	wrong.add(q.Edition.Readings.LicencesSource == policy.LicencesByCustomer && r.Stated == 0, "activatedLicences", Required)
	wrong.add(r.Partner != "" && known && !pack.PartnerOnly, "partner", NotAllowed)
	q.Certificate.PreviousEnd = startsAt(was, life, q.AfterWindow)
	wrong.add(!r.ActivationOn.IsZero() && !q.Certificate.PreviousEnd.IsZero(), "activationOn", NotAllowed)
	wrong.add(!r.ActivationOn.IsZero() && r.ActivationOn.Before(q.PurchasedOn), "activationOn", TooEarly)
	if err := wrong.err(); err != nil {
		return Quote{}, err
	}
	k.weigh(&q, was, pack, r)
	return q, nil
}

// weigh completes the quote: where it starts, what it covers, and everything that refuses it.
func (k Known) weigh(q *Quote, was *policy.Edition, pack policy.Package, r Renewal) {
	inst, _ := k.Installation(q.Certificate.Installation)
	refused := k.renewed(was, q.Certificate.Renews)
	refused = append(refused, Term(q.Edition, pack, r.TermMonths)...)
	refused = append(refused, k.PartnerOnly(q.Edition, pack, q.Certificate.Partner)...)
	if q.AfterWindow {
		upgrade, why := k.reopened(was, q.Previous, inst, q.PurchasedOn)
		refused = append(refused, why...)
		q.Certificate.Upgrade = upgrade.Order
	}
	if q.Certificate.PreviousEnd.IsZero() {
		q.Certificate.ActivationOn = r.ActivationOn
		refused = append(refused, Activation(q.Edition, q.PurchasedOn, r.ActivationOn)...)
	}
	q.Activated, q.Counted = inst.Licences, inst.Ref
	if q.Edition.Readings.LicencesSource == policy.LicencesByCustomer {
		q.Activated, q.Counted = r.Stated, ""
	}
	q.Certificate.Activated = q.Activated
	refused = append(refused, quantity(q.Edition, r.Licences, q.Activated)...)
	q.Life = entitlement.LifeOf(q.Edition, q.Certificate, inst)
	q.Certificate.Joins = k.brought(q)
	q.Backdated = max(0, q.Life.Start.DaysUntil(q.PurchasedOn))
	q.Left = max(0, later(q.PurchasedOn, q.Life.Start).DaysUntil(q.Life.End))
	q.Refused = refused
}

// Renew decides on a renewal: what the quote says, or its refusals.
func Renew(k Known, r Renewal) (Deal, Quote, error) {
	q, err := QuoteFor(k, r)
	if err == nil {
		err = q.Refused.err()
	}
	if err != nil {
		return Deal{}, q, err
	}
	return Deal{Certificates: []entitlement.Certificate{q.Certificate}}, q, nil
}

// purchased is the day on which the renewal counts as bought: that of the contract, or of the money (G7).
func purchased(k Known, was *policy.Edition, prev entitlement.Certificate, r Renewal) (coverage.Date, error) {
	field, on := "signedOn", r.SignedOn
	if was.Readings.PurchaseEvent == policy.PurchasePaymentReceived {
		field, on = "paidOn", r.PaidOn
	}
	var wrong Invalid
	wrong.add(on.IsZero(), field, Required)
	wrong.add(!on.IsZero() && on.After(k.today(was)), field, InFuture)
	wrong.add(!on.IsZero() && on.Before(prev.SoldOn), field, TooEarly)
	return on, wrong.err()
}

// renewed: a certificate is renewed once, and the last of a chain only (R12).
func (k Known) renewed(ed *policy.Edition, id string) Refusals {
	by, ok := k.RenewedBy(id)
	if !ok {
		return nil
	}
	return Refusals{refuse(ed, policy.RenewedAlready,
		fact("certificate", "сертификат", "certificate", id),
		fact("renewedBy", "продлён сертификатом", "renewed by certificate", by.ID),
		fact("boughtOn", "куплен", "bought on", by.SoldOn))}
}

// quantity: a renewal is for the licences activated in the system (R9, G56).
func quantity(ed *policy.Edition, licences, activated int) Refusals {
	facts := []Fact{
		fact("licences", "лицензий в продлении", "licences in the renewal", licences),
		fact("activated", "активировано лицензий", "licences activated", activated),
	}
	switch {
	case licences < activated:
		return Refusals{refuse(ed, policy.RenewalQuantityShort, append(facts,
			fact("short", "не хватает", "missing", activated-licences))...)}
	case licences > activated && ed.Readings.RenewalQuantity == policy.QuantityExactly:
		return Refusals{refuse(ed, policy.RenewalQuantityOver, append(facts,
			fact("over", "лишних", "too many", licences-activated))...)}
	default:
		return nil
	}
}

// reopened finds the upgrade that reopens support after the window: bought when support was over, and installed as
// somebody confirmed (G16), to the version that was current on the day it was bought (G15), and not used for another
// renewal already; of several the one that was bought last. An upgrade from the days of the finished support is none: it
// would reopen every later gap as well.
func (k Known) reopened(ed *policy.Edition, life entitlement.Life, inst entitlement.Installation, on coverage.Date) (entitlement.Upgrade, Refusals) {
	facts := []Fact{
		fact("lastDay", "последний день поддержки", "last day of support", lastDay(life.End)),
		fact("renewableUntil", "продлить без апгрейда можно было по", "could be renewed without an upgrade through", lastDay(life.UpgradeFrom)),
		fact("purchasedOn", "покупка", "purchase", on),
	}
	upgrades := slices.DeleteFunc(slices.Clone(k.Facts.Upgrades), func(u entitlement.Upgrade) bool {
		return u.Installation != inst.ID || u.BoughtOn.After(on) || k.usedUpgrade(u.Order)
	})
	slices.SortFunc(upgrades, func(a, b entitlement.Upgrade) int {
		return cmp.Or(b.BoughtOn.Compare(a.BoughtOn), cmp.Compare(b.Order, a.Order))
	})
	for i, u := range upgrades {
		asOf := u.BoughtOn
		if ed.Readings.VersionAsOf == policy.VersionAtRenewal {
			asOf = on
		}
		current, has := k.currentVersion(inst.Product, asOf), u.InstalledVersion
		if ed.Readings.UpgradeRequires == policy.UpgradeOrdered {
			has = u.Version
		}
		if current != "" && inTime(ed, life, u, on) && atLeast(has, current) {
			return u, nil
		}
		if i == 0 {
			facts = append(facts,
				fact("upgrade", "апгрейд по заказу", "upgrade by order", u.Order),
				fact("upgradeBoughtOn", "апгрейд куплен", "upgrade bought on", u.BoughtOn),
				fact("installedVersion", "установлена версия", "installed version", has),
				fact("currentVersion", "нужна версия", "version needed", current))
		}
	}
	return entitlement.Upgrade{}, Refusals{refuse(ed, policy.UpgradeRequired, facts...)}
}

// inTime reports whether an upgrade was bought after support had ended, and proven by the day of the renewal (R15, G16).
func inTime(ed *policy.Edition, previous entitlement.Life, u entitlement.Upgrade, on coverage.Date) bool {
	if u.BoughtOn.Before(previous.End) || u.BoughtOn.After(on) {
		return false
	}
	return ed.Readings.UpgradeRequires == policy.UpgradeOrdered || u.InstalledVersion != "" && !u.InstalledOn.After(on)
}

// currentVersion is that of the product on a day; empty where nothing was published by then.
func (k Known) currentVersion(product string, on coverage.Date) string {
	current, _ := entitlement.CurrentVersion(k.Releases, product, on)
	return current.Version
}

// atLeast reports whether a version is another or a later one; what is no version is neither.
func atLeast(version, other string) bool {
	has, err := entitlement.ParseVersion(version)
	needed, wrong := entitlement.ParseVersion(other)
	return err == nil && wrong == nil && has.Compare(needed) >= 0
}

func (k Known) usedUpgrade(order string) bool {
	return slices.ContainsFunc(k.Facts.Certificates, func(c entitlement.Certificate) bool { return !c.Cancelled && c.Upgrade == order })
}

// brought are the other certificates of the system that the renewal takes the place of when they end: those for licences
// bought in mid-term, while they can still be renewed and end no later than it does (G58).
func (k Known) brought(q *Quote) []string {
	var ids []string
	for _, c := range k.Facts.Certificates {
		if c.Cancelled || c.Installation != q.Certificate.Installation || c.ID == q.Certificate.Renews {
			continue
		}
		if _, taken := k.RenewedBy(c.ID); taken {
			continue
		}
		if k.together(c, q.PurchasedOn, q.Life) {
			ids = append(ids, c.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// together reports whether a renewal bought on the day can take the place of another certificate of the system: while
// that can still be renewed, and is over no later (G58).
func (k Known) together(other entitlement.Certificate, bought coverage.Date, renewal entitlement.Life) bool {
	life, _, err := k.Life(other)
	return err == nil && bought.Before(life.UpgradeFrom) && !life.End.After(renewal.End)
}

// root is the id of the first certificate of the chain.
func root(k Known, c entitlement.Certificate) string { return k.Chain(c.ID)[0].ID }

func orPackage(p, otherwise policy.PackageCode) policy.PackageCode {
	if p == "" {
		return otherwise
	}
	return p
}
