package importing

import (
	"context"
	"errors"
	"slices"
	"time"

	"flatsupport/infra/supportctl/importing/rows"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
)

// Outcome says what an import makes of a row.
type Outcome string

// New and Changed are written. Over is a shift that ended so long ago that it is not kept.
const (
	New       Outcome = "new"
	Changed   Outcome = "changed"
	Unchanged Outcome = "unchanged"
	Over      Outcome = "over"
)

// step is what is to be done about one row.
type step struct {
	entry Entry
	write func(context.Context) error
}

// plan decides about every row, in the order in which they are written.
func plan(s *store.Store, d rows.Differences, known rows.Known, now time.Time) []step {
	var steps []step
	for _, m := range d.Staff {
		steps = append(steps, of(m, func(ctx context.Context) error { return s.ReplaceStaff(ctx, was(m), m.Record) }))
	}
	for _, sh := range d.Shifts {
		step := of(sh, func(ctx context.Context) error { return s.ReplaceShift(ctx, was(sh), sh.Record) })
		if step.write != nil && sh.Record.Over(now) {
			step.entry.Outcome, step.entry.Fields, step.write = Over, nil, nil
		}
		steps = append(steps, step)
	}
	for _, p := range d.Partners {
		steps = append(steps, of(p, func(ctx context.Context) error { return s.PutPartner(ctx, p.Record, next(p.Known.Ref)) }))
	}
	for _, c := range d.Customers {
		steps = append(steps, of(c, func(ctx context.Context) error { return s.PutCustomer(ctx, c.Record, next(c.Known.Ref)) }))
	}
	for _, i := range d.Installations {
		steps = append(steps, of(i, func(ctx context.Context) error {
			return s.PutInstallation(ctx, i.Record.Customer, i.Record.Installation, next(i.Known.Ref))
		}))
	}
	for _, c := range d.Certificates {
		steps = append(steps, of(c, func(ctx context.Context) error {
			cert := c.Record.Certificate // no file says what these are, and none takes them away
			cert.Renews, cert.Joins, cert.Cancelled = c.Known.Renews, c.Known.Joins, c.Known.Cancelled
			cert.Order, cert.Activated, cert.Upgrade = c.Known.Order, c.Known.Activated, c.Known.Upgrade
			return s.PutCertificate(ctx, c.Record.Customer, cert, next(c.Known.Ref))
		}))
	}
	for _, i := range d.Intents {
		steps = append(steps, of(i, func(ctx context.Context) error {
			return s.PutIntent(ctx, i.Record.Customer, i.Record.Intent, next(i.Known.Ref))
		}))
	}
	for _, c := range d.PartnerContacts {
		steps = append(steps, of(c, seating{s, c, known.SignsIn(c.Record), s.PutPartnerContact, s.PartnerContactHistory}.write))
	}
	for _, c := range d.Contacts {
		steps = append(steps, of(c, seating{s, c, known.SignsIn(c.Record), s.PutContact, s.ContactHistory}.write))
	}
	return steps
}

func of[T any](d rows.Diff[T], write func(context.Context) error) step {
	st := step{Entry{Kind: d.Kind, ID: d.ID, File: d.Row.File, Line: d.Row.Line, Outcome: Unchanged, Fields: d.Changes}, write}
	switch {
	case !d.Exists:
		st.entry.Outcome = New
	case len(d.Changes) > 0:
		st.entry.Outcome = Changed
	default:
		st.write = nil
	}
	return st
}

func was[T any](d rows.Diff[T]) *T {
	if !d.Exists {
		return nil
	}
	return &d.Known
}

// next is the version after the known one; 1 where there is none.
func next(known entitlement.Ref) int { return store.VersionOf(known) + 1 }

// seating writes a contact and who signs in as it.
//
// The next version of a known contact comes first: whoever of two imports writes it goes on, and the other touches
// nobody's access. Its addresses stay known from its versions, so what an interruption leaves is found again. Of a new
// contact the access comes first, so that a contact without access is always one who is meant to have none.
type seating struct {
	store   *store.Store
	diff    rows.Diff[rows.Contact]
	signsIn []string
	put     func(ctx context.Context, company string, c entitlement.Contact, version int) error
	history func(ctx context.Context, company, id string) ([]entitlement.Contact, error)
}

func (w seating) write(ctx context.Context) error {
	c := w.diff.Record
	if !w.diff.Exists {
		if err := w.grant(ctx); err != nil {
			return err
		}
	}
	if !w.diff.Exists || slices.ContainsFunc(w.diff.Changes, func(ch rows.Change) bool { return ch.Field != rows.SignsIn }) {
		err := w.put(ctx, c.Company, c.Contact, next(w.diff.Known.Ref))
		if errors.Is(err, store.ErrConflict) && !w.diff.Exists {
			return errors.Join(err, w.withdraw(ctx))
		}
		if err != nil {
			return err
		}
	}
	if w.diff.Exists {
		if err := w.grant(ctx); err != nil {
			return err
		}
	}
	for _, subject := range w.signsIn {
		if subject == c.Subject && c.Access {
			continue
		}
		if err := w.store.DeleteMembership(ctx, subject, c.Member()); err != nil {
			return err
		}
	}
	return nil
}

func (w seating) grant(ctx context.Context) error {
	c := w.diff.Record
	if !c.Access || slices.Contains(w.signsIn, c.Subject) {
		return nil
	}
	return w.store.PutMembership(ctx, c.Subject, c.Member())
}

// withdraw takes back the access of a new contact that somebody else has written meanwhile, unless it is theirs too.
func (w seating) withdraw(ctx context.Context) error {
	c := w.diff.Record
	versions, err := w.history(ctx, c.Company, c.ID)
	if err != nil {
		return err
	}
	theirs := slices.ContainsFunc(versions, func(v entitlement.Contact) bool { return v.Email == c.Subject })
	if theirs || !c.Access || slices.Contains(w.signsIn, c.Subject) {
		return nil
	}
	return w.store.DeleteMembership(ctx, c.Subject, c.Member())
}
