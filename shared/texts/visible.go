package texts

import (
	"strings"
	"unicode"
)

// visible leaves out of what people wrote whatever is not seen and changes how the rest is read: control characters, and those
// that turn the direction of writing around, so that a subject cannot make another date or number of what follows it. Text in
// any script is read in its own direction without them.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return -1
		case unicode.IsControl(r) && !unicode.IsSpace(r), turns(r):
			return -1
		default:
			return r
		}
	}, s)
}

// turns reports whether the character begins or ends an embedding, an override or an isolate (Unicode Annex 9).
func turns(r rune) bool { return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' }

// oneLine makes one line of whatever was written, without what has no place in a header.
func oneLine(s string) string { return strings.Join(strings.Fields(visible(s)), " ") }
