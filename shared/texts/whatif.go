package texts

import (
	"fmt"
	"strings"
	"time"

	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
)

var whatIfs = map[string]policy.Text{
	"head":         {RU: "Что изменило бы срок:", EN: "What would change the due time:"},
	"priority":     {RU: "  если сейчас изменить приоритет на %s: %s", EN: "  if the priority were changed to %s now: %s"},
	"reading":      {RU: "  если принять %s = %s вместо %s: %s", EN: "  with %s = %s instead of %s: %s"},
	"due":          {RU: "срок %s", EN: "due %s"},
	"no clock":     {RU: "такого срока не было бы", EN: "there would be no such clock"},
	"paused":       {RU: "срок зависел бы от конца ожидания", EN: "due when the waiting has ended"},
	"undetermined": {RU: "срок нельзя было бы вычислить", EN: "no due time could be computed"},
	"same":         {RU: "Срок не изменили бы: %s.", EN: "The due time would stay the same with: %s."},
	"nothing":      {RU: "Ни один из других вариантов срок не меняет.", EN: "No alternative would change the due time."},
}

// WhatIf writes what would change a due time, and in one line what would not.
func WhatIf(all []sla.Alternative, zone *time.Location, lang string) []string {
	lang = Language(lang)
	say := func(phrase string, args ...any) string { return fmt.Sprintf(whatIfs[phrase].In(lang), args...) }
	var lines, same []string
	for _, a := range all {
		name := string(a.Priority)
		if name == "" {
			name = a.Reading.Datum + " = " + a.Value
		}
		var outcome string
		switch {
		case !a.Changes:
			same = append(same, name)
			continue
		case !a.Promised:
			outcome = say("no clock")
		case a.Unknown:
			outcome = say("undetermined")
		case a.Due.IsZero():
			outcome = say("paused")
		default:
			x := explainer{lang: lang, zone: zone}
			outcome = say("due", x.at(a.Due))
		}
		if a.Priority != "" {
			lines = append(lines, say("priority", a.Priority, outcome))
		} else {
			lines = append(lines, say("reading", a.Reading.Datum, a.Value, a.Reading.Value, outcome))
		}
	}
	if len(lines) > 0 {
		lines = append([]string{say("head")}, lines...)
	} else if len(all) > 0 && len(same) == len(all) {
		lines = append(lines, say("nothing"))
	}
	if len(same) > 0 {
		lines = append(lines, say("same", strings.Join(same, ", ")))
	}
	return lines
}
