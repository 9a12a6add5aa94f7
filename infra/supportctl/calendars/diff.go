package calendars

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"flatsupport/infra/supportctl/verb"
	"flatsupport/shared/coverage"
)

const diffHelp = `supportctl calendar diff [FLAGS] A B

Lists by year the days that version B sees differently from version A, worked or not, moved or short, and the totals of
each year in which there are any. A and B are published versions, or folders NAME/DATE. Data of a calendar come in by such
a list that somebody has read, never from a live feed.

  go run ./infra/supportctl calendar diff ru-five-day/2026-09-17 shared/coverage/data/ru-five-day/2027-09-20
`

type yearDiff struct {
	Year     int             `json:"year"`
	Official [2]bool         `json:"official"` // in A and in B; otherwise computed
	Days     []dayDiff       `json:"days"`
	Before   coverage.Totals `json:"before"`
	After    coverage.Totals `json:"after"`
}

type dayDiff struct {
	Date   string `json:"date"`
	Before string `json:"before"`
	After  string `json:"after"`
}

func diff(_ context.Context, call verb.Call) error {
	flags := verb.Flags("calendar diff", diffHelp)
	asJSON := flags.Bool("json", false, "print the days as JSON")
	names, err := verb.Parse(flags, call)
	if err != nil {
		return err
	}
	if len(names) != 2 {
		return verb.Usage("calendar diff: which two versions? supportctl calendar diff A B takes versions and folders")
	}
	library, err := coverage.Published()
	if err != nil {
		return err
	}
	from, err := find(library, names[0])
	if err != nil {
		return err
	}
	to, err := find(library, names[1])
	if err != nil {
		return err
	}
	all := compare(from, to)
	if *asJSON {
		return encode(call.Out, struct {
			From  string     `json:"from"`
			To    string     `json:"to"`
			Years []yearDiff `json:"years"`
		}{from.Version(), to.Version(), all})
	}
	for _, y := range all {
		fmt.Fprintf(call.Out, "%d%s\n", y.Year, status(y))
		for _, d := range y.Days {
			fmt.Fprintf(call.Out, "  %s  %s -> %s\n", d.Date, d.Before, d.After)
		}
		fmt.Fprintf(call.Out, "  working days %d -> %d, days off %d -> %d, short days %d -> %d\n", y.Before.WorkingDays, y.After.WorkingDays,
			y.Before.DaysOff, y.After.DaysOff, y.Before.ShortDays, y.After.ShortDays)
	}
	if len(all) == 0 {
		fmt.Fprintln(call.Out, "no difference")
	}
	return nil
}

// compare lists the years in which a day differs, or of which one version alone has data.
func compare(from, to *coverage.Calendar) []yearDiff {
	of := slices.Compact(slices.Sorted(slices.Values(slices.Concat(from.Years(), to.Years()))))
	all := []yearDiff{}
	for _, year := range of {
		y := yearDiff{
			Year: year, Official: [2]bool{from.Official(year), to.Official(year)}, Days: []dayDiff{},
			Before: from.Totals(year), After: to.Totals(year),
		}
		for _, c := range coverage.Compare(from, to, year) {
			y.Days = append(y.Days, dayDiff{c.Before.Date.In(utc).Format("2006-01-02 Mon"), kind(c.Before), kind(c.After)})
		}
		if len(y.Days) > 0 || y.Official[0] != y.Official[1] {
			all = append(all, y)
		}
	}
	return all
}

func kind(d coverage.Day) string {
	name := strings.ReplaceAll(d.Kind.String(), "_", " ")
	if d.Short {
		name += ", short"
	}
	return name
}

func status(y yearDiff) string {
	switch y.Official {
	case [2]bool{false, true}:
		return ", official from now on"
	case [2]bool{true, false}:
		return ", its data are gone"
	default:
		return ""
	}
}
