package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Readings that are lists, kept in the rows of packages and channels, or figures for each priority.

// listed is a reading that is a list of words of which none may stand twice.
func listed(name, example string, read func() []string, write func([]string) bool) datum {
	return datum{
		name: name, taken: true,
		read: func() string { return strings.Join(read(), ",") },
		write: func(v string) error {
			words := strings.Split(v, ",")
			if len(slices.Compact(slices.Sorted(slices.Values(words)))) != len(words) || !write(words) {
				return fmt.Errorf("%q is %w; it can be a list such as %s", v, ErrUnlawfulValue, example)
			}
			return nil
		},
	}
}

// hotlinePriorities are the priorities that the hotline takes (G35).
func (e *Edition) hotlinePriorities() datum {
	return listed("channels.hotline.priorities", "P1,P2", func() []string {
		c, _ := e.Channel(Hotline)
		return printAll(c.Priorities)
	}, func(words []string) bool {
		var taken []PriorityCode
		for _, word := range words {
			if !slices.Contains(priorityCodes, PriorityCode(word)) {
				return false
			}
			taken = append(taken, PriorityCode(word))
		}
		for i := range e.Channels {
			if e.Channels[i].Code == Hotline {
				e.Channels[i].Priorities = taken
			}
		}
		return true
	})
}

// partnerLevels are the levels that the vendor delivers under the partner package (G48).
func (e *Edition) partnerLevels() datum {
	return listed("packages.l3.levels", "2,3", func() []string {
		p, _ := e.Package(TS8x5L3)
		if len(p.Levels) == 0 {
			return nil
		}
		return strings.Split(joinWhole(p.Levels), ",")
	}, func(words []string) bool {
		var levels []Level
		for _, word := range words {
			n, err := strconv.Atoi(word)
			if err != nil || n < 1 || n > 3 || len(levels) > 0 && Level(n) <= levels[len(levels)-1] {
				return false
			}
			levels = append(levels, Level(n))
		}
		for i := range e.Packages {
			if e.Packages[i].Code == TS8x5L3 {
				e.Packages[i].Levels = levels
			}
		}
		return true
	})
}

// onsiteAreas are the areas in which the on-site visit is given (G53).
func (e *Edition) onsiteAreas() datum {
	return listed("onsite.areas", "RU-MOW,RU-MOS", func() []string {
		p, _ := e.Package(TS24x7Onsite)
		return p.OnsiteAreas
	}, func(words []string) bool {
		if slices.ContainsFunc(words, func(word string) bool { return !areaCode.MatchString(word) }) {
			return false
		}
		for i := range e.Packages {
			if e.Packages[i].Code == TS24x7Onsite {
				e.Packages[i].OnsiteAreas = words
			}
		}
		return true
	})
}

// cadence promises an update so often to each priority named, or nothing (G39).
func (e *Edition) cadence() datum {
	r := &e.Readings
	return datum{
		name: "updates.cadence",
		read: func() string { return r.UpdateCadence },
		write: func(v string) error {
			if v != Nothing {
				if _, err := parseCadence(v); err != nil {
					return fmt.Errorf("%q is %w; it can be %s, or a time for each priority such as P1=1h,P2=4h", v, ErrUnlawfulValue, Nothing)
				}
			}
			r.UpdateCadence = v
			return nil
		},
	}
}

func parseCadence(text string) (map[PriorityCode]time.Duration, error) {
	all := map[PriorityCode]time.Duration{}
	for part := range strings.SplitSeq(text, ",") {
		code, figure, _ := strings.Cut(strings.TrimSpace(part), "=")
		prio := PriorityCode(code)
		within, err := time.ParseDuration(figure)
		if err != nil || within < time.Minute || within > longest || within%time.Second != 0 {
			return nil, fmt.Errorf("time of %q: %w", part, ErrUnlawfulValue)
		}
		if _, twice := all[prio]; twice || !slices.Contains(priorityCodes, prio) {
			return nil, fmt.Errorf("priority of %q: %w", part, ErrUnlawfulValue)
		}
		all[prio] = within
	}
	return all, nil
}
