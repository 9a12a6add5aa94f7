package importing

import (
	"context"
	"errors"
	"slices"

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
	write func(context.Context) error // nil: nothing is to be written, or the book of a customer is the place
	post  *posting                    // what goes into the book
}

// writes reports whether the row is to be written.
func (st step) writes() bool { return st.write != nil || st.post != nil }

// plan decides about every row, in the order in which they are written.
func (im Import) plan(d rows.Differences, known rows.Known) []step {
	s := im.Store
	var steps []step
	for _, m := range d.Staff {
		steps = append(steps, of(m, func(ctx context.Context) error { return s.ReplaceStaff(ctx, was(m), m.Record) }))
	}
	for _, sh := range d.Shifts {
		step := of(sh, func(ctx context.Context) error { return s.ReplaceShift(ctx, was(sh), sh.Record) })
		if step.write != nil && sh.Record.Over(im.Now) {
			step.entry.Outcome, step.entry.Fields, step.write = Over, nil, nil
		}
		steps = append(steps, step)
	}
	for _, p := range d.Partners {
		steps = append(steps, of(p, func(ctx context.Context) error { return im.partner(ctx, p) }))
	}
	for _, c := range d.Customers {
		steps = append(steps, of(c, func(ctx context.Context) error { return s.PutCustomer(ctx, c.Record, next(c.Known.Ref)) }))
	}
	for _, i := range d.Installations {
		inst := i.Record.Installation
		steps = append(steps, into(i, posting{customer: i.Record.Customer, system: inst.ID, was: i.Known.Ref, installation: &inst}))
	}
	for _, l := range d.Licences {
		known, _ := known.Installation(l.Record.Customer, l.Record.Installation)
		inst := known.Installation
		inst.Licences = l.Record.Activated
		steps = append(steps, into(l, posting{customer: l.Record.Customer, system: l.Record.Installation, was: inst.Ref, installation: &inst}))
	}
	for _, c := range d.Certificates {
		cert := c.Record.Certificate
		bound := cert.Partner != "" && (c.Known.Partner != cert.Partner || c.Known.Package != cert.Package)
		steps = append(steps, into(c, posting{
			customer: c.Record.Customer, system: cert.Installation, was: c.Known.Ref, certificate: &cert, bound: bound,
		}))
	}
	for _, i := range d.Intents {
		intent := i.Record.Intent
		steps = append(steps, into(i, posting{customer: i.Record.Customer, was: i.Known.Ref, intent: &intent}))
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
	st := step{entry: Entry{Kind: d.Kind, ID: d.ID, File: d.Row.File, Line: d.Row.Line, Outcome: Unchanged, Fields: d.Changes}, write: write}
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

// into is a step whose record goes into the book of its customer.
func into[T any](d rows.Diff[T], p posting) step {
	st := of(d, nil)
	if st.entry.Outcome != Unchanged {
		p.entries, st.post = []Entry{st.entry}, &p
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
