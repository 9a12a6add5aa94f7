package play

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/infra/story/given"
	"flatsupport/shared/ticket"
	"flatsupport/shared/web"
)

// problem is what the API refuses with, as an error. What a story expects may well be one.
type problem struct {
	Code     string `json:"code"`
	Clause   string `json:"clause"`
	Decision string `json:"decision"` // under which a refusal of a release is on record
	Edition  string `json:"edition"`
	Errors   []struct {
		Field string `json:"field"`
		Code  string `json:"code"`
	} `json:"errors"`
	Refusals []web.Refusal `json:"refusals"`
}

func (p *problem) Error() string { return "refused with " + p.Code }

// routes of what persons do to a ticket, and the fields that go into the body.
var routes = map[string]struct {
	segment string
	body    func(a Act) map[string]any
}{
	"respond": {"responses", func(a Act) map[string]any { return a.answer("We are on it.") }},
	"call":    {"calls", func(a Act) map[string]any { return some("result", a.Result, "message", a.Text) }},
	"note":    {"notes", func(a Act) map[string]any { return map[string]any{"message": or(a.Text, "Noted.")} }},
	"wait":    {"waiting", func(a Act) map[string]any { return map[string]any{"reason": or(a.Reason, "logs asked for")} }},
	"resume":  {"resumption", func(Act) map[string]any { return map[string]any{} }},
	"setPriority": {"priority", func(a Act) map[string]any {
		body := some("priority", strings.Join(a.To, ""), "reason", or(a.Reason, "by the definition"))
		if a.Consent {
			body["consent"] = true
		}
		return body
	}},
	"assign": {"assignment", func(a Act) map[string]any { return some("engineer", a.Engineer, "reason", a.Reason) }},
	"resolve": {"resolution", func(a Act) map[string]any {
		body := a.answer("It works again.")
		if a.Waiver != "" {
			body["waiver"] = a.Waiver
		}
		return body
	}},
	"escalate": {"escalation", func(a Act) map[string]any {
		return some("level", a.Level, "reason", or(a.Reason, "needs deep analysis"))
	}},
	"milestone": {"milestones", func(a Act) map[string]any {
		return some("milestone", a.Mark, "message", a.Text, "reference", a.Ref)
	}},
	"requestVisit": {"visits", func(Act) map[string]any { return map[string]any{} }},
	"continue":     {"continuation", func(a Act) map[string]any { return some("reason", a.Reason) }},
	"inquire": {"inquiries", func(a Act) map[string]any {
		return some("address", a.Address, "message", or(a.Text, "What is known of this?"))
	}},
	"setContact": {"contact", func(a Act) map[string]any {
		return some("contact", a.Contact, "reason", or(a.Reason, "somebody else takes it over"))
	}},
	"close":  {"closure", func(a Act) map[string]any { return some("reason", a.Reason) }},
	"reopen": {"reopening", func(a Act) map[string]any { return map[string]any{"reason": or(a.Reason, "it came back")} }},
}

// answer is the body of an answer to the customer.
func (a Act) answer(otherwise string) map[string]any {
	body := some("message", or(a.Text, otherwise), "recipient", a.Seen)
	if len(a.To) > 0 {
		body["to"] = []string(a.To)
	}
	return body
}

// do carries out what happens in the step. A refusal of the API is a *problem.
func (p *player) do(ctx context.Context, step Step) error {
	switch {
	case step.Outage != nil:
		until, err := given.Instant(step.Outage.Until)
		p.world.outage, p.world.dark = *step.Outage, until
		return err
	case step.Submit != nil:
		return p.submit(ctx, *step.Submit)
	case step.Promise != nil:
		return p.ask(ctx, *step.Promise)
	case step.Mail != nil:
		return p.post(ctx, *step.Mail)
	case step.Form != nil:
		return p.sendForm(ctx, *step.Form)
	case step.Confirm != nil:
		return p.confirmForm(ctx, *step.Confirm)
	case step.Upload != nil:
		return p.upload(ctx, *step.Upload)
	case step.Take != nil:
		return p.settleRequest(ctx, "take", *step.Take)
	case step.Dismiss != nil:
		return p.settleRequest(ctx, "dismissal", *step.Dismiss)
	case step.Publish != nil:
		return p.publish(*step.Publish)
	case step.Recount != nil:
		return p.recount(ctx, *step.Recount)
	case step.Import != nil:
		return p.imports(ctx, step.Import)
	}
	for what, asked := range step.asked() {
		if asked != nil {
			return p.release(ctx, what, *asked)
		}
	}
	for word, deal := range step.deals() {
		if deal != nil {
			return p.deal(ctx, word, *deal)
		}
	}
	for word, act := range step.acts() {
		if act != nil {
			return p.act(ctx, word, *act)
		}
	}
	return nil
}

