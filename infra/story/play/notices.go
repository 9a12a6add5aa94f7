package play

import (
	"context"
	"fmt"
	"strings"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// notices lists what the ticket has announced since the story last asked: "kind audience person".
func (p *player) notices(ctx context.Context, name, id string) ([]string, error) {
	history, err := p.world.store.History(ctx, id)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, e := range history {
		for _, n := range e.Notices {
			if n.By != policy.ByMail {
				continue // an alert, which is asked for by itself
			}
			line := fmt.Sprintf("%s %s %s", n.Kind, n.Audience, n.Person)
			if n.Fallback {
				line += " (last resort)"
			}
			all = append(all, line)
		}
	}
	fresh := all[min(p.seen[name], len(all)):]
	p.seen[name] = len(all)
	return fresh, nil
}

// returned lists what the mail service has reported of the ticket's notices: "kind person report code".
func (p *player) returned(ctx context.Context, id string) ([]string, error) {
	history, err := p.world.store.History(ctx, id)
	if err != nil {
		return nil, err
	}
	var lines []string
	announced := map[string]ticket.Notice{}
	for _, e := range history {
		for _, n := range e.Notices {
			announced[n.Key] = n
		}
		if f, ok := e.Fact.(ticket.Reported); ok {
			n := announced[f.Notice]
			lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", n.Kind, n.Person, f.What, f.Code)))
		}
	}
	return lines, nil
}

// told accepts "kind audience" for "kind audience person", unless the person is the last resort: that must be said.
func (c *comparison) told(what string, want, got []string) {
	same := len(want) == len(got)
	for i := 0; same && i < len(want); i++ {
		plain := strings.HasPrefix(got[i], want[i]+" ") && !strings.HasSuffix(got[i], ")")
		same = got[i] == want[i] || plain
	}
	if !same {
		c.is(what, list(want), list(got))
	}
}

func list(lines []string) string {
	if len(lines) == 0 {
		return none
	}
	return strings.Join(lines, "\n")
}
