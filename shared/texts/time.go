package texts

import (
	"fmt"
	"strings"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

var (
	weekdays = map[string][7]string{
		"ru": {"вс", "пн", "вт", "ср", "чт", "пт", "сб"},
		"en": {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
	}
	zones = map[string]map[string]string{"Europe/Moscow": {"ru": "МСК", "en": "Moscow time"}}
)

// Instant writes an instant for people in the zone, with the zone's name: "пн 23.11.2026 10:30 МСК". Seconds are
// printed only when there are any.
func Instant(at time.Time, zone *time.Location, lang string) string {
	lang = Language(lang)
	local := at.In(zone)
	clock := "15:04"
	if local.Second() != 0 || local.Nanosecond() != 0 {
		clock = "15:04:05"
	}
	layout := "02.01.2006 "
	if lang == "en" {
		layout = "2 Jan 2006 "
	}
	return weekdays[lang][local.Weekday()] + " " + local.Format(layout+clock) + " " + zoneName(local, lang)
}

// Day writes a civil date for people.
func Day(d coverage.Date, lang string) string {
	at := d.In(time.UTC)
	if Language(lang) == "en" {
		return weekdays["en"][at.Weekday()] + " " + at.Format("2 Jan 2006")
	}
	return weekdays["ru"][at.Weekday()] + " " + at.Format("02.01.2006")
}

func zoneName(at time.Time, lang string) string {
	if name, ok := zones[at.Location().String()][lang]; ok {
		return name
	}
	return at.Format("-07:00")
}

// Duration writes a length of time in hours, minutes and seconds, leaving out what is zero: "2 ч 30 мин".
func Duration(d time.Duration, lang string) string {
	if d < 0 {
		return "−" + Duration(-d, lang)
	}
	units := [3]string{"ч", "мин", "с"}
	if Language(lang) == "en" {
		units = [3]string{"h", "min", "s"}
	}
	d = d.Round(time.Second)
	parts := []string{}
	for i, unit := range []time.Duration{time.Hour, time.Minute, time.Second} {
		if n := d / unit; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, units[i]))
			d %= unit
		}
	}
	if len(parts) == 0 {
		return "0 " + units[2]
	}
	return strings.Join(parts, " ")
}

// Target writes what is promised: a length of time, so many days with coverage, or the end of the next one.
func Target(t policy.Target, lang string) string {
	en := Language(lang) == "en"
	switch {
	case t.Unit == policy.BusinessDays && en:
		return fmt.Sprintf("%d working days", t.Days)
	case t.Unit == policy.BusinessDays:
		return fmt.Sprintf("рабочих дней: %d", t.Days)
	case t.Unit == policy.NextBusinessDay && en:
		return fmt.Sprintf("the end of the next working day, received by %s", t.Cutoff)
	case t.Unit == policy.NextBusinessDay:
		return fmt.Sprintf("до конца следующего рабочего дня при получении до %s", t.Cutoff)
	default:
		return Duration(t.Within, lang)
	}
}
