package contest

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strings"
	"sync"

	"flatsupport/infra/model"
	"flatsupport/infra/model/arena"
	"flatsupport/infra/model/deals"
	"flatsupport/shared/policy"
)

// Contest has what all histories share.
type Contest struct {
	base     *policy.Edition
	calendar model.Calendar
	zone     *model.Zone

	mu    sync.Mutex
	drawn map[[2]uint64][]Edition
	built map[string]*policy.Edition
}

// New reads edition 1.4 and the calendar from the folder of the module.
func New(module fs.FS) (*Contest, error) {
	ground, err := arena.Read(module)
	if err != nil {
		return nil, err
	}
	return &Contest{
		base: ground.Edition, calendar: ground.Calendar, zone: model.NewZone(model.Moscow()),
		drawn: map[[2]uint64][]Edition{}, built: map[string]*policy.Edition{},
	}, nil
}

// editions of a block: one or two, with other readings that hold together.
func (c *Contest) editions(seed, n uint64) ([]Edition, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := [2]uint64{seed, n}
	if drawn, ok := c.drawn[key]; ok {
		return drawn, nil
	}
	rng := rand.New(rand.NewPCG(seed, ^n)) //nolint:gosec // seeded chance is meant
	all := []Edition{{ID: "flat-1.4", ValidFrom: model.Day{Year: 2015, Month: 1, Day: 1}}}
	if rng.IntN(2) == 0 {
		all = append(all, Edition{ID: "flat-2.0", ValidFrom: model.Day{Year: 2021, Month: 1, Day: 1}.Plus(rng.IntN(1800))})
	}
	for i := range all {
		if err := c.drawEdition(rng, &all[i]); err != nil {
			return nil, err
		}
	}
	if len(c.drawn) > 64 {
		clear(c.drawn)
	}
	c.drawn[key] = all
	return all, nil
}

func (c *Contest) drawEdition(rng *rand.Rand, e *Edition) error {
	var err error
	for range 50 {
		e.Readings = map[string]string{}
		for range []int{0, 1, 2, 4, 8, 20}[rng.IntN(6)] {
			r := readings[rng.IntN(len(readings))]
			e.Readings[r.datum] = r.values[rng.IntN(len(r.values))]
		}
		if _, err = c.edition(*e); err == nil {
			return nil
		}
	}
	return fmt.Errorf("no edition holds together: %w", err)
}

// edition builds the desk's edition; the same readings are built once. The lock is held.
func (c *Contest) edition(e Edition) (*policy.Edition, error) {
	key := fmt.Sprint(e.Readings)
	built, ok := c.built[key]
	if !ok {
		var err error
		if built, err = c.base.With(e.Readings); err != nil {
			return nil, fmt.Errorf("edition: %w", err)
		}
		if len(c.built) > 500 {
			clear(c.built)
		}
		c.built[key] = built
	}
	named := *built
	named.ID, named.ValidFrom = e.ID, dateOf(e.ValidFrom)
	return &named, nil
}

func (c *Contest) library(h History) (*policy.Library, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	library := &policy.Library{}
	for _, e := range h.Editions {
		built, err := c.edition(e)
		if err != nil {
			return nil, err
		}
		library = library.Add(built)
	}
	return library, nil
}

// modelOf is the model before anything has happened.
func (c *Contest) modelOf(h History) *deals.Desk {
	var editions []model.Rules
	for _, e := range h.Editions {
		r := model.Edition14(c.calendar, func(string) *model.Zone { return c.zone }).With(e.Readings)
		r.ID, r.ValidFrom = e.ID, e.ValidFrom
		editions = append(editions, r)
	}
	return deals.NewDesk(editions, h.Versions, h.Partners)
}

// Result of many histories.
type Result struct {
	Seed    uint64
	Played  int
	Acts    int
	Lawful  map[deals.Kind]int
	Refused map[string]int // by code
	Values  map[string]int // of readings, "datum: value"
	Failure *Failure       // the first in order of numbers
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
	fmt.Fprintf(&b, "history %d of deals:\n%s", f.Number, f.History)
	for _, d := range f.Differences {
		fmt.Fprintf(&b, "DIFFERENCE after %s\n  in %s\n  desk:  %s\n  model: %s\n", d.Act, d.What, d.Desk, d.Model)
	}
	return b.String()
}

// Run plays the histories from first on, several at a time, and stops at the first difference. It tells how many are
// done.
func (c *Contest) Run(seed, first, n uint64, workers int, progress func(done uint64)) (Result, error) {
	r := Result{Seed: seed, Lawful: map[deals.Kind]int{}, Refused: map[string]int{}, Values: map[string]int{}}
	var (
		mu    sync.Mutex
		fault error
	)
	arena.Rounds(first, n, workers, func(number uint64) bool {
		h, err := c.Draw(seed, number)
		drawn := h
		var answers [][]string
		var found []Difference
		if err == nil {
			answers, found, err = c.Play(h)
		}
		if err == nil && len(found) > 0 {
			h, found = c.Shrink(h, found)
		}
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			fault = fmt.Errorf("seed %d, history %d of deals: %w\n%s", seed, number, err, h)
			return false
		}
		r.count(drawn, answers)
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

func (r *Result) count(h History, answers [][]string) {
	r.Played++
	for i, codes := range answers {
		r.Acts++
		if len(codes) == 0 {
			r.Lawful[h.Acts[i].Kind]++
		}
		for _, code := range codes {
			r.Refused[code]++
		}
	}
	for _, e := range h.Editions {
		for datum, value := range e.Readings {
			r.Values[datum+": "+value]++
		}
	}
}

// Summary says what was played.
func (r Result) Summary() string {
	lawful := 0
	for _, n := range r.Lawful {
		lawful += n
	}
	return fmt.Sprintf("seed %d: %d histories of deals, %d acts, %d of them lawful, %d refusals met, %d values of readings exercised",
		r.Seed, r.Played, r.Acts, lawful, len(r.Refused), len(r.Values))
}
