package contract

import (
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
)

// Commissioning is the day on which a system was put into operation (policy R7, R19).
type Commissioning struct {
	Installation string
	On           coverage.Date
	Correct      bool // the day recorded before was wrong
}

// Commissioned: the system has its day of commissioning already; only a correction puts another in its place.
type Commissioned struct{ On coverage.Date }

// Error names the day.
func (c *Commissioned) Error() string { return "commissioned already on " + c.On.String() }

// Commission decides on a day of commissioning. Where it starts a certificate earlier (G1), the renewals of that one move
// with its end. It refuses RECORDS_CONTRADICT; a day that has not come is [Invalid], a second one [*Commissioned].
func Commission(k Known, c Commissioning) (Deal, error) {
	inst, ok := k.Installation(c.Installation)
	if !ok {
		return Deal{}, Invalid{{"installation", Unknown}}
	}
	ed, err := k.current()
	if err != nil {
		return Deal{}, err
	}
	var wrong Invalid
	wrong.add(c.On.IsZero() && !c.Correct, "on", Required)
	wrong.add(c.On.After(k.today(ed)), "on", InFuture)
	if err := wrong.err(); err != nil {
		return Deal{}, err
	}
	if !inst.CommissionedOn.IsZero() && !c.Correct {
		return Deal{}, &Commissioned{On: inst.CommissionedOn}
	}
	inst.CommissionedOn = c.On
	return settle(k, Deal{Installations: []entitlement.Installation{inst}})
}

// Count puts down how many licences are activated in a system, as the registry says (R9, G57).
func Count(k Known, installation string, activated int) (Deal, error) {
	inst, ok := k.Installation(installation)
	var wrong Invalid
	wrong.add(!ok, "installation", Unknown)
	wrong.add(activated < 0, "activated", NotAllowed)
	if err := wrong.err(); err != nil {
		return Deal{}, err
	}
	inst.Licences = activated
	return Deal{Installations: []entitlement.Installation{inst}}, nil
}

// BuyUpgrade puts an upgrade order on record: the first of the two proofs after the window (R15, G16).
func BuyUpgrade(k Known, u entitlement.Upgrade) (Deal, error) {
	_, exists := k.Installation(u.Installation)
	_, taken := find(k.Facts.Upgrades, func(o entitlement.Upgrade) bool { return o.Order == u.Order })
	ed, err := k.current()
	if err != nil {
		return Deal{}, err
	}
	var wrong Invalid
	wrong.add(!exists, "installation", Unknown)
	wrong.add(u.Order == "", "order", Required)
	wrong.add(taken, "order", NotAllowed)
	wrong.add(u.Version == "", "version", Required)
	wrong.add(u.BoughtOn.IsZero(), "boughtOn", Required)
	wrong.add(u.BoughtOn.After(k.today(ed)), "boughtOn", InFuture)
	if err := wrong.err(); err != nil {
		return Deal{}, err
	}
	u = entitlement.Upgrade{Order: u.Order, Installation: u.Installation, Version: u.Version, BoughtOn: u.BoughtOn}
	return Deal{Upgrades: []entitlement.Upgrade{u}}, nil
}

// Install puts on record which version somebody has seen installed: the second proof, and the system's version from then
// on (R15, G16). Without an order it is the version alone. It refuses RECORDS_CONTRADICT where a renewal rests on what was
// seen before, and could not have been sold on what is seen now.
func Install(k Known, installation, order, version, by string, on coverage.Date) (Deal, error) {
	inst, exists := k.Installation(installation)
	upgrade, ordered := find(k.Facts.Upgrades, func(o entitlement.Upgrade) bool { return o.Order == order })
	ed, err := k.current()
	if err != nil {
		return Deal{}, err
	}
	var wrong Invalid
	wrong.add(!exists, "installation", Unknown)
	wrong.add(version == "", "version", Required)
	wrong.add(on.IsZero(), "on", Required)
	wrong.add(on.After(k.today(ed)), "on", InFuture)
	wrong.add(order != "" && (!ordered || upgrade.Installation != installation), "order", Unknown)
	wrong.add(ordered && on.Before(upgrade.BoughtOn), "on", TooEarly)
	if err := wrong.err(); err != nil {
		return Deal{}, err
	}
	inst.Version = version
	d := Deal{Installations: []entitlement.Installation{inst}}
	if ordered {
		upgrade.InstalledVersion, upgrade.InstalledOn, upgrade.ConfirmedBy = version, on, by
		d.Upgrades = []entitlement.Upgrade{upgrade}
	}
	return settle(k, d)
}
