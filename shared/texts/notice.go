// Package texts is the catalogue of what the desk says to people, in Russian and English: notices, the explanation of
// a due time, the names of states. Rules give codes and data; only here do they become sentences.
package texts

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"sync"
	plain "text/template"

	"github.com/goccy/go-yaml"

	"flatsupport/shared/policy"
)

// Notice is everything that the text of a notice may speak of. Times are already written for people.
type Notice struct {
	Kind       policy.NoticeKind
	Number     string
	Subject    string // of the request
	Person     string // who is addressed
	Customer   string // who asks: the company
	Contact    string // and the person
	Package    string
	Level      policy.Level
	Priority   policy.PriorityCode
	Clause     policy.ClauseCode
	Code       policy.RefusalCode
	Reason     string
	Remedy     string
	Dues       []Due
	Moves      []Move
	Clock      string // name of the clock that a warning or breach is about
	Due        string
	Left       string
	Phone      string
	Hotline    string // number to call as well: of a critical request that came by mail (G37); empty: no need
	Message    string
	Into       string // number of the ticket into which it was merged
	Returned   string // code with which a mail came back
	Fallback   bool
	ReopenDays int
	Link       string
	Mark       string // of the event, where it is told by other means too; empty: by mail alone

	// Of reminders. Days are written for people, and each is the last or first on which something holds: nobody reads the
	// end of an interval (G3).
	Staff        bool // whoever is addressed is of the desk
	Certificate  string
	System       string
	SoldOn       string
	FirstDay     string // of support
	LastDay      string // of support
	Loyalty      bool   // support goes on in loyalty
	LoyaltyLast  string // last day of loyalty, if the intent to renew is declared
	RenewalLast  string // last day on which it can be renewed without an upgrade
	Commissioned bool   // the system is
}

// Due is a promise and the time until which it is to be kept.
type Due struct{ Name, Due string }

// Move is a promise and the time until which it was, and is now, to be kept.
type Move struct{ Name, Old, New string }

// Mail is a notice in words.
type Mail struct{ Subject, Text, HTML string }

//go:embed notices.yaml
var noticesSource []byte

type noticeText struct {
	Subject string `yaml:"subject"`
	Body    string `yaml:"body"`
}

type compiled struct{ subject, body *plain.Template }

var catalogue = sync.OnceValues(func() (map[string]compiled, error) {
	var source map[policy.NoticeKind]map[string]noticeText
	if err := yaml.UnmarshalWithOptions(noticesSource, &source, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("catalogue of notices: %w", err)
	}
	out := map[string]compiled{}
	for kind, languages := range source {
		for lang, text := range languages {
			name := string(kind) + "." + lang
			subject, err := plain.New(name).Option("missingkey=error").Parse(text.Subject)
			if err != nil {
				return nil, fmt.Errorf("subject of %s: %w", name, err)
			}
			body, err := plain.New(name).Option("missingkey=error").Parse(text.Body)
			if err != nil {
				return nil, fmt.Errorf("body of %s: %w", name, err)
			}
			out[name] = compiled{subject, body}
		}
	}
	return out, nil
})

// Compose writes the notice in the language, as text and as HTML with the same words. The subject is always one line,
// whatever a person wrote into the subject of the request.
func Compose(n Notice, lang string) (Mail, error) {
	all, err := catalogue()
	if err != nil {
		return Mail{}, err
	}
	text, ok := all[string(n.Kind)+"."+Language(lang)]
	if !ok {
		return Mail{}, fmt.Errorf("no text for notice %q", n.Kind)
	}
	var subject, body bytes.Buffer
	if err := text.subject.Execute(&subject, n); err != nil {
		return Mail{}, fmt.Errorf("subject of %s: %w", n.Kind, err)
	}
	if err := text.body.Execute(&body, n); err != nil {
		return Mail{}, fmt.Errorf("body of %s: %w", n.Kind, err)
	}
	words := tidy(visible(body.String() + marked(n.Mark, Language(lang))))
	html, err := asHTML(words, n.Link, Language(lang))
	return Mail{Subject: oneLine(subject.String()), Text: words, HTML: html}, err
}

// marked is the last paragraph of a mail of which there is an alert too.
func marked(mark, lang string) string {
	switch {
	case mark == "":
		return ""
	case lang == "en":
		return "\n\nMark of the event, the same in the SMS: [" + mark + "]."
	default:
		return "\n\nМетка события, та же в SMS: [" + mark + "]."
	}
}

// Language is "en" or "ru", the desk's own.
func Language(lang string) string {
	if strings.HasPrefix(strings.ToLower(lang), "en") {
		return "en"
	}
	return "ru"
}

// tidy leaves one empty line between paragraphs.
func tidy(s string) string {
	var out []string
	for _, paragraph := range strings.Split(s, "\n\n") {
		if p := strings.Trim(paragraph, "\n "); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n\n") + "\n"
}

// Subjects are all subjects that a notice of the ticket may have, in both languages: by them an answer keeps to its topic.
func Subjects(n Notice) ([]string, error) {
	all, err := catalogue()
	if err != nil {
		return nil, err
	}
	var subjects []string
	for _, text := range all {
		var subject bytes.Buffer
		if err := text.subject.Execute(&subject, n); err != nil {
			return nil, fmt.Errorf("subjects of notices: %w", err)
		}
		subjects = append(subjects, oneLine(subject.String()))
	}
	return subjects, nil
}
