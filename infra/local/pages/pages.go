// Package pages serves the pages of the local stack itself: a start page with a demo sign-in and the clock, a request
// form, and a live page of tickets, queues and outbox.
//
// They are for trying the product on one machine and are never deployed. The form posts to the product's own API; what
// the form's answer looks like, and every ticket page, is the product's business.
package pages

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"time"

	"flatsupport/infra/local/demo"
	"flatsupport/infra/local/outbox"
	"flatsupport/infra/local/queues"
)

// SessionCookie carries the token of the demo person who is signed in.
const SessionCookie = "demo_session"

// Ticket is a row of the live page.
type Ticket struct {
	Number, Shown string // for addresses and for people
	Customer      string
	Installation  string
	Received      time.Time
	Priority      string
	Status        string
	Engineer      string
	Decision      string // the package or the code of the refusal, with the clause; empty: not decided yet
	Clocks        []Clock
}

// Clock is a clock of a ticket.
type Clock struct {
	Name         string
	State, Shown string // for the style sheet and for people
	Due          time.Time
}

// Certificate is a row of the live page: a certificate of a customer as it stands.
type Certificate struct {
	Customer     string
	ID           string
	Installation string
	Package      string
	Shown        string // how its support stands
	Through      string // the last day of support; empty: it has not begun
}

// Config is what the pages show and do.
type Config struct {
	URL     string // of the stack, for curl lines
	People  demo.People
	Zone    *time.Location // in which instants are shown
	Token   func(demo.Person) (string, error)
	Subject func(token string) (id string, err error) // whose token it is

	Now     func() time.Time
	Offset  func() time.Duration
	Forward func(ctx context.Context, by time.Duration) error
	Reset   func() error

	Tickets func(ctx context.Context, lang string) ([]Ticket, error)
	// Certificates are those that stand; nil: none are shown.
	Certificates func(ctx context.Context, lang string) ([]Certificate, error)
	Depths       func(ctx context.Context) (map[string]queues.Depth, error)
	Mails        func() []outbox.Mail
}

// Pages are ready to be registered.
type Pages struct {
	Config
	views map[string]*template.Template
}

//go:embed templates assets
var files embed.FS

// New parses the templates.
func New(c Config) (*Pages, error) {
	p := &Pages{Config: c, views: map[string]*template.Template{}}
	shown := template.FuncMap{
		"clock": func(t time.Time) string { return t.In(c.Zone).Format("02.01.2006 15:04:05") },
		"short": func(t time.Time) string { return t.In(c.Zone).Format("02.01 15:04") },
	}
	for _, name := range []string{"home", "form", "live", "demo"} {
		view, err := template.New("layout.html").Funcs(shown).ParseFS(files, "templates/layout.html", "templates/board.html", "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("read page %s: %w", name, err)
		}
		p.views[name] = view
	}
	return p, nil
}

// Register adds the pages and their doors to the mux.
func (p *Pages) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", p.home)
	mux.HandleFunc("GET /form", p.form)
	mux.HandleFunc("GET /live", p.live)
	mux.HandleFunc("GET /live/mail/{id}", p.mail)
	mux.HandleFunc("GET /demo", p.people)
	mux.HandleFunc("GET /demo/token/{person}", p.token)
	mux.HandleFunc("POST /demo/sign-in", sameOrigin(p.signIn))
	mux.HandleFunc("POST /demo/sign-out", sameOrigin(p.signOut))
	mux.HandleFunc("POST /demo/clock", sameOrigin(p.clock))
	assets, _ := fs.Sub(files, "assets") // embedded: it is there
	mux.Handle("GET /assets/", http.StripPrefix("/assets/", http.FileServerFS(assets)))
}

// page is what every page knows; Body is the page's own.
type page struct {
	T      texts
	Lang   string
	Title  string
	Who    *demo.Person // nil: nobody is signed in
	Now    time.Time
	Offset time.Duration
	URL    string
	Body   any
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, name string, body any) {
	lang := language(w, r)
	t := catalogue[lang]
	view := page{T: t, Lang: lang, Title: t["title."+name], Who: p.who(r), Now: p.Now(), Offset: p.Offset(), URL: p.URL, Body: body}
	var out bytes.Buffer
	if err := p.views[name].Execute(&out, view); err != nil {
		http.Error(w, "the page cannot be shown: "+err.Error(), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = out.WriteTo(w) // the reader may have gone
}

// who is signed in, by the session cookie.
func (p *Pages) who(r *http.Request) *demo.Person {
	c, err := r.Cookie(SessionCookie)
	if err != nil {
		return nil
	}
	id, err := p.Subject(c.Value)
	if err != nil {
		return nil
	}
	person, ok := p.People.Find(id)
	if !ok {
		return nil
	}
	return &person
}
