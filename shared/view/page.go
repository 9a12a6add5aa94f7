package view

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"time"

	"flatsupport/shared/policy"
	"flatsupport/shared/texts"
)

//go:embed pages/*.html
var pages embed.FS

// Style is the only style sheet of the pages; the answer's content security policy names it by its hash.
//
//go:embed pages/style.css
var Style string

var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"t":    texts.Label,
	"when": when,
	"css":  func() template.CSS { return template.CSS(Style) }, //nolint:gosec // our own embedded file
}).ParseFS(pages, "pages/*.html"))

// when writes an instant of a page in the policy's zone.
func when(at any, lang string) string {
	moscow, err := time.LoadLocation(policy.MoscowZone)
	if err != nil {
		return fmt.Sprint(at)
	}
	switch v := at.(type) {
	case time.Time:
		return texts.Instant(v.Truncate(time.Second), moscow, lang)
	case *time.Time:
		if v != nil {
			return texts.Instant(v.Truncate(time.Second), moscow, lang)
		}
	}
	return ""
}

// TicketPage is the ticket as a page for its customer, with a form to reply. key makes the reply safe to send twice.
func TicketPage(t Ticket, lang, key string) (string, error) {
	return render("ticket.html", struct {
		Ticket
		Lang, Key string
		Replies   bool
	}{t, texts.Language(lang), key, t.Status != "refused"})
}

// ListPage is the list of tickets as a page.
func ListPage(l List) (string, error) {
	return render("list.html", struct {
		List
		Lang string
	}{l, texts.Language(l.Language)})
}

func render(name string, data any) (string, error) {
	var out bytes.Buffer
	if err := templates.ExecuteTemplate(&out, name, data); err != nil {
		return "", fmt.Errorf("page %s: %w", name, err)
	}
	return out.String(), nil
}
