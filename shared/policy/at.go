package policy

import (
	"sync"
	"time"

	"flatsupport/shared/coverage"
)

// Moscow is the zone in which the document counts its days (G11).
var Moscow = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Europe/Moscow")
	if err != nil {
		panic(err) // coverage links the zones in
	}
	return zone
})

// CurrentAt returns the edition in force at an instant, by the day that it is in Moscow (G11). Before the first edition
// it fails with [ErrUnknownEdition].
func (l *Library) CurrentAt(at time.Time) (*Edition, error) {
	return l.Current(coverage.DateOf(at, Moscow()))
}
