// Command story plays stories, files that say what happens and what must follow, through the real functions on a real
// DynamoDB Local.
//
//	go run ./infra/story [--faults seed=N|seed=N..M] [--jobs N] [--quiet] FILE|FOLDER ...
//	go run ./infra/story --capacity
//
// It prints each step with its line, on a difference what was expected and what happened, and exits 1 when a story
// failed. With faults, messages and ticks are disturbed by a seeded generator and the outcome must be the same; a range
// of seeds plays every story once with each. The last line counts.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"

	"flatsupport/infra/story/play"
)

func main() {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // the functions' own lines would drown the story
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		if !errors.Is(err, errFailed) && !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "story:", err)
		}
		os.Exit(1) //nolint:gocritic // nothing is left to be put away but the signal handler
	}
}

// errFailed says that a story failed; what failed has been printed.
var errFailed = errors.New("some stories failed")

// defaultJobs keeps two processors and DynamoDB Local busy.
const defaultJobs = 3

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("story", flag.ContinueOnError)
	capacity := flags.Bool("capacity", false, "print what a ticket's life costs in read and write units")
	faults := flags.String("faults", "", "disturb messages and ticks: seed=N, or seed=N..M to play with each of them")
	editions := flags.String("editions", "events/editions", "folder of further editions that stories can be played by")
	jobs := flags.Int("jobs", defaultJobs, "how many stories are played at the same time")
	quiet := flags.Bool("quiet", false, "print only failures and the last line")
	if err := flags.Parse(args); err != nil {
		return err
	}
	seeds, err := seedsOf(*faults)
	if err != nil {
		return err
	}
	client, err := database(ctx)
	if err != nil {
		return err
	}
	if *capacity {
		return play.Capacity(ctx, client, os.Stdout)
	}
	files, err := storyFiles(flags.Args())
	if err != nil {
		return err
	}
	library, err := play.Editions(*editions)
	if err != nil {
		return err
	}
	show := show{editions: library, out: os.Stdout, progress: os.Stderr, quiet: *quiet, all: len(files) * len(seeds)}
	return show.of(ctx, client, files, seeds, max(*jobs, 1))
}
