package view

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"time"

	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
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
	"beside": func(b Beside, lang string) any {
		return struct {
			Beside
			Lang string
		}{b, lang}
	},
	"css": func() template.CSS { return template.CSS(Style) }, //nolint:gosec // our own embedded file
}).ParseFS(pages, "pages/*.html"))

// when writes an instant of a page in the policy's zone.
func when(at any, lang string) string {
	switch v := at.(type) {
	case time.Time:
		return texts.Instant(v.Truncate(time.Second), policy.Moscow(), lang)
	case *time.Time:
		if v != nil {
			return texts.Instant(v.Truncate(time.Second), policy.Moscow(), lang)
		}
	}
	return ""
}

// TicketPage is the ticket as a page for its customer, with a form to reply. key makes the reply safe to send twice. Of a
// clock that begins anew with each update the page shows the newest turn; all of them are in the JSON.
func TicketPage(t Ticket, lang, key string) (string, error) {
	return render("ticket.html", struct {
		Ticket
		Promises  []promise
		Lang, Key string
		Replies   bool
	}{t, promises(t.Clocks), texts.Language(lang), key, t.Status != "refused"})
}

// promise is the newest clock of a name, and how the turns before it ended.
type promise struct {
	Clock
	Met, Late, Off int
}

func promises(clocks []Clock) []promise {
	var all []promise
	for _, c := range clocks {
		last := len(all) - 1
		if last < 0 || all[last].Name != c.Name || all[last].Cycle != c.Cycle {
			all = append(all, promise{Clock: c})
			continue
		}
		switch sla.State(all[last].State) {
		case sla.Met:
			all[last].Met++
		case sla.Breached:
			all[last].Late++
		case sla.Cancelled, sla.Running, sla.Paused, sla.Undetermined:
			all[last].Off++
		}
		all[last].Clock = c
	}
	return all
}

// Earlier reports whether there were turns before this one.
func (p promise) Earlier() bool { return p.Met+p.Late+p.Off > 0 }

// ListPage is the list of tickets as a page.
func ListPage(l List) (string, error) {
	return render("list.html", struct {
		List
		Lang string
	}{l, texts.Language(l.Language)})
}

// Render fills a page of this room with data that another room has worded.
func Render(name string, data any) (string, error) { return render(name, data) }

func render(name string, data any) (string, error) {
	var out bytes.Buffer
	if err := templates.ExecuteTemplate(&out, name, data); err != nil {
		return "", fmt.Errorf("page %s: %w", name, err)
	}
	return out.String(), nil
}
