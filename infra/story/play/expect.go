package play

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"flatsupport/infra/story/given"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
)

// difference is one thing that is not as expected.
type difference struct{ what, want, got string }

func (d difference) String() string {
	return fmt.Sprintf("%s: expected %s, got %s", d.what, d.want, d.got)
}

// compare looks how things stand and names everything that is not as expected.
func (p *player) compare(ctx context.Context, want Expect, refused *problem) ([]difference, error) {
	var out []difference
	is := func(what, want, got string) {
		if want != "" && want != got {
			out = append(out, difference{what, want, or(got, "nothing")})
		}
	}
	if want.Error != "" || refused != nil {
		code := ""
		if refused != nil {
			code = refused.Code
		}
		is("error", or(want.Error, "no error"), or(code, "no error"))
	}
	if len(want.Fields) > 0 && refused != nil {
		is("fields", strings.Join(sorted(want.Fields), " "), strings.Join(sorted(fieldsOf(*refused)), " "))
	}
	if want.Tickets != nil {
		all, err := p.world.store.ScanTickets(ctx)
		if err != nil {
			return nil, err
		}
		is("tickets", fmt.Sprint(*want.Tickets), fmt.Sprint(len(all)))
	}
	if want.Ticket == "" {
		return out, nil
	}
	id, ok := p.tickets[want.Ticket]
	if !ok {
		return append(out, difference{"ticket " + want.Ticket, "a ticket", "none"}), nil
	}
	rec, err := p.world.store.Ticket(ctx, id)
	if err != nil {
		return nil, err
	}
	t := rec.Ticket
	is("decision", want.Decision, string(t.Decision.Answer))
	is("refusal", want.Refusal, string(t.Decision.Code))
	is("clause", want.Clause, string(t.Decision.Clause))
	is("package", want.Package, string(t.Decision.Package))
	is("support", want.Support, t.Decision.Support)
	is("state", want.State, string(t.Status))
	is("priority", want.Priority, string(t.Priority))
	is("engineer", want.Engineer, t.Engineer)
	if want.Level != 0 {
		is("level", fmt.Sprint(want.Level), fmt.Sprint(int(t.Level)))
	}
	clocks, err := p.clocks(t, want)
	if err != nil {
		return nil, err
	}
	out = append(out, clocks...)
	if want.Notices != nil {
		got, err := p.notices(ctx, want.Ticket, id)
		if err != nil {
			return nil, err
		}
		out = append(out, compareNotices(want.Notices, got)...)
	}
	return out, nil
}

func (p *player) clocks(t ticket.Ticket, want Expect) ([]difference, error) {
	if len(want.Due) == 0 && len(want.Clocks) == 0 {
		return nil, nil
	}
	ed, err := p.edition(t)
	if err != nil {
		return nil, err
	}
	have, err := sla.Clocks(t, ed, p.world.now)
	if err != nil {
		return nil, err
	}
	var out []difference
	for name, state := range want.Clocks {
		c, ok := clockNamed(have, name)
		if got := string(c.State); !ok || got != state {
			out = append(out, difference{"clock " + name, state, or(got, "no such clock")})
		}
	}
	for name, due := range want.Due {
		c, ok := clockNamed(have, name)
		at, err := given.Instant(due)
		if err != nil {
			return nil, err
		}
		if !ok || !c.Due.Equal(at) {
			got := "no such clock"
			if ok {
				got = texts.Instant(c.Due, ed.Zone, "en") + "\n" + strings.Join(texts.Explain(sla.Explain(c, t, ed), ed, "en"), "\n")
			}
			out = append(out, difference{"due " + name, texts.Instant(at, ed.Zone, "en"), got})
		}
	}
	return out, nil
}

// clockNamed is the newest clock of the name.
func clockNamed(clocks []sla.Clock, name string) (sla.Clock, bool) {
	for i := len(clocks) - 1; i >= 0; i-- {
		if clocks[i].Name == policy.ClockName(name) {
			return clocks[i], true
		}
	}
	return sla.Clock{}, false
}

// notices lists what the ticket has announced since the story last asked: "kind audience person".
func (p *player) notices(ctx context.Context, name, id string) ([]string, error) {
	history, err := p.world.store.History(ctx, id)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, e := range history {
		for _, n := range e.Notices {
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

// compareNotices accepts "kind audience" for "kind audience person".
func compareNotices(want, got []string) []difference {
	same := len(want) == len(got)
	for i := 0; same && i < len(want); i++ {
		same = got[i] == want[i] || strings.HasPrefix(got[i], want[i]+" ")
	}
	if same {
		return nil
	}
	return []difference{{"notices", "[" + strings.Join(want, ", ") + "]", "[" + strings.Join(got, ", ") + "]"}}
}

func fieldsOf(refused problem) []string {
	var out []string
	for _, e := range refused.Errors {
		out = append(out, e.Field+"="+e.Code)
	}
	return out
}

func sorted(list []string) []string {
	out := slices.Clone(list)
	sort.Strings(out)
	return out
}
