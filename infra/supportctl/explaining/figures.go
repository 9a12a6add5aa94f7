package explaining

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"flatsupport/infra/supportctl/verb"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// due explains due times from figures alone: those of a request that was received at an instant under a package.
func (e explainer) due(context.Context) (Report, error) {
	at, err := instant("received", e.received)
	if err != nil {
		return Report{}, err
	}
	ed, err := e.rules(at)
	if err != nil {
		return Report{}, err
	}
	for _, f := range []struct {
		flag, value string
		known       []string
	}{{"package", e.pack, packages(ed)}, {"priority", e.priority, priorities(ed)}, {"type", e.kind, requestTypes}, {"channel", e.channel, channels(ed)}} {
		if err := oneOf(f.flag, f.value, f.known); err != nil {
			return Report{}, err
		}
	}
	if err := e.zoned(ed); err != nil {
		return Report{}, err
	}
	events := []ticket.Event{
		{At: at, Fact: ticket.Registered{Channel: policy.ChannelCode(e.channel), Type: policy.RequestType(e.kind), Priority: policy.PriorityCode(e.priority)}},
		{At: at, Fact: ticket.Decided{
			Answer: ticket.Accepted, Edition: ed.ID, Digest: ed.Digest, Calendar: ed.Calendars(), Package: policy.PackageCode(e.pack),
			Priority: policy.PriorityCode(e.priority), Site: e.zone, Zone: e.zone,
		}},
	}
	waits, err := e.waits(at)
	if err != nil {
		return Report{}, err
	}
	now := e.now
	if e.at == "" {
		now = at
		if n := len(waits); n > 0 {
			now = waits[n-1].At
		}
	}
	report := Report{At: now}
	is := ticket.Fold(ticket.Ticket{}, slices.Concat(events, waits)...)
	if err := report.counted(is, ed, now, e.lang); err != nil {
		return report, err
	}
	if len(report.Clocks) == 0 {
		report.Warnings = append(report.Warnings, fmt.Sprintf("no clock runs from the receipt: reaction.start is %s", ed.Readings.ReactionStart))
	}
	return report, nil
}

// rules is the edition asked for, or that in force at the instant, under the readings asked for.
func (e explainer) rules(at time.Time) (*policy.Edition, error) {
	ed, err := e.editions.CurrentAt(at)
	if e.edition != "" {
		ed, err = e.editions.Edition(e.edition)
	}
	if err != nil {
		return nil, verb.Usage("explain: --edition: %v", err)
	}
	overrides := map[string]string{}
	for _, text := range e.readings {
		datum, value, ok := strings.Cut(text, "=")
		if !ok {
			return nil, verb.Usage("explain: --reading %q is not DATUM=VALUE", text)
		}
		overrides[strings.TrimSpace(datum)] = strings.TrimSpace(value)
	}
	changed, err := ed.With(overrides)
	if err != nil {
		return nil, verb.Usage("explain: --reading: %s", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	return changed, nil
}

// zoned refuses a zone that nothing would be counted by.
func (e explainer) zoned(ed *policy.Edition) error {
	if e.zone == "" {
		return nil
	}
	if _, err := policy.ZoneNamed(e.zone); err != nil {
		return verb.Usage("explain: --zone %q is no time zone; it can be a name such as Asia/Yekaterinburg", e.zone)
	}
	if !slices.ContainsFunc(ed.Windows, func(w policy.WindowRule) bool { return w.Zone == policy.ZoneOfSite || w.Zone == policy.ZoneOfCustomer }) {
		return verb.Usage("explain: --zone changes nothing: the hours of %s are meant in %s; try it with --reading windows.zone=site", ed.ID, ed.Zone)
	}
	return nil
}

// waits are the waits asked for, in order and apart.
func (e explainer) waits(received time.Time) ([]ticket.Event, error) {
	var events []ticket.Event
	last := received
	for _, text := range e.pauses {
		from, to, err := span("pause", text, false)
		if err != nil {
			return nil, err
		}
		if from.Before(last) {
			return nil, verb.Usage("explain: --pause %q begins before the receipt or the wait before it has ended", text)
		}
		last = to
		events = append(events, ticket.Event{At: from, Fact: ticket.Waiting{Reason: "asked for"}}, ticket.Event{At: to, Fact: ticket.Resumed{}})
	}
	return events, nil
}

// life explains the course of a certificate from figures alone.
func (e explainer) life(context.Context) (Report, error) {
	ed, err := e.rules(e.now)
	if err != nil {
		return Report{}, err
	}
	cert := entitlement.Certificate{ID: "certificate", Edition: ed.ID}
	var inst entitlement.Installation
	if err := figures(e.certificate, ed, &cert, &inst); err != nil {
		return Report{}, err
	}
	var intents []entitlement.Intent
	for _, text := range e.intents {
		from, to, err := span("intent", text, true)
		if err != nil {
			return Report{}, err
		}
		intents = append(intents, entitlement.Intent{Certificate: cert.ID, DeclaredAt: from, WithdrawnAt: to})
	}
	report := Report{At: e.now, Certificate: course(ed, cert, inst, e.now, intents)}
	report.Certificate.Explanation = ground(entitlement.ExplainLife(ed, cert, inst, e.now, intents...), e.lang)
	return report, nil
}

// figures reads sold=2025-03-01,term=12,package=TS_8X5.
func figures(text string, ed *policy.Edition, cert *entitlement.Certificate, inst *entitlement.Installation) error {
	dates := map[string]*coverage.Date{
		"sold": &cert.SoldOn, "activation": &cert.ActivationOn, "previousEnd": &cert.PreviousEnd, "commissioned": &inst.CommissionedOn,
	}
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if seen[name] {
			return verb.Usage("explain: --certificate names %s twice", name)
		}
		seen[name] = true
		date, isDate := dates[name]
		switch {
		case isDate:
			d, err := coverage.ParseDate(value)
			if err != nil {
				return verb.Usage("explain: --certificate: %s=%s is no date such as 2025-03-01", name, value)
			}
			*date = d
		case name == "term":
			n, err := strconv.Atoi(value)
			if err != nil || n < 1 || n > 600 {
				return verb.Usage("explain: --certificate: term=%s is no number of months", value)
			}
			cert.TermMonths = n
		case name == "package":
			cert.Package = policy.PackageCode(value)
			pack, ok := ed.Package(cert.Package)
			if !ok {
				return verb.Usage("explain: --certificate: package=%s is not known; it can be %s", value, strings.Join(packages(ed), ", "))
			}
			cert.Package = pack.Code
		default:
			return verb.Usage("explain: --certificate: %q is none of sold, activation, commissioned, previousEnd, term and package", name)
		}
	}
	for _, name := range []string{"term", "package"} {
		if !seen[name] {
			return verb.Usage("explain: --certificate: %s is missing", name)
		}
	}
	pack, _ := ed.Package(cert.Package)
	if !slices.Contains(pack.TermsMonths, cert.TermMonths) {
		return verb.Usage("explain: --certificate: %s is not sold for %d months; it is for %v", cert.Package, cert.TermMonths, pack.TermsMonths)
	}
	return nil
}
