// Command story plays stories, files that say what happens and what must follow, through the real functions on a real
// DynamoDB Local.
//
//	go run ./infra/story [--faults seed=N] FILE|FOLDER ...
//	go run ./infra/story --capacity
//
// It prints each step, on a difference what was expected and what happened, and exits 1 when a story failed.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"flatsupport/infra/story/play"
)

func main() {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // the functions' own lines would drown the story
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1) //nolint:gocritic // nothing is left to be put away but the signal handler
	}
}

var errFailed = errors.New("some stories failed")

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("story", flag.ContinueOnError)
	capacity := flags.Bool("capacity", false, "print what a ticket's life costs in read and write units")
	faults := flags.String("faults", "", "disturb messages and ticks: seed=N")
	quiet := flags.Bool("quiet", false, "print only failures and the last line")
	if err := flags.Parse(args); err != nil {
		return err
	}
	seed, err := seedOf(*faults)
	if err != nil {
		return err
	}
	tables, err := newTables(ctx)
	if err != nil {
		return err
	}
	if *capacity {
		return play.Capacity(ctx, tables.make, os.Stdout)
	}
	files, err := storyFiles(flags.Args())
	if err != nil {
		return err
	}
	return playAll(ctx, play.Stage{Table: tables.make, Seed: seed}, files, *quiet)
}

func playAll(ctx context.Context, stage play.Stage, files []string, quiet bool) error {
	passed, failed := 0, 0
	for _, file := range files {
		problems, title := playFile(ctx, stage, file, quiet)
		if len(problems) == 0 {
			passed++
			continue
		}
		failed++
		fmt.Printf("FAILED %s: %s\n", file, title)
		for _, problem := range problems {
			fmt.Println("    ", problem)
		}
	}
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		return errFailed
	}
	return ctx.Err()
}

func playFile(ctx context.Context, stage play.Stage, file string, quiet bool) (problems []string, title string) {
	src, err := os.ReadFile(file) //nolint:gosec // the file that the user named
	if err != nil {
		return []string{err.Error()}, ""
	}
	story, err := play.Parse(src)
	if err != nil {
		return []string{err.Error()}, ""
	}
	if !quiet {
		fmt.Printf("%s (%s)\n", story.Title, strings.Join(story.Clauses, ", "))
		stage.Out = os.Stdout
	}
	result, err := stage.Play(ctx, story)
	if err != nil {
		return []string{err.Error()}, story.Title
	}
	return result.Failures, story.Title
}

// seedOf reads "seed=7" or "7"; empty is no faults.
func seedOf(s string) (uint64, error) {
	if s == "" {
		return 0, nil
	}
	seed, err := strconv.ParseUint(strings.TrimPrefix(s, "seed="), 10, 64)
	if err != nil || seed == 0 {
		return 0, fmt.Errorf("--faults %q: write seed=N, N from 1 on", s)
	}
	return seed, nil
}

// storyFiles are the named files and all stories below the named folders.
func storyFiles(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			files = append(files, arg)
			continue
		}
		err = filepath.WalkDir(arg, func(path string, _ os.DirEntry, err error) error {
			if strings.HasSuffix(path, ".yaml") {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if len(files) == 0 {
		return nil, errors.New("no story: name a file or a folder, for example events/stories")
	}
	sort.Strings(files)
	return files, nil
}
