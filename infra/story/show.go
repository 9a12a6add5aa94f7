package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"flatsupport/infra/story/play"
	"flatsupport/shared/policy"
)

// show plays stories, several at a time, and prints them in their order, each as soon as it and those before it are
// done.
type show struct {
	editions       *policy.Library
	out, progress  io.Writer
	quiet          bool
	all            int
	passed, failed int
	failures       bytes.Buffer // told again at the end, where they are read
}

// progress is after how many plays a quiet run says how far it is.
const progress = 100

// performance is one story played once.
type performance struct {
	file     string
	seed     uint64
	title    string
	clauses  []string
	steps    bytes.Buffer
	failures []play.Failure
}

func (s *show) of(ctx context.Context, client *dynamodb.Client, files []string, seeds []uint64, jobs int) error {
	queue := make(chan chan *performance, jobs-1)
	go func() {
		defer close(queue)
		for _, seed := range seeds {
			for _, file := range files {
				done := make(chan *performance, 1)
				queue <- done
				go func() { done <- s.perform(ctx, client, file, seed) }()
			}
		}
	}()
	for done := range queue {
		s.print(<-done)
	}
	_, _ = s.failures.WriteTo(s.out)
	fmt.Fprintf(s.out, "%d passed, %d failed\n", s.passed, s.failed)
	if s.failed > 0 {
		return errFailed
	}
	return ctx.Err()
}

func (s *show) perform(ctx context.Context, client *dynamodb.Client, file string, seed uint64) *performance {
	p := &performance{file: file, seed: seed}
	src, err := os.ReadFile(file)
	if err == nil {
		err = p.play(ctx, play.Stage{Client: client, Seed: seed, Out: &p.steps, Editions: s.editions}, src)
	}
	if err != nil {
		p.failures = append(p.failures, play.Failure{Text: err.Error()})
	}
	return p
}

func (p *performance) play(ctx context.Context, stage play.Stage, src []byte) error {
	story, err := play.Parse(src)
	if err != nil {
		return err
	}
	p.title, p.clauses = story.Title, story.Clauses
	p.failures, err = stage.Play(ctx, story)
	return err
}

func (s *show) print(p *performance) {
	with := ""
	if p.seed > 0 {
		with = fmt.Sprintf(", faults seed=%d", p.seed)
	}
	if !s.quiet {
		fmt.Fprintf(s.out, "[%d/%d] %s%s\n%s (%s)\n", s.passed+s.failed+1, s.all, p.file, with, p.title, strings.Join(p.clauses, ", "))
		_, _ = p.steps.WriteTo(s.out)
	} else if done := s.passed + s.failed + 1; done%progress == 0 {
		fmt.Fprintf(s.progress, "[%d/%d]\n", done, s.all)
	}
	if len(p.failures) == 0 {
		s.passed++
		return
	}
	s.failed++
	var failures io.Writer = &s.failures
	if s.quiet {
		failures = s.out // nothing else is printed between them
	}
	fmt.Fprintf(failures, "FAILED %s%s: %s\n", p.file, with, p.title)
	for _, f := range p.failures {
		at := p.file
		if f.Line > 0 {
			at = fmt.Sprintf("%s:%d", p.file, f.Line)
		}
		fmt.Fprintf(failures, "    %s: %s\n", at, strings.ReplaceAll(f.Text, "\n", "\n      "))
	}
}
