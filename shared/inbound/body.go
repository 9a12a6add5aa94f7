package inbound

import (
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
)

// safe is what a person may see of HTML mail: text with its structure, no scripts, styles, forms, frames or images.
// What is remote tells its sender who reads it when; what came along as an inline image is among the files.
var safe = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "div", "span", "b", "strong", "i", "em", "u", "s", "code", "pre", "blockquote", "ul", "ol", "li",
		"h1", "h2", "h3", "h4", "h5", "h6", "hr", "table", "thead", "tbody", "tr", "th", "td", "a")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true)
	p.RequireParseableURLs(true)
	return p
}()

// SafeHTML is the HTML body as it may be shown.
func (m Mail) SafeHTML() string { return safe.Sanitize(m.HTML) }

// Body is what the person wrote, as text: the text body, or the HTML body without its markup, quotations marked with >.
func (m Mail) Body() string {
	if strings.TrimSpace(m.Text) != "" || m.HTML == "" {
		return strings.TrimSpace(m.Text)
	}
	return textOf(m.HTML)
}

var (
	inSubject = regexp.MustCompile(`(?i)\[\s*[ПPР]\s*([1-4])\s*\]`) // a Cyrillic Р looks like P
	inBody    = regexp.MustCompile(`(?im)^[ \t]*(?:приоритет|priority)[ \t]*[:=][ \t]*[ПPР]?[ \t]*([1-4])(?:[^\p{L}\d]|$)`)
)

// Priority is the priority that the sender wrote, "P1" to "P4": [П2] or [P2] in the subject, or a line
// "Приоритет: П2" or "Priority: P2" in what is new in the body; empty: none. The subject counts before the body (G37).
func (m Mail) Priority() string {
	if found := inSubject.FindStringSubmatch(m.Subject); found != nil {
		return "P" + found[1]
	}
	fresh, _ := Split(m.Body())
	if found := inBody.FindStringSubmatch(fresh); found != nil {
		return "P" + found[1]
	}
	return ""
}
