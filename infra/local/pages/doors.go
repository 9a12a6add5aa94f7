package pages

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"flatsupport/infra/local/door"
)

const smallBody = 4 << 10

// sameOrigin refuses a post that another site's page has made: a browser tells where it comes from.
func sameOrigin(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if origin := r.Header.Get("Origin"); origin != "" {
			from, err := url.Parse(origin)
			if err != nil || from.Host != r.Host {
				http.Error(w, "this page may only be posted to from itself", http.StatusForbidden)
				return
			}
		}
		r.Body = http.MaxBytesReader(w, r.Body, smallBody)
		next(w, r)
	}
}

// signIn sets the session cookie to the token of the demo person.
func (p *Pages) signIn(w http.ResponseWriter, r *http.Request) {
	person, ok := p.People.Find(r.PostFormValue("person"))
	if !ok {
		http.Error(w, "no such demo person", http.StatusNotFound)
		return
	}
	token, err := p.Token(person)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	setCookie(w, SessionCookie, token, 0)
	back(w, r)
}

func (p *Pages) signOut(w http.ResponseWriter, r *http.Request) {
	setCookie(w, SessionCookie, "", -1)
	back(w, r)
}

// setCookie leaves out Secure: the local stack speaks plain HTTP on the loopback interface.
func setCookie(w http.ResponseWriter, name, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: maxAge, HttpOnly: true, SameSite: http.SameSiteStrictMode}) //nolint:gosec // see above
}

// token gives the token of a demo person as plain text, for curl.
func (p *Pages) token(w http.ResponseWriter, r *http.Request) {
	person, ok := p.People.Find(r.PathValue("person"))
	if !ok {
		http.Error(w, "no such demo person", http.StatusNotFound)
		return
	}
	token, err := p.Token(person)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, token+"\n")
}

// clock moves the virtual clock: {"forward": "2h30m"} or {"reset": true}, as JSON or as a form.
func (p *Pages) clock(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Forward string `json:"forward"`
		Reset   bool   `json:"reset"`
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	isForm := kind == "application/x-www-form-urlencoded" && strings.Contains(r.Header.Get("Accept"), "text/html")
	switch kind {
	case "application/x-www-form-urlencoded": // also what curl -d says of itself, whatever it sends
		body, err := io.ReadAll(r.Body)
		if err == nil && strings.HasPrefix(strings.TrimSpace(string(body)), "{") {
			err = json.Unmarshal(body, &asked)
		} else if err == nil {
			var form url.Values
			form, err = url.ParseQuery(string(body))
			asked.Forward, asked.Reset = form.Get("forward"), form.Get("reset") != ""
		}
		if err != nil {
			http.Error(w, "the request is not understood", http.StatusBadRequest)
			return
		}
	default:
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			http.Error(w, `send {"forward":"2h"} or {"reset":true}`, http.StatusBadRequest)
			return
		}
	}
	if err := p.move(r, asked.Forward, asked.Reset); err != nil {
		status := http.StatusInternalServerError
		if errors.Is(err, door.ErrUnreadable) || errors.Is(err, door.ErrBackward) || errors.Is(err, door.ErrTooFar) {
			status = http.StatusBadRequest
		}
		http.Error(w, err.Error(), status)
		return
	}
	if isForm {
		back(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{
		"now": p.Now().Format(time.RFC3339), "offset": p.Offset().String(),
	})
}

func (p *Pages) move(r *http.Request, forward string, reset bool) error {
	if reset {
		return p.Reset()
	}
	by, err := door.Parse(forward)
	if err != nil {
		return err
	}
	return p.Forward(r.Context(), by)
}

// back returns to the page of the stack that the form was on.
func back(w http.ResponseWriter, r *http.Request) {
	target := "/"
	if to := r.PostFormValue("back"); strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//") && !strings.Contains(to, `\`) {
		target = to
	} else if from, err := url.Parse(r.Referer()); err == nil && from.Host == r.Host && strings.HasPrefix(from.Path, "/") && !strings.HasPrefix(from.Path, "//") {
		target = from.Path
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
}
