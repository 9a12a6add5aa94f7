package contest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"flatsupport/infra/model"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// block is how many histories share their editions: reading an edition takes longer than a history.
const block = 200

// Draw draws the n-th history of a seed.
func (c *Contest) Draw(seed, n uint64) (History, error) {
	editions, err := c.block(seed, n/block)
	if err != nil {
		return History{}, err
	}
	d := draw{Rand: rand.New(rand.NewPCG(seed, n)), contest: c} //nolint:gosec // seeded chance is meant
	d.h.Editions = editions[d.IntN(len(editions))]
	d.zone = c.zone(d.h.zone()).Location()
	d.base = coverage.Date{Year: 2023 + d.IntN(5), Month: time.Month(1 + d.IntN(12)), Day: 1 + d.IntN(28)}
	d.people()
	d.installations()
	d.certificates()
	d.request()
	d.life()
	return d.h, nil
}

// block returns the editions of a block; the last ones are kept.
func (c *Contest) block(seed, n uint64) ([][]Edition, error) {
	c.drawing.Lock()
	defer c.drawing.Unlock()
	key := [2]uint64{seed, n}
	if editions, ok := c.drawn[key]; ok {
		return editions, nil
	}
	editions, err := c.drawEditions(rand.New(rand.NewPCG(seed, ^n))) //nolint:gosec // seeded chance is meant
	if err != nil {
		return nil, err
	}
	if len(c.drawn) > 8 {
		clear(c.drawn)
	}
	c.drawn[key] = editions
	return editions, nil
}

// drawEditions draws four shelves: each has one edition or two.
func (c *Contest) drawEditions(rng *rand.Rand) ([][]Edition, error) {
	var all [][]Edition
	for range 4 {
		shelf := []Edition{{ID: "flat-1.4", ValidFrom: coverage.Date{Year: 2015, Month: 1, Day: 1}}}
		if rng.IntN(3) == 0 {
			from := coverage.Date{Year: 2021 + rng.IntN(7), Month: time.Month(1 + rng.IntN(12)), Day: 1 + rng.IntN(28)}
			shelf = append(shelf, Edition{ID: "flat-2.0", ValidFrom: from})
		}
		for i := range shelf {
			if err := c.drawEdition(rng, &shelf[i], shelf[0].Readings["zone"]); err != nil {
				return nil, err
			}
		}
		all = append(all, shelf)
	}
	return all, nil
}

// drawEdition draws readings and figures until they hold together.
func (c *Contest) drawEdition(rng *rand.Rand, e *Edition, zone string) error {
	var err error
	for range 50 {
		e.Readings, e.Further = c.drawReadings(rng), drawFurther(rng)
		if delete(e.Readings, "zone"); zone != "" {
			e.Readings["zone"] = zone
		} else if e.ID == "flat-1.4" && rng.IntN(4) == 0 {
			e.Readings["zone"] = c.zones[rng.IntN(len(c.zones))]
		}
		if _, err = c.edition(*e); err == nil {
			return nil
		}
	}
	return fmt.Errorf("no edition holds together: %w", err)
}

// draw is a history in the making.
type draw struct {
	*rand.Rand
	contest *Contest
	h       History
	base    coverage.Date
	zone    *time.Location
	onsite  bool // the package has visits
}

// one tells what happens once in n times.
func (d *draw) one(in int) bool { return d.IntN(in) == 0 }

func pick[T any](d *draw, of ...T) T { return of[d.IntN(len(of))] }

// date is the base moved by up to so many days.
func (d *draw) date(from, to int) coverage.Date { return plus(d.base, from+d.IntN(to-from+1)) }

func plus(day coverage.Date, n int) coverage.Date {
	y, m, dd := time.Date(day.Year, day.Month, day.Day+n, 12, 0, 0, 0, time.UTC).Date()
	return coverage.Date{Year: y, Month: m, Day: dd}
}

func (d *draw) people() {
	d.h.Facts = entitlement.Facts{
		Customer: entitlement.Customer{Ref: "customer/volga@1", ID: "volga"},
		Contacts: []entitlement.Contact{
			{Ref: "contact/ivan@1", ID: "ivan", Authorised: true},
			{Ref: "contact/anna@1", ID: "anna"},
			{Ref: "contact/olga@1", ID: "integrator/olga", Partner: "integrator"},
			{Ref: "contact/boris@1", ID: "rival/boris", Partner: "rival"},
		},
		Partners: []entitlement.Partner{
			{Ref: "partner/integrator@1", ID: "integrator", Name: "Интегратор", Active: !d.one(4)},
			{Ref: "partner/rival@1", ID: "rival", Name: "Соперник", Active: d.one(2)},
		},
	}
	if d.one(3) {
		d.h.Facts.Customer.Zone = pick(d, d.contest.zones...)
	}
}

