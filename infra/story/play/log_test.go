package play_test

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// logged are the lines that the functions have logged since the tests began, each once.
var logged = &lines{seen: map[string]bool{}}

type lines struct {
	mu   sync.Mutex
	seen map[string]bool
}

func (l *lines) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen[string(line)] = true
	return len(line), nil
}

func (l *lines) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []string
	for line := range l.seen {
		all = append(all, line)
	}
	slices.Sort(all)
	return all
}

// personal is what no log may hold, whoever is in the stories: addresses and telephone numbers.
var personal = regexp.MustCompile(`[\pL\pN._+-]+@[\pL\pN-]+\.[\pL\pN.-]+|\+7[ (]*\d{3}`)

// nothingPersonal looks at what was logged while the stories were played: no address, no number, and nothing of what people
// wrote.
func nothingPersonal(t *testing.T, stories []story) {
	t.Helper()
	written := map[string]bool{}
	for _, s := range stories {
		var whole any
		require.NoError(t, yaml.Unmarshal(s.src, &whole))
		writings(whole, written)
	}
	require.NotEmpty(t, written)
	all := logged.all()
	require.NotEmpty(t, all)
	for _, line := range all {
		assert.Empty(t, personal.FindString(line), line)
		for text := range written {
			if strings.Contains(line, text) {
				assert.Failf(t, "what people wrote is in the log", "%q: %s", text, line)
			}
		}
	}
}

// writings collects what people write in a story, as far as it is more than a word.
func writings(in any, into map[string]bool) {
	switch node := in.(type) {
	case []any:
		for _, inner := range node {
			writings(inner, into)
		}
	case map[string]any:
		for name, inner := range node {
			text, isText := inner.(string)
			if isText && slices.Contains([]string{"subject", "text", "description", "message"}, name) && strings.Contains(text, " ") {
				into[text] = true
			}
			writings(inner, into)
		}
	}
}

// The test would see it: a line with an address, a number or a text is found.
func TestWhatIsPersonalIsFound(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"to ivan@volga.example", "call +7 499 000", "call +74990000001", "to иван@волга.example"} {
		assert.True(t, personal.MatchString(line), line)
	}
	assert.False(t, personal.MatchString("mail o1 is a ticket of volga"))
}
