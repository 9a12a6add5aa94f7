package calendars

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"flatsupport/infra/supportctl/verb"
	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/texts"
)

const migrateHelp = `supportctl calendar migrate --to VERSION [FLAGS]

Counts the clocks that still run by another published version of a calendar, and writes on each ticket which version that
is, why, and which due times have moved. First look with --dry-run: it prints the same and writes nothing.

Only open tickets are touched, and of these only clocks that are neither satisfied nor missed; resolved, closed and refused
tickets never change, and no due time is moved into the past. A ticket whose clocks run by the calendar gets the record also
when its due times stay, because whatever happens to it next is counted by the new version. Clocks that run round the clock
follow no calendar and are left alone. The customer is told by mail of a due time that moves.

Run it after the desk has been deployed with the new version. It is safe to run again: a ticket gets the record once for
each version, an interrupted run is completed by the next, and a ticket that somebody writes meanwhile is decided anew.

What it costs: the table is read once from end to end, because waiting tickets have no entry in the wake index: a read
unit for each 4 KB that the table holds, whatever it is. Each ticket that is moved costs another read and about five write
units, and two for the mail.

  go run ./infra/supportctl calendar migrate --local --to ru-five-day/2027-09-20 --dry-run
  AWS_PROFILE=desk go run ./infra/supportctl calendar migrate --table NAME --to ru-five-day/2027-09-20 --reason "decree 1234 of 2027-09-20"
`

func migrate(ctx context.Context, call verb.Call) error {
	var table verb.Table
	flags := verb.Flags("calendar migrate", migrateHelp)
	to := flags.String("to", "", "`VERSION` to count by, such as ru-five-day/2027-09-20")
	reason := flags.String("reason", "", "`TEXT` that is recorded and told to the customer (default: the name of the version)")
	dryRun := flags.Bool("dry-run", false, "decide everything, write nothing")
	asJSON := flags.Bool("json", false, "print the report as JSON")
	table.Register(flags)
	rest, err := verb.Parse(flags, call)
	switch {
	case err != nil:
		return err
	case len(rest) > 0:
		return verb.Usage("calendar migrate takes no arguments but its flags")
	case *to == "":
		return verb.Usage("calendar migrate: to which version? --to VERSION; supportctl calendar list tells which there are")
	}
	editions, err := policy.Editions()
	if err != nil {
		return err
	}
	if err := published(*to); err != nil {
		return err
	}
	s, err := table.Open(ctx)
	if err != nil {
		return err
	}
	if *reason == "" {
		*reason = *to
	}
	m := Migration{
		Docket: docket.Docket{Store: s, Editions: editions}, Recounting: docket.Recounting{To: *to, Reason: *reason},
		DryRun: *dryRun, Now: func() time.Time { return time.Now().UTC() }, Progress: progress(call.Err, time.Now),
	}
	report, err := m.Run(ctx)
	if errors.Is(err, context.Canceled) {
		err = errors.New("interrupted; run it again to complete it")
	}
	if err != nil {
		report.Error = err.Error()
	}
	if *asJSON {
		if failed := encode(call.Out, report); failed != nil {
			return failed
		}
		return err
	}
	report.Print(call.Out, policy.Moscow())
	return err
}

// every is how often a long migration tells how far it is.
const every = 2 * time.Second

func progress(w io.Writer, clock func() time.Time) func(looked, hit int) {
	last := clock()
	return func(looked, hit int) {
		if at := clock(); at.Sub(last) >= every {
			last = at
			fmt.Fprintf(w, "looked at %s, to count anew: %d\n", number(looked), hit)
		}
	}
}

// Print writes the report for people: each ticket with its due times before and after, and the count.
func (r Report) Print(w io.Writer, zone *time.Location) {
	moved, written, failed := 0, 0, 0
	for _, t := range r.Tickets {
		switch {
		case t.Error != "":
			failed++
			fmt.Fprintf(w, "%s  %s  %s: %s\n", t.Number, t.Customer, t.From, t.Error)
			continue
		case t.Written:
			written++
		}
		fmt.Fprintf(w, "%s  %s  %s -> %s\n", t.Number, t.Customer, t.From, t.To)
		for _, m := range t.Moves {
			fmt.Fprintf(w, "  %-12s %s -> %s\n", m.Clock, shown(m.Old, zone), shown(m.New, zone))
		}
		if len(t.Moves) > 0 {
			moved++
		} else {
			fmt.Fprintln(w, "  due times stay")
		}
	}
	borne := len(r.Tickets) - failed
	fmt.Fprintf(w, "%s looked at, %d %s clocks to count anew, due times move on %d, already on %s: %d",
		number(r.Looked), borne, map[bool]string{true: "has", false: "have"}[borne == 1], moved, r.To, r.Already)
	if failed > 0 {
		fmt.Fprintf(w, ", %d failed", failed)
	}
	if r.DryRun {
		fmt.Fprintln(w, "; nothing was written (--dry-run)")
		return
	}
	fmt.Fprintf(w, "; written %d\n", written)
}

func number(tickets int) string {
	if tickets == 1 {
		return "1 ticket"
	}
	return fmt.Sprintf("%d tickets", tickets)
}

func shown(at *time.Time, zone *time.Location) string {
	if at == nil {
		return "none"
	}
	return texts.Instant(*at, zone, "en")
}
