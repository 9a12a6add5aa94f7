// Package verb is what the verbs of supportctl have in common: how they are called, how they tell a wrong call from a
// failed run, and how those that need the table find it.
package verb

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os/user"
	"strings"
)

// User is who calls, as this machine names them; "operator" where it does not.
func User() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "operator"
}

// Verb is one thing that supportctl can do.
type Verb struct {
	Name string
	Help string // one line
	Run  func(ctx context.Context, call Call) error
}

// Call is one call of a verb.
type Call struct {
	Args []string // after the verb
	Out  io.Writer
	Err  io.Writer // progress and complaints
}

// ErrUsage: the call is not understood; exit code 2. Its text is the sentence to print.
var ErrUsage = errors.New("usage")

// ErrTold: the run failed and the verb has said why; exit code 1 and not a word more.
var ErrTold = errors.New("told")

// usage is a wrong call in a sentence.
type usage string

func (u usage) Error() string        { return string(u) }
func (u usage) Is(target error) bool { return target == ErrUsage }

// Usage says in one sentence what is wrong with a call.
func Usage(format string, args ...any) error { return usage(fmt.Sprintf(format, args...)) }

// Flags are the flags of a verb. help stands before the list of flags that --help prints.
func Flags(name, help string) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard) // Parse says what is wrong
	flags.Usage = func() {
		fmt.Fprintln(flags.Output(), strings.TrimSpace(help))
		fmt.Fprintln(flags.Output(), "\nFlags:")
		flags.VisitAll(func(f *flag.Flag) {
			value, about := flag.UnquoteUsage(f)
			fmt.Fprintf(flags.Output(), "  %-18s %s\n", strings.TrimSpace("--"+f.Name+" "+value), about)
		})
	}
	return flags
}

// Parse reads the flags of a call, before and after its other arguments, which it returns. A call for help prints it and
// is flag.ErrHelp; anything else that is not understood is ErrUsage.
func Parse(flags *flag.FlagSet, call Call) ([]string, error) {
	var rest []string
	for args := call.Args; ; {
		err := flags.Parse(args)
		if errors.Is(err, flag.ErrHelp) {
			flags.SetOutput(call.Out)
			flags.Usage()
			return nil, err
		}
		if err != nil {
			return nil, Usage("%s: %v; supportctl %s --help tells what is", flags.Name(), err, flags.Name())
		}
		left := flags.Args()
		if len(left) == 0 {
			return rest, nil
		}
		if parsed := len(args) - len(left); parsed > 0 && args[parsed-1] == "--" {
			return append(rest, left...), nil
		}
		rest, args = append(rest, left[0]), left[1:]
	}
}
