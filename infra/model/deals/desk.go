package deals

import (
	"slices"
	"time"

	"flatsupport/infra/model"
	"flatsupport/shared/policy"
)

// Desk is everything that was put on record so far.
type Desk struct {
	Editions []model.Rules // in the order in which they came into force
	Versions []Version     // that were released

	Certificates []*Certificate // in the order of their sale
	Intents      []*Intent
	Upgrades     []*Upgrade
	Systems      map[string]*System
	Partners     map[string][]Turn

	walked  map[walk]model.Day
	courses map[question]Course
	caps    map[capOf]model.Day
}

// Version of the product and the day on which it came out.
type Version struct {
	Number int
	On     model.Day
}

// Certificate that was sold. Where it starts is not kept: it follows from the others.
type Certificate struct {
	Name, System string
	Edition      model.Rules // pinned at the sale (G60)
	Package      policy.PackageCode
	Sold         model.Day
	Activation   model.Day
	Months       int
	Licences     int
	Partner      string
	Renews       string
	Joins        []string
	Upgrade      string // with which it reopened support after the window
	Activated    int
	Cancelled    bool
}

// Intent to renew.
type Intent struct {
	Certificate         string
	Declared, Withdrawn time.Time
}

// Upgrade that was bought; Installed is not given until somebody has seen it.
type Upgrade struct {
	Order, System    string
	Version          int
	Bought           model.Day
	InstalledVersion int
	Installed        model.Day
}

// System of the customer.
type System struct {
	Commissioned model.Day
	Licences     int // activated
}

// Turn of a partner's status.
type Turn struct {
	At  time.Time
	Has bool
}

// NewDesk has nothing on record.
func NewDesk(editions []model.Rules, versions []Version, partners map[string]bool) *Desk {
	d := &Desk{
		Editions: editions, Versions: versions, Systems: map[string]*System{}, Partners: map[string][]Turn{}, walked: map[walk]model.Day{},
		courses: map[question]Course{}, caps: map[capOf]model.Day{},
	}
	for id, has := range partners {
		d.Partners[id] = []Turn{{Has: has}}
	}
	return d
}

// Certificate finds one that was not taken back.
func (d *Desk) Certificate(name string) *Certificate {
	for _, c := range d.Certificates {
		if c.Name == name && !c.Cancelled {
			return c
		}
	}
	return nil
}

// in is the edition in force on a day (G60).
func (d *Desk) in(day model.Day) (model.Rules, bool) {
	for _, e := range slices.Backward(d.Editions) {
		if !day.Before(e.ValidFrom) {
			return e, true
		}
	}
	return model.Rules{}, false
}

// RenewedBy is the certificate that renews another, or brought it together with one (R12, G58).
func (d *Desk) RenewedBy(name string) *Certificate {
	for _, c := range d.Certificates {
		if !c.Cancelled && (c.Renews == name || slices.Contains(c.Joins, name)) {
			return c
		}
	}
	return nil
}

// status tells whether a partner has it at an instant (R24, G47).
func (d *Desk) status(partner string, at time.Time) bool {
	has := false
	for _, turn := range d.Partners[partner] {
		if !turn.At.After(at) {
			has = turn.Has
		}
	}
	return has
}

// Standing is the intent that stands for a certificate.
func (d *Desk) Standing(name string) *Intent {
	for _, i := range d.Intents {
		if i.Certificate == name && i.Withdrawn.IsZero() {
			return i
		}
	}
	return nil
}

// current is the newest version on a day; 0: none.
func (d *Desk) current(on model.Day) int {
	newest := 0
	for _, v := range d.Versions {
		if !on.Before(v.On) {
			newest = max(newest, v.Number)
		}
	}
	return newest
}

func is(r model.Rules, datum, value string) bool { return r.Readings[datum] == value }
