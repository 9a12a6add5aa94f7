// Package verify replays a stored ticket and holds what it says against what its rules give: the decision on the records
// that it names, whether each event was lawful where it stands, every step and every due time, bit for bit. It reads the
// table and changes nothing.
//
// Not everything in an event follows from anything else: who did a thing, and what they wrote, is the record itself. Which
// fields that are, and what they are still held to, is listed in Told.
package verify

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"flatsupport/infra/proof"
	"flatsupport/shared/docket"
	"flatsupport/shared/sla"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
)

// Verifier replays tickets.
type Verifier struct {
	Docket docket.Docket
	Now    time.Time
	// Late is how long after its instant a step may be taken before it counts as missed: what an outage, a lost message
	// and its redrive may cost.
	Late time.Duration
	// Moved: the desk has a clock that can be moved, so that it may be later there than Now.
	Moved bool
}

// Report is what was compared and what differed.
type Report struct {
	Ticket      string       `json:"ticket"`
	Compared    Counts       `json:"compared"`
	Differences []Difference `json:"differences"`
}

// Counts are how many of each were computed again and compared.
type Counts struct {
	Events    int `json:"events"`    // that were lawful where they stand
	Decisions int `json:"decisions"` // judged again
	Facts     int `json:"facts"`     // versions of records that decisions name, read again
	Clocks    int `json:"clocks"`    // computed, at the instant of each event
	Steps     int `json:"steps"`     // that were due when they were taken
	Looks     int `json:"looks"`     // for steps that were due and not taken
	Notices   int `json:"notices"`
	Messages  int `json:"messages"`
	Moves     int `json:"moves"`  // due instants that a recount names
	Proofs    int `json:"proofs"` // explanations, in two languages, that an independent checker added up
}

// Add adds the counts of another ticket.
func (c *Counts) Add(o Counts) {
	sum, more := reflect.ValueOf(c).Elem(), reflect.ValueOf(o)
	for i := range sum.NumField() {
		sum.Field(i).SetInt(sum.Field(i).Int() + more.Field(i).Int())
	}
}

// Difference is something that is recorded and does not follow, or follows and is not recorded.
type Difference struct {
	Event    int    `json:"event,omitempty"` // number of the event, from 1; 0: the ticket as a whole
	Kind     string `json:"kind,omitempty"`  // of its fact
	What     string `json:"what"`
	Recorded string `json:"recorded,omitempty"`
	Computed string `json:"computed,omitempty"`
}

// String is the difference in a sentence.
func (d Difference) String() string {
	text := d.What
	if d.Event > 0 {
		text = fmt.Sprintf("event %d (%s): %s", d.Event, d.Kind, d.What)
	}
	if d.Recorded != "" || d.Computed != "" {
		text += fmt.Sprintf(": recorded %q, computed %q", d.Recorded, d.Computed)
	}
	return text
}

// attempts bounds how often a ticket that is being written meanwhile is read anew.
const attempts = 5

// Ticket replays one ticket. A missing one is store.ErrNotFound; what the ticket itself lacks is a difference.
func (v Verifier) Ticket(ctx context.Context, id string) (Report, error) {
	for range attempts {
		rec, err := v.Docket.Store.Ticket(ctx, id)
		if err != nil {
			return Report{}, err
		}
		history, err := v.Docket.Store.History(ctx, id)
		if err != nil {
			return Report{}, err
		}
		if len(history) == rec.Ticket.Version {
			return v.replay(ctx, rec, history)
		}
	}
	return Report{}, fmt.Errorf("ticket %s: written %d times while it was read: %w", id, attempts, store.ErrConflict)
}

// replay is one ticket being replayed.
type replay struct {
	Verifier
	rec      store.Record
	messages map[string]store.Message
	report   Report
	at       int // number of the event that is looked at; 0: the whole
	fact     ticket.Fact
	before   ticket.Ticket
	last     time.Time // of the event before
	// announced are the notices of the events before.
	announced map[string]ticket.Notice

	replied ticket.Actor // who wrote in the event before, if the customer did
	clocks  []sla.Clock
	blind   bool // the edition or its calendar is not that of the decision: nothing can be computed by it
}

