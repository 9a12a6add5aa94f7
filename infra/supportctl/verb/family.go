package verb

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
)

// Family is a verb that has verbs of its own: supportctl calendar list. about stands before the list of them in its help.
func Family(name, help, about string, members ...Verb) Verb {
	return Verb{Name: name, Help: help, Run: func(ctx context.Context, call Call) error {
		if len(call.Args) == 0 {
			return Usage("%s: which of %s? supportctl %s --help tells", name, namesOf(members), name)
		}
		first, rest := call.Args[0], call.Args[1:]
		if slices.Contains([]string{"help", "--help", "-help", "-h"}, first) {
			fmt.Fprintln(call.Out, strings.TrimSpace(about))
			fmt.Fprintln(call.Out)
			for _, m := range members {
				fmt.Fprintf(call.Out, "  supportctl %s %-9s %s\n", name, m.Name, m.Help)
			}
			fmt.Fprintf(call.Out, "\nFlags: each has its own; supportctl %s VERB --help tells them.\n", name)
			return flag.ErrHelp
		}
		i := slices.IndexFunc(members, func(m Verb) bool { return m.Name == first })
		if i < 0 {
			return Usage("%s: %q is not understood; it can be %s", name, first, namesOf(members))
		}
		return members[i].Run(ctx, Call{Args: rest, Out: call.Out, Err: call.Err})
	}}
}

func namesOf(members []Verb) string {
	names := make([]string, len(members))
	for i, m := range members {
		names[i] = m.Name
	}
	return strings.Join(names, ", ")
}
