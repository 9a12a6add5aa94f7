package pages

import (
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"

	"flatsupport/infra/local/demo"
	"flatsupport/infra/local/outbox"
	"flatsupport/infra/local/queues"
)

// shownMails bounds the live page; the file of the outbox has all.
const shownMails = 30

func (p *Pages) home(w http.ResponseWriter, r *http.Request) {
	p.show(w, r, "home", p.People)
}

// people lists who can sign in: as a page, or as JSON with tokens for programs.
func (p *Pages) people(w http.ResponseWriter, r *http.Request) {
	if !strings.Contains(r.Header.Get("Accept"), "application/json") {
		p.show(w, r, "demo", p.People)
		return
	}
	type entry struct {
		demo.Person
		Token string `json:"token"`
	}
	list := make([]entry, 0, len(p.People))
	for _, person := range p.People {
		token, err := p.Token(person)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		list = append(list, entry{person, token})
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(list) // the reader may have gone
}

// form shows an empty request form. Its key is minted here, so that a form sent twice is one request.
func (p *Pages) form(w http.ResponseWriter, r *http.Request) {
	body := struct {
		Key       string
		Places    []demo.Place
		Customers []demo.Place // one place of each customer, when there are several
	}{Key: strings.ToLower(rand.Text())}
	if who := p.who(r); who != nil {
		body.Places = who.Places
		for _, place := range who.Places {
			if !slices.ContainsFunc(body.Customers, func(c demo.Place) bool { return c.Customer == place.Customer }) {
				body.Customers = append(body.Customers, place)
			}
		}
	}
	p.show(w, r, "form", body)
}

// board is what the live page shows.
type board struct {
	T       texts
	Desk    bool // one of the staff looks: links lead to the desk
	Tickets []Ticket
	Certs   []Certificate
	Queues  []namedDepth
	Mails   []outbox.Mail
	Errors  []string
}

type namedDepth struct {
	Name string
	Dead bool
	queues.Depth
}

// live shows the board; with ?part=board only the board, for the page's script.
func (p *Pages) live(w http.ResponseWriter, r *http.Request) {
	b := p.board(r)
	if r.URL.Query().Get("part") != "board" {
		p.show(w, r, "live", b)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = p.views["live"].ExecuteTemplate(w, "board", b) // the reader may have gone
}

func (p *Pages) board(r *http.Request) board {
	lang := language(nil, r)
	who := p.who(r)
	b := board{T: catalogue[lang], Desk: who != nil && !who.Asks(), Mails: p.Mails()}
	slices.Reverse(b.Mails)
	b.Mails = b.Mails[:min(len(b.Mails), shownMails)]
	tickets, err := p.Tickets(r.Context(), lang)
	if err != nil {
		b.Errors = append(b.Errors, err.Error())
	}
	b.Tickets = tickets
	if p.Certificates != nil {
		if b.Certs, err = p.Certificates(r.Context(), lang); err != nil {
			b.Errors = append(b.Errors, err.Error())
		}
	}
	depths, err := p.Depths(r.Context())
	if err != nil {
		b.Errors = append(b.Errors, err.Error())
	}
	for name, d := range depths {
		b.Queues = append(b.Queues, namedDepth{Name: name, Dead: strings.HasSuffix(name, "DeadLetterQueue"), Depth: d})
	}
	slices.SortFunc(b.Queues, func(x, y namedDepth) int {
		if x.Dead != y.Dead {
			if x.Dead {
				return 1
			}
			return -1
		}
		return strings.Compare(x.Name, y.Name)
	})
	return b
}

// mail shows the HTML of a mail in a sandbox of its own, as a mail reader would.
func (p *Pages) mail(w http.ResponseWriter, r *http.Request) {
	mails := p.Mails()
	i := slices.IndexFunc(mails, func(m outbox.Mail) bool { return m.ID == r.PathValue("id") })
	if i < 0 {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = io.WriteString(w, mails[i].HTML) // the reader may have gone
}