func (d *draw) installations() {
	for _, id := range []string{"hq", "branch", "lab"}[:1+d.IntN(3)] {
		inst := entitlement.Installation{Ref: entitlement.Ref("installation/" + id), ID: id, Product: pick(d, "softswitch", "contact-centre", "recorder", "conference"), Area: pick(d, "RU-MOW", "RU-SPE")}
		if d.one(20) {
			inst.Product = "typewriter"
		}
		if d.one(3) {
			inst.Zone = pick(d, d.contest.zones...)
		}
		if !d.one(12) {
			inst.CommissionedOn = d.date(-1300, -200)
			if d.one(3) {
				inst.CommissionedOn = d.date(-600, 200)
			}
		}
		d.h.Facts.Installations = append(d.h.Facts.Installations, inst)
	}
}

var packages = []policy.PackageCode{policy.TS8x5, policy.TS24x7, policy.TS24x7Plus, policy.TS24x7Onsite, policy.TS8x5L3}

// awkward days for the counting of months.
var awkward = []coverage.Date{
	{Year: 2024, Month: 2, Day: 29},
	{Year: 2020, Month: 2, Day: 29},
	{Year: 2024, Month: 1, Day: 31},
	{Year: 2025, Month: 8, Day: 31},
	{Year: 2024, Month: 11, Day: 30},
	{Year: 2023, Month: 11, Day: 29},
	{Year: 2025, Month: 12, Day: 31},
	{Year: 2022, Month: 10, Day: 31},
}

func (d *draw) certificates() {
	for _, id := range []string{"c1", "c2", "c3", "c4"}[:pick(d, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4)] {
		c := entitlement.Certificate{
			Ref: entitlement.Ref("cert/" + id), ID: id, Package: pick(d, packages...),
			Installation: "hq", TermMonths: pick(d, 12, 12, 12, 36, 60), SoldOn: d.date(-900, 100), Level1: d.one(3), Licences: 100,
		}
		if d.one(3) {
			c.Installation = pick(d, d.h.Facts.Installations...).ID
		}
		if d.one(4) {
			c.SoldOn = pick(d, awkward...)
		}
		if c.Package == policy.TS8x5L3 {
			c.Partner = pick(d, "integrator", "integrator", "integrator", "rival", "")
		}
		if !d.one(3) {
			c.ActivationOn = plus(c.SoldOn, d.IntN(101))
		}
		if d.one(4) {
			d.renewal(&c)
		}
		for _, e := range d.h.Editions { // the one in force on the day of the sale (G60)
			if !c.SoldOn.Before(e.ValidFrom) {
				c.Edition = e.ID
			}
		}
		d.h.Facts.Certificates = append(d.h.Facts.Certificates, c)
		d.intents(c)
	}
	d.Shuffle(len(d.h.Facts.Certificates), func(i, j int) {
		all := d.h.Facts.Certificates
		all[i], all[j] = all[j], all[i]
	})
}

// renewal makes it one of the certificate before, or of one that is not on record.
func (d *draw) renewal(c *entitlement.Certificate) {
	c.PreviousEnd = d.date(-500, 100)
	if n := len(d.h.Facts.Certificates); n > 0 {
		if life := d.lifeOf(d.h.Facts.Certificates[n-1]); life.End.Given() {
			c.PreviousEnd = coverage.Date{Year: life.End.Year, Month: life.End.Month, Day: life.End.Day}
		}
	}
	c.SoldOn = plus(c.PreviousEnd, d.IntN(420)-60)
}

// lifeOf is what the model makes of a certificate: a draw aims at its edges.
func (d *draw) lifeOf(c entitlement.Certificate) model.Life {
	_, life := d.rulesOf(c)
	return life
}

func (d *draw) rulesOf(c entitlement.Certificate) (model.Rules, model.Life) {
	for _, r := range d.contest.rules(d.h) {
		if r.ID == c.Edition {
			return r, r.Life(c, d.h.Facts)
		}
	}
	return model.Rules{}, model.Life{}
}

// intents to renew: early, late, withdrawn, several.
func (d *draw) intents(c entitlement.Certificate) {
	r, life := d.rulesOf(c)
	end := r.Zone.Begins(life.End)
	for range pick(d, 0, 0, 1, 1, 2, 3) {
		i := entitlement.Intent{
			Ref: entitlement.Ref(fmt.Sprintf("intent/%d", len(d.h.Facts.Intents))), Certificate: c.ID, By: "ivan",
			DeclaredAt: end.Add(time.Duration(d.IntN(160*24*3600)-60*24*3600) * time.Second),
		}
		if d.one(4) {
			i.DeclaredAt = pick(d, end, end.Add(-time.Second), end.Add(time.Second), r.Zone.Begins(life.LoyaltyEnd), r.Zone.Begins(life.LoyaltyEnd).Add(-time.Second))
		}
		if d.one(3) {
			i.WithdrawnAt = i.DeclaredAt.Add(time.Duration(d.IntN(100*24*3600)) * time.Second)
			if d.one(4) {
				i.WithdrawnAt = pick(d, i.DeclaredAt, end, end.Add(time.Nanosecond), r.Zone.Begins(life.LoyaltyEnd))
			}
		}
		if !slices.ContainsFunc(d.h.Facts.Intents, func(o entitlement.Intent) bool { return o.DeclaredAt.Equal(i.DeclaredAt) }) {
			d.h.Facts.Intents = append(d.h.Facts.Intents, i)
		}
	}
}

