package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf16"
)

// maxDepth is how deep objects and lists may be nested, counting the outermost.
const maxDepth = 8

// kind tells what a value was written as.
type kind int

const (
	null kind = iota
	text
	loose // text out of a form, which may also stand for a number or a boolean
	number
	boolean
	list
	object
	unreadable // text that holds no valid characters
)

// value is a value as it was written, before it is known what it should be.
type value struct {
	kind  kind
	text  string // of text and loose; the spelling of number and boolean
	items []value
}

// given is one field of a body. In a form a name may come several times and so make a list; in JSON it may not.
type given struct {
	name   string
	values []value
	json   bool
}

// readJSON reads one object and nothing behind it.
func readJSON(body string) ([]given, error) {
	if !json.Valid([]byte(body)) {
		return nil, refuse(http.StatusBadRequest, MalformedBody, "body is not JSON")
	}
	if depth(body) > maxDepth {
		return nil, refuse(http.StatusBadRequest, BodyTooDeep, "body is nested deeper than %d", maxDepth)
	}
	decoder := json.NewDecoder(strings.NewReader(body))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return nil, refuse(http.StatusBadRequest, MalformedBody, "body is not a JSON object")
	}
	var g gathered
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, refuse(http.StatusBadRequest, MalformedBody, "read field name: %w", err)
		}
		var raw json.RawMessage
		if err := decoder.Decode(&raw); err != nil {
			return nil, refuse(http.StatusBadRequest, MalformedBody, "read field: %w", err)
		}
		field, ok := name.(string)
		if !ok {
			return nil, refuse(http.StatusBadRequest, MalformedBody, "field name is a %T", name)
		}
		g.add(field, valueOf(raw), true)
	}
	return g.fields, nil
}

// readForm reads name=value pairs. A wrong percent sign is refused rather than guessed at.
func readForm(body string) ([]given, error) {
	var g gathered
	for pair := range strings.SplitSeq(body, "&") {
		if pair == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(rawName)
		if err != nil {
			return nil, refuse(http.StatusBadRequest, MalformedBody, "read field name: %w", err)
		}
		content, err := url.QueryUnescape(rawValue)
		if err != nil {
			return nil, refuse(http.StatusBadRequest, MalformedBody, "read field: %w", err)
		}
		g.add(name, value{kind: loose, text: content}, false)
	}
	return g.fields, nil
}

// gathered keeps fields in the order in which they first came.
type gathered struct {
	fields []given
	at     map[string]int
}

func (g *gathered) add(name string, v value, isJSON bool) {
	if i, ok := g.at[name]; ok {
		g.fields[i].values = append(g.fields[i].values, v)
		return
	}
	if g.at == nil {
		g.at = map[string]int{}
	}
	g.at[name] = len(g.fields)
	g.fields = append(g.fields, given{name: name, values: []value{v}, json: isJSON})
}

// valueOf reads a JSON value that is known to be valid.
func valueOf(raw json.RawMessage) value {
	switch raw[0] {
	case '"':
		var s string
		if err := json.Unmarshal(raw, &s); err != nil || hasLoneSurrogate(string(raw)) {
			return value{kind: unreadable}
		}
		return value{kind: text, text: s}
	case 'n':
		return value{kind: null}
	case 't', 'f':
		return value{kind: boolean, text: string(raw)}
	case '{':
		return value{kind: object}
	case '[':
		var items []json.RawMessage
		if err := json.Unmarshal(raw, &items); err != nil {
			return value{kind: unreadable}
		}
		v := value{kind: list}
		for _, item := range items {
			v.items = append(v.items, valueOf(item))
		}
		return v
	default:
		return value{kind: number, text: string(raw)}
	}
}

// hasLoneSurrogate finds a \u escape that is one half of a character. The standard library would quietly replace it.
func hasLoneSurrogate(raw string) bool {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			continue
		}
		unit, ok := escapedUnit(raw[i:])
		if !ok {
			i++ // the escaped character
			continue
		}
		i += 5
		if !utf16.IsSurrogate(unit) {
			continue
		}
		next, ok := escapedUnit(raw[i+1:])
		if !ok || utf16.DecodeRune(unit, next) == '\uFFFD' {
			return true
		}
		i += 6
	}
	return false
}

// escapedUnit reads \uXXXX at the start of a text.
func escapedUnit(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(unit), err == nil
}

// depth is how deep valid JSON is nested.
func depth(body string) int {
	deepest, open, inText := 0, 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case inText && c == '\\':
			i++
		case c == '"':
			inText = !inText
		case inText:
		case c == '{' || c == '[':
			open++
			deepest = max(deepest, open)
		case c == '}' || c == ']':
			open--
		}
	}
	return deepest
}
