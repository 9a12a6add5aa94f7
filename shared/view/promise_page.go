package view

import "flatsupport/shared/texts"

// Sheet is a request form with what was typed into it so far.
type Sheet struct {
	Action        string // where it is sent
	Hotline       bool   // an operator fills it in for a caller
	Partner       bool
	Key           string // idempotency key
	Customer      string
	Contact       string
	CallStartedAt string
	Override      string
	Installation  string
	Installations []string // to choose from
	Type          string
	Priority      string
	Subject       string
	Description   string
	CallbackPhone string
	Findings      string
}

// PromisePage is a promise as a page, with the form as it was filled in: to ask again, or to send it. It runs no script.
func PromisePage(p Promise, s Sheet, lang string) (string, error) {
	return render("promise.html", struct {
		Promise
		Lang       string
		Sheet      Sheet
		Types      []string
		Priorities []string
	}{p, texts.Language(lang), s, []string{"incident", "question", "configure"}, []string{"P1", "P2", "P3", "P4"}})
}
