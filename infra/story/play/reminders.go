package play

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
)

// watches are those over the certificates of all customers.
func (p *player) watches(ctx context.Context) ([]store.Watch, error) {
	var all []store.Watch
	for _, c := range p.story.Given.Customers {
		watches, err := p.world.store.Watches(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, watches...)
	}
	return all, nil
}

// reminders lists whom the desk has told of the dates of certificates since the story last asked, by the day on which it
// did and then by certificate: "kind certificate audience person".
func (p *player) reminders(ctx context.Context) ([]string, error) {
	watches, err := p.watches(ctx)
	if err != nil {
		return nil, err
	}
	type told struct {
		on          coverage.Date
		certificate string
		line        string
	}
	var fresh []told
	for _, w := range watches {
		name := "watch " + w.String()
		for _, r := range w.Taken[min(p.seen[name], len(w.Taken)):] {
			for _, n := range r.Told {
				line := fmt.Sprintf("%s %s %s %s", n.Kind, p.nameOf(w.Certificate), n.Audience, n.Person)
				if n.Fallback {
					line += " (last resort)"
				}
				fresh = append(fresh, told{coverage.DateOf(r.At, policy.Moscow()), p.nameOf(w.Certificate), line})
			}
		}
		p.seen[name] = len(w.Taken)
	}
	slices.SortStableFunc(fresh, func(a, b told) int { return cmp.Or(a.on.Compare(b.on), strings.Compare(a.certificate, b.certificate)) })
	lines := make([]string, 0, len(fresh))
	for _, f := range fresh {
		lines = append(lines, f.line)
	}
	return lines, nil
}

// nameOf is the story's own name for a certificate; one that it did not sell is called by its id.
func (p *player) nameOf(id string) string {
	for name, known := range p.certificates {
		if known == id {
			return name
		}
	}
	return id
}

// remindersKept strikes out what was sent against what was announced, and finds reminders that were taken twice.
func (p *player) remindersKept(ctx context.Context, sent map[string]int) error {
	watches, err := p.watches(ctx)
	if err != nil {
		return err
	}
	for _, w := range watches {
		if n := len(w.Pending()); n > 0 {
			p.broken("the watch over %s still has %d notices to deliver", w.WatchID, n)
		}
		keys := map[string]bool{}
		for _, r := range w.Taken {
			if keys[r.Key] {
				p.broken("the watch over %s: %s was taken twice", w.WatchID, r.Key)
			}
			keys[r.Key] = true
			for _, n := range r.Told {
				key := " " + w.Customer + "/" + n.Key
				if sent[key] != 1 {
					p.broken("the watch over %s: notice %s was delivered %d times", w.WatchID, n.Key, sent[key])
				}
				delete(sent, key)
			}
		}
	}
	return nil
}
