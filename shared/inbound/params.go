package inbound

import (
	"fmt"
	"net/url"
	"strings"
)

// parametric is a field like Content-Type: a value in small letters, and what is said about it.
type parametric struct {
	value  string
	params map[string]string
}

// contentType is the kind of a part; plain text where it does not say.
func contentType(h header) parametric {
	if p := parameters(h.Get("Content-Type")); strings.Contains(p.value, "/") {
		return p
	}
	return parametric{value: "text/plain"}
}

// parameters reads such a field also as careless programs write it: twice the same, blanks without quotation marks,
// encoded words (RFC 2047) in place of the encoding of parameters (RFC 2231), and that in any charset.
func parameters(text string) parametric {
	value, rest, _ := strings.Cut(text, ";")
	p := parametric{value: strings.ToLower(clean(value)), params: map[string]string{}}
	raw := map[string]string{}
	for n := 0; rest != "" && n < 100; n++ {
		var name, content string
		name, content, rest = parameter(rest)
		if _, twice := raw[name]; name != "" && !twice {
			raw[name] = content
		}
	}
	for name, content := range raw {
		base, _, extended := strings.Cut(name, "*")
		if !extended {
			if _, better := p.params[name]; !better {
				p.params[name] = content
			}
			continue
		}
		if whole, found := extendedValue(raw, base); found {
			p.params[base] = whole
		}
	}
	return p
}

// parameter takes the next one off: name=value, or name="value".
func parameter(text string) (name, value, rest string) {
	end := strings.IndexAny(text, "=;")
	if end < 0 {
		return "", "", ""
	}
	name, rest = strings.ToLower(strings.TrimSpace(text[:end])), text[end+1:]
	if text[end] == ';' {
		return "", "", rest
	}
	rest = strings.TrimLeft(rest, " \t")
	if !strings.HasPrefix(rest, `"`) {
		value, rest, _ = strings.Cut(rest, ";")
		return name, strings.TrimSpace(value), rest
	}
	var quoted strings.Builder
	for i := 1; i < len(rest); i++ {
		switch {
		case rest[i] == '\\' && i+1 < len(rest) && (rest[i+1] == '"' || rest[i+1] == '\\'):
			i++
			quoted.WriteByte(rest[i])
		case rest[i] == '"':
			_, rest, _ = strings.Cut(rest[i+1:], ";")
			return name, quoted.String(), rest
		default:
			quoted.WriteByte(rest[i])
		}
	}
	return name, quoted.String(), ""
}

// extendedValue puts a value together that is encoded or in pieces: name*, or name*0, name*1* and so on (RFC 2231).
func extendedValue(raw map[string]string, base string) (string, bool) {
	var bytes strings.Builder
	charset := "utf-8"
	add := func(content string, encoded, first bool) {
		if encoded && first {
			if pieces := strings.SplitN(content, "'", 3); len(pieces) == 3 {
				charset, content = pieces[0], pieces[2]
			}
		}
		if plain, err := url.PathUnescape(content); encoded && err == nil {
			content = plain
		}
		bytes.WriteString(content)
	}
	if content, whole := raw[base+"*"]; whole {
		add(content, true, true)
	} else {
		for n := 0; ; n++ {
			content, plain := raw[fmt.Sprintf("%s*%d", base, n)]
			encoded := false
			if !plain {
				content, encoded = raw[fmt.Sprintf("%s*%d*", base, n)]
			}
			if !plain && !encoded {
				break
			}
			add(content, encoded, n == 0)
		}
	}
	text, _ := inUTF8([]byte(bytes.String()), charset)
	return text, text != ""
}
