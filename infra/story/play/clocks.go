package play

import (
	"maps"
	"slices"
	"strings"
	"time"

	"flatsupport/infra/story/given"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
)

// clocks holds the newest clock of each name, as it stands at the instant, against what is expected of it. Where a due
// time differs, its explanation says how it was counted.
func (p *player) clocks(c *comparison, at time.Time, want Expect, t ticket.Ticket) error {
	names := clockNames(want)
	if len(names) == 0 {
		return nil
	}
	ed, err := p.edition(t)
	if err != nil {
		return err
	}
	all, err := sla.Clocks(t, ed, at)
	if err != nil {
		return err
	}
	for _, name := range names {
		clock, ok := clockNamed(all, name)
		if !ok {
			c.is("clock "+name, or(want.Clocks[name], "a clock"), "")
			continue
		}
		lines := texts.Explain(sla.Explain(clock, t, ed), ed, "en")
		c.is("clock "+name, want.Clocks[name], string(clock.State))
		c.is("why "+name, want.Why[name], string(clock.Why))
		for _, instant := range []struct {
			what, want string
			got        time.Time
			why        []string
		}{
			{"start of ", want.Start[name], clock.Start, nil},
			{"due ", want.Due[name], clock.Due, lines},
			{"stop of ", want.Stopped[name], clock.StoppedAt, nil},
		} {
			if err := c.instant(instant.what+name, instant.want, instant.got, instant.why); err != nil {
				return err
			}
		}
		if len(want.Explains[name]) > 0 {
			alternatives, err := sla.WhatIf(clock, t, ed, at)
			if err != nil {
				return err
			}
			lines = append(lines, texts.WhatIf(alternatives, ed.Zone, "en")...)
		}
		said := strings.Join(lines, "\n")
		for _, words := range want.Explains[name] {
			if !strings.Contains(said, words) {
				c.is("explanation of "+name, "the words "+words, said)
			}
		}
	}
	return nil
}

// instant holds a time against the one that the story writes.
func (c *comparison) instant(what, want string, got time.Time, why []string) error {
	if want == "" {
		return nil
	}
	shown := none
	if !got.IsZero() {
		shown = moment(got)
	}
	if want != none {
		at, err := given.Instant(want)
		if err != nil {
			return err
		}
		want = moment(at)
	}
	if want != shown {
		c.is(what, want, strings.Join(append([]string{shown}, why...), "\n"))
	}
	return nil
}

func clockNames(want Expect) []string {
	names := map[string]bool{}
	for _, of := range []map[string]string{want.Clocks, want.Start, want.Due, want.Stopped, want.Why} {
		for name := range of {
			names[name] = true
		}
	}
	for name := range want.Explains {
		names[name] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// clockNamed is the newest clock of the name.
func clockNamed(clocks []sla.Clock, name string) (sla.Clock, bool) {
	for _, c := range slices.Backward(clocks) {
		if c.Name == policy.ClockName(name) {
			return c, true
		}
	}
	return sla.Clock{}, false
}
