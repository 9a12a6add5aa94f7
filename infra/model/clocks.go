package model

import (
	"time"

	"flatsupport/shared/policy"
)

// State of a clock.
type State string

// States: as the desk names them.
const (
	Running    State = "running"
	Paused     State = "paused"
	Met        State = "met"
	Breached   State = "breached"
	Cancelled  State = "cancelled"
	Unresolved State = "undetermined"
)

// Clock is one promise of a ticket.
type Clock struct {
	Name     string
	Cycle    int
	Turn     int
	Priority policy.PriorityCode
	Target   Target
	Unit     string
	Start    time.Time
	Due      time.Time // zero: it waits, or is undetermined
	Stopped  time.Time
	State    State
	Holes    []Span

	counts []count // the earliest of these is the due instant (G34)
	ended  State   // what it is if it was stopped in time
	vain   []time.Time
}

// count is a way to count a due instant: a target from an instant, in the hours of a priority.
type count struct {
	from     time.Time
	priority policy.PriorityCode
}

// UnitOf is what the clock is counted in.
func (c Clock) UnitOf() string {
	if c.Target.Unit != "" {
		return c.Target.Unit
	}
	return c.Unit
}

// Clocks are all that the ticket has or had at the instant (PR). The events are those until then.
func (r Rules) Clocks(t Ticket, now time.Time) []Clock {
	if t.Status == "registered" || t.Status == "refused" {
		return nil
	}
	var all []Clock
	for _, rule := range r.clocks() {
		run := counting{rules: r, rule: rule, ticket: t, cycle: 1, priority: firstPriority(t.Events)}
		run.starts(t.Started)
		for _, e := range t.Events {
			if e.Kind == Reopened && r.is("reopen.restartClock", "true") { // G40
				run.reopened(e.At)
				all = append(all, run.judged(now)...)
				run = counting{rules: r, rule: rule, ticket: t, cycle: run.cycle + 1, priority: run.priority, diagnosed: run.diagnosed}
				run.done = rule.Stop == "acknowledged" // the receipt was told of long ago
				run.starts(e.At)
			}
			run.event(e)
		}
		all = append(all, run.judged(now)...)
	}
	return all
}

// firstPriority is the effective priority with which the ticket was decided (G38).
func firstPriority(events []Event) policy.PriorityCode {
	var p policy.PriorityCode
	for _, e := range events {
		if e.Kind == Reclassed {
			break
		}
		if (e.Kind == Registered || e.Kind == Decided) && e.Priority != "" {
			p = e.Priority
		}
	}
	return p
}

// counting goes through the events of a cycle with one rule.
type counting struct {
	rules    Rules
	rule     ClockRule
	ticket   Ticket
	cycle    int
	priority policy.PriorityCode

	begun     bool // what starts the clock has happened
	owed      bool // what starts the clock has happened and what stops it has not
	done      bool // what stops it has happened: it is not promised again in this cycle
	doneBy    Kind
	answered  bool // the first response has been given
	diagnosed bool // diagnostics are in
	resolved  bool // and not reopened
	clocks    []Clock
}

// starts begins a cycle.
func (c *counting) starts(at time.Time) {
	if c.rule.Start == "received_at" || c.rule.Start == "diagnostics_in" && c.diagnosed { // G31
		c.begin(at)
	}
}

// reopened calls off what still runs: the next cycle has clocks of its own (G40).
func (c *counting) reopened(at time.Time) {
	if clock := c.last(); clock != nil && clock.Stopped.IsZero() {
		clock.Stopped, clock.ended = at, Cancelled
	}
}

