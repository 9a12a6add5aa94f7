package entitlement

import (
	"fmt"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// say fills a sentence in both languages. An argument that reads differently in each (a policy.Text, a lastDay, a
// firstDay, a moment) is printed in the language of the sentence.
func say(ru, en string, args ...any) policy.Text {
	return policy.Text{RU: fill(ru, "ru", args), EN: fill(en, "en", args)}
}

func fill(sentence, lang string, args []any) string {
	words := make([]any, 0, len(args))
	for _, arg := range args {
		if text, ok := arg.(policy.Text); ok {
			arg = text.In(lang)
		}
		words = append(words, arg)
	}
	return fmt.Sprintf(sentence, words...)
}

const (
	dayRU = "02.01.2006"
	dayEN = "2 January 2006"
)

// firstDay prints a date on which something begins.
func firstDay(d coverage.Date) policy.Text {
	at := d.In(time.UTC)
	return policy.Text{RU: at.Format(dayRU), EN: at.Format(dayEN)}
}

// lastDay prints, for the exclusive end of an interval, the last day that belongs to it: people count in days and
// would take the end itself for a covered one (G3).
func lastDay(end coverage.Date) policy.Text { return firstDay(end.AddDays(-1)) }

// ending says until when something holds: through its last day when it ends with one, else to the instant.
func ending(at time.Time, zone *time.Location) policy.Text {
	date := coverage.DateOf(at, zone)
	if at.Equal(date.In(zone)) {
		return say("по %s включительно", "through %s", lastDay(date))
	}
	return say("до %s", "until %s", moment(at, zone))
}

// moment prints an instant on the clock of the zone, to the second only where there are seconds.
func moment(at time.Time, zone *time.Location) policy.Text {
	clock := " 15:04"
	if !at.Truncate(time.Minute).Equal(at) {
		clock = " 15:04:05"
	}
	local := at.In(zone)
	abbr := local.Format("MST")
	text := policy.Text{RU: abbr, EN: abbr}
	if abbr == "MSK" {
		text.RU = "МСК"
	}
	return policy.Text{
		RU: local.Format(dayRU+clock) + " " + text.RU,
		EN: local.Format(dayEN+clock) + " " + text.EN,
	}
}

// Name of a state for people.
func (s Support) Name() policy.Text {
	switch s {
	case Pending:
		return policy.Text{RU: "ещё не началась", EN: "not yet started"}
	case Active:
		return policy.Text{RU: "действует", EN: "active"}
	case Loyalty:
		return policy.Text{RU: "период лояльности", EN: "loyalty period"}
	case Lapsed:
		return policy.Text{RU: "закончилась", EN: "over"}
	case Conditional:
		return policy.Text{RU: "закончилась, возобновляется только с апгрейдом", EN: "over, reopened only by an upgrade"}
	default:
		return policy.Text{}
	}
}
