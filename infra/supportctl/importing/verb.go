package importing

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"flatsupport/infra/supportctl/importing/rows"
	"flatsupport/infra/supportctl/verb"
	"flatsupport/shared/policy"
)

// Verb is `supportctl import`.
var Verb = verb.Verb{Name: "import", Help: "customers, people, systems and certificates from CSV files", Run: run}

// jobs is how many records are read or written at the same time.
const jobs = 8

func run(ctx context.Context, call verb.Call) error {
	var table verb.Table
	flags := verb.Flags("import", help())
	dryRun := flags.Bool("dry-run", false, "decide everything, write nothing")
	asJSON := flags.Bool("json", false, "print the report as JSON")
	by := flags.String("by", verb.User(), "`NAME` of who imports, for the books (default: the user of this machine)")
	table.Register(flags)
	paths, err := verb.Parse(flags, call)
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		return verb.Usage("import: which files? supportctl import DIR|FILE... takes %s", rows.Files())
	}
	files, err := Open(paths...)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	editions, err := policy.Editions()
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	clock, err := table.Now()
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	s, err := table.Open(ctx)
	if err != nil {
		return err
	}
	report, err := Import{
		Store: s, Editions: editions, Now: clock, By: *by, Files: files, DryRun: *dryRun, Jobs: jobs,
		Progress: now(call.Err, time.Now),
	}.Run(ctx)
	return tell(call, report, err, *asJSON)
}

// tell prints the report, and why the run failed.
func tell(call verb.Call, report Report, err error, asJSON bool) error {
	if err != nil {
		report.Error = err.Error()
	}
	if asJSON {
		if failed := report.JSON(call.Out); failed != nil {
			return failed
		}
	} else {
		report.Print(call.Out)
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrDefects):
		return verb.ErrTold
	case errors.Is(err, context.Canceled):
		return errors.New("interrupted; run it again to complete it")
	default:
		return err
	}
}

// every is how often a long import tells how far it is.
const every = 2 * time.Second

// now writes how far a stage is, now and then; a short import says nothing.
func now(w io.Writer, clock func() time.Time) func(stage string, done, of int) {
	last := clock()
	return func(stage string, done, of int) {
		if at := clock(); at.Sub(last) >= every {
			last = at
			fmt.Fprintf(w, "%s %d of %d\n", stage, done, of)
		}
	}
}

func help() string {
	var b strings.Builder
	b.WriteString(`supportctl import [FLAGS] DIR|FILE...

Brings customers and all that support needs to know of them from CSV files into the table. A folder gives all its CSV
files. Each file has one kind of records, told by its name, and a first line with the names of its columns, in any order.

What is wrong is told all at once, with line and column, and nothing is written as long as anything is. What differs from
the table is written: of a record that was known the next version, while decisions made on the old one keep it. The same
files again change nothing; rows that are missing take nothing away. Interrupted, or in conflict with another import: run
it again. What a file has no column for stays as it is. Installations, certificates, intents and partners go into the
books of their customers and partners, with the time of the import and with whoever imports.

  go run ./infra/supportctl import --local --dry-run events/import
  go run ./infra/supportctl import --local events/import
  AWS_PROFILE=desk go run ./infra/supportctl import --table NAME --json customers.csv contacts.csv

Files are UTF-8, with comma or semicolon. Yes and no may be true and false, 1 and 0, да and нет. Blanks around a cell are
dropped; characters that cannot be seen are refused. * marks a column that must be there and filled.
`)
	for _, k := range rows.Kinds() {
		fmt.Fprintf(&b, "\n%s: %s\n", k.File(), k.About)
		for _, c := range k.Columns {
			mark := " "
			if c.Required {
				mark = "*"
			}
			fmt.Fprintf(&b, "  %s %-18s %s\n", mark, c.Name, c.Form)
		}
	}
	b.WriteString(`
A contact signs in as whom tokens name by its subject. Another address lets the new one in and the old one out; another
subject lets in the new one only, so first import the old one with access "no". A contact who may not ask any more has
authorised "no"; one who may not see anything any more, access "no".
`)
	return b.String()
}
