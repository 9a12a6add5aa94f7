// Package holding is `supportctl certificates`: what support a customer has. It also reads for other verbs what is, or was
// by an earlier day, on record of a customer.
package holding

import (
	"context"
	"fmt"
	"slices"
	"time"

	"flatsupport/infra/supportctl/verb"
	"flatsupport/shared/contract"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/view/shelf"
)

// Reader reads records of support.
type Reader struct {
	Store    *store.Store
	Editions *policy.Library
}

// Read reads what is on record of a customer, to be looked at as of now. With asOf it is what was on record then, and
// nothing of what was put there later, of whatever day it speaks (G17). A customer who is not on record is a wrong call.
func (r Reader) Read(ctx context.Context, customer string, now, asOf time.Time) (shelf.Shelf, error) {
	facts, err := r.facts(ctx, customer, asOf)
	if err != nil {
		return shelf.Shelf{}, err
	}
	if facts.Customer.ID == "" {
		return shelf.Shelf{}, verb.Usage("--customer %s is not known", customer)
	}
	book, err := r.Store.Book(ctx, customer)
	if err != nil {
		return shelf.Shelf{}, err
	}
	versions, err := r.Store.FactHistory(ctx, customer)
	if err != nil {
		return shelf.Shelf{}, err
	}
	if !asOf.IsZero() {
		book.Entries = slices.DeleteFunc(book.Entries, func(e store.Entry) bool { return e.At.After(asOf) })
		versions = slices.DeleteFunc(versions, func(v store.FactVersion) bool { return v.RecordedAt.After(asOf) })
	}
	return shelf.Shelf{Known: contract.Known{Editions: r.Editions, Facts: facts, Now: now}, Book: book, Versions: versions}, nil
}

func (r Reader) facts(ctx context.Context, customer string, asOf time.Time) (entitlement.Facts, error) {
	if asOf.IsZero() {
		return r.Store.Facts(ctx, customer)
	}
	facts, err := r.Store.FactsAsOf(ctx, customer, asOf)
	if err != nil {
		return entitlement.Facts{}, fmt.Errorf("as of %s: %w", asOf.Format(time.RFC3339), err)
	}
	return facts, nil
}
