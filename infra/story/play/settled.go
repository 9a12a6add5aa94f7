package play

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"flatsupport/shared/ticket"
)

// Settled is what somebody of the desk does with the unverified request that the newest mail of the story became.
type Settled struct {
	Ticket       string `yaml:"ticket"` // the story's own name for the ticket that it becomes
	By           string `yaml:"by"`
	Customer     string `yaml:"customer"`
	Contact      string `yaml:"contact"`
	Installation string `yaml:"installation"`
	Priority     string `yaml:"priority"`
	Reason       string `yaml:"reason"`
	Key          string `yaml:"key"`
}

// settleRequest takes or dismisses it.
func (p *player) settleRequest(ctx context.Context, word string, s Settled) error {
	body := map[string]any{"reason": or(s.Reason, "It was looked into.")}
	for name, value := range map[string]string{
		"customer": s.Customer, "contact": s.Contact, "installation": s.Installation, "priority": s.Priority,
	} {
		if value != "" {
			body[name] = value
		}
	}
	p.acts++
	resp, err := p.world.call(ctx, call{
		route: "POST /v1/desk/unverified/{id}/" + word, path: map[string]string{"id": p.became.Request},
		subject: s.By, role: p.people.role(s.By), key: or(s.Key, fmt.Sprintf("story-settles-%d", p.acts)), body: body,
	})
	if err != nil {
		return err
	}
	if resp.StatusCode >= http.StatusBadRequest {
		var refused problem
		if err := json.Unmarshal([]byte(resp.Body), &refused); err != nil {
			return err
		}
		return &refused
	}
	var done struct {
		Settled struct {
			Number string `json:"number"`
		} `json:"settled"`
	}
	if err := json.Unmarshal([]byte(resp.Body), &done); err != nil || done.Settled.Number == "" {
		return err
	}
	p.tickets[s.Ticket], err = ticket.ParseNumber(done.Settled.Number)
	return err
}
