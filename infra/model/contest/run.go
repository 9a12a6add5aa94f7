package contest

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"flatsupport/infra/model/arena"
	"flatsupport/shared/entitlement"
)

type certificate = entitlement.Certificate

// Result of many histories.
type Result struct {
	Seed      uint64
	Played    int
	Accepted  int
	Acts      int
	Exercised map[string]int // readings that were played, "datum: value"
	Unknown   []string       // readings that the model knows and the desk does not
	Failure   *Failure       // the first in order of numbers
}

// Failure is a history on which the two differ.
type Failure struct {
	Number      uint64
	History     History // cut down
	Differences []Difference
}

// String tells the failure with both answers.
func (f Failure) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "history %d:\n%s", f.Number, f.History)
	for _, d := range f.Differences {
		fmt.Fprintf(&b, "DIFFERENCE at %s in %s\n  desk:  %s\n  model: %s\n", f.History.show(d.At), d.What, d.Desk, d.Model)
	}
	return b.String()
}

// Run plays the histories from first on, several at a time, and stops at the first difference. It tells how many are
// done.
func (c *Contest) Run(seed, first, n uint64, workers int, progress func(done uint64)) (Result, error) {
	r := Result{Seed: seed, Exercised: map[string]int{}}
	for _, v := range c.cannot {
		r.Unknown = append(r.Unknown, v.datum+": "+v.value)
	}
	var (
		mu    sync.Mutex
		fault error
	)
	arena.Rounds(first, n, workers, func(number uint64) bool {
		h, err := c.Draw(seed, number)
		var found []Difference
		if err == nil {
			found, err = c.Play(h)
		}
		if err == nil && len(found) > 0 {
			h, found = c.Shrink(h, found)
		}
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			fault = fmt.Errorf("seed %d, history %d: %w\n%s", seed, number, err, h)
			return false
		}
		r.count(h)
		if progress != nil {
			progress(uint64(r.Played))
		}
		if len(found) > 0 && (r.Failure == nil || number < r.Failure.Number) {
			r.Failure = &Failure{Number: number, History: h, Differences: found}
		}
		return r.Failure == nil && fault == nil
	})
	return r, fault
}

func (r *Result) count(h History) {
	r.Played++
	if len(h.Looks) > 0 {
		r.Accepted++
	}
	r.Acts += len(h.Acts)
	for _, e := range h.Editions {
		for datum, value := range e.Readings {
			r.Exercised[datum+": "+value]++
		}
	}
}

// Summary says what was played.
func (r Result) Summary() string {
	unknown := "none"
	if len(r.Unknown) > 0 {
		slices.Sort(r.Unknown)
		unknown = strings.Join(r.Unknown, "; ")
	}
	return fmt.Sprintf("seed %d: %d histories, %d became tickets, %d acts, %d values of readings exercised\nnot yet known to the desk: %s",
		r.Seed, r.Played, r.Accepted, r.Acts, len(r.Exercised), unknown)
}
