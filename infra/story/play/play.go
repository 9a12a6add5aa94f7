package play

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// Stage is what stories are played on: a table of their own each, made by Table.
type Stage struct {
	Table func(ctx context.Context) (*dynamodb.Client, string, error)
	Seed  uint64    // of the faults; 0: nothing goes wrong
	Out   io.Writer // each step is printed here; nil prints nothing
}

// Result is how a story went. Failures are differences and broken promises, in words.
type Result struct {
	Story    Story
	Failures []string
}

// player plays one story.
type player struct {
	story   Story
	world   *world
	people  people
	library *policy.Library
	tickets map[string]string // the story's name -> ticket id
	seen    map[string]int    // notices already asked for
	acts    int
	out     io.Writer
	failed  []string
}

// Play runs the story to its end and 48 hours of quiet beyond, and then checks what must hold of every story: nothing
// waits to be delivered, nothing was delivered twice, and every ticket is the fold of its history.
func (s Stage) Play(ctx context.Context, story Story) (Result, error) {
	editions, err := library(story)
	if err != nil {
		return Result{}, err
	}
	client, table, err := s.Table(ctx)
	if err != nil {
		return Result{}, err
	}
	w, err := newWorld(client, table, editions, newFaults(s.Seed))
	if err != nil {
		return Result{}, err
	}
	p := newPlayer(story, w, editions, s.Out)
	if err := story.Given.Save(ctx, w.store); err != nil {
		return Result{}, err
	}
	if err := p.play(ctx); err != nil {
		return Result{}, err
	}
	return Result{Story: story, Failures: p.failed}, nil
}

func newPlayer(story Story, w *world, editions *policy.Library, out io.Writer) *player {
	if out == nil {
		out = io.Discard
	}
	return &player{
		story: story, world: w, people: people{story.Given}, library: editions,
		tickets: map[string]string{}, seen: map[string]int{}, out: out,
	}
}

func (p *player) play(ctx context.Context) error {
	if err := p.steps(ctx); err != nil {
		return err
	}
	p.world.until = p.world.now.Add(2 * horizon)
	if err := p.world.advance(ctx, p.world.now.Add(horizon)); err != nil {
		return err
	}
	return p.promises(ctx)
}

// steps plays the steps one after another and holds each against what it expects.
func (p *player) steps(ctx context.Context) error {
	steps := p.story.Steps
	p.world.now = steps[0].when
	for i, step := range steps {
		p.world.until = step.when
		if err := p.world.advance(ctx, step.when); err != nil {
			return p.broke(i, err)
		}
		p.world.until = step.when.Add(horizon)
		if i+1 < len(steps) {
			p.world.until = steps[i+1].when
		}
		p.say(step)
		refused, err := p.do(ctx, step)
		if err != nil {
			return p.broke(i, err)
		}
		if err := p.settle(ctx, step); err != nil {
			return p.broke(i, err)
		}
		if refused != nil && (step.Expect == nil || step.Expect.Error == "") {
			p.fail(i, fmt.Sprintf("refused with %s %v", refused.Code, fieldsOf(*refused)))
		}
		for _, want := range step.expectations() {
			differences, err := p.compare(ctx, *want, refused)
			if err != nil {
				return p.broke(i, err)
			}
			for _, d := range differences {
				p.fail(i, d.String())
			}
			refused = nil
		}
	}
	return nil
}

func (s Step) expectations() []*Expect {
	var all []*Expect
	if s.Expect != nil {
		all = append(all, s.Expect)
	}
	return append(all, s.Also...)
}

// settle lets the desk finish what the step began. When messages may be lost it also gives the sweep time to find
// them, so that the expectation is held against the outcome and not against the way there.
func (p *player) settle(ctx context.Context, step Step) error {
	if p.world.faults.on() && p.world.slack() >= needed {
		return p.world.advance(ctx, step.when.Add(min(p.world.slack()/2, needed/2)))
	}
	return p.world.drain(ctx)
}

func (p *player) edition(t ticket.Ticket) (*policy.Edition, error) {
	return docket.Docket{Editions: p.library}.Edition(t)
}

func (p *player) broke(i int, err error) error {
	return fmt.Errorf("step %d at %s: %w", i+1, p.story.Steps[i].At, err)
}

func (p *player) fail(i int, text string) {
	text = fmt.Sprintf("step %d at %s: %s", i+1, p.story.Steps[i].At, text)
	p.failed = append(p.failed, text)
	_, _ = fmt.Fprintln(p.out, "    ✗", text)
}

func (p *player) say(step Step) {
	what := "look"
	if names := step.actions(); len(names) > 0 {
		what = names[0]
	}
	_, _ = fmt.Fprintf(p.out, "  %s  %s\n", step.when.In(moscow()).Format("Mon 2006-01-02 15:04:05"), what)
}

func moscow() *time.Location {
	zone, err := time.LoadLocation(policy.MoscowZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// library is the published editions, with the story's readings in place of its own edition's.
func library(story Story) (*policy.Library, error) {
	editions, err := policy.Editions()
	if err != nil || len(story.Readings) == 0 {
		return editions, err
	}
	ed, err := editions.Edition(story.Policy)
	if err != nil {
		return nil, err
	}
	changed, err := ed.With(story.Readings)
	if err != nil {
		return nil, fmt.Errorf("readings: %w", err)
	}
	return editions.Add(changed), nil
}
