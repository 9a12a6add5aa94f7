// Package importing brings customers and everything that support needs to know of them from CSV files into the table.
//
// It reads the files, reads what the table knows of the same records, tells all that is wrong at once and writes nothing
// as long as anything is, then writes what differs: of a fact the next version, never over an old one. What is said of
// support that was sold, and of a partner, goes into the book of the customer or the partner, all that is said of one in
// one transaction, with the operator and the time. The same files again change nothing; an import that was interrupted is
// completed by running it again; of two at the same time the second to come to a record is told so.
package importing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"flatsupport/infra/supportctl/importing/rows"
	"flatsupport/infra/supportctl/importing/sheet"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
)

var (
	// ErrDefects: something is wrong with the files; the report names it all. Nothing was written.
	ErrDefects = errors.New("the files are refused and nothing was written")
	// ErrUnfinished: not everything was written. What was is whole, and running the same import again writes the rest.
	ErrUnfinished = errors.New("the import is not finished; run it again to complete it")
)

// Import is one run.
type Import struct {
	Store    *store.Store
	Editions *policy.Library
	Now      time.Time
	By       string // who imports, as the books name the operator
	Files    []rows.File
	DryRun   bool // decide everything, write nothing
	// Jobs is how many records are read or written at the same time; 0: one after the other.
	Jobs int
	// Progress is told how far a stage has come; nil: nobody. It is called by one goroutine at a time.
	Progress func(stage string, done, of int)
}

// Run imports. The report says what was found and done, also when there is an error.
// Errors: ErrDefects, ErrUnfinished (with the store's: store.ErrConflict among them), and those of reading the table.
func (im Import) Run(ctx context.Context) (Report, error) {
	report := Report{DryRun: im.DryRun}
	var found sheet.Report
	set := rows.Read(im.Files, &found)
	known, err := im.read(ctx, set)
	if err == nil {
		set.Check(known, im.Editions, im.Now)
	}
	report.Defects = found.Defects()
	switch {
	case err != nil:
		return report, fmt.Errorf("read what the table knows: %w", err)
	case !found.Clean():
		return report, ErrDefects
	}
	differences := set.Differ(known)
	steps := im.plan(differences, known)
	report.count(steps)
	if im.DryRun {
		return report, nil
	}
	report.Written, err = im.write(ctx, steps)
	if err == nil {
		err = im.watch(ctx, differences)
	}
	if err != nil {
		return report, fmt.Errorf("%w: %w", ErrUnfinished, err)
	}
	return report, nil
}

func (im Import) progress(stage string, done, of int) {
	if im.Progress != nil {
		im.Progress(stage, done, of)
	}
}
