package contest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"flatsupport/infra/model"
	"flatsupport/infra/model/deals"
	"flatsupport/shared/policy"
)

// readings that bear on a deal, with the values that the model can execute; the first of each is that of edition 1.4.
var readings = []struct {
	datum  string
	values []string
}{
	{"activation.rule", []string{"earliest_of", "order_date"}},
	{"activation.capDays", []string{"90", "1", "30"}},
	{"activation.dayKind", []string{"calendar", "working"}},
	{"term.interval", []string{"half_open", "inclusive"}},
	{"months.missingDay", []string{"clamp", "overflow"}},
	{"lapse.anchor", []string{"coverage_end", "loyalty_end"}},
	{"term.rollNonWorking", []string{"false", "true"}},
	{"entitlement.instant", []string{"received_at", "whole_day"}},
	{"reinstatement.windowMonths", []string{"12", "5", "24"}},
	{"reinstatement.boundary", []string{"exclusive", "inclusive"}},
	{"reinstatement.afterWindow.start", []string{"activation_rule", "previous_end"}},
	{"reinstatement.versionAsOf", []string{"upgrade_purchase", "renewal"}},
	{"reinstatement.requires", []string{"upgrade_order_and_installed", "upgrade_order"}},
	{"purchase.event", []string{"contract_signed", "payment_received"}},
	{"renewal.start", []string{"previous_end", "purchase"}},
	{"renewal.quantity", []string{"at_least_activated", "exactly_activated"}},
	{"licences.source", []string{"registry", "customer_statement"}},
	{"loyalty.months", []string{"3", "0", "1", "5"}},
	{"loyalty.declare", []string{"until_window_end", "before_expiry"}},
	{"loyalty.perCertificate", []string{"1", "unlimited"}},
	{"loyalty.declarers", []string{"customer_or_evidence", "sales"}},
	{"contacts.mode", []string{"authorised", "anyone"}},
}

// block is how many histories share their editions: reading an edition takes longer than a history.
const block = 10

// draw is a history in the making. It is played on the model while it is drawn, so that acts can aim at its edges.
type draw struct {
	*rand.Rand
	h    History
	desk *deals.Desk
	now  time.Time
}

func (d *draw) one(in int) bool { return d.IntN(in) == 0 }

func pick[T any](d *draw, of ...T) T { return of[d.IntN(len(of))] }

// Draw draws the n-th history of a seed.
func (c *Contest) Draw(seed, n uint64) (History, error) {
	editions, err := c.editions(seed, n/block)
	if err != nil {
		return History{}, err
	}
	d := &draw{Rand: rand.New(rand.NewPCG(seed, n))} //nolint:gosec // seeded chance is meant
	d.h = History{Editions: editions, Partners: map[string]bool{"integrator": !d.one(4), "rival": d.one(3)}}
	first := d.monthEnd(model.Day{Year: 2020 + d.IntN(5), Month: time.Month(1 + d.IntN(12)), Day: 1 + d.IntN(28)})
	for i := range 12 {
		d.h.Versions = append(d.h.Versions, deals.Version{Number: i + 1, On: first.Plus(200*i - 300 + d.IntN(150))})
	}
	d.now = d.clock(first)
	d.desk = c.modelOf(d.h)
	for i := range 4 + d.IntN(40) {
		act := d.act(fmt.Sprintf("c%d", i+1))
		d.desk.Do(act)
		d.h.Acts = append(d.h.Acts, act)
		d.move()
	}
	return d.h, nil
}

// monthEnd makes some days the last of their months, or 29 February.
func (d *draw) monthEnd(day model.Day) model.Day {
	if d.one(3) {
		return day
	}
	if d.one(3) {
		return model.Day{Year: pick(d, 2020, 2024), Month: time.February, Day: 29}
	}
	for day.Plus(1).Day != 1 {
		day = day.Plus(1)
	}
	return day
}

// clock is an instant of the day, often its first or its last.
func (d *draw) clock(day model.Day) time.Time {
	second := pick(d, 0, 0, 24*3600-1, 9*3600, 15*3600+1800, d.IntN(24*3600))
	return time.Date(day.Year, day.Month, day.Day, 0, 0, second, 0, model.Moscow())
}

func (d *draw) today() model.Day {
	y, m, day := d.now.In(model.Moscow()).Date()
	return model.Day{Year: y, Month: m, Day: day}
}

