package rows

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"flatsupport/infra/supportctl/importing/sheet"
	"flatsupport/shared/contract"
	"flatsupport/shared/policy"
)

// Contradiction tells that certificates contradict each other as they would be after a deal, and did not before or not
// so: a renewal that starts elsewhere than where the one before it ends (R12, R14), one sold in the window that has an
// upgrade or after it that has none (R15), one that renews what was taken back or is renewed already.
func Contradiction(k contract.Known, d contract.Deal) error {
	before, after := contract.Contradictions(k), contract.Contradictions(k.With(d))
	if after == nil || before != nil && before.Error() == after.Error() {
		return nil
	}
	return after
}

// holding are the certificates and systems of a customer in the files.
type holding struct {
	deal  contract.Deal
	rows  []*sheet.Row
	certs map[string]*sheet.Row
}

// contradictions refuses certificates and systems of a customer that make its records contradict each other. While one of
// its rows is wrong by itself nothing is said about them all.
func (c checker) contradictions() {
	if c.set.torn[certificates.Name] || c.set.torn[installations.Name] {
		return
	}
	held := map[string]*holding{}
	of := func(customer string, row *sheet.Row) *holding {
		if held[customer] == nil {
			held[customer] = &holding{certs: map[string]*sheet.Row{}}
		}
		held[customer].rows = append(held[customer].rows, row)
		return held[customer]
	}
	for _, row := range c.set.Installations {
		h := of(row.Record.Customer, row.Row)
		h.deal.Installations = append(h.deal.Installations, row.Record.Installation)
	}
	for _, row := range c.set.Certificates {
		h := of(row.Record.Customer, row.Row)
		h.deal.Certificates, h.certs[row.Record.ID] = append(h.deal.Certificates, row.Record.Certificate), row.Row
	}
	for _, customer := range slices.Sorted(maps.Keys(held)) {
		c.contradiction(customer, held[customer])
	}
}

func (c checker) contradiction(customer string, h *holding) {
	if slices.ContainsFunc(h.rows, func(r *sheet.Row) bool { return !r.Sound() }) {
		return
	}
	err := Contradiction(contract.Known{Editions: c.editions, Facts: c.known.Customers[customer], Now: c.now}, h.deal)
	var refused contract.Refusals
	if !errors.As(err, &refused) {
		return
	}
	row := h.rows[0]
	for _, f := range slices.Backward(refused[0].Facts) {
		if at, ok := h.certs[f.Value]; ok && (f.Name == "certificate" || f.Name == "renews") {
			row = at // the renewal rather than what it renews
		}
	}
	row.RefuseBy(string(policy.RecordsContradict), "renews", "%s", Said(refused[0]))
}

// Said is a refusal with the figures that it rests on, in one sentence.
func Said(r *contract.Refusal) string {
	var figures []string
	for _, f := range r.Facts {
		figures = append(figures, f.Label.EN+" "+f.Value)
	}
	return fmt.Sprintf("%s (clause %s): %s", strings.TrimSuffix(r.Reason.EN, "."), r.Clause, strings.Join(figures, ", "))
}
