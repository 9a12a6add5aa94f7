// Command clauses proves that every clause of the policy is executed: it follows each clause, each rule of the document
// and each reading to the datum that carries it, the code that executes it and the stories that tell of it, and each
// acceptance case to where it runs.
//
//	go run ./infra/clauses [--quiet] [--markdown]
//	go run ./infra/clauses --write
//
// It exits 1 when something is missing without an exception, when an exception is needed no more, or when the published
// pages say something else; with --write it publishes them anew. With --markdown it prints them.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"flatsupport/infra/clauses/trace"
)

func main() {
	err := run(os.Args[1:], trace.Module("."), os.Stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "clauses:", err)
		os.Exit(1)
	}
}

// errFound says that something is wrong; what it is has been printed.
var errFound = errors.New("the chain from clauses to stories is broken")

func run(args []string, tree trace.Tree, out io.Writer) error {
	flags := flag.NewFlagSet("clauses", flag.ContinueOnError)
	write := flags.Bool("write", false, "publish the pages anew")
	markdown := flags.Bool("markdown", false, "print the pages instead of columns")
	quiet := flags.Bool("quiet", false, "print only what is wrong and the last lines")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%q: nothing but flags is expected", flags.Arg(0))
	}
	report, err := trace.Read(tree)
	if err != nil {
		return err
	}
	pages := report.Files(tree)
	switch {
	case *markdown:
		for _, file := range slices.Sorted(maps.Keys(pages)) {
			fmt.Fprintln(out, pages[file])
		}
	case !*quiet && !*write:
		if err := report.Print(out); err != nil {
			return err
		}
	}
	findings := report.Findings
	if *write {
		err = tree.Publish(pages)
	} else {
		var stale []string
		stale, err = tree.Stale(pages)
		findings = append(findings, stale...)
	}
	if err != nil {
		return err
	}
	for _, f := range findings {
		fmt.Fprintln(out, f)
	}
	if !*markdown {
		report.Sum(out)
	}
	if len(findings) > 0 {
		return errFound
	}
	return nil
}