// move goes on in time: not at all, a little, some weeks, or to an edge of a certificate.
func (d *draw) move() {
	switch d.IntN(8) {
	case 0:
	case 1, 2:
		d.now = d.now.Add(time.Duration(1+d.IntN(7200)) * time.Second)
	case 3:
		d.now = d.clock(d.today().Plus(1 + d.IntN(60)))
	default:
		if c := d.certificate(); c != nil {
			_, instants := d.desk.Edges(c)
			var ahead []time.Time
			for _, at := range instants {
				at = at.Add(pick(d, 0, 0, 0, -time.Second, time.Second, -time.Hour, 24*time.Hour, 24*time.Hour-time.Second))
				if at.After(d.now) {
					ahead = append(ahead, at)
				}
			}
			if len(ahead) > 0 {
				slices.SortFunc(ahead, time.Time.Compare)
				d.now = ahead[min(d.IntN(len(ahead)), d.IntN(len(ahead)))]
				return
			}
		}
		d.now = d.now.Add(time.Duration(1+d.IntN(20*24*3600)) * time.Second)
	}
}

// certificate that stands, mostly one that can still be renewed.
func (d *draw) certificate() *deals.Certificate {
	var standing, open []*deals.Certificate
	for _, c := range d.desk.Certificates {
		if !c.Cancelled {
			standing = append(standing, c)
			if d.desk.RenewedBy(c.Name) == nil {
				open = append(open, c)
			}
		}
	}
	if len(open) > 0 && !d.one(4) {
		return pick(d, open...)
	}
	if len(standing) > 0 {
		return pick(d, standing...)
	}
	return nil
}

// day of a document: today, lately, or at the edge of a certificate; rarely in the future.
func (d *draw) day(c *deals.Certificate) model.Day {
	switch d.IntN(12) {
	case 0:
		return d.today().Plus(-d.IntN(400))
	case 1, 2:
		return d.today().Plus(-d.IntN(40))
	case 3, 4:
		if c != nil {
			days, _ := d.desk.Edges(c)
			if day := pick(d, days...).Plus(pick(d, 0, 0, -1, 1)); !d.today().Before(day) || d.one(8) {
				return day
			}
		}
	case 5:
		if d.one(4) {
			return d.today().Plus(1)
		}
	}
	return d.today()
}

var systems = []string{"hq", "branch"}

func (d *draw) act(name string) deals.Act {
	a := deals.Act{At: d.now}
	c := d.certificate()
	if c == nil || d.one(10) {
		return d.sale(a, name)
	}
	a.Certificate = c.Name
	if d.one(60) {
		a.Certificate = pick(d, "nobody's", d.desk.Certificates[0].Name)
	}
	if late := !d.today().Before(d.desk.Course(c).UpgradeFrom); late && d.one(2) { // support is resumed step by step
		if d.one(3) {
			return d.renewal(a, name, c)
		}
		return d.upgrade(a, c)
	}
	switch d.IntN(16) {
	case 0, 1, 2, 3, 4:
		return d.renewal(a, name, c)
	case 5, 6, 7:
		return d.declaration(a, c)
	case 8:
		a.Kind = deals.Withdraw
	case 9, 10:
		a.Kind, a.Certificate, a.System, a.On = deals.Commission, "", pick(d, systems...), d.day(c)
		if a.Again = d.one(3); a.Again && d.one(3) {
			a.On = model.Day{}
		}
	case 11:
		a.Kind, a.Certificate, a.System, a.Licences = deals.Count, "", pick(d, systems...), pick(d, 0, 50, 99, 100, 101, 150)
	case 12:
		return d.upgrade(a, c)
	case 13, 14:
		return d.correction(a, c)
	default:
		if d.one(2) {
			a.Kind, a.Partner = deals.Rebind, pick(d, "integrator", "rival", "nobody")
			return a
		}
		a.Kind, a.Certificate, a.Partner, a.Has = deals.Status, "", pick(d, "integrator", "rival"), d.one(2)
	}
	return a
}

var packages = []policy.PackageCode{policy.TS8x5, policy.TS8x5, policy.TS24x7, policy.TS24x7Onsite, policy.TS8x5L3, policy.TS8x5L3}

