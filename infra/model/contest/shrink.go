package contest

import (
	"slices"
	"time"
)

// Shrink makes a history smaller as long as a difference remains, and returns it with the differences it shows.
func (c *Contest) Shrink(h History, found []Difference) (History, []Difference) {
	for again := true; again; {
		again = false
		for _, smaller := range smallerThan(h) {
			if left, err := c.Play(smaller); err == nil && len(left) > 0 {
				h, found, again = smaller, left, true
				break
			}
		}
	}
	return h, found
}

// smallerThan lists the histories that lack one thing of this one.
func smallerThan(h History) []History {
	var all []History
	add := func(change func(*History)) {
		smaller := h
		smaller.Editions = slices.Clone(h.Editions)
		change(&smaller)
		all = append(all, smaller)
	}
	for i := range h.Acts {
		add(func(s *History) { s.Acts = without(h.Acts, i) })
	}
	for i := range h.Looks {
		add(func(s *History) { s.Looks = without(h.Looks, i) })
	}
	for i := range h.Facts.Intents {
		add(func(s *History) { s.Facts.Intents = without(h.Facts.Intents, i) })
	}
	for i := range h.Facts.Certificates {
		add(func(s *History) { s.Facts.Certificates = without(h.Facts.Certificates, i) })
	}
	for i := range h.Facts.Installations {
		add(func(s *History) { s.Facts.Installations = without(h.Facts.Installations, i) })
	}
	for i := range h.Facts.Contacts {
		add(func(s *History) { s.Facts.Contacts = without(h.Facts.Contacts, i) })
	}
	for i := range h.Facts.Partners {
		add(func(s *History) { s.Facts.Partners = without(h.Facts.Partners, i) })
	}
	if len(h.Editions) > 1 && !slices.ContainsFunc(h.Facts.Certificates, func(c certificate) bool { return c.Edition != h.Editions[0].ID }) {
		add(func(s *History) { s.Editions = s.Editions[:1] })
	}
	for i, e := range h.Editions {
		for _, datum := range sortedKeys(e.Readings) {
			if datum != "zone" || len(h.Editions) == 1 { // all editions of a history have one zone
				add(func(s *History) { s.Editions[i].Readings = lacking(e.Readings, datum) })
			}
		}
		for _, further := range e.Further.less() {
			add(func(s *History) { s.Editions[i].Further = further })
		}
	}
	if !h.Stated.IsZero() {
		add(func(s *History) { s.Stated = time.Time{} })
	}
	if !h.Again.IsZero() {
		add(func(s *History) { s.Again = time.Time{} })
	}
	if h.Decided.After(h.Request.ReceivedAt) {
		add(func(s *History) { s.Decided = h.Request.ReceivedAt })
	}
	return all
}

func without[T any](list []T, i int) []T { return slices.Delete(slices.Clone(list), i, i+1) }

func lacking[K comparable, T any](m map[K]T, key K) map[K]T {
	smaller := map[K]T{}
	for k, v := range m {
		if k != key {
			smaller[k] = v
		}
	}
	return smaller
}