// event takes in what happened: it may stop the clock, start it, and change what is promised.
func (c *counting) event(e Event) {
	running := c.last()
	if running != nil && !running.Stopped.IsZero() {
		running = nil
	}
	if c.stoppedBy(e, running) {
		c.stop(e, running)
		running = nil
	}
	if running != nil && e.Kind == Resolved && e.Waiver != "" { // R35: what is still owed is called off
		running.Stopped, running.ended = e.At, Cancelled
	}
	if running != nil && e.Kind == Resolved && c.rule.Stop == "arrived" { // nobody has to come any more
		running.Stopped, running.ended = e.At, Cancelled
	}
	if c.startedBy(e) {
		c.begin(e.At)
	}
	if e.Kind == Reopened && c.done && c.doneBy == Resolved && c.rule.Stop != "first_human_response" { // it is not resolved any more
		c.owed, c.done = c.begun, false
	}
	if e.Kind == Resolved || e.Kind == Reopened {
		c.resolved = e.Kind == Resolved
	}
	c.answered = c.answered || e.response()
	c.diagnosed = c.diagnosed || e.Kind == Diagnostics
	if e.Kind == Reclassed {
		c.reclassed(e)
	}
}

func (c *counting) last() *Clock {
	if len(c.clocks) == 0 {
		return nil
	}
	return &c.clocks[len(c.clocks)-1]
}

// stop records that the promise was kept, or will not be made again.
func (c *counting) stop(e Event, running *Clock) {
	if running != nil {
		running.Stopped, running.ended = e.At, Met
	}
	if c.rule.Stop == "callback_reached" && running == nil {
		return // a call about something else
	}
	c.owed = false
	if !c.done {
		c.done, c.doneBy = !again(c.rule.Start), e.Kind
	}
}

// again tells the starts that come more than once.
func again(start string) bool {
	return start == "last_update" || start == "customer_message" || start == "visit_agreed"
}

// startedBy tells whether the event starts the clock.
func (c *counting) startedBy(e Event) bool {
	switch c.rule.Start {
	case "diagnostics_in": // G31
		return e.Kind == Diagnostics && !c.diagnosed
	case "last_update": // SLA-19: not before the first response
		return e.response() && !c.answered && e.Kind != Resolved || update(e) && c.answered && e.Kind != Resolved
	case "customer_message": // SLA-17: the first that nobody has answered
		later := c.resolved && c.rules.is("reopen.restartClock", "true") // it reopens: the next cycle begins
		return e.Kind == Replied && c.answered && !c.owed && !later
	case "visit_agreed":
		return e.Kind == VisitAgreed
	default:
		return false
	}
}

// update is what a person of the desk lets the customer know (R30).
func update(e Event) bool { return e.response() || e.human() && e.Kind == VisitAgreed }

// stoppedBy tells whether the event is what the clock waits for.
func (c *counting) stoppedBy(e Event, running *Clock) bool {
	switch c.rule.Stop {
	case "acknowledged":
		return e.Kind == Decided
	case "classified": // what ends a fault for good keeps the promises that come before it
		return e.Kind == Classified || e.Kind == Resolved
	case "first_human_response": // G29
		return e.response()
	case "callback_reached":
		return e.Kind == Reached || e.Kind == NoAnswer && running != nil && c.enough(e, running)
	case "public_update":
		return update(e)
	case "workaround":
		return e.Kind == Workaround || e.Kind == Restored || e.Kind == Resolved
	case "restored":
		return e.Kind == Restored || e.Kind == Resolved
	case "resolved":
		return e.Kind == Resolved
	case "arrived":
		return e.Kind == Arrived
	default:
		return false
	}
}

// enough attempts far enough apart stand in for the call (G30).
func (c *counting) enough(e Event, running *Clock) bool {
	gap, err := time.ParseDuration(c.rules.Readings["callback.attemptGap"])
	if err != nil {
		panic("callback.attemptGap: " + err.Error())
	}
	if n := len(running.vain); n == 0 || e.At.Sub(running.vain[n-1]) >= gap {
		running.vain = append(running.vain, e.At)
	}
	return len(running.vain) >= c.rules.number("callback.orAttempts")
}

