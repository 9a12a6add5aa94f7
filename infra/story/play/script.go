// Package play runs stories: plain files that say what is given, what happens when, and what must follow. A story runs
// through the real functions on a real table, with a virtual clock and an in-process queue, from wake-up to wake-up.
package play

import (
	"errors"
	"fmt"
	"time"

	"github.com/goccy/go-yaml"

	"flatsupport/infra/story/given"
)

// Story is one file.
type Story struct {
	Title    string            `yaml:"story"`
	Clauses  []string          `yaml:"clauses"` // clauses, rules and readings that it proves
	Policy   string            `yaml:"policy"`
	Readings map[string]string `yaml:"readings"`
	Given    given.Given       `yaml:"given"`
	Steps    []Step            `yaml:"steps"`
}

// Step is one thing that happens at an instant, and what must be so right after it. A step with only an expectation
// looks at how things stand when the time has come.
type Step struct {
	At          string    `yaml:"at"`
	Submit      *Submit   `yaml:"submit"`
	Respond     *Act      `yaml:"respond"`
	Call        *Act      `yaml:"call"`
	Note        *Act      `yaml:"note"`
	Reply       *Act      `yaml:"reply"`
	Wait        *Act      `yaml:"wait"`
	Resume      *Act      `yaml:"resume"`
	SetPriority *Act      `yaml:"setPriority"`
	Assign      *Act      `yaml:"assign"`
	Resolve     *Act      `yaml:"resolve"`
	Close       *Act      `yaml:"close"`
	Reopen      *Act      `yaml:"reopen"`
	Outage      *Outage   `yaml:"outage"`
	Expect      *Expect   `yaml:"expect"`
	Also        []*Expect `yaml:"also"` // further expectations of the same instant

	when time.Time
}

// Submit is a request by the portal form, or by an operator for a caller.
type Submit struct {
	Ticket        string `yaml:"ticket"` // the story's own name for it
	Channel       string `yaml:"channel"`
	By            string `yaml:"by"`  // e-mail of the contact; id of the operator for the hotline
	For           string `yaml:"for"` // hotline: e-mail of the caller
	Customer      string `yaml:"customer"`
	Installation  string `yaml:"installation"`
	Type          string `yaml:"type"`
	Priority      string `yaml:"priority"`
	Subject       string `yaml:"subject"`
	Description   string `yaml:"description"`
	CallbackPhone string `yaml:"callbackPhone"`
	CallStartedAt string `yaml:"callStartedAt"`
	Override      string `yaml:"override"`
	Findings      string `yaml:"findings"`
	Key           string `yaml:"key"` // idempotency key, when it matters
}

// Act is something that a person does to a ticket.
type Act struct {
	Ticket   string `yaml:"ticket"`
	By       string `yaml:"by"`
	Text     string `yaml:"text"`
	Result   string `yaml:"result"`
	To       string `yaml:"to"`
	Reason   string `yaml:"reason"`
	Consent  bool   `yaml:"consent"`
	Waiver   string `yaml:"waiver"`
	Engineer string `yaml:"engineer"`
	Key      string `yaml:"key"`
}

// Outage makes the entitlement facts unreadable until the instant.
type Outage struct {
	Until string `yaml:"until"`
}

// Expect is what must be so. Only what is named is compared.
type Expect struct {
	Ticket   string            `yaml:"ticket"`
	Error    string            `yaml:"error"` // code of the problem with which the step was refused
	Fields   []string          `yaml:"fields"`
	Decision string            `yaml:"decision"`
	Refusal  string            `yaml:"refusal"`
	Clause   string            `yaml:"clause"`
	Package  string            `yaml:"package"`
	Support  string            `yaml:"support"`
	State    string            `yaml:"state"`
	Priority string            `yaml:"priority"`
	Level    int               `yaml:"level"`
	Engineer string            `yaml:"engineer"`
	Due      map[string]string `yaml:"due"`
	Clocks   map[string]string `yaml:"clocks"`
	Notices  []string          `yaml:"notices"` // "kind audience person" or "kind audience", all since the last list, in order
	Tickets  *int              `yaml:"tickets"`
}

// Parse reads a story strictly: an unknown word is an error with its line.
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
	s.Given = s.Given.WithDesk()
	if err := s.Given.Check(); err != nil {
		return Story{}, err
	}
	var last time.Time
	for i := range s.Steps {
		at, err := given.Instant(s.Steps[i].At)
		if err != nil {
			return Story{}, fmt.Errorf("step %d: %w", i+1, err)
		}
		if at.Before(last) {
			return Story{}, fmt.Errorf("step %d: %s lies before the step above", i+1, s.Steps[i].At)
		}
		if n := len(s.Steps[i].actions()); n > 1 {
			return Story{}, fmt.Errorf("step %d: %d things happen at once; write a step for each", i+1, n)
		}
		s.Steps[i].when, last = at, at
	}
	return s, nil
}

// actions lists what happens in the step.
func (s Step) actions() []string {
	var names []string
	for name, present := range map[string]bool{
		"submit": s.Submit != nil, "outage": s.Outage != nil,
	} {
		if present {
			names = append(names, name)
		}
	}
	for name, act := range s.acts() {
		if act != nil {
			names = append(names, name)
		}
	}
	return names
}

// acts are the steps of persons on a ticket, by their word.
func (s Step) acts() map[string]*Act {
	return map[string]*Act{
		"respond": s.Respond, "call": s.Call, "note": s.Note, "reply": s.Reply, "wait": s.Wait, "resume": s.Resume,
		"setPriority": s.SetPriority, "assign": s.Assign, "resolve": s.Resolve, "close": s.Close, "reopen": s.Reopen,
	}
}
