package docket

import (
	"context"
	"errors"
	"fmt"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// ErrOtherEdition: the decision was made under an edition that this build does not have, or has with other words. What
// would be decided now is no proof of what was decided then.
var ErrOtherEdition = errors.New("which this build does not have")

// Judged is a decision with everything that it was judged on, so that others can be tried beside it.
type Judged struct {
	Request  entitlement.Request
	Facts    entitlement.Facts // the versions that the decision names
	Decision entitlement.Decision
	Edition  *policy.Edition      // that of the decision, with the calendars of its day
	Editions entitlement.Editions // all editions with the calendars of that day
}

// Question is what the entitlement decision on a ticket is asked.
func Question(t ticket.Ticket) entitlement.Request {
	r := t.Registered
	return entitlement.Request{
		ReceivedAt: t.ReceivedAt, Channel: r.Channel, Type: r.Type, Priority: r.Priority,
		Installation: r.Installation, Contact: r.Contact, Override: r.Override,
	}
}

// Rejudge judges a decision on the ticket again, on the very versions of the records that it names, under the editions
// that it was made under and by the calendars recorded with it: a decision stands on what was known when it was made
// (G17). Errors: ErrOtherEdition, and what the store and entitlement.Decide give.
func (d Docket) Rejudge(ctx context.Context, t ticket.Ticket, was ticket.Decided) (Judged, error) {
	lib := asOf{d.Editions, was.Calendar}
	j := Judged{Request: Question(t), Editions: lib}
	ed, err := lib.Edition(was.Edition)
	if errors.Is(err, policy.ErrUnknownEdition) || errors.Is(err, coverage.ErrUnknownCalendar) || err == nil && ed.Digest != was.Digest {
		return j, fmt.Errorf("made under %s (%s), calendars %s, %w", was.Edition, was.Digest, was.Calendar, ErrOtherEdition)
	}
	if err != nil {
		return j, err
	}
	j.Edition = ed
	if was.Answer == ticket.Unverified {
		j.Decision, _ = entitlement.DecideUnverified(ed, j.Request)
		return j, nil
	}
	if j.Facts, err = d.Store.FactsOf(ctx, t.Registered.Customer, was.Facts); err != nil {
		return j, fmt.Errorf("facts of the decision: %w", err)
	}
	j.Decision, err = entitlement.Decide(lib, j.Facts, j.Request)
	return j, err
}

// asOf are the editions as they were when the calendars were recorded.
type asOf struct {
	*policy.Library
	calendars string
}

func (l asOf) Edition(id string) (*policy.Edition, error) {
	ed, err := l.Library.Edition(id)
	if err != nil {
		return nil, err
	}
	return ed.AsOf(l.calendars)
}

func (l asOf) Current(on coverage.Date) (*policy.Edition, error) {
	ed, err := l.Library.Current(on)
	if err != nil {
		return nil, err
	}
	return ed.AsOf(l.calendars)
}

// Difference is a field of a recorded decision that judging it again does not give.
type Difference struct{ Field, Recorded, Judged string }

// Compare holds everything that the recorded decision says against the decision judged again, but for the engineer who
// was attached: who was on duty is the rota's to tell, and no rule's.
func Compare(was ticket.Decided, is entitlement.Decision) []Difference {
	refs := make([]string, 0, len(is.Facts))
	for _, ref := range is.Facts {
		refs = append(refs, string(ref))
	}
	var found []Difference
	for _, f := range []Difference{
		{"answer", string(was.Answer), string(is.Answer)},
		{"code", string(was.Code), string(is.Code)},
		{"clause", string(was.Clause), string(is.Clause)},
		{"edition", was.Edition, is.Edition},
		{"digest", was.Digest, is.Digest},
		{"calendar", was.Calendar, is.Calendar},
		{"package", string(was.Package), string(is.Package)},
		{"certificate", was.Certificate, is.Certificate},
		{"support", was.Support, string(is.Support)},
		{"level", fmt.Sprint(was.Level), fmt.Sprint(is.Level)},
		{"priority", string(was.Priority), string(is.Priority)},
		{"engineer is attached", fmt.Sprint(was.MustName), fmt.Sprint(is.Engineer)},
		{"until", kept(was.Until), kept(is.Until)},
		{"site", was.Site, is.Site},
		{"zone", was.Zone, is.Zone},
		{"facts", fmt.Sprint(was.Facts), fmt.Sprint(refs)},
	} {
		if f.Recorded != f.Judged {
			found = append(found, f)
		}
	}
	return found
}

// kept is an instant as events keep it.
func kept(at time.Time) string {
	if at.IsZero() {
		return "none"
	}
	return at.UTC().Truncate(time.Millisecond).Format(time.RFC3339Nano)
}

// Grounds explains the ticket's decision: it is judged again on what was known then, and tells why the answer is what it
// is. What this build cannot judge again it says instead. A decision that comes out otherwise has no grounds to tell:
// that is for Verify's reader, not for a customer's page.
func (d Docket) Grounds(ctx context.Context, rec store.Record) ([]entitlement.Line, error) {
	was := rec.Ticket.Decision
	if was.Answer == "" {
		return nil, nil
	}
	j, err := d.Rejudge(ctx, rec.Ticket, was)
	switch {
	case errors.Is(err, ErrOtherEdition):
		return []entitlement.Line{{Text: policy.Text{
			RU: fmt.Sprintf("Решение принято по редакции %s (%s), которой здесь больше нет: пересказать его основания нельзя.", was.Edition, was.Digest),
			EN: fmt.Sprintf("Decided under edition %s (%s), which is not here any more: its grounds cannot be told again.", was.Edition, was.Digest),
		}}}, nil
	case errors.Is(err, store.ErrUnavailable):
		return nil, fmt.Errorf("grounds: %w", err)
	case err != nil || len(Compare(was, j.Decision)) > 0:
		return nil, nil //nolint:nilerr // what cannot be judged as it was is no ground for it
	}
	return j.Decision.Explanation(j.Edition), nil
}

// Alternatives tells what would change the ticket's decision: the answer under each other value of each reading that it
// applied. It judges it again once for each, so it is for whoever asks.
func (d Docket) Alternatives(ctx context.Context, rec store.Record) ([]entitlement.Line, error) {
	was := rec.Ticket.Decision
	if was.Answer != ticket.Accepted && was.Answer != ticket.Refused {
		return nil, nil
	}
	j, err := d.Rejudge(ctx, rec.Ticket, was)
	if errors.Is(err, ErrOtherEdition) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all, err := entitlement.WhatIf(j.Editions, j.Facts, j.Request, j.Decision)
	return entitlement.Lines(all, j.Edition), err
}
