package verify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"flatsupport/shared/docket"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// decided judges the decision again, on the versions of the records that it names.
func (r *replay) decided(ctx context.Context, e ticket.Event, f ticket.Decided) error {
	r.same("effect key", e.Key, "decided/"+string(f.Answer))
	j, err := r.Docket.Rejudge(ctx, r.before, f)
	switch {
	case errors.Is(err, docket.ErrOtherEdition):
		r.blind = true
		r.differs(err.Error(), "", "")
		return nil
	case errors.Is(err, store.ErrUnavailable):
		return err
	case err != nil:
		r.differs("cannot be judged again: "+err.Error(), "", "")
		return nil //nolint:nilerr // it is told
	}
	if own := "customer/" + r.before.Registered.Customer + "@"; f.Answer != ticket.Unverified && !slices.ContainsFunc(f.Facts, func(ref string) bool { return strings.HasPrefix(ref, own) }) {
		r.differs("names no record of the customer", fmt.Sprint(f.Facts), own)
	}
	r.report.Compared.Decisions++
	r.report.Compared.Facts += len(f.Facts)
	for _, d := range docket.Compare(f, j.Decision) {
		r.differs(d.Field, d.Recorded, d.Judged)
	}
	switch {
	case r.before.Engineer != "":
		if j.Decision.Engineer {
			r.same("engineer, who was named already", f.Engineer, r.before.Engineer)
		}
	case !j.Decision.Engineer:
		r.same("engineer of a package that attaches none", f.Engineer, "")
	}
	return nil
}
