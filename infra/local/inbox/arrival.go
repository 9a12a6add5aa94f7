package inbox

import (
	"crypto/rand"
	"fmt"
	"net"
	"strings"
	"time"
	"unicode"
)

// arrival is a mail that has come in, but for what it says.
type arrival struct {
	key     string // of the object
	at      time.Time
	client  string
	address net.Addr
	from    string // empty: the null sender
	to      []string
}

// newKey is a key as SES gives one: forty small letters and digits, by chance.
func newKey() string {
	const letters = "0123456789abcdefghijklmnopqrstuv" // as many as five bits can tell apart
	key := make([]byte, 40)
	_, _ = rand.Read(key) // never fails
	for i, b := range key {
		key[i] = letters[b%32]
	}
	return string(key)
}

// lines are what a receiving server puts before a mail: where it would go back to, and how it came.
func (a arrival) lines() []byte {
	host, _, err := net.SplitHostPort(a.address.String())
	if err != nil {
		host = a.address.String()
	}
	text := fmt.Sprintf("Return-Path: <%s>\r\nReceived: from %s (unknown [%s])\r\n by localhost with SMTP id %s\r\n for <%s>;\r\n %s\r\n",
		short(a.from), short(clean(a.client)), host, a.key, short(a.to[0]), a.at.Format("Mon, 2 Jan 2006 15:04:05 -0700 (MST)"))
	return []byte(text)
}

// clean is text of an envelope without what would begin another line.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, text)
}

// short is at most what a line may have (RFC 5321, 4.5.3.1.3 lets an address have less).
func short(text string) string { return strings.ToValidUTF8(text[:min(len(text), 900)], "") }
