package stack

import (
	"context"
	"fmt"
	"io"

	"flatsupport/infra/local/door"
	"flatsupport/infra/local/running"
)

// Prepare makes the table and the queues of the template on the DynamoDB and the SQS that the options name, and loads
// the demo customers once for each data folder. What is there already is left as it is. It runs no function: that is
// for `sam local`.
//
// Errors, each one sentence: ErrNoEndpoints, ErrInUse, template.ErrBroken.
func Prepare(ctx context.Context, options Options) error {
	options, err := options.filled()
	if err != nil {
		return err
	}
	if options.DynamoDB == "" || options.SQS == "" {
		return fmt.Errorf("prepare table and queues: %w", ErrNoEndpoints)
	}
	s := &Stack{options: options}
	if s.held, err = holdData(options.Data); err != nil {
		return err
	}
	defer s.held.release()
	if s.template, err = readTemplate(options.Template, "http://localhost"); err != nil {
		return err
	}
	if s.door, err = door.Open(options.in(running.ClockFile)); err != nil {
		return err
	}
	if err := s.readDemo(); err != nil {
		return err
	}
	if err := s.startParts(ctx); err != nil {
		return err
	}
	return s.loadDemo(ctx, newProgress(io.Discard))
}
