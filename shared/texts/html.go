package texts

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"
)

// page is the frame of a mail. Each paragraph has the direction of its first letters and keeps the blanks of logs and tables;
// no word is so long that it widens the mail.
var page = template.Must(template.New("mail").Parse(`<!doctype html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>
<body style="font:16px/1.5 sans-serif;color:#1d2733;max-width:40em;overflow-wrap:anywhere;word-break:break-word">
{{range .Paragraphs}}<p dir="auto" style="white-space:pre-wrap">{{range $i, $line := .}}{{if $i}}<br>{{end}}{{range .}}{{if .Link}}<a href="{{.Text}}">{{.Text}}</a>{{else}}{{.Text}}{{end}}{{end}}{{end}}</p>
{{end}}</body></html>
`))

// piece is a part of a line: words, or the link.
type piece struct {
	Text string
	Link bool
}

// asHTML writes the same words as HTML. The link is one wherever it stands, and nothing else is: what looks like a link in what
// people wrote stays text.
func asHTML(words, link, lang string) (string, error) {
	data := struct {
		Lang       string
		Paragraphs [][][]piece
	}{Lang: lang}
	for _, paragraph := range strings.Split(strings.Trim(words, "\n"), "\n\n") {
		var lines [][]piece
		for _, line := range strings.Split(paragraph, "\n") {
			lines = append(lines, pieces(line, link))
		}
		data.Paragraphs = append(data.Paragraphs, lines)
	}
	var out bytes.Buffer
	if err := page.Execute(&out, data); err != nil {
		return "", fmt.Errorf("mail as HTML: %w", err)
	}
	return out.String(), nil
}

func pieces(line, link string) []piece {
	var all []piece
	for link != "" {
		before, after, found := strings.Cut(line, link)
		if !found {
			break
		}
		all = append(all, piece{Text: before}, piece{Text: link, Link: true})
		line = after
	}
	return append(all, piece{Text: line})
}
