// Command local runs the whole product on this machine; `make run` starts it.
//
//	go run ./infra/local [--port 8080] [--smtp-port 2525] [--data .local/data] [--dynamodb-endpoint URL] [--sqs-endpoint URL]
//	go run ./infra/local reset            clears the data
//	go run ./infra/local prepare          makes table, queues and demo data at both endpoints, and runs nothing
//	go run ./infra/local clock +2h30m     moves the clock of the running stack forward
//	go run ./infra/local clock reset      brings it back to the real time
//
// It exits with 0 after Ctrl-C or SIGTERM, with 1 and one sentence when something does not work, with 2 on a wrong flag.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"flatsupport/infra/local/stack"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go followGoRun(ctx, cancel)
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr)) //nolint:gocritic // nothing is left to be deferred
}

// run does what the arguments say and gives the exit code. The end of ctx is the wish to stop.
func run(ctx context.Context, args []string, out, complaints io.Writer) int {
	flags := flag.NewFlagSet("local", flag.ContinueOnError)
	flags.SetOutput(complaints)
	options := stack.Options{}
	flags.IntVar(&options.Port, "port", 8080, "port of the gateway")
	flags.IntVar(&options.SMTPPort, "smtp-port", 2525, "port at which mail is taken; 0: any free one")
	flags.StringVar(&options.Data, "data", "", "folder of what survives a restart (default .local/data)")
	flags.StringVar(&options.DynamoDB, "dynamodb-endpoint", "", "DynamoDB to use in place of DynamoDB Local")
	flags.StringVar(&options.SQS, "sqs-endpoint", "", "SQS to use in place of ElasticMQ")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	var err error
	switch command := flags.Arg(0); {
	case command == "" && flags.NArg() == 0:
		err = serve(ctx, options, out, complaints)
	case command == "reset" && flags.NArg() == 1:
		err = reset(options, out)
	case command == "prepare" && flags.NArg() == 1:
		err = stack.Prepare(ctx, options)
	case command == "clock" && flags.NArg() == 2:
		err = moveClock(ctx, options.Port, flags.Arg(1), out)
	default:
		_, _ = fmt.Fprintf(complaints, "local: %v is not understood; the commands are reset, prepare, clock +2h30m, clock reset, and none to run\n", flags.Args())
		return 2
	}
	if err != nil {
		_, _ = fmt.Fprintf(complaints, "local: %v\n", err)
		return 1
	}
	return 0
}

// serve runs the stack until it is told to stop or a part of it ends.
func serve(ctx context.Context, options stack.Options, out, complaints io.Writer) error {
	options.Progress, options.Log = out, complaints
	s, err := stack.Start(ctx, options)
	if err != nil {
		if ctx.Err() != nil {
			return nil // told to stop while starting
		}
		return err
	}
	defer s.Stop()
	welcome(out, s)
	select {
	case <-ctx.Done():
		_, _ = fmt.Fprintln(out, "\nstopping")
		return nil
	case err := <-s.Failed():
		return err
	}
}

func reset(options stack.Options, out io.Writer) error {
	dir, err := stack.Reset(options)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, "cleared %s\n", dir)
	return nil
}
