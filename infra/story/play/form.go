package play

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
	"flatsupport/shared/web"
)

// formQueue brings requests by the public form to who tells of them.
const formQueue = "form"

const confirmations = "/v1/forms/confirmations/"

// FormSent is a request by the public form. Nobody is signed in for it.
type FormSent struct {
	Form     string `yaml:"form"` // the story's own name for it
	By       string `yaml:"by"`   // the address that it has
	Priority string `yaml:"priority"`
	Subject  string `yaml:"subject"`
	Text     string `yaml:"text"`
	System   string `yaml:"system"`
	Phone    string `yaml:"phone"`
	Robot    bool   `yaml:"robot"` // it has filled in the field that nobody sees
	Times    int    `yaml:"times"` // how often it is sent; 0: once
}

// Confirmed is the button behind the link that the contact got.
type Confirmed struct {
	Form   string `yaml:"form"`
	Ticket string `yaml:"ticket"` // the story's own name for what it becomes
	Look   bool   `yaml:"look"`   // the page is only looked at
	Shows  string `yaml:"shows"`  // the ticket whose number the page has
	Times  int    `yaml:"times"`
}

// sendForm sends the form as a program would, again until it is answered.
func (p *player) sendForm(ctx context.Context, f FormSent) error {
	body := some("email", f.By, "priority", or(f.Priority, "P3"), "subject", or(f.Subject, p.story.Title),
		"description", or(f.Text, "As the subject says."), "system", f.System, "phone", f.Phone)
	if f.Robot {
		body["website"] = "https://robot.example"
	}
	if p.forms == nil {
		p.forms = map[string]string{}
	}
	for range max(f.Times, 1) {
		resp, err := p.persist(ctx, call{route: "POST /v1/forms/requests", key: "story-" + f.Form, body: body, open: true})
		if err != nil {
			return err
		}
		if resp.StatusCode != http.StatusAccepted {
			return fmt.Errorf("a form was answered %d", resp.StatusCode)
		}
	}
	key := "story-" + f.Form
	if f.Robot {
		key = "robot\x00" + key
	}
	p.forms[f.Form] = ticket.FormID(strings.ToLower(f.By), key)
	return nil
}

// persist sends a request again as long as the desk asks for that.
func (p *player) persist(ctx context.Context, c call) (events.APIGatewayV2HTTPResponse, error) {
	for {
		resp, err := p.request(ctx, c)
		refused := new(problem)
		if !errors.As(err, &refused) || refused.Code != web.Unavailable {
			return resp, err
		}
	}
}

// confirmForm follows the newest link that went out for the form.
func (p *player) confirmForm(ctx context.Context, c Confirmed) error {
	id, token := p.forms[c.Form], ""
	for _, m := range p.world.mails {
		if _, after, found := strings.Cut(m.Text, confirmations); found && m.Key == "unverified/"+id {
			token, _, _ = strings.Cut(after, "\n")
		}
	}
	if token == "" {
		return fmt.Errorf("no link went out for form %q", c.Form)
	}
	route := "POST " + confirmations + "{token}"
	if c.Look {
		route = "GET " + confirmations + "{token}"
	}
	for range max(c.Times, 1) {
		page, err := p.persist(ctx, call{route: route, path: map[string]string{"token": token}, open: true})
		if err != nil {
			return err
		}
		if c.Shows != "" && !strings.Contains(page.Body, ticket.ShowNumber(p.tickets[c.Shows])) {
			return fmt.Errorf("the page behind the link of form %q does not show ticket %q", c.Form, c.Shows)
		}
	}
	f, err := p.world.store.Form(ctx, id)
	if err != nil {
		return err
	}
	page, err := p.world.store.Unverified(ctx, p.world.now, true, "", 100)
	for _, u := range page.Rows {
		if u.Object == f.ID && u.Ticket != "" {
			p.tickets[c.Ticket] = u.Ticket
		}
	}
	return err
}

// sent lists the mails about forms since the story last asked: "duty ADDRESS" and "link ADDRESS".
func (p *player) sent() []string {
	var lines []string
	for _, m := range p.world.mails[p.asked:] {
		switch {
		case !strings.HasPrefix(m.Key, "unverified/form-"):
		case strings.Contains(m.Key, ">"):
			lines = append(lines, "duty "+m.To)
		default:
			lines = append(lines, "link "+m.To)
		}
	}
	p.asked = len(p.world.mails)
	return lines
}

// formsKept checks at the end that a form became no more than the one ticket that its request names, and that nobody else's
// ticket came by this way.
func (p *player) formsKept(ctx context.Context) error {
	page, err := p.world.store.Unverified(ctx, p.world.now, true, "", 100)
	if err != nil {
		return err
	}
	named := map[string]int{}
	for _, u := range page.Rows {
		if u.Ticket != "" {
			named[u.Ticket]++
		}
	}
	records, err := p.world.store.ScanTickets(ctx)
	if err != nil {
		return err
	}
	for _, rec := range records {
		if rec.Ticket.Registered.Channel == policy.Form && named[rec.ID] != 1 {
			p.broken("ticket %s came by the form, and %d requests name it", rec.ID, named[rec.ID])
		}
	}
	return nil
}
