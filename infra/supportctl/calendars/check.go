package calendars

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"flatsupport/infra/supportctl/verb"
	"flatsupport/shared/coverage"
)

var utc = time.UTC

const checkHelp = `supportctl calendar check [FLAGS] FOLDER...

Reads a version of a calendar out of its folder NAME/DATE, a file YEAR.csv for each year and source.txt, lists every
defect as file:line:column, and prints the control sums of each year: calendar days, working days, days off and short days,
to be held against a printed production calendar. Sums taken down from there in a file (year,calendar_days,working_days,
days_off,short_days) are compared, of the years that it has; without --totals that is totals.csv two folders up, where it
is. Exit code 1: something is wrong.

  go run ./infra/supportctl calendar check shared/coverage/data/ru-five-day/2026-09-17
`

type checked struct {
	Version string            `json:"version"`
	Source  string            `json:"source"`
	Totals  []coverage.Totals `json:"totals"`
	Wrong   []string          `json:"wrong,omitempty"`
}

func check(_ context.Context, call verb.Call) error {
	flags := verb.Flags("calendar check", checkHelp)
	asJSON := flags.Bool("json", false, "print the sums as JSON")
	totals := flags.String("totals", "", "`FILE` of sums to compare with")
	folders, err := verb.Parse(flags, call)
	if err != nil {
		return err
	}
	if len(folders) == 0 {
		return verb.Usage("calendar check: which folder? supportctl calendar check FOLDER, such as shared/coverage/data/ru-five-day/2026-09-17")
	}
	all := make([]checked, len(folders))
	wrong := false
	for i, folder := range folders {
		if all[i], err = look(folder, *totals); err != nil {
			return err
		}
		wrong = wrong || len(all[i].Wrong) > 0
	}
	if *asJSON {
		err = encode(call.Out, all)
	} else {
		for _, c := range all {
			c.print(call)
		}
	}
	if err == nil && wrong {
		err = verb.ErrTold
	}
	return err
}

func (c checked) print(call verb.Call) {
	for _, sentence := range c.Wrong {
		fmt.Fprintln(call.Out, sentence)
	}
	for _, t := range c.Totals {
		fmt.Fprintf(call.Out, "%d: %d calendar days, %d working days, %d days off, %d short days\n",
			t.Year, t.CalendarDays, t.WorkingDays, t.DaysOff, t.ShortDays)
	}
	if len(c.Wrong) == 0 {
		fmt.Fprintf(call.Out, "%s: sound (%s)\n", c.Version, c.Source)
	}
}

func look(folder, totals string) (checked, error) {
	found := checked{Totals: []coverage.Totals{}}
	c, err := read(folder)
	if err != nil {
		found.Wrong = strings.Split(err.Error(), "\n")
		return found, nil
	}
	found.Version, found.Source = c.Version(), c.Source()
	for _, year := range c.Years() {
		found.Totals = append(found.Totals, c.Totals(year))
	}
	named := totals != ""
	if !named {
		totals = filepath.Join(folder, "..", "..", "totals.csv")
	}
	printed, err := sums(totals)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return found, nil
	}
	if err != nil {
		return found, err
	}
	for _, t := range found.Totals {
		if want, known := printed[t.Year]; known && want != t {
			found.Wrong = append(found.Wrong, fmt.Sprintf("%s, %d: %+v, and by %s it should be %+v", c.Version(), t.Year, t, totals, want))
		}
	}
	return found, nil
}

// sums reads control sums by year; further columns are left alone.
func sums(file string) (map[int]coverage.Totals, error) {
	in, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	rows, err := csv.NewReader(in).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	all := map[int]coverage.Totals{}
	for i, row := range rows {
		if i == 0 {
			continue
		}
		n := make([]int, 5)
		for k := range n {
			if k >= len(row) {
				return nil, fmt.Errorf("%s:%d: %d columns are too few", file, i+1, len(row))
			}
			if n[k], err = strconv.Atoi(row[k]); err != nil {
				return nil, fmt.Errorf("%s:%d: %q is no whole number", file, i+1, row[k])
			}
		}
		all[n[0]] = coverage.Totals{Year: n[0], CalendarDays: n[1], WorkingDays: n[2], DaysOff: n[3], ShortDays: n[4]}
	}
	return all, nil
}