func (p *player) submit(ctx context.Context, s Submit) error {
	body := some("customer", s.Customer, "installation", s.Installation, "type", or(s.Type, "incident"),
		"priority", s.Priority, "subject", or(s.Subject, p.story.Title), "description", or(s.Description, "As the subject says."),
		"callbackPhone", s.CallbackPhone, "findings", s.Findings)
	c := call{route: "POST /v1/requests", subject: s.By, role: p.people.role(s.By), key: or(s.Key, "story-"+s.Ticket), body: body}
	if s.Channel == hotline {
		c.route, c.role = "POST /v1/hotline/requests", "operator"
		if err := p.called(body, s.For, s.Customer, s.CallStartedAt, s.Override); err != nil {
			return err
		}
	}
	resp, err := p.request(ctx, c)
	if err != nil {
		return err
	}
	var answer struct {
		Number string `json:"number"`
	}
	if err := json.Unmarshal([]byte(resp.Body), &answer); err != nil {
		return fmt.Errorf("answer to a submission: %w", err)
	}
	id, err := ticket.ParseNumber(answer.Number)
	if err != nil {
		return fmt.Errorf("answer to a submission: number %q: %w", answer.Number, err)
	}
	p.tickets[s.Ticket] = id
	return nil
}

// hotline is the channel of an operator's steps.
const hotline = "hotline"

// called adds to a body what an operator states about a call.
func (p *player) called(body map[string]any, caller, customer, startedAt, override string) error {
	of, contact := p.people.caller(caller)
	body["customer"], body["contact"] = or(customer, of), contact
	if startedAt != "" {
		at, err := given.Instant(startedAt)
		if err != nil {
			return err
		}
		body["callStartedAt"] = at.Format("2006-01-02T15:04:05Z07:00")
	}
	if override != "" {
		body["overrideReason"] = override
	}
	return nil
}

func (p *player) act(ctx context.Context, word string, a Act) error {
	id, ok := p.tickets[a.Ticket]
	if !ok {
		return fmt.Errorf("no ticket of the story is called %q", a.Ticket)
	}
	p.acts++
	c := call{number: ticket.ShowNumber(id), subject: a.By, key: or(a.Key, fmt.Sprintf("story-act-%d", p.acts))}
	if word == "reply" {
		c.route, c.role = "POST /v1/tickets/{number}/replies", p.people.role(a.By)
		c.body = map[string]any{"message": or(a.Text, "Still the same.")}
	} else {
		c.role = p.people.role(a.By)
		segment, body, err := p.desks(ctx, word, id, a)
		if err != nil {
			return err
		}
		c.route, c.body = "POST /v1/desk/tickets/{number}/"+segment, body
	}
	if _, err := p.request(ctx, c); err != nil || word != "split" {
		return err
	}
	return p.part(ctx, id, a)
}

// request sends a request; with faults a click may arrive twice, and both must get the same answer, unless one is asked to
// come again.
func (p *player) request(ctx context.Context, c call) (events.APIGatewayV2HTTPResponse, error) {
	resp, err := p.world.call(ctx, c)
	if err != nil {
		return resp, err
	}
	if p.world.faults.again() {
		second, err := p.world.call(ctx, c)
		if err != nil {
			return resp, err
		}
		again := second.StatusCode == http.StatusServiceUnavailable || resp.StatusCode == http.StatusServiceUnavailable
		if second.StatusCode != resp.StatusCode && !again {
			return resp, fmt.Errorf("sent twice, %s was answered %d and then %d", c.route, resp.StatusCode, second.StatusCode)
		}
	}
	switch {
	case resp.StatusCode < http.StatusBadRequest:
		return resp, nil
	case resp.StatusCode < http.StatusInternalServerError || resp.StatusCode == http.StatusServiceUnavailable:
		refused := new(problem)
		if err := json.Unmarshal([]byte(resp.Body), refused); err != nil {
			return resp, fmt.Errorf("answer %d is no problem: %s", resp.StatusCode, resp.Body)
		}
		return resp, refused
	default:
		return resp, fmt.Errorf("%s was answered %d: %s", c.route, resp.StatusCode, resp.Body)
	}
}

// some makes a body of pairs, leaving out what is empty.
func some(pairs ...string) map[string]any {
	body := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if strings.TrimSpace(pairs[i+1]) != "" {
			body[pairs[i]] = pairs[i+1]
		}
	}
	return body
}

func or(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}
