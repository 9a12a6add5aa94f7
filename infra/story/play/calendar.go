package play

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"flatsupport/infra/supportctl/calendars"
	"flatsupport/shared/coverage"
	"flatsupport/shared/docket"
	"flatsupport/shared/store"
	"flatsupport/shared/view"
)

// calendar checks what the step says of calendars as far as that can be told before it is played.
func (s Step) calendar() error {
	if s.Publish != nil {
		if _, err := s.Publish.dates(); err != nil {
			return err
		}
		if s.Publish.Version == "" || s.Publish.From == "" || len(s.Publish.DaysOff) == 0 {
			return errors.New("publishCalendar needs `version`, `from` and `daysOff`")
		}
	}
	if s.Recount != nil && s.Recount.To == "" {
		return errors.New("recount needs `to`")
	}
	return nil
}

func (d Publish) dates() ([]coverage.Date, error) {
	var dates []coverage.Date
	for _, text := range d.DaysOff {
		date, err := coverage.ParseDate(text)
		if err != nil {
			return nil, fmt.Errorf("daysOff: %w", err)
		}
		dates = append(dates, date)
	}
	return dates, nil
}

// publish deploys the desk with one more version of a calendar.
func (p *player) publish(d Publish) error {
	dates, err := d.dates()
	if err != nil {
		return err
	}
	changed := p.library
	for _, ed := range p.library.All() {
		from, err := ed.PublishedCalendars().Version(d.From)
		if err != nil {
			return err
		}
		next, err := from.WithDaysOff(d.Version, dates...)
		if err != nil {
			return err
		}
		calendars, err := ed.PublishedCalendars().With(next)
		if err != nil {
			return err
		}
		with, err := ed.WithCalendars(calendars)
		if err != nil {
			return err
		}
		changed = changed.Add(with)
	}
	p.library = changed
	p.world.deploy(changed)
	return nil
}

// recount runs the migration as the operator would; with faults he may run it twice, and the second time changes nothing.
func (p *player) recount(ctx context.Context, r Recount) error {
	migration := calendars.Migration{
		Docket:     docket.Docket{Store: p.world.functions, Editions: p.library},
		Recounting: docket.Recounting{To: r.To, Reason: cmp.Or(r.Reason, r.To)},
		Now:        func() time.Time { return p.world.now },
	}
	runs := 1
	if p.world.faults.again() {
		runs = 2
	}
	for n := range runs {
		report, err := migration.Run(ctx)
		if err != nil {
			return err
		}
		if n > 0 && len(report.Tickets) > 0 {
			return fmt.Errorf("run twice, the migration to %s found %d tickets once more", r.To, len(report.Tickets))
		}
	}
	return nil
}

// moved is what the last recount moved, as the customer reads it in English: "Reaction time: was ..., now ...: reason".
func (p *player) moved(ctx context.Context, rec store.Record, at time.Time) ([]string, error) {
	src, err := view.Load(ctx, docket.Docket{Store: p.world.store, Editions: p.library}, rec, at, "en")
	if err != nil {
		return nil, err
	}
	shown, err := view.ForCustomer(src)
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, entry := range shown.Timeline {
		if entry.Kind != "recounted" {
			continue
		}
		lines = nil
		for _, m := range entry.Moves {
			lines = append(lines, strings.TrimSuffix(m.Text+"; "+entry.Text, "; "))
		}
	}
	return lines, nil
}
