package policy

import (
	"fmt"
	"strings"

	"flatsupport/shared/coverage"
)

// Recounted are the versions of the calendars by which clocks count that were counted by the recorded ones, once the
// published version to is in force for them (G45): it takes the place of an older version of the same calendar, and the
// days that the edition itself adds stay added. A newer version stays, and so do those of other calendars.
//
// A version that is not published, or not any more, is [coverage.ErrUnknownCalendar].
func (e *Edition) Recounted(recorded, to string) (string, error) {
	if _, err := e.calendars.Version(to); err != nil {
		return "", err
	}
	name, _, _ := strings.Cut(to, "/")
	versions := strings.Fields(recorded)
	for i, version := range versions {
		plain, extra := strings.CutSuffix(version, extraMark)
		if _, err := e.calendars.Version(plain); err != nil {
			return "", fmt.Errorf("recorded with the decision: %w", err)
		}
		if !strings.HasPrefix(plain, name+"/") || plain >= to {
			continue
		}
		if versions[i] = to; extra {
			versions[i] += extraMark
		}
	}
	return strings.Join(versions, " "), nil
}

// PublishedCalendars are the calendars that the edition counts by.
func (e *Edition) PublishedCalendars() *coverage.Calendars { return e.calendars }
