// Package verifying is `supportctl verify`: it replays stored tickets, holds the records of customers against each other,
// and says what does not follow from what.
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
var Verb = verb.Verb{Name: "verify", Help: "replays tickets bit for bit, and holds certificates and books against each other", Run: run}

const help = `supportctl verify [FLAGS] TICKET...
supportctl verify [FLAGS] --customer ID
supportctl verify [FLAGS] --all

Replays tickets from their events and holds what is recorded against what the rules give:

  - the decision, judged again on the versions of the records that it names, under its edition and its calendars
  - whether each event was lawful where it stands, by whom it could be done, and the message that goes with it
  - every clock at the instant of every event; due times that a recount names
  - every step: due when it was taken, and none due and not taken for longer than --late
  - every notice that an event had to announce, and the wake-up that is left
  - the explanation of every due time, added up by a checker that knows nothing but the printed lines

Of a customer it holds the records of support against each other: no renewal starts elsewhere than where the one before
it ends, none is renewed twice or without the upgrade that it needs; the entries of the book are numbered without a gap, and
each has made the very versions of records that it names.

It prints what it compared and every difference; with a difference the exit code is 1. What a person did and wrote is the
record itself and follows from nothing: supportctl verify --fields lists what that is, and what it is held to all the same.

  go run ./infra/supportctl verify --local 74HRB-KGQ54
  go run ./infra/supportctl verify --local --customer volga
  go run ./infra/supportctl verify --local --all --json
  AWS_PROFILE=desk go run ./infra/supportctl verify --table NAME 74HRB-KGQ54
`

func run(ctx context.Context, call verb.Call) error {
	var table verb.Table
	flags := verb.Flags("verify", help)
	customer := flags.String("customer", "", "the records of support of the customer with this `ID`")
	all := flags.Bool("all", false, "all tickets and customers; it reads the whole table, which costs as much as the table is large")
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
	ids, err := named(numbers, *customer, *all)
	if err != nil {
		return err
	}
	if *late < time.Minute {
		return verb.Usage("verify: --late %s is shorter than the sweep's minute", *late)
	}
	now, err := table.Now()
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	now = now.Truncate(time.Millisecond)
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
	customers := []string{}
	if *customer != "" {
		customers = append(customers, *customer)
	}
	if *all {
		if ids, customers, err = everything(ctx, s); err != nil {
			return fmt.Errorf("verify: %w", err)
		}
	}
	v := verify.Verifier{Docket: docket.Docket{Store: s, Editions: editions}, Now: now, Late: *late, Moved: table.Local()}
	return tell(ctx, call.Out, v, ids, customers, *asJSON)
}

// named are the ids of the numbers.
func named(numbers []string, customer string, all bool) ([]string, error) {
	switch {
	case all && len(numbers) > 0:
		return nil, verb.Usage("verify: both numbers and --all were given; name the tickets, or take --all")
	case all && customer != "":
		return nil, verb.Usage("verify: both --customer and --all were given; name the customer, or take --all")
	case !all && len(numbers) == 0 && customer == "":
		return nil, verb.Usage("verify: which tickets? name their numbers, or a --customer, or take --all")
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

func everything(ctx context.Context, s *store.Store) (ids, customers []string, err error) {
	records, err := s.ScanTickets(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, rec := range records {
		ids = append(ids, rec.ID)
	}
	err = s.EachCustomer(ctx, func(customer string) error {
		customers = append(customers, customer)
		return nil
	})
	slices.Sort(customers)
	return ids, customers, err
}

// Reports are what came of everything that was verified.
type Reports struct {
	Tickets   []verify.Report   `json:"tickets"`
	Customers []verify.Customer `json:"customers"`
}

// tell verifies one after the other and prints what came of each as it comes.
func tell(ctx context.Context, out io.Writer, v verify.Verifier, ids, customers []string, asJSON bool) error {
	reports := Reports{Tickets: []verify.Report{}, Customers: []verify.Customer{}}
	show := func(who string, compared string, differences []verify.Difference) {
		if !asJSON {
			printReport(out, who, compared, differences)
		}
	}
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
		reports.Tickets = append(reports.Tickets, r)
		show(ticket.ShowNumber(id), counts(r.Compared), r.Differences)
	}
	var all verify.CustomerCounts
	wrong := 0
	for _, id := range customers {
		r, err := v.Customer(ctx, id)
		if err != nil {
			return fmt.Errorf("verify: %w", err)
		}
		all.Add(r.Compared)
		if len(r.Differences) > 0 {
			wrong++
		}
		reports.Customers = append(reports.Customers, r)
		show(id, countsOf(r.Compared), r.Differences)
	}
	switch {
	case asJSON:
		to := json.NewEncoder(out)
		to.SetIndent("", "  ")
		if err := to.Encode(reports); err != nil {
			return err
		}
	case len(ids)+len(customers) > 1:
		fmt.Fprintf(out, "%d tickets, %d with differences: %s\n", len(ids), differ, counts(sum))
		fmt.Fprintf(out, "%d customers, %d with differences: %s\n", len(customers), wrong, countsOf(all))
	}
	if differ+wrong > 0 {
		return verb.ErrTold
	}
	return nil
}

func printReport(out io.Writer, who, compared string, differences []verify.Difference) {
	verdict := "the same"
	if n := len(differences); n > 0 {
		verdict = fmt.Sprintf("differences: %d", n)
	}
	fmt.Fprintf(out, "%s: %s; %s\n", who, verdict, compared)
	for _, d := range differences {
		fmt.Fprintf(out, "  %s\n", d)
	}
}

func countsOf(c verify.CustomerCounts) string {
	return fmt.Sprintf("compared %d certificates, %d entries of books, %d versions of records", c.Certificates, c.Entries, c.Records)
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
