package explaining

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"flatsupport/infra/supportctl/verb"
	"flatsupport/shared/docket"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// explainer explains one thing.
type explainer struct {
	options
	editions *policy.Library
	store    *store.Store
	now      time.Time
}

// ticket explains a ticket as it stood at the instant, by what was known when it was decided.
func (e explainer) ticket(ctx context.Context) (Report, error) {
	id, err := ticket.ParseNumber(e.numbers[0])
	if err != nil {
		return Report{}, err
	}
	history, err := e.store.History(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return Report{}, fmt.Errorf("explain: there is no ticket %s", ticket.ShowNumber(id))
	}
	if err != nil {
		return Report{}, fmt.Errorf("explain: %w", err)
	}
	if last := history[len(history)-1].At; e.at == "" && last.After(e.now) {
		e.now = last // the clock of a desk that make run has started can be ahead
	}
	is := ticket.Fold(ticket.Ticket{}, slices.DeleteFunc(slices.Clone(history), func(x ticket.Event) bool { return x.At.After(e.now) })...)
	if is.Version == 0 {
		return Report{}, verb.Usage("explain: --at %s is before ticket %s was received, %s", e.at, ticket.ShowNumber(id), history[0].At.Format(time.RFC3339))
	}
	report := Report{Ticket: ticket.ShowNumber(id), At: e.now, Status: string(is.Status)}
	if is.Decision.Answer == "" {
		return report, nil
	}
	j, err := docket.Docket{Store: e.store, Editions: e.editions}.Rejudge(ctx, is, is.Decision)
	if errors.Is(err, docket.ErrOtherEdition) {
		return report, fmt.Errorf("explain: ticket %s was %w", ticket.ShowNumber(id), err)
	}
	if err != nil {
		return report, fmt.Errorf("explain: %w", err)
	}
	for _, d := range docket.Compare(is.Decision, j.Decision) {
		report.Warnings = append(report.Warnings, fmt.Sprintf("%s: recorded %q, judged again %q; supportctl verify tells more", d.Field, d.Recorded, d.Judged))
	}
	if err := report.decided(j, e.lang); err != nil {
		return report, fmt.Errorf("explain: %w", err)
	}
	err = report.counted(is, j.Edition, e.now, e.lang)
	return report, err
}

// request explains what would be decided and promised if the request were made at the instant.
func (e explainer) request(ctx context.Context) (Report, error) {
	facts, err := e.store.Facts(ctx, e.customer)
	if err != nil {
		return Report{}, fmt.Errorf("explain: %w", err)
	}
	if facts.Customer.ID == "" {
		return Report{}, verb.Usage("explain: --customer %s is not known", e.customer)
	}
	req := entitlement.Request{
		ReceivedAt: e.now, Channel: policy.ChannelCode(e.channel), Type: policy.RequestType(e.kind), Priority: policy.P3,
		Installation: e.installation, Contact: e.by, Override: e.override,
	}
	if e.priority != "" {
		req.Priority = policy.PriorityCode(e.priority)
	}
	var installations, contacts []string
	for _, i := range facts.Installations {
		installations = append(installations, i.ID)
	}
	for _, c := range facts.Contacts {
		contacts = append(contacts, c.ID)
	}
	current, err := e.editions.CurrentAt(e.now)
	if err != nil {
		return Report{}, verb.Usage("explain: --at %s: %v", e.at, err)
	}
	for _, f := range []struct {
		flag, value string
		known       []string
	}{
		{"installation", e.installation, installations},
		{"by", e.by, contacts},
		{"type", e.kind, requestTypes},
		{"priority", string(req.Priority), priorities(current)},
		{"channel", e.channel, channels(current)},
	} {
		if err := oneOf(f.flag, f.value, f.known); err != nil {
			return Report{}, err
		}
	}
	decision, err := entitlement.Decide(e.editions, facts, req)
	if err != nil {
		return Report{}, fmt.Errorf("explain: %w", err)
	}
	ed, err := e.editions.Edition(decision.Edition)
	if err != nil {
		return Report{}, fmt.Errorf("explain: %w", err)
	}
	report := Report{At: e.now}
	j := docket.Judged{Request: req, Facts: facts, Decision: decision, Edition: ed, Editions: e.editions}
	if err := report.decided(j, e.lang); err != nil {
		return report, fmt.Errorf("explain: %w", err)
	}
	err = report.counted(made(e.customer, req, decision), ed, e.now, e.lang)
	return report, err
}

// made is the ticket that the request would make.
func made(customer string, req entitlement.Request, d entitlement.Decision) ticket.Ticket {
	refs := make([]string, 0, len(d.Facts))
	for _, ref := range d.Facts {
		refs = append(refs, string(ref))
	}
	return ticket.Fold(ticket.Ticket{},
		ticket.Event{At: req.ReceivedAt, Fact: ticket.Registered{
			Customer: customer, Contact: req.Contact, Installation: req.Installation, Channel: req.Channel, Type: req.Type, Priority: req.Priority,
		}},
		ticket.Event{At: req.ReceivedAt, Fact: ticket.Decided{
			Answer: ticket.Answer(d.Answer), Code: d.Code, Clause: d.Clause, Edition: d.Edition, Digest: d.Digest, Calendar: d.Calendar,
			Package: d.Package, Certificate: d.Certificate, Support: string(d.Support), Level: d.Level, Priority: d.Priority,
			Facts: refs, Site: d.Site, Zone: d.Zone,
		}})
}

var requestTypes = []string{string(policy.Incident), string(policy.Question), string(policy.Configure)}

func priorities(ed *policy.Edition) []string {
	var all []string
	for _, p := range ed.Priorities {
		all = append(all, string(p.Code))
	}
	return all
}

func channels(ed *policy.Edition) []string {
	var all []string
	for _, c := range ed.Channels {
		all = append(all, string(c.Code))
	}
	return all
}

func packages(ed *policy.Edition) []string {
	var all []string
	for _, p := range ed.Packages {
		all = append(all, string(p.Code))
	}
	return all
}

func oneOf(flag, value string, known []string) error {
	if slices.Contains(known, value) {
		return nil
	}
	return verb.Usage("explain: --%s %q is not known; it can be %s", flag, value, strings.Join(known, ", "))
}
