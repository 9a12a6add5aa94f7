package policy

import (
	"strings"

	"flatsupport/shared/coverage"
)

// AsOf returns the edition as it was when the versions of calendars were recorded with a decision: each is then the
// newest of its name, so that what is computed again is computed by the same days, whatever has been published since.
// Where they are the newest still it is the edition itself. A version that is not published any more gives
// [coverage.ErrUnknownCalendar].
func (e *Edition) AsOf(recorded string) (*Edition, error) {
	if recorded == "" || recorded == e.Calendars() {
		return e, nil
	}
	if was, ok := e.schedules.asOf.Load(recorded); ok {
		if ed, ok := was.(*Edition); ok {
			return ed, nil
		}
	}
	var kept []*coverage.Calendar
	for _, name := range e.calendars.Names() {
		c, err := e.calendars.Latest(name)
		for v := range strings.FieldsSeq(recorded) {
			plain, _ := strings.CutSuffix(v, extraMark)
			if strings.HasPrefix(v, name+"/") && err == nil {
				c, err = e.calendars.Version(plain)
			}
		}
		if err != nil {
			return nil, err
		}
		kept = append(kept, c)
	}
	calendars, err := coverage.NewCalendars(kept...)
	if err != nil {
		return nil, err
	}
	was, err := e.WithCalendars(calendars)
	if err == nil {
		e.schedules.asOf.Store(recorded, was)
	}
	return was, err
}
