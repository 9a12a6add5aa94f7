package inbound

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var manyLines = regexp.MustCompile(`\n{3,}`)

// writing is HTML on its way to text.
type writing struct {
	out    strings.Builder
	quotes int       // how many quotations stand around what is written
	hidden atom.Atom // the element whose content nobody sees
	depth  int       // how many of it are open
	pre    bool      // line ends count
	fresh  bool      // at the beginning of a line
}

// textOf is what a person reads of HTML: lines where it has lines, and "> " before each that is quoted.
func textOf(source string) string {
	w := &writing{fresh: true}
	for t := html.NewTokenizer(strings.NewReader(source)); ; {
		switch t.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(manyLines.ReplaceAllString(w.out.String(), "\n\n"))
		case html.TextToken:
			w.text(string(t.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := t.TagName()
			w.open(atom.Lookup(name))
		case html.EndTagToken:
			name, _ := t.TagName()
			w.close(atom.Lookup(name))
		case html.CommentToken, html.DoctypeToken:
		}
	}
}

func (w *writing) text(text string) {
	if w.hidden != 0 {
		return
	}
	text = plainText(text)
	if !w.pre {
		text = spaced(text)
	}
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			w.line()
		}
		if w.fresh && !w.pre {
			line = strings.TrimLeft(line, " ")
		}
		if line == "" {
			continue
		}
		if w.fresh && w.quotes > 0 {
			w.out.WriteString(strings.Repeat(">", w.quotes) + " ")
		}
		w.out.WriteString(line)
		w.fresh = false
	}
}

// spaced has one blank for many, and for line ends.
func spaced(text string) string {
	var out strings.Builder
	blank := false
	for _, c := range text {
		if c == ' ' || c == '\t' || c == '\n' || c == '\u00a0' {
			blank = true
			continue
		}
		if blank {
			out.WriteByte(' ')
			blank = false
		}
		out.WriteRune(c)
	}
	if blank {
		out.WriteByte(' ')
	}
	return out.String()
}

func (w *writing) line() {
	w.out.WriteString("\n")
	w.fresh = true
}

// maxQuotes is how deep quotations are marked; nobody answers more often, and every line bears the marks.
const maxQuotes = 8

func (w *writing) open(tag atom.Atom) {
	if w.hidden != 0 {
		if tag == w.hidden {
			w.depth++
		}
		return
	}
	switch tag {
	case atom.Style, atom.Script, atom.Title, atom.Noscript, atom.Template, atom.Iframe, atom.Object:
		w.hidden, w.depth = tag, 1
	case atom.Blockquote:
		w.block()
		w.quotes = min(w.quotes+1, maxQuotes)
	case atom.Br:
		w.line()
	case atom.Pre:
		w.block()
		w.pre = true
	case atom.Td, atom.Th:
		if !w.fresh {
			w.out.WriteString(" ")
		}
	default:
		if isBlock(tag) {
			w.block()
		}
	}
}

func (w *writing) close(tag atom.Atom) {
	if w.hidden != 0 {
		if tag == w.hidden {
			if w.depth--; w.depth == 0 {
				w.hidden = 0
			}
		}
		return
	}
	switch tag {
	case atom.Blockquote:
		w.block()
		w.quotes = max(w.quotes-1, 0)
	case atom.Pre:
		w.block()
		w.pre = false
	case atom.P:
		w.block()
		w.line()
	default:
		if isBlock(tag) {
			w.block()
		}
	}
}

// block begins a new line unless one has just begun.
func (w *writing) block() {
	if !w.fresh {
		w.line()
	}
}

func isBlock(tag atom.Atom) bool {
	switch tag {
	case atom.P, atom.Div, atom.Ul, atom.Ol, atom.Li, atom.Table, atom.Tr, atom.Hr, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
		atom.Section, atom.Article, atom.Header, atom.Footer, atom.Body, atom.Center, atom.Dl, atom.Dt, atom.Dd:
		return true
	default:
		return false
	}
}
