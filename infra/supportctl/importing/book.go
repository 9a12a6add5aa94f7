package importing

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"flatsupport/infra/supportctl/importing/rows"
	"flatsupport/shared/contract"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// attempts bounds how often a transaction is tried again because somebody else put something on record in between.
const attempts = 8

// errAgain: somebody else was first with something that need not concern this import; look again.
var errAgain = fmt.Errorf("try again: %w", store.ErrConflict)

// batch puts everything that is said of one customer on record: in one transaction, or several where it is more than one
// can take. Before each it looks again what is on record; what others have written meanwhile is not written over.
func (im Import) batch(ctx context.Context, left []*posting, wrote func(int)) error {
	customer := left[0].customer
	for attempt := 0; ; attempt++ {
		book, err := im.Store.Book(ctx, customer)
		if err != nil {
			return named(left[0].entries[0], err)
		}
		facts, err := im.Store.Facts(ctx, customer)
		if err != nil {
			return named(left[0].entries[0], err)
		}
		before := left
		if left, err = remaining(left, facts); err != nil {
			return err
		}
		if done := rowsOf(before) - rowsOf(left); done > 0 {
			wrote(done) // by somebody who wished the same, or by a try whose answer was lost
		}
		if len(left) == 0 {
			return nil
		}
		now := left[:fitting(left)]
		err = im.post(ctx, book, facts, now)
		switch {
		case errors.Is(err, errAgain) && attempt < attempts:
			continue
		case err != nil:
			return named(now[0].entries[0], err)
		}
		wrote(rowsOf(now))
		if left, attempt = left[len(now):], 0; len(left) == 0 {
			return nil
		}
	}
}

// remaining are the postings that are not on record yet. It is a conflict when a record is not what the import has read.
func remaining(list []*posting, facts entitlement.Facts) ([]*posting, error) {
	var left []*posting
	for _, p := range list {
		switch same, asRead := p.state(facts); {
		case same:
		case asRead:
			left = append(left, p)
		default:
			return list, named(p.entries[0], store.ErrConflict)
		}
	}
	return left, nil
}

// post makes one entry.
func (im Import) post(ctx context.Context, book store.Book, facts entitlement.Facts, list []*posting) error {
	var records store.Records
	var files []string
	for _, p := range list {
		switch {
		case p.installation != nil:
			p.installation.Ref = p.was
			records.Installations = append(records.Installations, *p.installation)
		case p.certificate != nil:
			p.certificate.Ref = p.was
			records.Certificates = append(records.Certificates, *p.certificate)
		default:
			p.intent.Ref = p.was
			records.Intents = append(records.Intents, *p.intent)
		}
		for _, row := range p.entries {
			files = append(files, row.File)
		}
	}
	known := contract.Known{Editions: im.Editions, Facts: facts, Now: im.Now}
	err := rows.Contradiction(known, contract.Deal{Certificates: records.Certificates, Installations: records.Installations})
	if err != nil {
		return fmt.Errorf("%w: it contradicts what is on record by now: %w", store.ErrConflict, err)
	}
	rests, err := im.sellers(ctx, known, list)
	if err != nil {
		return err
	}
	_, err = im.Store.Enter(ctx, book, im.entry(book, files...), records, rests...)
	if errors.Is(err, store.ErrConflict) {
		return fmt.Errorf("%w: %w", errAgain, err)
	}
	return err
}

// sellers are the records of the partners who buy, each of whom has the status still (R24).
func (im Import) sellers(ctx context.Context, k contract.Known, list []*posting) ([]entitlement.Ref, error) {
	var refs []entitlement.Ref
	for _, p := range list {
		if !p.bound {
			continue
		}
		partner, err := im.Store.Partner(ctx, p.certificate.Partner)
		if err != nil {
			return nil, err
		}
		ed, err := im.Editions.Edition(p.certificate.Edition)
		if err != nil {
			return nil, err
		}
		pack, _ := ed.Package(p.certificate.Package)
		k.Facts.Partners = []entitlement.Partner{partner}
		if refused := k.PartnerOnly(ed, pack, partner.ID); len(refused) > 0 {
			return nil, fmt.Errorf("%w: %w", store.ErrConflict, refused)
		}
		if !slices.Contains(refs, partner.Ref) {
			refs = append(refs, partner.Ref)
		}
	}
	return refs, nil
}

// entry says who imports, when, and from which files. The time of a book never runs backwards.
func (im Import) entry(book store.Book, files ...string) store.Entry {
	e := store.Entry{At: im.Now, By: ticket.Actor{Role: ticket.Operator, ID: im.By}, What: store.ActImported}
	if n := len(book.Entries); n > 0 && book.Entries[n-1].At.After(e.At) {
		e.At = book.Entries[n-1].At
	}
	for i, name := range files {
		files[i] = filepath.Base(name)
	}
	slices.Sort(files)
	e.Evidence = strings.Join(slices.Compact(files), ", ")
	return e
}

// partner puts a partner on record, unless the record says so already.
func (im Import) partner(ctx context.Context, d rows.Diff[entitlement.Partner]) error {
	p := d.Record
	p.Ref = d.Known.Ref
	for attempt := 0; ; attempt++ {
		book, err := im.Store.PartnerBook(ctx, p.ID)
		if err != nil {
			return err
		}
		have, err := im.Store.Partner(ctx, p.ID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if have.Ref != p.Ref {
			if have.Name == p.Name && have.HasStatus(im.Now) == p.HasStatus(im.Now) {
				return nil // somebody else wished the same
			}
			return store.ErrConflict
		}
		_, err = im.Store.Enter(ctx, book, im.entry(book, d.Row.File), store.Records{Partner: &p})
		if !errors.Is(err, store.ErrConflict) || attempt == attempts {
			return err
		}
	}
}
