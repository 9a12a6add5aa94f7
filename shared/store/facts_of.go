package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"flatsupport/shared/entitlement"
)

// ErrBadRef: a Ref that this store never gave out.
var ErrBadRef = errors.New("not a reference to a fact")

// FactsOf reads the very versions of facts that the refs of a decision name, of the customer and of the partners among
// them: what was known when it was made, whatever has been recorded since. Nothing else is read. A version that is not
// there is ErrNotFound; a ref of another form is ErrBadRef.
func (s *Store) FactsOf(ctx context.Context, customer string, refs []string) (entitlement.Facts, error) {
	found := make([]fact, len(refs))
	failed := make([]error, len(refs))
	var all sync.WaitGroup
	for i, ref := range refs {
		all.Go(func() { found[i], failed[i] = s.version(ctx, customer, ref) })
	}
	all.Wait()
	var facts entitlement.Facts
	for i, ref := range refs {
		err := failed[i]
		if err == nil {
			err = add(&facts, found[i].item, found[i].name, found[i].partner, found[i].version)
		}
		if err != nil {
			return entitlement.Facts{}, fmt.Errorf("fact %s of customer %s: %w", ref, customer, err)
		}
	}
	return facts, nil
}

// fact is a version as it is kept.
type fact struct {
	item    item
	name    factName
	partner string
	version int
}

func (s *Store) version(ctx context.Context, customer, ref string) (fact, error) {
	f, pk, err := parseRef(customer, ref)
	if err != nil {
		return fact{}, err
	}
	f.item, err = s.get(ctx, "read fact", factKey(pk, f.name.kind, f.name.id, f.version))
	return f, err
}

// parseRef is the inverse of refOf. The customer itself and a partner stand in their partition without an id; a partner's
// contact is told by the slash in its id.
func parseRef(customer, ref string) (f fact, pk string, err error) {
	word, rest, _ := strings.Cut(ref, "/")
	at := strings.LastIndex(rest, "@")
	f.version = VersionOf(entitlement.Ref(ref))
	for kind, w := range refWords {
		if w == word {
			f.name.kind = kind
		}
	}
	if f.name.kind == "" || at < 1 || f.version < 1 || f.version > maxVersion {
		return fact{}, "", ErrBadRef
	}
	id := rest[:at]
	if slices.Contains([]string{kindContact, kindPartner}, f.name.kind) {
		f.partner, _, _ = strings.Cut(id, "/")
	}
	switch {
	case f.name.kind == kindCustomer && id != customer:
		return fact{}, "", ErrBadRef
	case f.name.kind == kindCustomer:
		return f, customerPK(customer), nil
	case f.name.kind == kindPartner:
		return f, partnerPK(id), nil
	case f.name.kind == kindContact && strings.Contains(id, "/"):
		f.name.id = id[len(f.partner)+1:]
		return f, partnerPK(f.partner), nil
	default:
		f.partner, f.name.id = "", id
		return f, customerPK(customer), nil
	}
}
