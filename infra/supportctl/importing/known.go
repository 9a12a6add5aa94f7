package importing

import (
	"context"
	"errors"
	"sync"

	"flatsupport/infra/supportctl/importing/rows"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
)

// read asks the table for everything that the set speaks of. Who signs in as a contact is asked after the contacts,
// whose earlier addresses tell whom to ask for.
func (im Import) read(ctx context.Context, set rows.Set) (rows.Known, error) {
	r := reader{
		store: im.Store,
		known: rows.Known{
			Customers: map[string]entitlement.Facts{}, Partners: map[string]entitlement.Facts{}, Staff: map[string]store.Staff{},
			Shifts: map[string][]store.Shift{}, Members: map[string][]store.Membership{}, Emails: map[store.Membership][]string{},
		},
	}
	stages := []struct {
		name string
		of   func(rows.Set) []question
	}{{"records read:", r.records}, {"contacts read:", r.addresses}, {"subjects read:", r.subjects}}
	for _, stage := range stages {
		questions, done := stage.of(set), 0
		err := each(ctx, im.Jobs, questions, func(ctx context.Context, ask question) error { return ask(ctx) }, func() {
			done++
			im.progress(stage.name, done, len(questions))
		})
		if err != nil {
			return rows.Known{}, err
		}
	}
	return r.known, nil
}

// reader fills in what is known. Several questions are asked at the same time.
type reader struct {
	store *store.Store
	mu    sync.Mutex
	known rows.Known
}

type question func(context.Context) error

// ask reads one thing and keeps it.
func ask[T any](r *reader, read func(context.Context) (T, error), keep func(T)) question {
	return func(ctx context.Context) error {
		answer, err := read(ctx)
		if err != nil {
			return err
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		keep(answer)
		return nil
	}
}

// customer keeps the facts of a customer, and the partners that its certificates name, whom no file may name.
func (r *reader) customer(id string) func(entitlement.Facts) {
	return func(f entitlement.Facts) {
		r.known.Customers[id] = f
		for _, p := range f.Partners {
			if _, read := r.known.Partners[p.ID]; !read {
				r.known.Partners[p.ID] = entitlement.Facts{Partners: []entitlement.Partner{p}}
			}
		}
	}
}

func (r *reader) records(set rows.Set) []question {
	var list []question
	for _, customer := range set.CustomerIDs() {
		list = append(list, ask(r, func(ctx context.Context) (entitlement.Facts, error) { return r.store.Facts(ctx, customer) },
			r.customer(customer)))
	}
	for _, partner := range set.PartnerIDs() {
		list = append(list, ask(r, func(ctx context.Context) (entitlement.Facts, error) { return r.store.PartnerFacts(ctx, partner) },
			func(f entitlement.Facts) { r.known.Partners[partner] = f }))
	}
	for _, role := range set.DutyRoles() {
		list = append(list, ask(r, func(ctx context.Context) ([]store.Shift, error) { return r.store.Shifts(ctx, role) },
			func(shifts []store.Shift) { r.known.Shifts[role] = shifts }))
	}
	for _, id := range set.StaffIDs() {
		list = append(list, func(ctx context.Context) error {
			member, err := r.store.Staff(ctx, id)
			if errors.Is(err, store.ErrNotFound) {
				return nil
			}
			return ask(r, func(context.Context) (store.Staff, error) { return member, err },
				func(m store.Staff) { r.known.Staff[id] = m })(ctx)
		})
	}
	return list
}

// addresses of contacts who are known: of all versions, when there is more than one.
func (r *reader) addresses(set rows.Set) []question {
	var list []question
	history := func(c rows.Contact, known rows.Contact, read func(context.Context) ([]entitlement.Contact, error)) {
		if store.VersionOf(known.Ref) == 1 {
			r.known.Emails[c.Member()] = []string{known.Email}
			return
		}
		list = append(list, ask(r, read, func(versions []entitlement.Contact) {
			emails := []string{}
			for _, v := range versions {
				emails = append(emails, v.Email)
			}
			r.known.Emails[c.Member()] = emails
		}))
	}
	for _, row := range set.Contacts {
		c := row.Record
		if known, ok := r.known.Contact(c.Company, c.ID); ok {
			history(c, known, func(ctx context.Context) ([]entitlement.Contact, error) {
				return r.store.ContactHistory(ctx, c.Company, c.ID)
			})
		}
	}
	for _, row := range set.PartnerContacts {
		c := row.Record
		if known, ok := r.known.PartnerContact(c.Company, c.ID); ok {
			history(c, known, func(ctx context.Context) ([]entitlement.Contact, error) {
				return r.store.PartnerContactHistory(ctx, c.Company, c.ID)
			})
		}
	}
	return list
}

func (r *reader) subjects(set rows.Set) []question {
	var list []question
	asked := map[string]bool{"": true}
	for _, people := range [][]rows.Row[rows.Contact]{set.PartnerContacts, set.Contacts} {
		for _, row := range people {
			for _, subject := range append([]string{row.Record.Subject, row.Record.Email}, r.known.Emails[row.Record.Member()]...) {
				if asked[subject] {
					continue
				}
				asked[subject] = true
				list = append(list, ask(r, func(ctx context.Context) ([]store.Membership, error) { return r.store.Subject(ctx, subject) },
					func(members []store.Membership) { r.known.Members[subject] = members }))
			}
		}
	}
	return list
}
