package inbound

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/charset"
)

// decode undoes the transfer encoding, up to so many bytes. With an error comes what could be decoded; of an encoding
// that nobody knows, the bytes as they are.
func decode(encoding string, body []byte, most int) ([]byte, error) {
	encoding, _, _ = strings.Cut(strings.ToLower(encoding), ";")
	encoding = strings.TrimSpace(encoding)
	if encoding == "" || encoding == "7bit" || encoding == "8bit" || encoding == "binary" {
		return body[:min(most, len(body))], nil
	}
	var h message.Header
	h.Set("Content-Type", "application/octet-stream") // the charset is another matter
	h.Set("Content-Transfer-Encoding", encoding)
	part, unknown := message.New(h, bytes.NewReader(body))
	if unknown != nil {
		return body[:min(most, len(body))], unknown
	}
	size := len(body)
	if encoding == "base64" {
		size = len(body)*3/4 + 3
	}
	out := bytes.NewBuffer(make([]byte, 0, min(most, size)+bytes.MinRead))
	_, err := out.ReadFrom(io.LimitReader(part.Body, int64(most)))
	return out.Bytes(), err
}

// isProse: the first line has words in it, so whatever encoding is named, it was not used.
func isProse(body []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimSpace(body), []byte("\n"))
	return len(bytes.Fields(line)) > 1
}

// inUTF8 is text of the charset. known is false when nobody knows the charset; then, and where none is named, text that
// is not UTF-8 is taken for the Russian charset that it looks like.
func inUTF8(data []byte, name string) (text string, known bool) {
	name = strings.ToLower(strings.Trim(name, `"' `))
	switch name {
	case "utf-8", "utf8":
		return strings.ToValidUTF8(string(data), "\uFFFD"), true
	case "", "us-ascii", "ascii":
		return eightBit(string(data)), true
	case "cp1251", "win-1251":
		name = "windows-1251"
	}
	converted, err := charset.Reader(name, bytes.NewReader(data))
	if err != nil {
		return eightBit(string(data)), false
	}
	all, err := io.ReadAll(converted)
	if err != nil && len(all) == 0 {
		return eightBit(string(data)), false
	}
	return strings.ToValidUTF8(string(all), "\uFFFD"), true
}

// eightBit is text of which nobody says the charset. The small letters of koi8-r are where windows-1251 has its large
// ones, and Russian has more small ones.
func eightBit(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	if cut := strings.ToValidUTF8(text, ""); len(text)-len(cut) < utf8.UTFMax && strings.HasPrefix(text, cut) {
		return cut // UTF-8 that was cut off in the middle of a letter
	}
	upper, lower := 0, 0 // halves of the table
	for i := range len(text) {
		switch {
		case text[i] >= 0xE0:
			upper++
		case text[i] >= 0xC0:
			lower++
		}
	}
	name := "windows-1251"
	if lower > upper {
		name = "koi8-r"
	}
	if converted, err := charset.Reader(name, strings.NewReader(text)); err == nil {
		if all, err := io.ReadAll(converted); err == nil {
			return string(all)
		}
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}

// decoder reads encoded words (RFC 2047). It is given text at once and not a stream, which would cost a buffer for each word.
func decoder() *mime.WordDecoder {
	return &mime.WordDecoder{CharsetReader: func(name string, word io.Reader) (io.Reader, error) {
		data, err := io.ReadAll(word)
		if err != nil {
			return nil, err
		}
		text, known := inUTF8(data, name)
		if !known {
			return nil, errCharset
		}
		return strings.NewReader(text), nil
	}}
}

var errCharset = errors.New("unknown charset")

// maxWords is how much of a field is decoded, far more than is kept of it.
const maxWords = 16 << 10

// words is a field with its encoded words read; as it stands where they cannot be.
func words(value string) string {
	value = eightBit(value[:min(len(value), maxWords)])
	if plain, err := decoder().DecodeHeader(value); err == nil {
		return plain
	}
	return value
}

// clean is one line of valid text, without what cannot be seen.
func clean(text string) string {
	text = strings.Map(func(c rune) rune {
		switch {
		case unseen(c):
			return -1
		case unicode.IsControl(c), c == '\u2028', c == '\u2029':
			return ' '
		}
		return c
	}, strings.ToValidUTF8(text, "\uFFFD"))
	return strings.TrimSpace(text)
}

// short is a clean line that a person can still read, MaxLine letters at most.
func short(text string) string {
	text = clean(text)
	for i, n := 0, 0; i < len(text); n++ {
		if n == MaxLine {
			return strings.TrimSpace(text[:i])
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
	return text
}

// plainText has plain line ends, and nothing that cannot be seen.
func plainText(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(c rune) rune {
		if c != '\n' && c != '\t' && (unicode.IsControl(c) || unseen(c)) {
			return -1
		}
		return c
	}, text)
}

// unseen letters turn the direction of a line, or join and part what stands beside them: by them a name is made to look
// like another. The joiner within pictures and Persian words is left.
func unseen(c rune) bool {
	switch {
	case c >= '\u202A' && c <= '\u202E', c >= '\u2066' && c <= '\u2069', c == '\u200E', c == '\u200F', c == '\u061C':
		return true
	default:
		return c == '\uFEFF' || c == '\u200B' || c == '\u2060' || c == '\u00AD'
	}
}
