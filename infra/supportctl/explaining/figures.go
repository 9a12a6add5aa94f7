package explaining

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"flatsupport/infra/supportctl/editions"
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
	ed, err := e.rules(coverage.DateOf(at, policy.Moscow()))
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
	asked := policy.PriorityCode(e.priority)
	counts := entitlement.Priority(ed, entitlement.Request{Type: policy.RequestType(e.kind), Priority: asked})
	events := []ticket.Event{
		{At: at, Fact: ticket.Registered{Channel: policy.ChannelCode(e.channel), Type: policy.RequestType(e.kind), Priority: asked}},
		{At: at, Fact: ticket.Decided{
			Answer: ticket.Accepted, Edition: ed.ID, Digest: ed.Digest, Calendar: ed.Calendars(), Package: policy.PackageCode(e.pack),
			Priority: counts, Site: e.zone, Zone: e.zone,
		}},
	}
	waits, err := e.waits(at)
	if err != nil {
		return Report{}, err
	}
	now := e.now
	if e.at == "" {
		last := at
		if n := len(waits); n > 0 {
			last = waits[n-1].At
		}
		if last.After(now) {
			now = last
		}
	}
	if now.Before(at) {
		return Report{}, verb.Usage("explain: --at %s is before --received %s", e.at, e.received)
	}
	report := Report{At: now}
	if policy.RequestType(e.kind) == policy.Question {
		report.Readings = read(ed, "requestType.question.priority", e.lang)
	}
	is := ticket.Fold(ticket.Ticket{}, slices.Concat(events, waits)...)
	if err := report.counted(is, ed, now, e.lang); err != nil {
		return report, err
	}
	if len(report.Clocks) == 0 {
		report.Warnings = append(report.Warnings, fmt.Sprintf("no clock runs from the receipt: reaction.start is %s", ed.Readings.ReactionStart))
	}
	return report, nil
}

// rules is the edition asked for, or that in force on the day, under the readings asked for.
func (e explainer) rules(on coverage.Date) (*policy.Edition, error) {
	ed, err := e.editions.Current(on)
	if e.edition != "" {
		if ed, err = editions.Find(e.editions, e.edition); err != nil {
			return nil, verb.Usage("explain: --edition: %s", strings.ReplaceAll(err.Error(), "\n", "; "))
		}
	}
	if err != nil {
		return nil, verb.Usage("explain: no edition of the policy was in force on %s; name one with --edition", on)
	}
	overrides := map[string]string{}
	for _, text := range e.readings {
		datum, value, ok := strings.Cut(text, "=")
		if !ok {
			return nil, verb.Usage("explain: --reading %q is not DATUM=VALUE", text)
		}
		datum = strings.TrimSpace(datum)
		if _, twice := overrides[datum]; twice {
			return nil, verb.Usage("explain: --reading gives %s twice", datum)
		}
		overrides[datum] = strings.TrimSpace(value)
	}
	changed, err := ed.With(overrides)
	if err != nil {
		return nil, verb.Usage("explain: --reading: %s", refused(err))
	}
	return changed, nil
}

// refused says why readings are refused, without the places of the edition's file, which nobody who gives a reading has
// written.
func refused(err error) string {
	var defects *policy.DefectsError
	if !errors.As(err, &defects) {
		return strings.ReplaceAll(err.Error(), "\n", "; ")
	}
	sentences := make([]string, len(defects.Defects))
	for i, d := range defects.Defects {
		sentences[i] = d.Message
	}
	return strings.Join(sentences, "; ")
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
	cert := entitlement.Certificate{ID: "certificate"}
	var inst entitlement.Installation
	if err := figures(e.certificate, &cert, &inst); err != nil {
		return Report{}, err
	}
	sold := cert.SoldOn // pins the edition (G60)
	if sold.IsZero() {
		sold = coverage.DateOf(e.now, policy.Moscow())
	}
	ed, err := e.rules(sold)
	if err != nil {
		return Report{}, err
	}
	cert.Edition = ed.ID
	if err := sale(ed, cert); err != nil {
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
func figures(text string, cert *entitlement.Certificate, inst *entitlement.Installation) error {
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
		default:
			return verb.Usage("explain: --certificate: %q is none of sold, activation, commissioned, previousEnd, term and package", name)
		}
	}
	for _, name := range []string{"term", "package"} {
		if !seen[name] {
			return verb.Usage("explain: --certificate: %s is missing", name)
		}
	}
	return nil
}

// sale refuses what the edition does not sell, as an import does: a package or a term that it does not have (R5), an
// activation before the sale, and a renewal sold when only an upgrade reopens support (R15).
func sale(ed *policy.Edition, cert entitlement.Certificate) error {
	pack, ok := ed.Package(cert.Package)
	if !ok {
		return verb.Usage("explain: --certificate: package=%s is not known; it can be %s", cert.Package, strings.Join(packages(ed), ", "))
	}
	if !slices.Contains(pack.TermsMonths, cert.TermMonths) {
		terms := make([]string, len(pack.TermsMonths))
		for i, n := range pack.TermsMonths {
			terms[i] = strconv.Itoa(n)
		}
		return verb.Usage("explain: --certificate: %s is not sold for %d months; it is for %s", cert.Package, cert.TermMonths, strings.Join(terms, ", "))
	}
	if cert.SoldOn.IsZero() {
		return nil
	}
	if cert.PreviousEnd.IsZero() {
		if !cert.ActivationOn.IsZero() && cert.ActivationOn.Before(cert.SoldOn) {
			return verb.Usage("explain: --certificate: activation=%s lies before the sale on %s", cert.ActivationOn, cert.SoldOn)
		}
		return nil
	}
	if _, until := entitlement.Limits(ed, cert.PreviousEnd); !cert.SoldOn.Before(until) {
		window, _ := ed.Reading("reinstatement.windowMonths")
		return verb.Usage("explain: --certificate: %s: sold on %s, %d months or more after %s: that needs an upgrade and is not back-dated (clause %s, R15); leave previousEnd out after the upgrade",
			policy.UpgradeRequired, cert.SoldOn, ed.Readings.ReinstatementMonths, cert.PreviousEnd, window.Clause)
	}
	return nil
}
