package contest

import (
	"fmt"
	"io/fs"
	"slices"
	"sync"
	"time"

	"flatsupport/infra/model"
	"flatsupport/infra/model/arena"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

// Contest has what all histories share.
type Contest struct {
	source   string
	calendar model.Calendar
	can      []value
	cannot   []value
	zones    []string

	drawing sync.Mutex
	drawn   map[[2]uint64][][]Edition

	mu     sync.Mutex
	built  map[string]*policy.Edition
	places map[string]*model.Zone
}

// New reads edition 1.4 and the calendar from the folder of the module and finds out which readings the desk can execute.
func New(module fs.FS) (*Contest, error) {
	ground, err := arena.Read(module)
	if err != nil {
		return nil, err
	}
	c := &Contest{source: ground.Source, calendar: ground.Calendar, built: map[string]*policy.Edition{}, drawn: map[[2]uint64][][]Edition{}, places: map[string]*model.Zone{}}
	c.can, c.cannot = known(ground.Edition)
	for _, v := range c.can {
		if v.datum == "zone" {
			c.zones = append(c.zones, v.value)
		}
	}
	return c, nil
}

func (c *Contest) zone(name string) *model.Zone {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.places[name]; !ok {
		at, err := time.LoadLocation(name)
		if err != nil {
			at = time.UTC
		}
		c.places[name] = model.NewZone(at)
	}
	return c.places[name]
}

// modelAnswer is the model's decision at an instant, with the rules it was made by.
func (c *Contest) modelAnswer(h History, at time.Time) (model.Rules, model.Answer) {
	rules := c.rules(h)
	answer := model.NewCase(rules, h.Facts, h.Request).Decide(at)
	for _, r := range rules {
		if r.ID == answer.Edition {
			return r, answer
		}
	}
	return rules[0], answer
}

// Difference between the desk and the model.
type Difference struct {
	What  string
	At    time.Time // when it was asked
	Desk  string
	Model string
}

// differences collects what is not the same.
type differences struct{ all []Difference }

func (d *differences) compare(at time.Time, what string, desk, model any) {
	if a, b := fmt.Sprint(desk), fmt.Sprint(model); a != b {
		d.all = append(d.all, Difference{What: what, At: at, Desk: a, Model: b})
	}
}

// Play asks both and returns how they differ. It is an error when the history cannot be played at all.
func (c *Contest) Play(h History) ([]Difference, error) {
	var d differences
	shelf, err := c.shelf(h)
	if err != nil {
		return nil, err
	}
	decision, err := entitlement.Decide(shelf, h.Facts, h.Request)
	if err != nil {
		return nil, fmt.Errorf("decide: %w", err)
	}
	at := h.Request.ReceivedAt
	asked := model.NewCase(c.rules(h), h.Facts, h.Request)
	answer := asked.Decide(at)
	d.decision(h, decision, answer, asked.Until(at))
	if len(d.all) > 0 || decision.Answer != entitlement.Accepted {
		return d.all, nil
	}
	if err := d.stands(h, shelf, asked); err != nil {
		return nil, err
	}
	ed, err := shelf.Edition(decision.Edition)
	if err != nil {
		return nil, fmt.Errorf("edition: %w", err)
	}
	return d.all, c.playLife(h, decision, ed, &d)
}

// stands compares whether and until when the support of an accepted request goes on, through three of its turns (G10).
func (d *differences) stands(h History, shelf *policy.Library, asked *model.Case) error {
	for at, n := h.Request.ReceivedAt, 0; !at.IsZero() && n < 3; n++ {
		desk, err := entitlement.Stands(shelf, h.Facts, h.Request, at)
		if err != nil {
			return fmt.Errorf("stands: %w", err)
		}
		until := asked.StandsUntil(at)
		d.compare(at, "support goes on", desk.Code == "", asked.Stands(at))
		d.compare(at, "support goes on until", h.show(desk.Until), h.show(until))
		at = until
	}
	return nil
}

// decision compares the answers to the request.
func (d *differences) decision(h History, desk entitlement.Decision, answer model.Answer, until time.Time) {
	at := h.Request.ReceivedAt
	d.compare(at, "accepted", desk.Answer == entitlement.Accepted, answer.Accepted)
	d.compare(at, "code", desk.Code, answer.Code)
	d.compare(at, "clause", desk.Clause, answer.Clause)
	d.compare(at, "partner", desk.Partner, answer.Partner)
	d.compare(at, "edition", desk.Edition, answer.Edition)
	d.compare(at, "package", desk.Package, answer.Package)
	d.compare(at, "certificate", desk.Certificate, answer.Certificate)
	d.compare(at, "support", desk.Support, answer.Support)
	d.compare(at, "level", desk.Level, answer.Level)
	d.compare(at, "priority", desk.Priority, answer.Priority)
	d.compare(at, "engineer", desk.Engineer, answer.Engineer)
	d.compare(at, "until", h.show(desk.Until), h.show(until))
	d.compare(at, "candidates", len(desk.Candidates), len(answer.Candidates))
	for i := range min(len(desk.Candidates), len(answer.Candidates)) {
		a, b := desk.Candidates[i], answer.Candidates[i]
		d.compare(at, "candidate", a.Certificate, b.Certificate)
		d.compare(at, "support of "+b.Certificate, a.Support, b.Support)
		d.compare(at, "code of "+b.Certificate, a.Why, b.Code)
		d.compare(at, "start of "+b.Certificate, a.Life.Start, shown(b.Life.Start))
		d.compare(at, "end of "+b.Certificate, a.Life.End, shown(b.Life.End))
		d.compare(at, "loyalty end of "+b.Certificate, a.Life.LoyaltyEnd, shown(b.Life.LoyaltyEnd))
	}
}

func shown(d model.Day) string {
	if !d.Given() {
		return ""
	}
	return d.String()
}

// playLife plays the acts on both tickets and reads the clocks.
func (c *Contest) playLife(h History, decision entitlement.Decision, ed *policy.Edition, d *differences) error {
	rules, answer := c.modelAnswer(h, h.Request.ReceivedAt)
	desk := []ticket.Event{registered(h)}
	events := story(rules, answer, h, func(told model.Ticket, e model.Event, owed bool, code string) {
		t := ticket.Fold(ticket.Ticket{}, desk...)
		if e.Kind == model.Decided {
			made := decision
			if !e.Verified {
				made, _ = entitlement.DecideUnverified(ed, h.Request)
				made.Site, made.Zone = decision.Site, decision.Zone
			}
			event := decided(e.At, made)
			fact, err := t.Decide(event.Fact.(ticket.Decided))
			d.compare(e.At, "may be decided", refusal(err), code)
			if fact != nil {
				desk = append(desk, event)
			}
			return
		}
		facts, refused := command(t, ed, e, owed)
		d.compare(e.At, "may "+string(e.Kind), refused, code)
		if e.Kind == model.Visit && len(facts) == 1 {
			d.compare(e.At, "visit", facts[0].(ticket.VisitDecided).Code, rules.NoVisit(told, e.Area))
		}
		for _, fact := range facts {
			desk = append(desk, ticket.Event{At: e.At, By: ticket.Actor{Role: ticket.Role(e.By), ID: e.By}, Fact: fact})
		}
	})
	if len(d.all) > 0 {
		return nil
	}
	for _, now := range h.Looks {
		past := slices.DeleteFunc(slices.Clone(desk), func(e ticket.Event) bool { return e.At.After(now) })
		told := slices.DeleteFunc(slices.Clone(events), func(e model.Event) bool { return e.At.After(now) })
		if len(past) == 0 {
			continue
		}
		have, err := sla.Clocks(ticket.Fold(ticket.Ticket{}, past...), ed, now)
		if err != nil {
			return fmt.Errorf("clocks: %w", err)
		}
		d.clocks(h, now, have, rules.Clocks(model.Tell(told), now))
	}
	return nil
}

// story is what happens to the ticket: the registration, the decision, and every act that is lawful by the model. Each
// decision and act is shown before it happens, with the reason why it may not.
func story(rules model.Rules, answer model.Answer, h History, each func(t model.Ticket, e model.Event, owed bool, code string)) []model.Event {
	events := []model.Event{{
		At: h.Request.ReceivedAt, Kind: model.Registered, By: "contact", Priority: h.Request.Priority, Covered: covered(h), Stated: h.Stated,
	}}
	verdict := model.Event{At: h.Decided, Kind: model.Decided, By: "system", Accepted: true, Verified: true, Package: answer.Package, Priority: answer.Priority, Level: answer.Level}
	todo := []model.Event{verdict}
	if !h.Again.IsZero() {
		todo[0].Package, todo[0].Level, todo[0].Verified = policy.TS24x7, 2, false // OP-UNVERIFIED
		verdict.At = h.Again
		todo = append(todo, verdict)
	}
	todo = append(todo, h.Acts...)
	slices.SortStableFunc(todo, func(a, b model.Event) int { return a.At.Compare(b.At) })
	for _, e := range todo {
		t := model.Tell(events)
		owed := e.Kind == model.Resolved && slices.ContainsFunc(rules.Clocks(t, e.At), func(k model.Clock) bool {
			return k.Name == "callback" && k.Stopped.IsZero()
		})
		code := rules.Unlawful(t, e, owed)
		each(t, e, owed, code)
		if code != "" {
			continue
		}
		if e.Kind == model.Visit {
			if rules.NoVisit(t, e.Area) != "" {
				continue
			}
			e.Kind = model.VisitAgreed
		}
		events = append(events, e)
		if e.Kind == model.Replied && (t.Status == "resolved" || t.Status == "closed") { // who writes again opens it again (G40)
			events = append(events, model.Event{At: e.At, Kind: model.Reopened, By: e.By})
		}
	}
	return events
}

// covered is what the hours of the ticket depend on besides package and priority.
func covered(h History) model.Covered {
	c := model.Covered{Type: h.Request.Type, Channel: h.Request.Channel, Customer: h.Facts.Customer.Zone}
	for _, inst := range h.Facts.Installations {
		if inst.ID == h.Request.Installation {
			c.Site = inst.Zone
		}
	}
	return c
}

// modelEvents are those of the story until an instant.
func (c *Contest) modelEvents(rules model.Rules, h History, until time.Time) []model.Event {
	_, answer := c.modelAnswer(h, h.Request.ReceivedAt)
	events := story(rules, answer, h, func(model.Ticket, model.Event, bool, string) {})
	return slices.DeleteFunc(events, func(e model.Event) bool { return e.At.After(until) })
}

// clocks compares what both say of the clocks at an instant.
func (d *differences) clocks(h History, now time.Time, desk []sla.Clock, model []model.Clock) {
	d.compare(now, "number of clocks", len(desk), len(model))
	for i := range min(len(desk), len(model)) {
		a, b := desk[i], model[i]
		name := fmt.Sprintf("%s %d.%d: ", b.Name, b.Cycle, b.Turn)
		d.compare(now, name+"name", fmt.Sprintf("%s %d.%d", a.Name, a.Cycle, a.Turn), fmt.Sprintf("%s %d.%d", b.Name, b.Cycle, b.Turn))
		d.compare(now, name+"state", a.State, b.State)
		d.compare(now, name+"start", h.show(a.Start), h.show(b.Start))
		d.compare(now, name+"due", h.show(a.Due), h.show(b.Due))
		d.compare(now, name+"stopped", h.show(a.StoppedAt), h.show(b.Stopped))
		d.compare(now, name+"priority", a.Priority, b.Priority)
		d.compare(now, name+"target", fmt.Sprint(a.Target.Within, a.Target.Days, a.Target.Cutoff), fmt.Sprint(b.Target.Within, b.Target.Days, coverage.ClockTime(b.Target.Cutoff)))
		d.compare(now, name+"unit", a.Target.Unit, b.UnitOf())
		d.compare(now, name+"waits", h.holes(a.Holes, b), h.waits(b))
	}
}

// holes prints what the desk cut out of a clock between its start and its end.
func (h History) holes(holes []coverage.Span, clock model.Clock) string {
	var spans []model.Span
	for _, hole := range holes {
		spans = append(spans, model.Span{From: hole.From, To: hole.To})
	}
	clock.Holes = spans
	return h.waits(clock)
}

// waits prints what was cut out of a clock between its start and its end.
func (h History) waits(clock model.Clock) string {
	end := clock.Due
	if !clock.Stopped.IsZero() && (end.IsZero() || clock.Stopped.Before(end)) {
		end = clock.Stopped
	}
	text := ""
	for _, hole := range clock.Holes {
		if hole.From.Before(clock.Start) {
			hole.From = clock.Start
		}
		if !end.IsZero() && (hole.To.IsZero() || end.Before(hole.To)) {
			hole.To = end
		}
		if hole.To.IsZero() || hole.From.Before(hole.To) {
			text += fmt.Sprintf("[%s, %s) ", h.show(hole.From), h.show(hole.To))
		}
	}
	return text
}
