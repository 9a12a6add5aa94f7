package importing

import (
	"context"
	"errors"
	"fmt"

	"flatsupport/shared/store"
)

// write does the steps that write, kind after kind, and counts those that were done. Within a kind several are done at
// the same time: no record rests on another of its kind.
func (im Import) write(ctx context.Context, steps []step) (int, error) {
	all, done := 0, 0
	kinds := [][]step{}
	for i, st := range steps {
		if i == 0 || st.entry.Kind != steps[i-1].entry.Kind {
			kinds = append(kinds, nil)
		}
		if st.write != nil {
			all++
			kinds[len(kinds)-1] = append(kinds[len(kinds)-1], st)
		}
	}
	for _, kind := range kinds {
		err := each(ctx, im.Jobs, kind, one, func() {
			done++
			im.progress("written", done, all)
		})
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

func one(ctx context.Context, st step) error {
	err := st.write(ctx)
	switch {
	case errors.Is(err, store.ErrConflict):
		return fmt.Errorf("%s %s (%s:%d) was changed by somebody else since this import has read it; theirs stands: %w",
			st.entry.Kind, st.entry.ID, st.entry.File, st.entry.Line, err)
	case err != nil:
		return fmt.Errorf("%s %s (%s:%d): %w", st.entry.Kind, st.entry.ID, st.entry.File, st.entry.Line, err)
	default:
		return nil
	}
}
