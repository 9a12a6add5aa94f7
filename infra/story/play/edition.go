package play

import (
	"fmt"
	"os"
	"path/filepath"

	"flatsupport/shared/coverage"
	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// edition is the one that the ticket is pinned to.
func (p *player) edition(t ticket.Ticket) (*policy.Edition, error) {
	return docket.Docket{Editions: p.library}.Edition(t)
}

// library is the stage's editions, with the story's readings in place of its own edition's, and the editions that the
// story publishes later.
func (s Stage) library(story Story) (*policy.Library, error) {
	editions := s.Editions
	if editions == nil {
		published, err := policy.Editions()
		if err != nil {
			return nil, err
		}
		editions = published
	}
	ed, err := editions.Edition(story.Policy)
	if err != nil {
		return nil, err
	}
	if len(story.Readings) > 0 {
		if ed, err = ed.With(story.Readings); err != nil {
			return nil, fmt.Errorf("readings: %w", err)
		}
		editions = editions.Add(ed)
	}
	for _, later := range story.Later {
		next, err := later.edition(ed)
		if err != nil {
			return nil, fmt.Errorf("later edition %s: %w", later.ID, err)
		}
		editions = editions.Add(next)
	}
	return editions, nil
}

// edition makes the later edition out of the one before.
func (l Later) edition(before *policy.Edition) (*policy.Edition, error) {
	from, err := coverage.ParseDate(l.ValidFrom)
	if err != nil {
		return nil, err
	}
	changed, err := before.With(l.Readings)
	if err != nil {
		return nil, err
	}
	next := *changed
	next.ID, next.ValidFrom = l.ID, from
	return &next, nil
}

// Editions are the published editions and, beside them, those in the folder: drafts, and editions of other vendors,
// that stories can be played by and no certificate is sold under. A folder that is not there has none.
func Editions(folder string) (*policy.Library, error) {
	library, err := policy.Editions()
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		ed, err := policy.Load(file, src)
		if err != nil {
			return nil, err
		}
		library = library.Add(ed)
	}
	return library, nil
}
