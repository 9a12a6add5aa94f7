package play

import (
	"fmt"

	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// edition is the one that the ticket is pinned to.
func (p *player) edition(t ticket.Ticket) (*policy.Edition, error) {
	return docket.Docket{Editions: p.library}.Edition(t)
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
