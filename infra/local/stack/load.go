package stack

import (
	"context"
	"errors"
	"fmt"
	"os"

	"flatsupport/infra/local/demo"
	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
)

// readDemo reads the demo data, with dates counted from the virtual today.
func (s *Stack) readDemo() error {
	text, err := os.ReadFile(s.options.Demo)
	if err != nil {
		return fmt.Errorf("read the demo data: %w", err)
	}
	s.demo, err = demo.Read(text, coverage.DateOf(s.door.Now(), policy.Moscow()))
	return err
}

// loadDemo puts the demo customers into a table that has never had them. A mark in the data folder tells: facts never
// change, so what was loaded on an earlier day is not loaded again with later dates.
func (s *Stack) loadDemo(ctx context.Context, say *progress) error {
	mark := s.options.in("demo-loaded")
	if _, err := os.Stat(mark); err == nil {
		return nil
	} else if !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("look for the demo data: %w", err)
	}
	err := say.step("load the demo customers", func() error {
		table := store.New(s.dynamoDB, s.table)
		if err := s.demo.Given.Save(ctx, table); err != nil {
			return err
		}
		return s.demo.Given.Watch(ctx, table, s.door.Now())
	})
	if err != nil {
		return fmt.Errorf("load the demo data: %w", err)
	}
	if err := os.WriteFile(mark, nil, 0o600); err != nil {
		return fmt.Errorf("mark the demo data as loaded: %w", err)
	}
	return nil
}
