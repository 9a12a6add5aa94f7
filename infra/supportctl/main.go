// Command supportctl is the operator's command line:
//
//	go run ./infra/supportctl VERB [FLAGS] [ARGUMENTS]
//
// It exits with 0 when all went well, with 1 when the run failed, and with 2 when the call was not understood.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"
	_ "time/tzdata" // Moscow time on machines without a zone database too

	"flatsupport/infra/supportctl/calendars"
	"flatsupport/infra/supportctl/deadletters"
	"flatsupport/infra/supportctl/editions"
	"flatsupport/infra/supportctl/explaining"
	"flatsupport/infra/supportctl/holding"
	"flatsupport/infra/supportctl/importing"
	"flatsupport/infra/supportctl/mails"
	"flatsupport/infra/supportctl/verb"
	"flatsupport/infra/supportctl/verifying"
)

// verbs are all that can be done, in the order of the help.
var verbs = []verb.Verb{
	importing.Verb,
	holding.Verb,
	editions.Verb,
	calendars.Verb,
	explaining.Verb,
	verifying.Verb,
	mails.Verb,
	deadletters.Verb,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr)) //nolint:gocritic // nothing is left to be put away but the signal handler
}

// run does what the arguments say and gives the exit code.
func run(ctx context.Context, args []string, out, complaints io.Writer) int {
	if len(args) == 0 {
		help(complaints)
		return 2
	}
	name, rest := args[0], args[1:]
	if name == "help" && len(rest) > 0 {
		name, rest = rest[0], []string{"--help"}
	}
	if slices.Contains([]string{"help", "--help", "-help", "-h"}, name) {
		help(out)
		return 0
	}
	i := slices.IndexFunc(verbs, func(v verb.Verb) bool { return v.Name == name })
	if i < 0 {
		fmt.Fprintf(complaints, "supportctl: %q is not understood; supportctl help tells what is\n", name)
		return 2
	}
	err := verbs[i].Run(ctx, verb.Call{Args: rest, Out: out, Err: complaints})
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, verb.ErrTold):
		return 1
	}
	fmt.Fprintln(complaints, "supportctl:", err)
	if errors.Is(err, verb.ErrUsage) {
		return 2
	}
	return 1
}

func help(w io.Writer) {
	fmt.Fprint(w, `supportctl is the operator's command line of the support desk.

  go run ./infra/supportctl VERB [FLAGS] [ARGUMENTS]

`)
	for _, v := range verbs {
		fmt.Fprintf(w, "  %-13s %s\n", v.Name, v.Help)
	}
	fmt.Fprint(w, `
supportctl VERB --help tells the rest. For example, with the desk of make run:

  go run ./infra/supportctl import --local --dry-run events/import

and with a deployed one, whose table is the output TableName of its stack:

  AWS_PROFILE=desk go run ./infra/supportctl import --table NAME customers/
`)
}
