// Command run plays random histories against the rule rooms and against the model of the policy, and prints where they
// differ: histories of requests and tickets, and for every ten of them one of sales, renewals and corrections, which is
// longer.
//
//	go run ./infra/model/run [-n N] [-deals D] [-seed S] [-first F]
//
// It exits 1 when the two differ, with the smallest history that shows it and both answers.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"

	"flatsupport/infra/model/contest"
	dealcontest "flatsupport/infra/model/deals/contest"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		if !errors.Is(err, errDiffer) && !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "model:", err)
		}
		os.Exit(1)
	}
}

// errDiffer: the desk and the model differ; how has been printed.
var errDiffer = errors.New("the desk and the model differ")

func run(args []string) error {
	flags := flag.NewFlagSet("model", flag.ContinueOnError)
	n := flags.Uint64("n", 100_000, "how many histories of tickets are played")
	ofDeals := flags.Uint64("deals", 0, "how many histories of deals are played; 0: one for every ten of tickets")
	seed := flags.Uint64("seed", 1, "of the histories")
	first := flags.Uint64("first", 0, "number of the first history")
	jobs := flags.Int("jobs", runtime.NumCPU(), "how many histories are played at the same time")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *ofDeals == 0 {
		*ofDeals = (*n + 9) / 10
	}
	if err := deals(*seed, *first, *ofDeals, max(*jobs, 1)); err != nil {
		return err
	}
	return tickets(*seed, *first, *n, max(*jobs, 1))
}

// tickets plays requests and what becomes of them.
func tickets(seed, first, n uint64, jobs int) error {
	c, err := contest.New(os.DirFS("."))
	if err != nil {
		return err
	}
	result, err := c.Run(seed, first, n, jobs, progress("tickets", n))
	fmt.Fprint(os.Stderr, "\r")
	if err != nil {
		return err
	}
	fmt.Println(result.Summary())
	if result.Failure != nil {
		fmt.Printf("%s%d histories, 1 difference (seed %d, history %d)\n", result.Failure, result.Played, seed, result.Failure.Number)
		return errDiffer
	}
	fmt.Printf("%d histories, 0 differences\n", result.Played)
	return nil
}

// deals plays what is sold, renewed, declared, commissioned and corrected.
func deals(seed, first, n uint64, jobs int) error {
	c, err := dealcontest.New(os.DirFS("."))
	if err != nil {
		return err
	}
	result, err := c.Run(seed, first, n, jobs, progress("deals", n))
	fmt.Fprint(os.Stderr, "\r")
	if err != nil {
		return err
	}
	fmt.Println(result.Summary())
	if result.Failure != nil {
		fmt.Printf("%s%d histories of deals, 1 difference (seed %d, history %d)\n", result.Failure, result.Played, seed, result.Failure.Number)
		return errDiffer
	}
	fmt.Printf("%d histories of deals, 0 differences\n", result.Played)
	return nil
}

// progress prints how many histories are done, now and then.
func progress(what string, n uint64) func(done uint64) {
	return func(done uint64) {
		if done%1000 == 0 {
			fmt.Fprintf(os.Stderr, "\r%s: %d of %d", what, done, n)
		}
	}
}
