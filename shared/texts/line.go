package texts

import (
	"bytes"
	_ "embed"
	"fmt"
	"sync"
	plain "text/template"

	"github.com/goccy/go-yaml"

	"flatsupport/shared/policy"
)

//go:embed alerts.yaml
var alertsSource []byte

var lines = sync.OnceValues(func() (map[string]*plain.Template, error) {
	var source map[policy.NoticeKind]map[string]string
	if err := yaml.UnmarshalWithOptions(alertsSource, &source, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("catalogue of alerts: %w", err)
	}
	out := map[string]*plain.Template{}
	for kind, languages := range source {
		for lang, text := range languages {
			name := string(kind) + "." + lang
			parsed, err := plain.New(name).Option("missingkey=error").Parse(text)
			if err != nil {
				return nil, fmt.Errorf("alert %s: %w", name, err)
			}
			out[name] = parsed
		}
	}
	return out, nil
})

// Line writes the notice as one line for a phone, in the language.
func Line(n Notice, lang string) (string, error) {
	all, err := lines()
	if err != nil {
		return "", err
	}
	lang = Language(lang)
	text, ok := all[string(n.Kind)+"."+lang]
	if !ok {
		return "", fmt.Errorf("no line for alert %q", n.Kind)
	}
	var line bytes.Buffer
	if n.Fallback {
		line.WriteString(map[string]string{"ru": "Дежурных нет. ", "en": "Nobody is on duty. "}[lang])
	}
	if err := text.Execute(&line, n); err != nil {
		return "", fmt.Errorf("alert %s: %w", n.Kind, err)
	}
	return oneLine(line.String() + " [" + n.Mark + "]"), nil
}
