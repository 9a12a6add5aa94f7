package mailsweep

import (
	"context"
	"errors"
	"time"

	"flatsupport/shared/store"
)

const (
	page  = 25              // unverified requests that are told of in one tick
	lease = 4 * time.Minute // for which one is left to the tick that tells of it
)

// late tells the managers, once, of each unverified request at which nobody has looked in time (OP-TRIAGE), and gives how many
// there were.
func (h Handler) late(ctx context.Context, now time.Time) (int, error) {
	waiting, err := h.Store.Unlooked(ctx, now, page)
	if err != nil || len(waiting) == 0 {
		return 0, err
	}
	people, err := h.Triage.Managers(ctx, now)
	if err != nil {
		return 0, err
	}
	told := 0
	for _, w := range waiting {
		u, err := h.Store.ClaimUnlooked(ctx, w, now.Add(lease))
		if errors.Is(err, store.ErrConflict) {
			continue
		}
		if err == nil {
			err = h.Triage.TellLate(ctx, u, people)
		}
		if err == nil {
			err = h.Store.MarkLate(context.WithoutCancel(ctx), u)
		}
		if err != nil {
			return told, err
		}
		told++
	}
	return told, nil
}