func (d *draw) request() {
	d.h.Request = entitlement.Request{
		Channel:  pick(d, policy.Portal, policy.Portal, policy.Portal, policy.Portal, policy.Hotline, policy.Hotline, policy.Email, policy.Form),
		Type:     pick(d, policy.Incident, policy.Incident, policy.Incident, policy.Incident, policy.Incident, policy.Question, policy.Configure),
		Priority: pick(d, policy.P1, policy.P1, policy.P2, policy.P3, policy.P4), Installation: "hq", Contact: "ivan",
	}
	r := &d.h.Request
	if d.one(40) {
		r.Channel = "pigeon"
	}
	if len(d.h.Facts.Certificates) > 0 {
		r.Installation = d.h.Facts.Certificates[0].Installation
	}
	if d.one(10) {
		r.Installation = pick(d, "hq", "branch", "lab", "nowhere")
	}
	if d.one(6) {
		r.Contact = pick(d, "anna", "integrator/olga", "rival/boris", "stranger", "")
	}
	if r.Channel == policy.Hotline && !d.one(4) {
		r.Priority = policy.P1
	}
	if r.Channel == policy.Hotline && d.one(2) {
		r.Override = pick(d, "the portal is down", "  ", "")
	}
	for _, c := range d.h.Facts.Certificates {
		if c.Package == policy.TS8x5L3 && c.Installation == r.Installation && !d.one(4) {
			r.Contact = "integrator/olga"
		}
	}
	r.ReceivedAt = d.received().UTC()
}

// received is an instant within a term, at an edge of one, or anywhere.
func (d *draw) received() time.Time {
	if len(d.h.Facts.Certificates) == 0 || d.one(12) {
		return d.timeOf(d.date(-600, 1500))
	}
	c := d.h.Facts.Certificates[0]
	if d.one(3) {
		c = pick(d, d.h.Facts.Certificates...)
	}
	r, life := d.rulesOf(c)
	if !life.Start.Given() {
		return d.timeOf(d.date(-600, 1500))
	}
	start, end := r.Zone.Begins(life.Start), r.Zone.Begins(life.End)
	if d.IntN(10) < 7 {
		day := start.Add(time.Duration(d.Int64N(int64(end.Sub(start)/time.Second)+1)) * time.Second).In(d.zone)
		return d.timeOf(coverage.Date{Year: day.Year(), Month: day.Month(), Day: day.Day()})
	}
	at := pick(d, start, end, end, r.Zone.Begins(life.LoyaltyEnd), r.Zone.Begins(life.UpgradeFrom), end.AddDate(0, 0, 1), end.AddDate(0, 0, d.IntN(400)))
	for _, i := range d.h.Facts.Intents {
		if d.one(8) {
			at = i.DeclaredAt
		}
		if !i.WithdrawnAt.IsZero() && d.one(8) {
			at = i.WithdrawnAt
		}
	}
	return at.Add(pick(d, 0, 0, -time.Nanosecond, time.Nanosecond, -time.Second, time.Second, time.Hour, -time.Hour))
}

// days on which the calendar has something to say, and the last days that it knows.
var special = []coverage.Date{
	{Year: 2024, Month: 11, Day: 2},
	{Year: 2025, Month: 11, Day: 1},
	{Year: 2027, Month: 2, Day: 20},
	{Year: 2024, Month: 4, Day: 27},
	{Year: 2024, Month: 12, Day: 28},
	{Year: 2025, Month: 12, Day: 30},
	{Year: 2026, Month: 4, Day: 30},
	{Year: 2026, Month: 5, Day: 8},
	{Year: 2027, Month: 12, Day: 30},
	{Year: 2027, Month: 12, Day: 31},
	{Year: 2028, Month: 1, Day: 3},
	{Year: 2026, Month: 11, Day: 3},
	{Year: 2026, Month: 3, Day: 29},
	{Year: 2026, Month: 10, Day: 25},
	{Year: 2026, Month: 11, Day: 1},
	{Year: 2027, Month: 11, Day: 3},
}

// timeOf is an instant of the day: midnight, an edge of the hours, a minute, a second or less. Once in a while it is
// another day.
func (d *draw) timeOf(day coverage.Date) time.Time {
	if d.one(8) {
		day = pick(d, special...)
		day.Day += pick(d, 0, 0, -1, -2)
	}
	clock := pick(d, 0, 9*3600, 18*3600, 17*3600, 13*3600, 14*3600, 9*3600-1, 18*3600-1, 17*3600+1,
		d.IntN(24*60)*60, d.IntN(24*60)*60, d.IntN(24*60)*60, 9*3600+d.IntN(9*60)*60, 9*3600+d.IntN(9*60)*60, d.IntN(24*3600))
	at := time.Date(day.Year, day.Month, day.Day, 0, 0, clock, 0, d.zone)
	if d.one(10) {
		at = at.Add(time.Duration(d.IntN(1000)) * time.Millisecond)
	}
	return at
}
