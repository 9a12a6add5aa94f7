package verify

import (
	"context"
	"errors"
	"fmt"

	"flatsupport/shared/contract"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
)

// Customer is what was compared of a customer's certificates and its book, and what differed.
type Customer struct {
	Customer    string         `json:"customer"`
	Compared    CustomerCounts `json:"compared"`
	Differences []Difference   `json:"differences"`
}

// CustomerCounts are how many of each were looked at.
type CustomerCounts struct {
	Certificates int `json:"certificates"` // whose chains do not contradict each other
	Entries      int `json:"entries"`      // of the book
	Records      int `json:"records"`      // versions of records, of which each entry names its own
}

// Add adds the counts of another customer.
func (c *CustomerCounts) Add(o CustomerCounts) {
	c.Certificates += o.Certificates
	c.Entries += o.Entries
	c.Records += o.Records
}

// Customer holds the records of a customer's support against each other: the certificates and their chains (R12, R14,
// R15), the entries of the book, numbered without a gap, and the versions of records that they say they have made.
func (v Verifier) Customer(ctx context.Context, customer string) (Customer, error) {
	for range attempts {
		book, err := v.Docket.Store.Book(ctx, customer)
		if err != nil {
			return Customer{}, err
		}
		facts, err := v.Docket.Store.Facts(ctx, customer)
		if err != nil {
			return Customer{}, err
		}
		versions, err := v.Docket.Store.FactHistory(ctx, customer)
		if err != nil {
			return Customer{}, err
		}
		after, err := v.Docket.Store.Book(ctx, customer)
		if err != nil {
			return Customer{}, err
		}
		if len(after.Entries) == len(book.Entries) {
			return v.records(customer, book, facts, versions)
		}
	}
	return Customer{}, fmt.Errorf("customer %s: written %d times while it was read: %w", customer, attempts, store.ErrConflict)
}

func (v Verifier) records(customer string, book store.Book, facts entitlement.Facts, versions []store.FactVersion) (Customer, error) {
	out := Customer{Customer: customer, Differences: []Difference{}, Compared: CustomerCounts{
		Certificates: len(facts.Certificates), Entries: len(book.Entries), Records: len(versions),
	}}
	differs := func(what, recorded, computed string) {
		out.Differences = append(out.Differences, Difference{What: what, Recorded: recorded, Computed: computed})
	}
	err := contract.Contradictions(contract.Known{Editions: v.Docket.Editions, Facts: facts, Now: v.Now})
	if refused := contract.Refusals(nil); errors.As(err, &refused) {
		differs("certificates contradict each other: "+refused.Error(), "", "")
	} else if err != nil {
		return Customer{}, fmt.Errorf("customer %s: %w", customer, err)
	}
	there := map[entitlement.Ref]store.FactVersion{}
	for _, version := range versions {
		there[version.Ref] = version
	}
	named, keys := map[entitlement.Ref]bool{}, map[string]bool{}
	for i, e := range book.Entries {
		if e.Number != i+1 {
			differs("entries of the book are not numbered without a gap", fmt.Sprint(e.Number), fmt.Sprint(i+1))
			break
		}
		if e.Key != "" && keys[e.Key] {
			differs(fmt.Sprintf("entry %d happened before under the same key", e.Number), e.Key, "")
		}
		keys[e.Key] = true
		for _, ref := range e.Refs {
			version, ok := there[ref]
			named[ref] = true
			switch {
			case !ok:
				differs(fmt.Sprintf("entry %d names %s, which is not there", e.Number, ref), "", "")
			case version.Entry != e.Number:
				differs(fmt.Sprintf("%s, which entry %d names, is of another", ref, e.Number), fmt.Sprint(version.Entry), fmt.Sprint(e.Number))
			case !version.RecordedAt.Equal(e.At):
				differs(fmt.Sprintf("%s was not put on record with entry %d", ref, e.Number), instant(version.RecordedAt), instant(e.At))
			}
		}
	}
	for _, version := range versions {
		if version.Entry > 0 && !named[version.Ref] {
			differs(fmt.Sprintf("%s says that entry %d has made it, which does not name it", version.Ref, version.Entry), "", "")
		}
		if n := store.VersionOf(version.Ref); n > 1 {
			if _, ok := there[refBefore(version.Ref, n)]; !ok {
				differs(fmt.Sprintf("%s has no version before it", version.Ref), "", "")
			}
		}
	}
	return out, nil
}

// refBefore names the version before.
func refBefore(ref entitlement.Ref, version int) entitlement.Ref {
	id := string(ref)[:len(ref)-len(fmt.Sprintf("@%d", version))]
	return entitlement.Ref(fmt.Sprintf("%s@%d", id, version-1))
}
