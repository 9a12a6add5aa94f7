package stack

import (
	"context"
	"fmt"
	"slices"

	"flatsupport/infra/local/pages"
	"flatsupport/shared/contract"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/view/shelf"
)

// shownCustomers bounds the live page.
const shownCustomers = 30

// certificates reads the certificates that the live page shows, customer by customer. It reads the whole table, which only
// a local one is small enough for.
func (s *Stack) certificates(ctx context.Context, lang string) ([]pages.Certificate, error) {
	desk := store.New(s.dynamoDB, s.table)
	var customers []string
	err := desk.EachCustomer(ctx, func(customer string) error {
		customers = append(customers, customer)
		return nil
	})
	if err != nil {
		return nil, err
	}
	editions, err := policy.Editions()
	if err != nil {
		return nil, fmt.Errorf("read the editions: %w", err)
	}
	slices.Sort(customers)
	var rows []pages.Certificate
	for _, customer := range customers[:min(len(customers), shownCustomers)] {
		facts, err := desk.Facts(ctx, customer)
		if err != nil {
			return nil, err
		}
		known := contract.Known{Editions: editions, Facts: facts, Now: s.door.Now()}
		list, err := shelf.CertificatesOf(shelf.Shelf{Known: known}, "", lang, false)
		if err != nil {
			return nil, fmt.Errorf("customer %s: %w", customer, err)
		}
		for _, c := range list.Certificates {
			row := pages.Certificate{
				Customer: customer, ID: c.ID, Installation: c.Installation, Package: c.Package.Code, Shown: texts.Label(c.Support, lang),
			}
			if c.Dates != nil {
				row.Through = c.Dates.Through
			}
			rows = append(rows, row)
		}
	}
	return rows, nil
}
