package policy

import (
	"time"

	"flatsupport/shared/coverage"
)

// MoscowZone is the zone in which the document counts its days (G11).
const MoscowZone = "Europe/Moscow"

// CurrentAt returns the edition in force at an instant, by the day that it is in Moscow (G11). Before the first edition
// it fails with [ErrUnknownEdition].
func (l *Library) CurrentAt(at time.Time) (*Edition, error) {
	moscow, err := time.LoadLocation(MoscowZone)
	if err != nil {
		return nil, err
	}
	return l.Current(coverage.DateOf(at, moscow))
}
