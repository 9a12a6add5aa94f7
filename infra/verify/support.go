package verify

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// judged judges the support again, on the versions of the records that the event names, and lets the ticket take it in
// anew: it must come to be held, released or upheld just so (G10).
func (r *replay) judged(ctx context.Context, e ticket.Event, was ticket.Standing) error {
	ed, err := r.Docket.Edition(r.before)
	if err != nil {
		return err
	}
	if !r.before.Watched(ed) {
		r.differs("is not lawful here", "", "nobody watches the support of this ticket")
		return nil
	}
	is, err := r.Docket.Standing(ctx, r.before, was, e.At)
	switch {
	case errors.Is(err, store.ErrUnavailable):
		return err
	case err != nil:
		r.differs("cannot be judged again: "+err.Error(), "", "")
		return nil //nolint:nilerr // it is told
	}
	r.report.Compared.Decisions++
	r.report.Compared.Facts += len(was.Facts)
	if own := "customer/" + r.before.Registered.Customer + "@"; !slices.ContainsFunc(was.Facts, func(ref string) bool { return strings.HasPrefix(ref, own) }) {
		r.differs("names no record of the customer", fmt.Sprint(was.Facts), own)
	}
	recorded, judged := reflect.ValueOf(was), reflect.ValueOf(is)
	for i := range recorded.NumField() {
		name := recorded.Type().Field(i).Name
		if name == "Until" {
			r.same("until", instant(was.Until), instant(is.Until.Truncate(time.Millisecond)))
			continue
		}
		r.same(strings.ToLower(name), fmt.Sprint(recorded.Field(i)), fmt.Sprint(judged.Field(i)))
	}
	fact := r.before.Judge(is, e.At)
	r.same("what follows", kind(e.Fact), kind(fact))
	if fact != nil {
		r.same("effect key", e.Key, docket.SupportKey(r.before, fact))
	}
	return nil
}

// allowed asks whether a held ticket was to take the event.
func (r *replay) allowed(e ticket.Event, ed *policy.Edition) error {
	if _, held := r.before.Held(); !held {
		return nil
	}
	owed, err := sla.Owed(r.before, ed, e.At)
	if err != nil {
		return err
	}
	return r.before.Allows(e.Fact, owed)
}
