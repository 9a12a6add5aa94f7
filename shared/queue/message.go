// Package queue carries ids between our functions over SQS and answers one question: which ticket, which certificate's
// watch, or which form, should be looked at.
//
// A message names a ticket, a certificate or a form and nothing else. Whoever receives it reads the ticket afresh and decides by its events and the
// clock, so a message that is doubled, late, reordered or forged changes nothing, and one that is lost is made up for by the
// next sweep. What is to be done with it is no business of this room.
package queue

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrMalformed says that a message body is not exactly what Message.Encode writes. Such a message is never dropped: it fails
// until the queue puts it with the dead letters, where a person can read it.
var ErrMalformed = errors.New("malformed queue message")

// ErrBadTicket says that something that cannot be a ticket id was about to be sent.
var ErrBadTicket = errors.New("not a ticket id")

// looksLikeTicket is loose on purpose: the grammar of ticket numbers belongs to the ticket, and here it is enough that the
// id can stand in a key and in a log line.
var looksLikeTicket = regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`)

// Message asks for one ticket to be looked at.
type Message struct {
	Ticket string `json:"ticket"`
}

// Encode gives the body to send, such as {"ticket":"K7M29QXF4"}; ErrBadTicket when the id cannot be one.
func (m Message) Encode() (string, error) {
	if !looksLikeTicket.MatchString(m.Ticket) {
		return "", fmt.Errorf("encode message for ticket %q: %w", m.Ticket, ErrBadTicket)
	}
	body, err := json.Marshal(m)
	if err != nil {
		return "", fmt.Errorf("encode message for ticket %q: %w", m.Ticket, err)
	}
	return string(body), nil
}

// Decode reads a body that Encode wrote, give or take white space between the tokens. Everything else is ErrMalformed: other,
// missing, repeated or differently spelt fields, other types, text after the object, an id that cannot be one.
func Decode(body string) (Message, error) { return decode[Message](body) }

// ErrBadWatch says that something that cannot name a certificate of a customer was about to be sent.
var ErrBadWatch = errors.New("not a certificate of a customer")

// longestID is more than any id of a customer or a certificate has in bytes.
const longestID = 512

// Watch asks for what is told of the dates of one certificate to be looked at.
type Watch struct {
	Customer    string `json:"customer"`
	Certificate string `json:"certificate"`
}

// String names the watch in a log line.
func (w Watch) String() string { return w.Customer + "/" + w.Certificate }

// Encode gives the body to send, such as {"customer":"volga","certificate":"c1"}; ErrBadWatch when an id cannot be one: it is
// empty, too long, or holds what cannot stand in a key.
func (w Watch) Encode() (string, error) {
	for _, id := range []string{w.Customer, w.Certificate} {
		bad := func(r rune) bool { return r == '#' || r == utf8.RuneError || unicode.IsControl(r) }
		if id == "" || len(id) > longestID || strings.ContainsFunc(id, bad) {
			return "", fmt.Errorf("encode message for watch %q: %w", w, ErrBadWatch)
		}
	}
	body, err := json.Marshal(w)
	if err != nil {
		return "", fmt.Errorf("encode message for watch %q: %w", w, err)
	}
	return string(body), nil
}

// DecodeWatch is Decode for a Watch.
func DecodeWatch(body string) (Watch, error) { return decode[Watch](body) }

func decode[T interface{ Encode() (string, error) }](body string) (T, error) {
	var message, none T
	if err := json.Unmarshal([]byte(body), &message); err != nil {
		return none, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	own, err := message.Encode()
	if err != nil {
		return none, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	// The decoder of the standard library forgives unknown and repeated fields and any letter case; our own spelling does not.
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(body)); err != nil {
		return none, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if compact.String() != own {
		return none, fmt.Errorf("%w: want %s and nothing else", ErrMalformed, own)
	}
	return message, nil
}

// ErrBadForm says that something that cannot name a form was about to be sent.
var ErrBadForm = errors.New("not a form")

// Form asks for a request by the public form to be looked at.
type Form struct {
	Form string `json:"form"`
}

// Encode gives the body to send, such as {"form":"form-K7M29QXF4T"}; ErrBadForm when the id cannot be one.
func (f Form) Encode() (string, error) {
	if !looksLikeTicket.MatchString(f.Form) {
		return "", fmt.Errorf("encode message for form %q: %w", f.Form, ErrBadForm)
	}
	body, err := json.Marshal(f)
	if err != nil {
		return "", fmt.Errorf("encode message for form %q: %w", f.Form, err)
	}
	return string(body), nil
}

// DecodeForm is Decode for a Form.
func DecodeForm(body string) (Form, error) { return decode[Form](body) }
