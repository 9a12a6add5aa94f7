package play

import (
	"context"
	"fmt"
	"strings"

	"flatsupport/infra/local/outbox"
	"flatsupport/shared/alert"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// announced is an alert that went out.
type announced struct{ ticket, key string }

// phones take the lines of alerts. What becomes of one the number tells, as on the local stack.
type phones struct{ world *world }

// Send captures a line, or refuses it.
func (p phones) Send(_ context.Context, l alert.Line) error {
	if outbox.NoPhone(l.Phone) {
		return alert.ErrRefused
	}
	p.world.alerts = append(p.world.alerts, announced{l.Ticket, l.Key})
	return nil
}

// receiver is behind the webhook.
type receiver struct{ world *world }

// Send captures a call.
func (r receiver) Send(_ context.Context, c alert.Call) error {
	id, _ := ticket.ParseNumber(c.Ticket)
	r.world.alerts = append(r.world.alerts, announced{id, c.Key})
	return nil
}

// alerts lists the alerts that the ticket has announced since the story last asked: "means kind person", and of those that
// did not go out what became of them.
func (p *player) alerts(ctx context.Context, name, id string) ([]string, error) {
	history, err := p.world.store.History(ctx, id)
	if err != nil {
		return nil, err
	}
	outcomes := map[string]ticket.Outcome{}
	for _, e := range history {
		if f, ok := e.Fact.(ticket.Notified); ok {
			outcomes[f.Notice] = f.Outcome
		}
	}
	var all []string
	for _, e := range history {
		for _, n := range e.Notices {
			if n.By == policy.ByMail {
				continue
			}
			line := fmt.Sprintf("%s %s %s", n.By, n.Kind, n.Person)
			if n.By == policy.ByWebhook { // it is told once for all
				line = fmt.Sprintf("%s %s", n.By, n.Kind)
			}
			if is := outcomes[n.Key]; is != ticket.Sent {
				line = strings.TrimSpace(line + " " + string(is))
			}
			all = append(all, line)
		}
	}
	fresh := all[min(p.alerted[name], len(all)):]
	p.alerted[name] = len(all)
	return fresh, nil
}