// begin starts a turn of the clock, where the priority is promised one.
func (c *counting) begin(at time.Time) {
	c.begun = true
	if c.done {
		return
	}
	c.owed = true
	target, promised := c.rule.Targets[c.priority]
	if !promised {
		return
	}
	c.clocks = append(c.clocks, Clock{
		Name: c.rule.Name, Cycle: c.cycle, Turn: len(c.clocks) + 1, Priority: c.priority, Target: target, Unit: c.rule.Unit,
		Start: at, counts: []count{{at, c.priority}},
	})
}

// reclassed: a raise takes the earlier of the old due instant and the new target from the change, a lowering counts the
// new target from the start; what is too late already stays so (G34).
func (c *counting) reclassed(e Event) {
	from, to := c.priority, e.Priority
	c.priority = to
	target, promised := c.rule.Targets[to]
	clock := c.last()
	switch {
	case clock == nil || clock.ended == Cancelled || again(c.rule.Start) && !clock.Stopped.IsZero():
		if promised && c.owed { // owed from the raise on
			c.begin(e.At)
		}
		return
	case !clock.Stopped.IsZero():
		return
	}
	if c.late(*clock, e.At) {
		return
	}
	switch {
	case !promised:
		clock.Stopped, clock.ended = e.At, Cancelled
		return
	case to < from && c.rules.is("priority.changeRule", "fair"):
		clock.counts = append(clock.counts, count{e.At, to})
	default:
		clock.counts = []count{{clock.Start, to}}
	}
	clock.Priority, clock.Target = to, target
}

// late tells whether the due instant has passed.
func (c *counting) late(clock Clock, at time.Time) bool {
	due, known := c.due(clock, false)
	return known == Sure && due.Before(at)
}

// due is the earliest of what is counted; guess counts years without data by the Labour Code (G44).
func (c *counting) due(clock Clock, guess bool) (time.Time, Known) {
	var due time.Time
	known := Undetermined
	for _, n := range clock.counts {
		covered := c.ticket.Covered
		covered.Priority = n.priority
		hours := c.rules.hours(covered)
		hours.guess = guess
		at, state := hours.due(c.rule.Unit, c.rule.Targets[n.priority], n.from, c.holes(clock))
		switch {
		case state == Sure && (known != Sure || at.Before(due)):
			due, known = at, Sure
		case state == Waits && known == Undetermined:
			known = Waits
		}
	}
	return due, known
}

// holes are the waits, where they stop the clock (G32), as far as they lie before its end: what is over is moved by no
// later wait.
func (c *counting) holes(clock Clock) []Span {
	if !c.rule.Pausable {
		return nil
	}
	var holes []Span
	for _, wait := range c.ticket.Waits {
		if end := clock.Stopped; !end.IsZero() && (wait.To.IsZero() || end.Before(wait.To)) {
			wait.To = end
		}
		if wait.To.IsZero() || wait.From.Before(wait.To) {
			holes = append(holes, wait)
		}
	}
	return holes
}

// waits tells whether it would wait if every year had its data.
func (c *counting) waits(clock Clock) bool {
	_, known := c.due(clock, true)
	return known == Waits
}

// judged says how the clocks of the cycle stand: at the due instant one is still in time (domain 4).
func (c *counting) judged(now time.Time) []Clock {
	for i := range c.clocks {
		clock := &c.clocks[i]
		clock.Holes = c.holes(*clock)
		due, known := c.due(*clock, false)
		if known == Sure {
			clock.Due = due
		}
		late := known == Sure && due.Before(now)
		if !clock.Stopped.IsZero() {
			late = known == Sure && due.Before(clock.Stopped)
		}
		switch {
		case late:
			clock.State = Breached
		case !clock.Stopped.IsZero():
			clock.State = clock.ended
		case known == Waits, known == Undetermined && c.waits(*clock):
			clock.State = Paused
		case known == Undetermined:
			clock.State = Unresolved
		default:
			clock.State = Running
		}
	}
	return c.clocks
}
