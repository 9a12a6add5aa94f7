package play

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"flatsupport/shared/view"
)

// ask asks what would be promised, and keeps the answer for what the step expects.
func (p *player) ask(ctx context.Context, s Promise) error {
	body := some("customer", s.Customer, "installation", s.Installation, "type", or(s.Type, "incident"), "priority", s.Priority)
	c := call{route: "POST /v1/promise", subject: s.By, role: p.people.role(s.By), body: body}
	if s.Channel == hotline {
		c.role = "operator"
		if err := p.called(body, s.For, s.Customer, s.CallStartedAt, s.Override); err != nil {
			return err
		}
	}
	p.told = view.Promise{}
	resp, err := p.request(ctx, c)
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(resp.Body), &p.told); err != nil {
		return fmt.Errorf("answer to a question: %w", err)
	}
	return nil
}

// promise holds a promise against what is expected of it.
func (c *comparison) promise(want Expect, told view.Promise) error {
	pack, through, engineer, level := "", "", "", ""
	if told.Package != nil {
		pack = told.Package.Code
	}
	if told.CoveredUntil != nil {
		through = told.CoveredUntil.Day
	}
	if told.Engineer {
		engineer = "attached"
	}
	if want.Level != 0 {
		level = fmt.Sprint(want.Level)
	}
	c.is("decision", want.Decision, told.Answer)
	c.is("refusal", want.Refusal, told.Code)
	c.is("clause", want.Clause, told.Clause)
	c.is("package", want.Package, pack)
	c.is("certificate", want.Certificate, told.Certificate)
	c.is("support", want.Support, told.Support)
	c.is("priority", want.Priority, told.Priority)
	c.is("engineer", want.Engineer, engineer)
	c.is("level", level, fmt.Sprint(told.Level))
	c.is("covered through", want.Through, through)
	c.says("promise", want.Says, told)
	for _, name := range clockNames(want) {
		if err := c.promised(name, want, told); err != nil {
			return err
		}
	}
	return nil
}

// says looks for words in the sentences of a promise.
func (c *comparison) says(what string, want []string, told view.Promise) {
	said := strings.Join(told.Summary, "\n")
	for _, line := range told.Change {
		said += "\n" + line.Text
	}
	for _, words := range want {
		if !strings.Contains(said, words) {
			c.is(what, "the words "+words, said)
		}
	}
}

// promised holds a clock of a promise against what is expected of it.
func (c *comparison) promised(name string, want Expect, told view.Promise) error {
	var clock view.PromisedClock
	for _, one := range told.Clocks {
		if one.Name == name {
			clock = one
		}
	}
	var due time.Time
	if clock.Due != nil {
		due = *clock.Due
	}
	if err := c.instant("start of "+name, want.Start[name], clock.Starts, clock.Explanation); err != nil {
		return err
	}
	said := strings.Join(clock.Explanation, "\n")
	for _, words := range want.Explains[name] {
		if !strings.Contains(said, words) {
			c.is("explanation of "+name, "the words "+words, said)
		}
	}
	return c.instant("due "+name, want.Due[name], due, clock.Explanation)
}
