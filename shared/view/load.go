package view

import (
	"context"
	"fmt"
	"time"

	"flatsupport/shared/docket"
	"flatsupport/shared/store"
)

// Load reads what a view of the ticket needs beside its record.
func Load(ctx context.Context, d docket.Docket, rec store.Record, now time.Time, lang string) (Source, error) {
	src := Source{Record: rec, Now: now, Language: lang}
	var err error
	if src.Edition, err = d.Edition(rec.Ticket); err != nil {
		return Source{}, fmt.Errorf("edition of %s: %w", rec.ID, err)
	}
	if src.Request, err = d.Store.RequestOf(ctx, rec); err != nil {
		return Source{}, fmt.Errorf("request of %s: %w", rec.ID, err)
	}
	if src.Messages, err = d.Store.Messages(ctx, rec.ID); err != nil {
		return Source{}, fmt.Errorf("messages of %s: %w", rec.ID, err)
	}
	if src.Events, err = d.Store.History(ctx, rec.ID); err != nil {
		return Source{}, fmt.Errorf("history of %s: %w", rec.ID, err)
	}
	if src.Grounds, err = d.Grounds(ctx, rec); err != nil {
		return Source{}, fmt.Errorf("grounds of %s: %w", rec.ID, err)
	}
	return src, nil
}
