package texts

import (
	_ "embed"
	"fmt"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed labels.yaml
var labelsSource []byte

var labels = sync.OnceValue(func() map[string]map[string]string {
	var out map[string]map[string]string
	if err := yaml.UnmarshalWithOptions(labelsSource, &out, yaml.Strict()); err != nil {
		panic(fmt.Sprintf("catalogue of labels: %v", err)) // an embedded file: a broken one fails every test
	}
	return out
})

// Label is a word of a page in the language. What the catalogue does not know is shown as it is: a code, a name.
func Label(key, lang string) string {
	if word, ok := labels()[key][Language(lang)]; ok {
		return word
	}
	return key
}
