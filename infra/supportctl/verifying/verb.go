// Package verifying is `supportctl verify`: it replays stored tickets and says what does not follow from what.
package verifying

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"flatsupport/infra/story/given"
	"flatsupport/infra/supportctl/verb"
	"flatsupport/infra/verify"
	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// Verb is `supportctl verify`.
var Verb = verb.Verb{Name: "verify", Help: "replays tickets: decision, steps and due times, bit for bit", Run: run}

const help = `supportctl verify [FLAGS] TICKET...
supportctl verify [FLAGS] --all

Replays tickets from their events and holds what is recorded against what the rules give:

  - the decision, judged again on the versions of the records that it names, under its edition and its calendars
  - whether each event was lawful where it stands, by whom it could be done, and the message that goes with it
  - every clock at the instant of every event; due times that a recount names
  - every step: due when it was taken, and none due and not taken for longer than --late
  - every notice that an event had to announce, and the wake-up that is left
  - the explanation of every due time, added up by a checker that knows nothing but the printed lines

It prints what it compared and every difference; with a difference the exit code is 1. What a person did and wrote is the
record itself and follows from nothing: supportctl verify --fields lists what that is, and what it is held to all the same.

  go run ./infra/supportctl verify --local 74HRB-KGQ54
  go run ./infra/supportctl verify --local --all --json
  AWS_PROFILE=desk go run ./infra/supportctl verify --table NAME 74HRB-KGQ54
`

func run(ctx context.Context, call verb.Call) error {
	var table verb.Table
	flags := verb.Flags("verify", help)
	all := flags.Bool("all", false, "all tickets; it reads the whole table, which costs as much as the table is large")
	late := flags.Duration("late", 15*time.Minute, "how late a step may be taken, `TIME` such as 15m")
	at := flags.String("at", "", "as if it were this `INSTANT`, such as \"2026-11-20 17:30\" in Moscow (default: now)")
	asJSON := flags.Bool("json", false, "print the reports as JSON")
	fields := flags.Bool("fields", false, "list the fields of events that nothing else tells, and do nothing else")
	table.Register(flags)
	numbers, err := verb.Parse(flags, call)
	if err != nil {
		return err
	}
	if *fields {
		return printFields(call.Out)
	}
	ids, err := named(numbers, *all)
	if err != nil {
		return err
	}
	if *late < time.Minute {
		return verb.Usage("verify: --late %s is shorter than the sweep's minute", *late)
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	if *at != "" {
		if now, err = given.Instant(*at); err != nil {
			return verb.Usage("verify: --at: %v", err)
		}
	}
	editions, err := policy.Editions()
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	s, err := table.Open(ctx)
	if err != nil {
		return err
	}
	if *all {
		if ids, err = everyTicket(ctx, s); err != nil {
			return fmt.Errorf("verify: %w", err)
		}
	}
	v := verify.Verifier{Docket: docket.Docket{Store: s, Editions: editions}, Now: now, Late: *late, Moved: table.Local()}
	return tell(ctx, call.Out, v, ids, *asJSON)
}

// named are the ids of the numbers.
func named(numbers []string, all bool) ([]string, error) {
	switch {
	case all && len(numbers) > 0:
		return nil, verb.Usage("verify: both numbers and --all were given; name the tickets, or take --all")
	case !all && len(numbers) == 0:
		return nil, verb.Usage("verify: which tickets? name their numbers, or take --all")
	}
	ids := make([]string, 0, len(numbers))
	for _, number := range numbers {
		id, err := ticket.ParseNumber(number)
		if err != nil {
			return nil, verb.Usage("verify: %q is no ticket number: it has ten characters, and the last one checks the others", number)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func everyTicket(ctx context.Context, s *store.Store) ([]string, error) {
	records, err := s.ScanTickets(ctx)
	ids := make([]string, 0, len(records))
	for _, rec := range records {
		ids = append(ids, rec.ID)
	}
	return ids, err
}

// tell verifies the tickets one by one and prints what came of each as it comes.
func tell(ctx context.Context, out io.Writer, v verify.Verifier, ids []string, asJSON bool) error {
	reports := make([]verify.Report, 0, len(ids))
	var sum verify.Counts
	differ := 0
	for _, id := range ids {
		r, err := v.Ticket(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("verify: there is no ticket %s", ticket.ShowNumber(id))
		}
		if err != nil {
			return fmt.Errorf("verify: %w", err)
		}
		sum.Add(r.Compared)
		if len(r.Differences) > 0 {
			differ++
		}
		reports = append(reports, r)
		if !asJSON {
			printReport(out, r)
		}
	}
	if asJSON {
		to := json.NewEncoder(out)
		to.SetIndent("", "  ")
		if err := to.Encode(reports); err != nil {
			return err
		}
	} else if len(ids) != 1 {
		fmt.Fprintf(out, "%d tickets, %d with differences: %s\n", len(ids), differ, counts(sum))
	}
	if differ > 0 {
		return verb.ErrTold
	}
	return nil
}

func printReport(out io.Writer, r verify.Report) {
	verdict := "the same"
	if n := len(r.Differences); n > 0 {
		verdict = fmt.Sprintf("differences: %d", n)
	}
	fmt.Fprintf(out, "%s: %s; %s\n", ticket.ShowNumber(r.Ticket), verdict, counts(r.Compared))
	for _, d := range r.Differences {
		fmt.Fprintf(out, "  %s\n", d)
	}
}

func counts(c verify.Counts) string {
	return fmt.Sprintf("compared %d events, %d decisions on %d records, %d clocks, %d steps, %d looks for missed ones, %d notices, %d messages, %d recounted due times, %d proofs",
		c.Events, c.Decisions, c.Facts, c.Clocks, c.Steps, c.Looks, c.Notices, c.Messages, c.Moves, c.Proofs)
}

func printFields(out io.Writer) error {
	for _, field := range slices.Sorted(maps.Keys(verify.Told)) {
		if _, err := fmt.Fprintf(out, "%-24s %s\n", field, verify.Told[field]); err != nil {
			return err
		}
	}
	return nil
}
