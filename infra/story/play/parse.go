package play

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"flatsupport/infra/story/given"
)

// Parse reads a story strictly: an unknown word is an error with its line, and so is a time that is none.
func Parse(src []byte) (Story, error) {
	var s Story
	if err := yaml.UnmarshalWithOptions(src, &s, yaml.Strict()); err != nil {
		return Story{}, errors.New(yaml.FormatError(err, false, true))
	}
	if s.Title == "" || len(s.Clauses) == 0 || len(s.Steps) == 0 {
		return Story{}, errors.New("a story needs `story`, `clauses` and `steps`")
	}
	if s.Policy == "" {
		s.Policy = given.Edition
	}
	for _, later := range s.Later {
		if later.ID == "" || later.ID == s.Policy || later.ValidFrom == "" {
			return Story{}, errors.New("an edition that comes `later` needs an `id` of its own and a `validFrom`")
		}
	}
	s.Given = s.Given.WithDesk().Under(s.Policy)
	if err := s.Given.Check(); err != nil {
		return Story{}, err
	}
	lines, err := stepLines(src)
	if err != nil {
		return Story{}, err
	}
	if err := s.order(lines); err != nil {
		return Story{}, err
	}
	return s, nil
}

// order gives each step its instant and its line, and refuses what cannot be played.
func (s *Story) order(lines []int) error {
	var last time.Time
	names, certificates := map[string]bool{}, map[string]bool{}
	for _, customer := range s.Given.Customers {
		for _, cert := range customer.Certificates {
			certificates[cert.ID] = true
		}
	}
	for i := range s.Steps {
		step := &s.Steps[i]
		if i < len(lines) {
			step.line = lines[i]
		}
		at, err := given.Instant(step.At)
		if err != nil {
			return fmt.Errorf("line %d: %w", step.line, err)
		}
		step.when = at
		switch actions := step.actions(); {
		case at.Before(last):
			return fmt.Errorf("line %d: %s lies before the step above", step.line, step.At)
		case len(actions) > 1:
			return fmt.Errorf("line %d: %d things happen at once; write a step for each", step.line, len(actions))
		case len(actions) == 0 && len(step.expectations()) == 0:
			return fmt.Errorf("line %d: nothing happens and nothing is expected", step.line)
		case slices.Contains(step.Also, nil):
			return fmt.Errorf("line %d: an expectation in `also` is empty", step.line)
		}
		if err := errors.Join(step.calendar(), step.names(names), step.sells(certificates), step.speaks()); err != nil {
			return fmt.Errorf("line %d: %w", step.line, err)
		}
		last = at
	}
	return nil
}

// names checks that the step speaks of tickets that a step up to it has submitted.
func (s Step) names(known map[string]bool) error {
	if s.Submit != nil {
		known[s.Submit.Ticket] = true
	}
	if s.Mail != nil {
		known[s.Mail.Ticket] = true
	}
	if s.Confirm != nil && s.Confirm.Ticket != "" {
		known[s.Confirm.Ticket] = true
	}
	spoken := []string{}
	if s.Merge != nil {
		spoken = append(spoken, s.Merge.Into)
	}
	if s.Split != nil {
		known[s.Split.As] = true
	}
	for _, act := range s.acts() {
		if act != nil {
			spoken = append(spoken, act.Ticket)
		}
	}
	for _, want := range s.expectations() {
		if want.Ticket != "" {
			spoken = append(spoken, want.Ticket)
		}
	}
	for _, name := range spoken {
		if !known[name] {
			return fmt.Errorf("no step up to here submits a ticket %q", name)
		}
	}
	return nil
}

// speaks checks that nothing is expected that cannot be said: of a promise what only a ticket has, or the other way round.
func (s Step) speaks() error {
	for _, want := range s.expectations() {
		if s.Promise != nil && want.Ticket == "" {
			if want.State != "" || len(want.Clocks) > 0 || len(want.Stopped) > 0 || want.Notices != nil {
				return errors.New("a promise has no state, no stopped or standing clocks and no notices")
			}
			continue
		}
		if want.Through != "" || len(want.Says) > 0 {
			return errors.New("only a promise says something and covers through a day: write `promise`")
		}
	}
	return nil
}

// stepLines finds in which line each step begins.
func stepLines(src []byte) ([]int, error) {
	file, err := parser.ParseBytes(src, 0)
	if err != nil {
		return nil, err
	}
	path, err := yaml.PathString("$.steps")
	if err != nil {
		return nil, err
	}
	node, err := path.FilterFile(file)
	if err != nil {
		return nil, err
	}
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		return nil, errors.New("`steps` is no list")
	}
	lines := make([]int, len(list.Values))
	for i, value := range list.Values {
		lines[i] = value.GetToken().Position.Line
	}
	return lines, nil
}
