package play

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"flatsupport/shared/ticket"
)

// none is how a story says that there must be nothing.
const none = "none"

// comparison gathers what is not as expected.
type comparison struct{ found []difference }

// is holds a value against what is expected; an empty expectation is none.
func (c *comparison) is(what, want, got string) {
	got = cmp.Or(got, none)
	if want != "" && want != got {
		c.found = append(c.found, difference{what, want, got})
	}
}

// compare looks how things stand at the instant of the step and names everything that is not as expected.
func (p *player) compare(ctx context.Context, step Step, want Expect, refused *problem) ([]difference, error) {
	var c comparison
	if want.Error != "" || refused != nil {
		c.refused(want, refused)
		want.Clause = "" // it was the refusal's
	}
	if want.Record != nil {
		if err := p.record(ctx, &c, *want.Record); err != nil {
			return nil, err
		}
	}
	if want.Quote != nil {
		p.quote(&c, *want.Quote)
	}
	c.list("toReopen", want.ToReopen, p.missed(p.toReopen))
	if want.Tickets != nil {
		all, err := p.world.store.ScanTickets(ctx)
		if err != nil {
			return nil, err
		}
		c.is("tickets", fmt.Sprint(*want.Tickets), fmt.Sprint(len(all)))
	}
	if err := p.mailed(ctx, &c, want); err != nil {
		return nil, err
	}
	if want.Reminders != nil {
		got, err := p.reminders(ctx)
		if err != nil {
			return nil, err
		}
		c.told("reminders", want.Reminders, got)
	}
	if want.Ticket == "" {
		if (step.RequestRelease != nil || step.RequestLicences != nil) && refused == nil && want.Error == "" {
			c.release(want, p.released)
		}
		if step.Promise != nil && refused == nil && want.Error == "" {
			return c.found, c.promise(want, p.told)
		}
		return c.found, nil
	}
	id, ok := p.tickets[want.Ticket]
	if !ok {
		c.is("ticket "+want.Ticket, "a ticket", none)
		return c.found, nil
	}
	rec, err := p.world.store.Ticket(ctx, id)
	if err != nil {
		return nil, err
	}
	if want.Visit != "" {
		answer, err := p.lastVisit(ctx, id)
		if err != nil {
			return nil, err
		}
		c.is("visit", want.Visit, cmp.Or(string(answer.Code), agreed(answer)))
		c.is("clause of the visit", want.Clause, string(answer.Clause))
		want.Clause = "" // it was the visit's
	}
	c.ticket(want, rec.Ticket)
	if err := p.threaded(ctx, &c, want, id, rec.Ticket); err != nil {
		return nil, err
	}
	if err := p.clocks(&c, step.when, want, rec.Ticket); err != nil {
		return nil, err
	}
	if want.Moved != nil {
		lines, err := p.moved(ctx, rec, step.when)
		if err != nil {
			return nil, err
		}
		c.is("moved", list(want.Moved), list(lines))
	}
	if want.Mails != nil {
		lines, err := p.returned(ctx, id)
		if err != nil {
			return nil, err
		}
		c.is("mails", list(want.Mails), list(lines))
	}
	if want.Alerts != nil {
		lines, err := p.alerts(ctx, want.Ticket, id)
		if err != nil {
			return nil, err
		}
		c.is("alerts", list(want.Alerts), list(lines))
	}
	if want.Notices == nil {
		return c.found, nil
	}
	got, err := p.notices(ctx, want.Ticket, id)
	if err != nil {
		return nil, err
	}
	c.told("notices", want.Notices, got)
	return c.found, nil
}

// refused holds what the API answered against what is expected: the code, and the clause and the fields that it named.
func (c *comparison) refused(want Expect, refused *problem) {
	var was problem
	if refused != nil {
		was = *refused
	}
	c.is("error", cmp.Or(want.Error, none), was.Code)
	c.is("clause of the error", want.Clause, was.Clause)
	var codes []string
	for _, r := range was.Refusals {
		codes = append(codes, r.Code)
		for _, f := range r.Facts {
			c.is("fact "+f.Name, want.Facts[f.Name], f.Value)
		}
	}
	c.list("refusals", want.Refusals, codes)
	if len(want.Fields) > 0 {
		c.is("fields", strings.Join(sorted(want.Fields), " "), strings.Join(sorted(fieldsOf(was)), " "))
	}
}

// ticket holds the ticket itself against what is expected of it.
func (c *comparison) ticket(want Expect, t ticket.Ticket) {
	d := t.Decision
	c.is("decision", want.Decision, string(d.Answer))
	c.is("refusal", want.Refusal, string(d.Code))
	c.is("clause", want.Clause, string(d.Clause))
	c.is("package", want.Package, string(d.Package))
	c.is("certificate", want.Certificate, d.Certificate)
	c.is("support", want.Support, d.Support)
	c.is("edition", want.Edition, d.Edition)
	c.is("state", want.State, string(t.Status))
	hold, _ := t.Held()
	c.is("held", want.Held, string(hold.Code))
	c.is("priority", want.Priority, string(t.Priority))
	c.is("engineer", want.Engineer, t.Engineer)
	c.is("calendar", want.Calendar, t.Calendar)
	if want.Level != 0 {
		c.is("level", fmt.Sprint(want.Level), fmt.Sprint(int(t.Level)))
	}
}

// lastVisit is the last answer to a wish for a visit; nothing when none was asked for.
func (p *player) lastVisit(ctx context.Context, id string) (ticket.VisitDecided, error) {
	history, err := p.world.store.History(ctx, id)
	if err != nil {
		return ticket.VisitDecided{}, err
	}
	for _, e := range slices.Backward(history) {
		if f, ok := e.Fact.(ticket.VisitDecided); ok {
			return f, nil
		}
	}
	return ticket.VisitDecided{}, nil
}

// agreed is the word for a visit that was not refused; an answer of any kind has its clause.
func agreed(f ticket.VisitDecided) string {
	if f.Clause == "" {
		return ""
	}
	return "agreed"
}

func fieldsOf(refused problem) []string {
	var out []string
	for _, e := range refused.Errors {
		out = append(out, e.Field+"="+e.Code)
	}
	return out
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }
