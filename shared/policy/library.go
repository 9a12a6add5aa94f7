package policy

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"path"
	"slices"
	"sync"

	"flatsupport/shared/coverage"
)

// ErrUnknownEdition: the library has no such edition, or none that is valid on the day.
var ErrUnknownEdition = errors.New("no such policy edition")

// Library holds the editions that certificates and tickets can pin (policy.pin, G60). It is immutable.
type Library struct {
	editions []*Edition // by first day of validity, then by id
}

//go:embed editions
var published embed.FS

var publishedLibrary = sync.OnceValues(func() (*Library, error) {
	sources, err := Published()
	if err != nil {
		return nil, err
	}
	l := &Library{}
	for _, source := range sources {
		e, err := Load(path.Base(source.Name), source.Text)
		if err != nil {
			return nil, fmt.Errorf("load edition %s: %w", source.Name, err)
		}
		l = l.Add(e)
	}
	return l, nil
})

// Editions returns the published editions, loaded on the first call.
func Editions() (*Library, error) { return publishedLibrary() }

// All lists the editions by their first day of validity.
func (l *Library) All() []*Edition { return slices.Clone(l.editions) }

// Add returns a library that also has the edition, in place of one with the same id.
func (l *Library) Add(e *Edition) *Library {
	editions := slices.DeleteFunc(slices.Clone(l.editions), func(have *Edition) bool { return have.ID == e.ID })
	editions = append(editions, e)
	slices.SortFunc(editions, func(a, b *Edition) int {
		return cmp.Or(a.ValidFrom.Compare(b.ValidFrom), cmp.Compare(a.ID, b.ID))
	})
	return &Library{editions: editions}
}

// Edition returns the edition of the id, as a certificate or a ticket has pinned it; otherwise [ErrUnknownEdition].
func (l *Library) Edition(id string) (*Edition, error) {
	e, ok := find(l.editions, func(e *Edition) bool { return e.ID == id })
	if !ok {
		return nil, fmt.Errorf("edition %q: %w", id, ErrUnknownEdition)
	}
	return e, nil
}

// Current returns the edition under which certificates are sold on a day: the one that became valid last, on that day
// or before it. Before the first of them it is [ErrUnknownEdition].
func (l *Library) Current(on coverage.Date) (*Edition, error) {
	for _, e := range slices.Backward(l.editions) {
		if !e.ValidFrom.After(on) {
			return e, nil
		}
	}
	return nil, fmt.Errorf("edition valid on %s: %w", on, ErrUnknownEdition)
}

// Starts are the first days of validity of all editions, in order.
func (l *Library) Starts() []coverage.Date {
	starts := make([]coverage.Date, 0, len(l.editions))
	for _, e := range l.editions {
		starts = append(starts, e.ValidFrom)
	}
	return slices.Compact(starts)
}

// PublishedReadings lists the readings of the edition with the values in force, in the order of its source.
func (e *Edition) PublishedReadings() []Reading {
	list := slices.Clone(e.readings)
	for i := range list {
		list[i].Alternatives = slices.Clone(list[i].Alternatives)
	}
	return list
}
