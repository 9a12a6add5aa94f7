// Package contest plays random histories of sales, renewals, intents, commissionings, upgrades and corrections against
// the room that decides on them and against the model, and names every difference.
//
// A history is drawn from a seed and a number alone, so that it can be drawn again; one that shows a difference is cut
// down to the smallest that still shows it.
package contest

import (
	"fmt"
	"slices"
	"strings"

	"flatsupport/infra/model"
	"flatsupport/infra/model/deals"
	"flatsupport/shared/coverage"
)

// History is everything that happens: plain data, played the same way every time.
type History struct {
	Editions []Edition // the first is flat-1.4 with other readings
	Versions []deals.Version
	Partners map[string]bool // who has the status at first
	Acts     []deals.Act
}

// Edition of the policy.
type Edition struct {
	ID        string
	ValidFrom model.Day
	Readings  map[string]string
}

// String tells the history as a person would write it down.
func (h History) String() string {
	var b strings.Builder
	for _, e := range h.Editions {
		fmt.Fprintf(&b, "edition %s from %s\n", e.ID, e.ValidFrom)
		for _, datum := range sorted(e.Readings) {
			fmt.Fprintf(&b, "  %s: %s\n", datum, e.Readings[datum])
		}
	}
	for _, v := range h.Versions {
		fmt.Fprintf(&b, "version %d on %s\n", v.Number, v.On)
	}
	for _, p := range sorted(h.Partners) {
		fmt.Fprintf(&b, "partner %s, status %t\n", p, h.Partners[p])
	}
	for _, a := range h.Acts {
		fmt.Fprintln(&b, a)
	}
	return b.String()
}

func sorted[T any](m map[string]T) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func dateOf(d model.Day) coverage.Date {
	return coverage.Date{Year: d.Year, Month: d.Month, Day: d.Day}
}

// Shrink makes a history smaller as long as a difference remains, and returns it with the differences it shows.
func (c *Contest) Shrink(h History, found []Difference) (History, []Difference) {
	for again := true; again; {
		again = false
		for _, smaller := range smallerThan(h) {
			if _, left, err := c.Play(smaller); err == nil && len(left) > 0 {
				h, found, again = smaller, left, true
				break
			}
		}
	}
	return h, found
}

// smallerThan lists the histories that lack one thing of this one; those that lack much come first.
func smallerThan(h History) []History {
	var all []History
	n := len(h.Acts)
	for size := n / 2; size > 0; size /= 2 {
		for from := 0; from < n; from += size {
			smaller := h
			smaller.Acts = slices.Delete(slices.Clone(h.Acts), from, min(from+size, n))
			all = append(all, smaller)
		}
	}
	for i := range h.Editions {
		if i > 0 {
			smaller := h
			smaller.Editions = h.Editions[:i]
			all = append(all, smaller)
		}
		for _, datum := range sorted(h.Editions[i].Readings) {
			smaller := h
			smaller.Editions = slices.Clone(h.Editions)
			smaller.Editions[i].Readings = map[string]string{}
			for d, v := range h.Editions[i].Readings {
				if d != datum {
					smaller.Editions[i].Readings[d] = v
				}
			}
			all = append(all, smaller)
		}
	}
	for i := range h.Versions {
		smaller := h
		smaller.Versions = slices.Delete(slices.Clone(h.Versions), i, i+1)
		all = append(all, smaller)
	}
	return all
}
