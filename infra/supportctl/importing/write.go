package importing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"flatsupport/shared/store"
)

// job is a write that can be done beside others of its stage; it tells how many rows it has written.
type job func(ctx context.Context, wrote func(rows int)) error

// write does the steps that write, stage after stage, and counts the rows that were written. A stage is a kind, or
// everything that goes into the books of customers; within one several are done at the same time: none rests on another.
func (im Import) write(ctx context.Context, steps []step) (int, error) {
	all := 0
	for _, st := range steps {
		if st.writes() {
			all++
		}
	}
	var mu sync.Mutex
	done := 0
	wrote := func(rows int) {
		mu.Lock()
		defer mu.Unlock()
		done += rows
		im.progress("written", done, all)
	}
	for _, stage := range im.stages(steps) {
		err := each(ctx, im.Jobs, stage, func(ctx context.Context, j job) error { return j(ctx, wrote) }, func() {})
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// stages are the jobs in the order of the steps.
func (im Import) stages(steps []step) [][]job {
	var stages [][]job
	var posts []*posting
	last := ""
	add := func(stage string, j job) {
		if stage != last {
			stages, last = append(stages, nil), stage
		}
		stages[len(stages)-1] = append(stages[len(stages)-1], j)
	}
	for i, st := range steps {
		if st.post != nil {
			posts = append(posts, st.post)
		}
		if st.write != nil {
			add(st.entry.Kind, st.job)
		}
		if i+1 == len(steps) || !slices.Contains(bookKinds, steps[i+1].entry.Kind) {
			for _, b := range batches(posts) {
				add("books", func(ctx context.Context, wrote func(int)) error { return im.batch(ctx, b, wrote) })
			}
			posts = nil
		}
	}
	return stages
}

func (st step) job(ctx context.Context, wrote func(int)) error {
	err := st.write(ctx)
	if err == nil {
		wrote(1)
	}
	return named(st.entry, err)
}

// named says of which row an error is.
func named(e Entry, err error) error {
	switch {
	case errors.Is(err, store.ErrConflict):
		return fmt.Errorf("%s %s (%s:%d) was changed by somebody else since this import has read it; theirs stands: %w",
			e.Kind, e.ID, e.File, e.Line, err)
	case err != nil:
		return fmt.Errorf("%s %s (%s:%d): %w", e.Kind, e.ID, e.File, e.Line, err)
	default:
		return nil
	}
}
