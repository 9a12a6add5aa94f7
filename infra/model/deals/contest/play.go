package contest

import (
	"fmt"
	"slices"
	"time"

	"flatsupport/infra/model"
	"flatsupport/infra/model/deals"
	"flatsupport/shared/contract"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// Difference between the desk and the model, or between the desk and what must hold.
type Difference struct {
	Act         deals.Act // after which it shows
	What        string
	Desk, Model string
}

// game is one history being played on both.
type game struct {
	desk  *side
	model *deals.Desk
	seen  map[string]string // by certificate: what its days rested on when they were last compared
	act   deals.Act
	found []Difference
}

// Play tries every act on both and returns what each was answered, and how the two differ. It is an error when the
// history cannot be played at all.
func (c *Contest) Play(h History) (answers [][]string, found []Difference, err error) {
	library, err := c.library(h)
	if err != nil {
		return nil, nil, err
	}
	g := &game{desk: newSide(library, h), model: c.modelOf(h), seen: map[string]string{}}
	for _, a := range h.Acts {
		g.act = a
		desk, model := g.desk.do(a), g.model.Do(a)
		g.compare("answer", desk, model)
		if len(g.found) == 0 && len(desk) == 0 {
			g.certificates()
			g.holds()
		}
		if len(g.found) > 0 {
			return answers, g.found, nil
		}
		answers = append(answers, desk)
	}
	for _, ref := range g.desk.changed() {
		g.compare("version "+string(ref), "not as it was written", "as it was written")
	}
	return answers, g.found, nil
}

func (g *game) compare(what string, desk, model any) {
	if a, b := fmt.Sprint(desk), fmt.Sprint(model); a != b {
		g.found = append(g.found, Difference{Act: g.act, What: what, Desk: a, Model: b})
	}
}

// certificates compares what both have on record of each, and its state on every day.
func (g *game) certificates() {
	for _, m := range g.model.Certificates {
		c, stands := g.desk.known.Certificate(g.desk.ids[m.Name])
		g.compare(m.Name+" stands", stands, !m.Cancelled)
		if !stands || m.Cancelled {
			continue
		}
		life, ed, err := g.desk.known.Life(c)
		if err != nil {
			g.compare(m.Name, err, "")
			continue
		}
		course := g.model.Course(m)
		days := fmt.Sprint(course.Start, course.End, course.LoyaltyEnd, course.UpgradeFrom)
		g.compare(m.Name+" days", fmt.Sprint(life.Start, life.End, life.LoyaltyEnd, life.UpgradeFrom), days)
		g.compare(m.Name+" edition", ed.ID, m.Edition.ID)
		g.compare(m.Name+" package", c.Package, m.Package)
		g.compare(m.Name+" partner", c.Partner, m.Partner)
		g.compare(m.Name+" licences", fmt.Sprint(c.Licences, " of ", c.Activated), fmt.Sprint(m.Licences, " of ", m.Activated))
		g.compare(m.Name+" upgrade", c.Upgrade, m.Upgrade)
		g.compare(m.Name+" renews", g.desk.names[c.Renews], m.Renews)
		var joins []string
		for _, id := range c.Joins {
			joins = append(joins, g.desk.names[id])
		}
		slices.Sort(joins)
		g.compare(m.Name+" joins", joins, slices.Sorted(slices.Values(m.Joins)))
		_, standing := g.desk.known.Standing(c.ID)
		g.compare(m.Name+" intent", standing, g.model.Standing(m.Name) != nil)
		if len(g.found) == 0 {
			g.everyDay(c, m, course, life)
		}
	}
}

// everyDay compares the states on the first and in the last second of every day from the sale to the end of everything,
// and about every intent; not again where nothing has changed.
func (g *game) everyDay(c entitlement.Certificate, m *deals.Certificate, course deals.Course, life entitlement.Life) {
	_, instants := g.model.Edges(m)
	rests := fmt.Sprint(course, m.Edition.ID, instants)
	if g.seen[m.Name] == rests {
		return
	}
	g.seen[m.Name] = rests
	intents := slices.DeleteFunc(slices.Clone(g.desk.known.Facts.Intents), func(i entitlement.Intent) bool { return i.Certificate != c.ID })
	for day := m.Sold.Plus(-2); day.Before(course.UpgradeFrom.Plus(3)); day = day.Plus(1) {
		instants = append(instants, time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, model.Moscow()))
	}
	for _, at := range instants {
		for _, at := range []time.Time{at, at.Add(-time.Nanosecond)} {
			desk, _ := life.Support(at, intents...)
			if model := g.model.Support(m, at); desk != model {
				g.compare(m.Name+" at "+show(at), desk, model)
				return
			}
		}
	}
}

// holds checks what must be true of the desk's records whatever happened.
func (g *game) holds() {
	k := g.desk.known
	g.compare("contradictions", contract.Contradictions(k), nil)
	for _, c := range k.Facts.Certificates {
		if c.Cancelled {
			continue
		}
		renewals, intents := 0, 0
		for _, o := range k.Facts.Certificates {
			if !o.Cancelled && (o.Renews == c.ID || slices.Contains(o.Joins, c.ID)) {
				renewals++
			}
		}
		for _, i := range k.Facts.Intents {
			if i.Certificate == c.ID && i.WithdrawnAt.IsZero() {
				intents++
			}
		}
		g.compare(c.ID+" is renewed once at most", renewals < 2, true)
		g.compare(c.ID+" has one standing intent at most", intents < 2, true)
		for _, id := range append([]string{c.Renews}, c.Joins...) {
			_, stands := k.Certificate(id)
			g.compare(c.ID+" renews what stands: "+id, stands || id == "", true)
		}
		if prev, ok := k.Certificate(c.Renews); ok {
			g.follows(prev, c)
		}
	}
}

// follows: a renewal starts where the one before it ends, or later when support was resumed after an upgrade; never
// earlier. Where renewals start on the day of their purchase, nobody has promised that.
func (g *game) follows(prev, c entitlement.Certificate) {
	before, was, err := g.desk.known.Life(prev)
	if err != nil {
		g.compare(prev.ID, err, nil)
		return
	}
	after, ed, err := g.desk.known.Life(c)
	if err != nil {
		g.compare(c.ID, err, nil)
		return
	}
	anew := c.Upgrade != "" && was.Readings.AfterWindowStart == policy.AfterWindowActivation
	switch {
	case anew:
		g.compare(c.ID+" starts after the window", !after.Start.Before(before.UpgradeFrom), true)
	case ed.Readings.RenewalStart == policy.RenewalFromPreviousEnd:
		g.compare(c.ID+" starts where the one before ends", after.Start, before.End)
	}
}

func show(at time.Time) string { return at.In(model.Moscow()).Format("2006-01-02 15:04:05.999999999") }
