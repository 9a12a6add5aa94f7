package inbound

import (
	"regexp"
	"strings"
)

// prefix is what programs put before the subject of an answer or of a mail that is passed on, in the languages of the desk
// and some that its customers' programs speak.
var prefix = regexp.MustCompile(`(?i)^\s*(?:re|aw|sv|antw|fw|fwd|wg|на|отв|ответ|пер|перес|пересл)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]`)

// Topic is what the subject is about, for comparison: without the prefixes of answers, numbers of tickets and
// priorities in brackets, in small letters and with single blanks.
func (m Mail) Topic() string {
	topic := m.Subject
	for {
		rest := prefix.ReplaceAllString(topic, "")
		if rest == topic {
			break
		}
		topic = rest
	}
	topic = inSubject.ReplaceAllString(shown.ReplaceAllString(topic, " "), " ")
	return strings.Trim(strings.Join(strings.Fields(strings.ToLower(topic)), " "), " :;,.–—-")
}

// shown is a number as the desk writes it; other words have ten letters too.
var shown = regexp.MustCompile(`(?i)[\[(#]?\b[0-9A-Z]{5}[-–—][0-9A-Z]{5}\b[\])]?`)
