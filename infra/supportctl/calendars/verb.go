// Package calendars is what an operator asks of working calendars: which versions there are, what another one changes,
// whether a new one is sound, and the migration of the clocks that still run to it.
package calendars

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"flatsupport/infra/supportctl/verb"
	"flatsupport/shared/coverage"
)

// Verb is `supportctl calendar`.
var Verb = verb.Family("calendar", "working calendars: versions, what changes, and the migration of running clocks", `
supportctl calendar VERB [FLAGS] ARGUMENTS

A working calendar comes in versions, each in a folder shared/coverage/data/NAME/DATE that is never changed. New decisions
count by the newest; a ticket keeps the version that was recorded with its decision until it is migrated.
`,
	verb.Verb{Name: "list", Help: "the published versions, with their years", Run: list},
	verb.Verb{Name: "diff", Help: "the days that another version sees differently", Run: diff},
	verb.Verb{Name: "check", Help: "whether the data of a folder are sound, with control sums", Run: check},
	verb.Verb{Name: "migrate", Help: "count the clocks that still run by another version", Run: migrate},
)

// find is a published version by its name, or the one in a folder whose path ends in NAME/DATE.
func find(library *coverage.Calendars, name string) (*coverage.Calendar, error) {
	c, err := library.Version(name)
	if err == nil {
		return c, nil
	}
	if info, failed := os.Stat(name); failed != nil || !info.IsDir() {
		return nil, fmt.Errorf("%w; published are %s, and a folder can be named too", err, strings.Join(versions(library), ", "))
	}
	return read(name)
}

// read is the version in a folder.
func read(folder string) (*coverage.Calendar, error) {
	path, err := filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	name, version := filepath.Base(filepath.Dir(path)), filepath.Base(path)
	if _, err := coverage.ParseDate(version); err != nil {
		return nil, fmt.Errorf("%s: a version is a folder NAME/DATE, such as ru-five-day/2027-09-20, after the day of the latest decree in it", folder)
	}
	return coverage.ReadCalendar(os.DirFS(filepath.Dir(filepath.Dir(path))), name+"/"+version)
}

func versions(library *coverage.Calendars) []string {
	var all []string
	for _, name := range library.Names() {
		for _, c := range library.Versions(name) {
			all = append(all, c.Version())
		}
	}
	return all
}

// published refuses a version that this build does not have, and says which it has.
func published(version string) error {
	library, err := coverage.Published()
	if err != nil {
		return err
	}
	if _, err := library.Version(version); err != nil {
		return fmt.Errorf("%w; this build has %s", err, strings.Join(versions(library), ", "))
	}
	return nil
}
