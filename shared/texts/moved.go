package texts

import (
	"time"

	"flatsupport/shared/policy"
)

var moved = policy.Text{RU: ": был ", EN: ": was "}

var movedTo = policy.Text{RU: ", теперь ", EN: ", now "}

// Moved writes a due time that was counted again by another calendar, with the promise that it is of. Where there was
// none, or is none, that is said.
func Moved(ed *policy.Edition, name policy.ClockName, old, now time.Time, lang string) Move {
	return Move{Name: ClockName(ed, name, lang), Old: dueOrNone(old, ed.Zone, lang), New: dueOrNone(now, ed.Zone, lang)}
}

// In is the move as a sentence.
func (m Move) In(lang string) string {
	return m.Name + moved.In(Language(lang)) + m.Old + movedTo.In(Language(lang)) + m.New
}

func dueOrNone(at time.Time, zone *time.Location, lang string) string {
	if at.IsZero() {
		return phrases["never"].In(Language(lang))
	}
	return Instant(at.Truncate(time.Second), zone, lang)
}
