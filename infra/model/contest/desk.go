package contest

import (
	"errors"
	"fmt"
	"time"

	"flatsupport/infra/model"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// edition builds the desk's edition; the same figures and readings are built once.
func (c *Contest) edition(e Edition) (*policy.Edition, error) {
	key := fmt.Sprint(e.Readings, e.Further.lines())
	c.mu.Lock()
	defer c.mu.Unlock()
	built, ok := c.built[key]
	if !ok {
		var err error
		if built, err = policy.Load("flat-1.4.yaml", []byte(e.Further.write(c.source))); err != nil {
			return nil, fmt.Errorf("edition: %w", err)
		}
		if built, err = built.With(e.Readings); err != nil {
			return nil, fmt.Errorf("edition: %w", err)
		}
		if len(c.built) > 500 {
			clear(c.built)
		}
		c.built[key] = built
	}
	named := *built
	named.ID, named.ValidFrom = e.ID, e.ValidFrom
	return &named, nil
}

// shelf is the desk's library of a history.
func (c *Contest) shelf(h History) (*policy.Library, error) {
	shelf := &policy.Library{}
	for _, e := range h.Editions {
		built, err := c.edition(e)
		if err != nil {
			return nil, err
		}
		shelf = shelf.Add(built)
	}
	return shelf, nil
}

// rules are the model's editions of a history.
func (c *Contest) rules(h History) []model.Rules {
	var all []model.Rules
	for _, e := range h.Editions {
		r := e.Further.tell(model.Edition14(c.calendar, c.zone)).With(e.Readings)
		r.ID = e.ID
		r.ValidFrom = model.Day{Year: e.ValidFrom.Year, Month: e.ValidFrom.Month, Day: e.ValidFrom.Day}
		all = append(all, r)
	}
	return all
}

// registered is the desk's event of it.
func registered(h History) ticket.Event {
	r := h.Request
	return ticket.Event{At: r.ReceivedAt, By: ticket.Actor{Role: ticket.Contact, ID: r.Contact}, Fact: ticket.Registered{
		Customer: h.Facts.Customer.ID, Contact: r.Contact, Installation: r.Installation, Channel: r.Channel, Type: r.Type,
		Priority: r.Priority, Language: "ru", StatedAt: h.Stated, Override: r.Override,
	}}
}

// decided is the desk's event of a decision; the engineer is named later, so that the command is tried as well.
func decided(at time.Time, d entitlement.Decision) ticket.Event {
	return ticket.Event{At: at, By: ticket.Actor{Role: ticket.System}, Fact: ticket.Decided{
		Answer: ticket.Answer(d.Answer), Code: d.Code, Clause: d.Clause, Edition: d.Edition, Digest: d.Digest,
		Calendar: d.Calendar, Site: d.Site, Zone: d.Zone, Package: d.Package, Certificate: d.Certificate, Support: string(d.Support),
		Level: d.Level, Priority: d.Priority, MustName: d.Engineer, Until: d.Until,
	}}
}

// command tries an act on the desk's ticket.
func command(t ticket.Ticket, ed *policy.Edition, a Act, owed bool) (facts []ticket.Fact, code string) {
	by := ticket.Actor{Role: ticket.Role(a.By), ID: a.By}
	var fact ticket.Fact
	var err error
	switch a.Kind {
	case model.Responded:
		fact, err = t.Respond("text")
	case model.Reached:
		fact, err = t.Call(ticket.Reached, "")
	case model.NoAnswer:
		fact, err = t.Call(ticket.NoAnswer, "")
	case model.Reclassed:
		fact, err = t.ChangePriority(ed, by, a.Priority, a.Reason, a.Consent)
	case model.Waiting:
		fact, err = t.Wait("reason")
	case model.Resumed:
		fact, err = t.Resume()
	case model.Noted:
		fact, err = t.Note("text")
	case model.Assigned:
		fact, err = t.Assign(a.Engineer, a.Reason)
	case model.Resolved:
		fact, err = t.Resolve(ed, "text", a.Waiver, owed)
	case model.Closed:
		fact, err = t.Close("reason")
	case model.Levelled:
		fact, err = t.ChangeLevel(ed, a.Level, a.Reason)
	case model.Visit:
		fact, err = t.Visit(ed, a.Area)
	case model.Diagnostics, model.Classified, model.Workaround, model.Restored, model.Arrived, model.Problem, model.Patch, model.Release:
		fact, err = t.Reach(ticket.Mark(a.Kind), "text", a.Reason)
	case model.Reopened:
		fact, err = t.Reopen(ed, a.At, "reason")
	case model.Replied:
		facts, err = t.Reply(ed, a.At, "text")
		return facts, refusal(err)
	default:
		return nil, "the desk has no such act"
	}
	if err != nil {
		return nil, refusal(err)
	}
	return []ticket.Fact{fact}, ""
}

// refusal is the code of an unlawful command.
func refusal(err error) string {
	var unlawful *ticket.Unlawful
	if errors.As(err, &unlawful) {
		return string(unlawful.Code)
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
