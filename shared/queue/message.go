// Package queue carries ticket ids between our functions over SQS and answers one question: which ticket should be looked at.
//
// A message names a ticket and nothing else. Whoever receives it reads the ticket afresh and decides by its events and the
// clock, so a message that is doubled, late, reordered or forged changes nothing, and one that is lost is made up for by the
// next sweep. What is to be done with the ticket is no business of this room.
package queue

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
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
func Decode(body string) (Message, error) {
	var message Message
	if err := json.Unmarshal([]byte(body), &message); err != nil {
		return Message{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	own, err := message.Encode()
	if err != nil {
		return Message{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	// The decoder of the standard library forgives unknown and repeated fields and any letter case; our own spelling does not.
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(body)); err != nil {
		return Message{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if compact.String() != own {
		return Message{}, fmt.Errorf("%w: want %s and nothing else", ErrMalformed, own)
	}
	return message, nil
}