func (d *draw) months() int {
	if d.one(20) {
		return pick(d, 0, 24, 11)
	}
	return pick(d, 12, 12, 12, 12, 36, 60)
}

func (d *draw) sale(a deals.Act, name string) deals.Act {
	a.Kind, a.Name, a.System, a.Package = deals.Sell, name, pick(d, systems...), pick(d, packages...)
	a.Months, a.Licences, a.On = d.months(), pick(d, 100, 100, 50, 20), d.day(nil)
	if d.one(3) {
		a.Activation = a.On.Plus(pick(d, 0, 1, 14, 30, 89, 90, 91, 120, 135, -1))
	}
	a.NoProduct = d.one(25)
	if a.Package == policy.TS8x5L3 {
		a.Partner = pick(d, "integrator", "integrator", "rival", "")
	} else if d.one(30) {
		a.Partner = "integrator"
	}
	return a
}

func (d *draw) renewal(a deals.Act, name string, c *deals.Certificate) deals.Act {
	a.Kind, a.Name, a.Months, a.On = deals.Renew, name, d.months(), d.day(c)
	if d.one(2) {
		a.Paid = d.day(c)
	}
	if d.one(6) {
		a.Package = pick(d, packages...)
	}
	if a.Package == policy.TS8x5L3 && d.one(2) || d.one(30) {
		a.Partner = pick(d, "integrator", "rival")
	}
	a.Licences = d.desk.Systems[c.System].Licences
	if a.Stated = pick(d, a.Licences, 100, 0); d.one(4) || a.Licences == 0 {
		a.Licences = pick(d, 100, 101, 150, 50, a.Stated)
	}
	if d.one(6) {
		a.Activation = a.On.Plus(pick(d, 0, 10, 90, 91, -1))
	}
	return a
}

func (d *draw) declaration(a deals.Act, c *deals.Certificate) deals.Act {
	a.Kind = deals.Declare
	switch d.IntN(3) {
	case 0:
		a.Evidence = !d.one(4)
		if d.one(2) {
			a.On = d.day(c)
		}
	case 1:
		a.By = pick(d, "ivan", "anna", "integrator/olga", "rival/boris", "stranger")
	default:
		a.By = "ivan"
		if c.Package == policy.TS8x5L3 {
			a.By = pick(d, "integrator/olga", "integrator/olga", "rival/boris")
		}
	}
	if a.By != "" && d.one(30) {
		a.On = d.today()
	}
	return a
}

func (d *draw) upgrade(a deals.Act, c *deals.Certificate) deals.Act {
	a.Certificate, a.System, a.Version, a.On = "", c.System, 1+d.IntN(12), d.day(c)
	for _, v := range d.desk.Versions {
		if !d.today().Before(v.On) && !d.one(6) {
			a.Version = v.Number
		}
	}
	if n := len(d.desk.Upgrades); n > 0 && !d.one(4) {
		u := pick(d, d.desk.Upgrades[max(0, n-2):]...)
		a.Kind, a.Order, a.System = deals.Install, u.Order, u.System
		if d.one(30) {
			a.Order = ""
		}
		return a
	}
	a.Kind, a.Order = deals.BuyUpgrade, fmt.Sprintf("up-%d", len(d.desk.Upgrades)+1)
	if d.one(30) {
		a.Order = "up-1"
	}
	return a
}

func (d *draw) correction(a deals.Act, c *deals.Certificate) deals.Act {
	a.Kind = deals.Correct
	for range 1 + d.IntN(2) {
		switch d.IntN(6) {
		case 0, 1:
			day := d.day(c)
			if d.one(2) {
				day = c.Sold.Plus(d.IntN(61) - 30)
			}
			for _, u := range d.desk.Upgrades { // about the days of the upgrade that it rests on
				if u.Order == c.Upgrade && u.Installed.Given() {
					day = pick(d, u.Bought, u.Installed).Plus(pick(d, 0, 0, -1, 1))
				}
			}
			a.SoldOn = &day
		case 2:
			day := c.Sold.Plus(pick(d, 0, 10, 30, 90, 91, -1))
			if d.one(4) {
				day = model.Day{}
			}
			a.ActivationOn = &day
		case 3:
			months := d.months()
			a.NewMonths = &months
		case 4:
			licences := pick(d, 100, 50, 150, 0)
			a.NewLicences = &licences
		default:
			a.Cancelled = true
		}
	}
	return a
}
