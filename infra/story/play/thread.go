package play

import (
	"context"
	"fmt"
	"slices"

	"flatsupport/shared/ticket"
)

// desks are the route and the body of what a person of the desk does to a ticket.
func (p *player) desks(ctx context.Context, word, id string, a Act) (segment string, body map[string]any, err error) {
	switch word {
	case "merge":
		into, ok := p.tickets[a.Into]
		if !ok {
			return "", nil, fmt.Errorf("no ticket of the story is called %q", a.Into)
		}
		return "merge", some("into", ticket.ShowNumber(into), "message", or(a.Text, "It is the same fault; we go on there.")), nil
	case "split":
		message, err := p.newest(ctx, id)
		return "split", some("messageId", message, "subject", a.Subject), err
	default:
		return routes[word].segment, routes[word].body(a), nil
	}
}

// newest is the customer's newest message on the ticket.
func (p *player) newest(ctx context.Context, id string) (string, error) {
	history, err := p.world.store.History(ctx, id)
	if err != nil {
		return "", err
	}
	for _, e := range slices.Backward(history) {
		if f, ok := e.Fact.(ticket.Replied); ok {
			return f.Message, nil
		}
	}
	return "none-such", nil
}

// part gives the ticket that was split off its name in the story.
func (p *player) part(ctx context.Context, id string, a Act) error {
	rec, err := p.world.store.Ticket(ctx, id)
	if err != nil || len(rec.Ticket.Splits) == 0 {
		return err
	}
	p.tickets[a.As] = rec.Ticket.Splits[len(rec.Ticket.Splits)-1].Into
	return nil
}

// threaded holds what became of the ticket's thread against what is expected.
func (p *player) threaded(ctx context.Context, c *comparison, want Expect, id string, t ticket.Ticket) error {
	c.is("mergedInto", want.Merged, p.storyName(want.Merged, t.MergedInto))
	c.is("recipient", want.Recipient, t.Recipient())
	if want.SplitInto == "" {
		return nil
	}
	message, err := p.newest(ctx, id)
	c.is("splitInto", want.SplitInto, p.storyName(want.SplitInto, t.SplitInto(message)))
	return err
}

// storyName is the name by which the story expects the ticket, if that is it, and else its id.
func (p *player) storyName(want, id string) string {
	if is, known := p.tickets[want]; known && is == id {
		return want
	}
	return id
}
