package play

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/view"
	"flatsupport/shared/view/shelf"
)

// Stage is what stories are played on: each on a table of its own, made for it on the client's DynamoDB and dropped
// after it.
type Stage struct {
	Client *dynamodb.Client
	Seed   uint64    // of the faults; 0: nothing goes wrong
	Out    io.Writer // each step is printed here; nil prints nothing
	// Editions are those that stories and their certificates can name; nil: the published ones.
	Editions *policy.Library
}

// player plays one story.
type player struct {
	story        Story
	world        *world
	people       people
	library      *policy.Library
	tickets      map[string]string // the story's name -> ticket id
	certificates map[string]string // likewise of those sold in it
	quoted       shelf.Quote       // the newest quote
	released     releaseAnswer     // the last answer to a request for a release
	toReopen     []shelf.Missed    // what the newest act listed
	told         view.Promise      // the newest promise
	seen         map[string]int    // notices already asked for
	alerted      map[string]int    // and alerts
	acts         int
	became       store.Received    // the newest mail
	forms        map[string]string // the story's name of a form -> its id
	asked        int               // mails already asked for
	out          io.Writer
	failed       []Failure
}

// Play runs the story to its end and on until nothing waits any more, and then checks what must hold of every story:
// everything was decided and delivered, nothing twice, and every ticket is the fold of its history. It returns what is
// not as it should be; an error says that the story could not be played.
func (s Stage) Play(ctx context.Context, story Story) ([]Failure, error) {
	p, drop, err := s.open(ctx, story)
	if err != nil {
		return nil, err
	}
	defer drop()
	for _, part := range []func(context.Context) error{p.steps, p.rest, p.promises} {
		if err := part(ctx); err != nil {
			return nil, err
		}
	}
	return p.failed, nil
}

// open prepares a story: its table with what is given, and the functions over it.
func (s Stage) open(ctx context.Context, story Story) (p *player, drop func(), err error) {
	editions, err := s.library(story)
	if err != nil {
		return nil, nil, err
	}
	table, drop, err := freshTable(ctx, s.Client)
	if err != nil {
		return nil, nil, err
	}
	w, err := newWorld(s.Client, table, editions, newFaults(s.Seed))
	if err == nil {
		err = story.Given.Save(ctx, w.store)
	}
	if err == nil {
		err = story.Given.Watch(ctx, w.store, story.Steps[0].when)
	}
	if err != nil {
		drop()
		return nil, nil, err
	}
	return newPlayer(story, w, editions, s.Out), drop, nil
}

func newPlayer(story Story, w *world, editions *policy.Library, out io.Writer) *player {
	if out == nil {
		out = io.Discard
	}
	return &player{
		story: story, world: w, people: people{story.Given}, library: editions,
		tickets: map[string]string{}, certificates: map[string]string{}, seen: map[string]int{}, alerted: map[string]int{}, out: out,
	}
}

// steps plays the steps one after another and holds each against what it expects.
func (p *player) steps(ctx context.Context) error {
	steps := p.story.Steps
	p.world.now = steps[0].when
	for i, step := range steps {
		p.world.until = step.when
		err := p.world.advance(ctx, step.when)
		p.world.until = step.when.Add(patience)
		if i+1 < len(steps) {
			p.world.until = steps[i+1].when
		}
		if err == nil {
			err = p.step(ctx, step)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", step.place(), err)
		}
	}
	return nil
}

func (p *player) step(ctx context.Context, step Step) error {
	p.say(step)
	err := p.do(ctx, step)
	var refused *problem
	if err != nil && !errors.As(err, &refused) {
		return err
	}
	if err := p.settle(ctx, step); err != nil {
		return err
	}
	if refused != nil && (step.Expect == nil || step.Expect.Error == "") {
		p.fail(step, fmt.Sprintf("refused with %s %v", refused.Code, fieldsOf(*refused)))
		refused = nil
	}
	for _, want := range step.expectations() {
		differences, err := p.compare(ctx, step, *want, refused)
		if err != nil {
			return err
		}
		for _, d := range differences {
			p.fail(step, d.String())
		}
		refused = nil
	}
	return nil
}

const (
	// horizon is how far the desk is driven after the last step: the steps of a clock that nobody stopped go on.
	horizon = 48 * time.Hour
	// patience is how long what is on its way may take: longer than any promise of the edition lasts over the longest
	// holidays, because a lost message about a ticket that is not urgent may wait for the ticket's next wake-up.
	patience = 60 * 24 * time.Hour
)

// rest drives the desk on after the last step, and further until everything is decided and delivered. What is not by
// then is a broken promise.
func (p *player) rest(ctx context.Context) error {
	w := p.world
	end := w.now.Add(patience)
	w.until = end.Add(patience)
	for next := w.now.Add(horizon); w.now.Before(end); next = w.now.Add(horizon) {
		if err := w.advance(ctx, next); err != nil {
			return err
		}
		if done, err := p.delivered(ctx); done || err != nil {
			return err
		}
	}
	return nil
}
