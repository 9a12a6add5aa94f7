package pages

import (
	"net/http"
	"strings"
)

const languageCookie = "lang"

// language is the one asked for by ?lang=, else the one chosen before, else the browser's first, else Russian.
// With a writer it remembers a choice.
func language(w http.ResponseWriter, r *http.Request) string {
	if asked := r.URL.Query().Get("lang"); known(asked) {
		if w != nil {
			setCookie(w, languageCookie, asked, 365*24*3600)
		}
		return asked
	}
	if c, err := r.Cookie(languageCookie); err == nil && known(c.Value) {
		return c.Value
	}
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		base, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if known(base) {
			return base
		}
	}
	return "ru"
}

func known(lang string) bool {
	_, ok := catalogue[lang]
	return ok
}
