package inbound

import (
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
)

// safe is what a person may see of HTML mail: text with its structure, no scripts, styles, forms, frames or remote images.
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

// plain takes all markup away.
var plain = bluemonday.StrictPolicy()

// SafeHTML is the HTML body as it may be shown.
func (m Mail) SafeHTML() string { return safe.Sanitize(m.HTML) }

var (
	breaks   = regexp.MustCompile(`(?i)<(br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>`)
	hidden   = regexp.MustCompile(`(?is)<(style|script|head|title)\b.*?</(style|script|head|title)>`)
	blanks   = regexp.MustCompile(`[ \t]+`)
	gaps     = regexp.MustCompile(`\n{3,}`)
	nbsp     = strings.NewReplacer("\u00a0", " ", "&nbsp;", " ")
	entities = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">", "&#34;", `"`, "&quot;", `"`, "&#39;", "'")
)

// Body is what the person wrote, as text: the text body, or the HTML body without its markup.
func (m Mail) Body() string {
	if strings.TrimSpace(m.Text) != "" || m.HTML == "" {
		return strings.TrimSpace(m.Text)
	}
	text := breaks.ReplaceAllString(hidden.ReplaceAllString(m.HTML, ""), "\n")
	text = entities.Replace(nbsp.Replace(plain.Sanitize(text)))
	return strings.TrimSpace(gaps.ReplaceAllString(blanks.ReplaceAllString(text, " "), "\n\n"))
}

// quoting are the lines by which mail programs, in Russian and English, begin what they quote.
var quoting = regexp.MustCompile(`(?im)^(` +
	`\s*-{2,}\s*(original message|forwarded message|исходное сообщение|пересылаемое сообщение|пересланное сообщение)\s*-{2,}.*` +
	`|\s*_{8,}\s*` +
	`|on .{4,120} wrote:\s*` +
	`|.{0,80}\d{1,2}[:.]\d{2}.{0,120}(пишет|написал|написала|писал|писала)\s*(\(а\))?:?\s*` +
	`|(from|от|от кого):\s.+\n(sent|date|дата|отправлено|кому|to):\s.+` +
	`)$`)

// Split parts what is new from the history that is quoted below it. The history is folded, never lost.
func Split(body string) (fresh, history string) {
	cut := len(body)
	if at := quoting.FindStringIndex(body); at != nil {
		cut = at[0]
	}
	lines := strings.SplitAfter(body[:cut], "\n")
	end := len(lines)
	for end > 0 && (strings.TrimSpace(lines[end-1]) == "" || strings.HasPrefix(strings.TrimSpace(lines[end-1]), ">")) {
		end--
	}
	fresh = strings.Join(lines[:end], "")
	if strings.TrimSpace(fresh) == "" { // an answer between the lines of what it answers, or nothing but a quotation
		return strings.TrimSpace(body), ""
	}
	return strings.TrimSpace(fresh), strings.TrimSpace(body[len(fresh):])
}

var (
	inSubject = regexp.MustCompile(`(?i)\[\s*[ПP]\s*([1-4])\s*\]`)
	inBody    = regexp.MustCompile(`(?im)^\s*(?:приоритет|priority)\s*[:=]\s*[ПP]?\s*([1-4])\b`)
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
