// Command bench measures how fast the desk counts, honestly: against the public library one would take otherwise, in the
// same process and in turns, and only after both have been shown to give the same answers as counting every minute.
//
//	go -C infra/bench run . [--short] [--edition FILE]
//
// It prints ratios with their spread and judges those that have a goal; times are printed and never judged, and neither
// is a ratio whose reference varied by more than a quarter. With --short it compares the answers, counts allocations and
// prints the ratios of a few short rounds without judging them.
//
// It exits 1 when answers differ, something allocates or a goal is missed, and 3 when a goal could not be judged.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"flatsupport/infra/bench/pairs"
)

// Exit codes beside 0.
const (
	failed   = 1
	misuse   = 2
	unsteady = 3
)

// Errors of a run. What was found has been printed.
var (
	errMissed   = errors.New("not as promised")
	errUnsteady = errors.New("not everything could be judged: the machine was not quiet")
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, complaints io.Writer) int {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(complaints)
	short := flags.Bool("short", false, "compare answers and count allocations; print ratios without judging them")
	edition := flags.String("edition", "../../shared/policy/editions/flat-1.4.yaml", "the edition to load")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		if err == nil {
			fmt.Fprintf(complaints, "bench: %q is not understood; see --help\n", flags.Arg(0))
		}
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return misuse
	}
	plan := thorough
	if *short {
		plan = brief
	}
	err := bench(plan, *edition, out)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errUnsteady):
		fmt.Fprintln(complaints, "bench:", err)
		return unsteady
	default:
		fmt.Fprintln(complaints, "bench:", err)
		return failed
	}
}

// plan is how much is compared and measured.
type plan struct {
	short, long int // questions of eight hours and of sixty months that are compared
	effort      pairs.Effort
	judged      bool
	again       int // how often a measurement with an unsteady reference is repeated
}

var (
	thorough = plan{short: 4000, long: 40, effort: pairs.Effort{Pairs: 9, Chunk: 100 * time.Millisecond}, judged: true, again: 3}
	brief    = plan{short: 500, long: 5, effort: pairs.Effort{Pairs: 5, Chunk: 10 * time.Millisecond}}
)

func bench(plan plan, edition string, out io.Writer) error {
	b, err := newBusiness()
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "comparing the answers with those of the library and of every minute ...")
	if err := b.agree(plan, out); err != nil {
		return err
	}
	cases := b.arithmetic()
	for _, more := range []func() ([]comparison, error){decisions(b), func() ([]comparison, error) { return loading(edition) }} {
		list, err := more()
		if err != nil {
			return err
		}
		cases = append(cases, list...)
	}
	return measure(cases, plan, pairs.CPU, out)
}
