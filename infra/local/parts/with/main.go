// Command with runs another command beside a fresh DynamoDB Local and ElasticMQ, in memory, and ends as that
// command ends:
//
//	with go test ./...
//	with [--dynamodb-port N] [--dynamodb-data DIR] [--sqs-port N] COMMAND [ARGUMENT...]
//
// The ports are free ones unless given; tables survive in the data folder, if one is named. The command finds them in DYNAMODB_ENDPOINT and SQS_ENDPOINT. One that is set already is passed on as it is,
// and its part is not started. Signals go to the command; nothing that was started here outlives it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"

	"flatsupport/infra/local/parts"
	"flatsupport/infra/local/parts/child"
)

// failed is the exit code when the command could not be run at all; its own codes are passed through.
const failed = 125

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "with:", err)
		code = failed
	}
	os.Exit(code)
}

func run(args []string) (int, error) {
	var tables, queues parts.Options
	flags := flag.NewFlagSet("with", flag.ContinueOnError)
	flags.IntVar(&tables.Port, "dynamodb-port", 0, "port of DynamoDB Local (default any free one)")
	flags.StringVar(&tables.DataDir, "dynamodb-data", "", "folder in which tables survive (default in memory)")
	flags.IntVar(&queues.Port, "sqs-port", 0, "port of ElasticMQ (default any free one)")
	if err := flags.Parse(args); err != nil {
		return 0, err
	}
	command := flags.Args()
	if len(command) == 0 {
		return 0, errors.New("no command given: with COMMAND [ARGUMENT...]")
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	stop, err := startParts(ctx, tables, queues)
	defer stop()
	if err != nil {
		return 0, err
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	running, err := child.Start(cmd)
	if err != nil {
		return 0, err
	}
	for {
		select {
		case s := <-signals:
			running.Signal(s)
		case <-running.Done():
			return running.ExitCode(), nil
		}
	}
}

// stand is one endpoint that the command will look for, and how to have it.
type stand struct {
	variable string
	options  parts.Options
	start    func(context.Context, parts.Options) (*parts.Process, error)
	process  *parts.Process
	err      error
}

// startParts starts, side by side, what the environment does not name yet, and puts it there. The returned stop
// is never nil.
func startParts(ctx context.Context, tables, queues parts.Options) (stop func(), err error) {
	var wanted []*stand
	for _, s := range []*stand{
		{variable: "DYNAMODB_ENDPOINT", options: tables, start: parts.StartDynamoDB},
		{variable: "SQS_ENDPOINT", options: queues, start: parts.StartElasticMQ},
	} {
		if os.Getenv(s.variable) == "" {
			wanted = append(wanted, s)
		}
	}
	stop = func() {
		for _, s := range wanted {
			if s.process != nil {
				s.process.Stop()
			}
		}
	}
	if len(wanted) == 0 {
		return stop, nil
	}
	dir, err := parts.CheckoutDir()
	if err != nil {
		return stop, err
	}
	if err := parts.Fetch(ctx, dir, os.Stderr); err != nil {
		return stop, err
	}
	var all sync.WaitGroup
	for _, s := range wanted {
		s.options.Dir = dir
		all.Go(func() { s.process, s.err = s.start(ctx, s.options) })
	}
	all.Wait()
	for _, s := range wanted {
		if s.err != nil {
			return stop, s.err
		}
		if err := os.Setenv(s.variable, s.process.Endpoint()); err != nil {
			return stop, err
		}
		fmt.Fprintf(os.Stderr, "with: %s=%s\n", s.variable, s.process.Endpoint())
	}
	return stop, nil
}