func (v Verifier) replay(ctx context.Context, rec store.Record, history []ticket.Event) (Report, error) {
	if n := len(history); v.Moved && n > 0 && history[n-1].At.After(v.Now) {
		v.Now = history[n-1].At
	}
	r := replay{Verifier: v, rec: rec, report: Report{Ticket: rec.ID, Differences: []Difference{}}, messages: map[string]store.Message{}, announced: map[string]ticket.Notice{}}
	messages, err := v.Docket.Store.Messages(ctx, rec.ID)
	if err != nil {
		return Report{}, err
	}
	for _, m := range messages {
		r.messages[m.ID] = m
	}
	keys := map[string]bool{}
	for i, e := range history {
		r.at, r.fact = i+1, e.Fact
		if e.Key != "" && keys[e.Key] {
			r.differs("happened before under the same key", e.Key, "")
		}
		keys[e.Key] = true
		if err := r.event(ctx, e); err != nil {
			return Report{}, fmt.Errorf("ticket %s, event %d: %w", rec.ID, i+1, err)
		}
	}
	r.at = 0
	if again := ticket.Fold(ticket.Ticket{}, history...); !reflect.DeepEqual(again, rec.Ticket) {
		r.differs("the ticket is not the fold of its events", "", "")
	}
	return r.report, r.whole(ctx)
}

func (r *replay) differs(what, recorded, computed string) {
	d := Difference{Event: r.at, What: what, Recorded: recorded, Computed: computed}
	if r.at > 0 {
		d.Kind = kind(r.fact)
	}
	r.report.Differences = append(r.report.Differences, d)
}

// same holds a recorded value against a computed one.
func (r *replay) same(what, recorded, computed string) {
	if recorded != computed {
		r.differs(what, recorded, computed)
	}
}

func kind(f ticket.Fact) string {
	if f == nil {
		return "nothing"
	}
	return reflect.TypeOf(f).Name()
}

// whole is what is held of the ticket as it stands: the request that it names, the proofs of its due times, that no step
// is overdue, and a wake-up as long as anything is owed.
func (r *replay) whole(ctx context.Context) error {
	req, err := r.Docket.Store.RequestOf(ctx, r.rec)
	switch {
	case errors.Is(err, store.ErrNotFound):
		r.differs("the request that it was registered for is not there", "", "")
	case err != nil:
		return err
	default:
		r.same("contact of the request", r.rec.Ticket.Registered.Contact, req.Contact)
		r.same("installation of the request", r.rec.Ticket.Registered.Installation, req.Installation)
	}
	for _, part := range []func() error{func() error { return r.missed(r.Now) }, r.wakes, r.proofs} {
		if r.blind {
			return nil
		}
		if err := r.able(part()); err != nil {
			return err
		}
	}
	return nil
}

// proofs has every explanation added up by a checker that knows nothing of the desk.
func (r *replay) proofs() error {
	ed, err := r.Docket.Edition(r.before)
	if err != nil {
		return err
	}
	for _, c := range r.clocks {
		if c.Trouble != nil {
			continue // no due instant was computed, so there is none to add up
		}
		e := sla.Explain(c, r.before, ed)
		for _, lang := range []string{"ru", "en"} {
			r.report.Compared.Proofs++
			got, err := proof.Check(texts.Explain(e, ed, lang))
			if err != nil {
				r.differs(fmt.Sprintf("proof of %s: %s", c.Name, err), "", "")
				continue
			}
			r.same(fmt.Sprintf("due time of %s by its proof", c.Name), instant(c.Due), instant(got.Due))
		}
	}
	return nil
}

func instant(at time.Time) string {
	if at.IsZero() {
		return "none"
	}
	return at.UTC().Format(time.RFC3339Nano)
}
