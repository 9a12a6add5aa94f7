package contracts

import (
	"context"
	"errors"
	"log/slog"

	"flatsupport/shared/contract"
	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
)

// recorded logs an act that was put on record: one line for each decision, without a person or a text of one.
func recorded(ctx context.Context, e store.Entry, edition string) {
	slog.InfoContext(ctx, "recorded", "act", e.What, "edition", edition, "role", e.By.Role, "records", e.Refs)
}

// refused logs an act that the policy refuses, by its first reason.
func refused(ctx context.Context, what store.Act, err error) {
	var all contract.Refusals
	if !errors.As(err, &all) {
		return
	}
	first := all[0]
	slog.InfoContext(ctx, "refused", "act", what, "edition", first.Edition, "clause", first.Clause, "code", first.Code, "reasons", len(all))
}

// judgedBy is the edition that an act was judged by: that of the certificate that it makes or is about, otherwise the one
// in force.
func judgedBy(k contract.Known, d contract.Deal, asked asked) string {
	if len(d.Certificates) > 0 {
		return d.Certificates[0].Edition
	}
	if about, known := k.Facts.Certificate(asked.certificate); known {
		return about.Edition
	}
	ed, err := k.Editions.Current(coverage.DateOf(k.Now, policy.Moscow()))
	if err != nil {
		return ""
	}
	return ed.ID
}
