package play

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"flatsupport/shared/policy"
)

// difference is one thing that is not as expected.
type difference struct{ what, want, got string }

// String writes what was expected and what happened one below the other; what takes several lines keeps them.
func (d difference) String() string {
	return fmt.Sprintf("%s\n  expected  %s\n  got       %s", d.what, hang(d.want), hang(d.got))
}

func hang(text string) string { return strings.ReplaceAll(text, "\n", "\n            ") }

// Failure is something that is not as the story or a promise says. Line 0 is the end of the story.
type Failure struct {
	Line int
	Text string
}

// place says where in the story the step is.
func (s Step) place() string { return fmt.Sprintf("line %d, %s", s.line, moment(s.when)) }

func (p *player) fail(step Step, text string) {
	p.failed = append(p.failed, Failure{step.line, moment(step.when) + ": " + text})
	p.mark(text)
}

// broken notes a promise that did not hold in the end.
func (p *player) broken(format string, args ...any) {
	text := "in the end: " + fmt.Sprintf(format, args...)
	p.failed = append(p.failed, Failure{0, text})
	p.mark(text)
}

func (p *player) mark(text string) {
	_, _ = fmt.Fprintln(p.out, "        ✗ "+strings.ReplaceAll(text, "\n", "\n          "))
}

// say prints the step before it is taken.
func (p *player) say(step Step) {
	_, _ = fmt.Fprintf(p.out, "%5d  %s  %s\n", step.line, moment(step.when), step.title())
}

// title says in a few words what happens in the step.
func (s Step) title() string {
	switch {
	case s.Submit != nil:
		return words("submit", s.Submit.Ticket, s.Submit.Priority, s.Submit.Type, "by", s.Submit.By, s.Submit.Channel)
	case s.Promise != nil:
		return words("promise", s.Promise.Priority, s.Promise.Type, "to", s.Promise.By, s.Promise.Channel)
	case s.Outage != nil:
		return words("outage until", s.Outage.Until)
	case s.Upload != nil:
		return words("upload", s.Upload.Name)
	case s.Mail != nil:
		return words("mail", s.Mail.Ticket, "from", s.Mail.From, s.Mail.Verdict)
	case s.Form != nil:
		return words("form", s.Form.Form, s.Form.Priority, "by", s.Form.By)
	case s.Confirm != nil:
		return words("confirm", s.Confirm.Form, s.Confirm.Ticket)
	case s.Publish != nil:
		return words("publish calendar", s.Publish.Version)
	case s.Recount != nil:
		return words("recount by calendar", s.Recount.To)
	}
	for word, act := range s.acts() {
		if act != nil {
			by := ""
			if act.By != "" {
				by = "by " + act.By
			}
			return words(word, act.Ticket, by, cmp.Or(strings.Join(act.To, ", "), act.Result, act.Engineer, act.Into, act.As, act.Address, act.Contact))
		}
	}
	for what, asked := range s.asked() {
		if asked != nil {
			return words("ask for", what, "of", asked.Release, asked.Ticket, "by "+asked.By)
		}
	}
	if word, deal := s.deal(); deal != nil {
		return deal.title(word)
	}
	return "look"
}

func words(list ...string) string {
	kept := list[:0]
	for _, word := range list {
		if word != "" {
			kept = append(kept, word)
		}
	}
	return strings.Join(kept, " ")
}

// moment writes an instant as stories do, with its weekday, in Moscow.
func moment(at time.Time) string {
	layout := "Mon 2006-01-02 15:04:05"
	if at.Nanosecond() != 0 {
		layout += ".000"
	}
	return at.In(policy.Moscow()).Format(layout)
}
