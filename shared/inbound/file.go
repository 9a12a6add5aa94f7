package inbound

import (
	"path"
	"regexp"
	"strings"
	"unicode/utf8"
)

// firstName is the first name that says anything.
func firstName(candidates ...string) string {
	for _, name := range candidates {
		if name = short(words(name)); name != "" {
			return name
		}
	}
	return ""
}

// nameOf names a file that came without a name.
func nameOf(media string) string {
	switch media {
	case "message/rfc822", "message/global":
		return "mail.eml"
	case "text/rfc822-headers":
		return "head.txt"
	case "text/calendar":
		return "invitation.ics"
	case "text/html":
		return "page.html"
	case "image/png", "image/gif", "image/jpeg", "application/pdf", "application/zip":
		return "file." + path.Base(media)
	default:
		return "file"
	}
}

// MaxName is how long a safe name is at most, in bytes.
const MaxName = 150

var (
	unsafeLetters = regexp.MustCompile(`[<>:"|?*%]+`)
	manyBlanks    = regexp.MustCompile(`[\s\p{Z}]+`)
	// devices of Windows, whatever follows them
	reserved = regexp.MustCompile(`(?i)^(con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)`)
)

// SafeName is a name under which the file may be stored and given out on any system: no path, nothing that cannot be
// seen or that a system takes for something else, not hidden, no longer than MaxName bytes; its extension stays. It is
// never empty and does not make names unique.
func (f File) SafeName() string {
	name := clean(f.Name)
	if slash := strings.LastIndexAny(name, `/\`); slash >= 0 {
		name = name[slash+1:]
	}
	name = unsafeLetters.ReplaceAllString(manyBlanks.ReplaceAllString(name, " "), "_")
	name = strings.Trim(name, ". ")
	if name == "" {
		name = nameOf(f.Type)
	}
	if reserved.MatchString(name) {
		name = "_" + name
	}
	if len(name) <= MaxName {
		return name
	}
	extension := path.Ext(name)
	if len(extension) > 20 {
		extension = ""
	}
	stem := name[:MaxName-len(extension)]
	for !utf8.ValidString(stem) {
		stem = stem[:len(stem)-1]
	}
	return strings.TrimRight(stem, ". ") + extension
}
