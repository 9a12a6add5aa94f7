package importing

import (
	"context"
	"sync"
)

// each does something with every entry of a list, so many at the same time. After the first error no other is begun;
// those under way are waited for. done is called after each that went well, by one goroutine at a time.
func each[T any](ctx context.Context, jobs int, list []T, do func(context.Context, T) error, done func()) error {
	var (
		workers sync.WaitGroup
		mu      sync.Mutex
		failed  error
		next    int
	)
	take := func() (T, bool) {
		mu.Lock()
		defer mu.Unlock()
		var none T
		if failed == nil {
			failed = ctx.Err()
		}
		if failed != nil || next == len(list) {
			return none, false
		}
		next++
		return list[next-1], true
	}
	for range min(max(jobs, 1), len(list)) {
		workers.Go(func() {
			for entry, ok := take(); ok; entry, ok = take() {
				err := do(ctx, entry)
				mu.Lock()
				switch {
				case err == nil:
					done()
				case failed == nil:
					failed = err
				}
				mu.Unlock()
			}
		})
	}
	workers.Wait()
	return failed
}
