package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ErrBadFound says that something that cannot name a mail of the bucket was about to be sent.
var ErrBadFound = errors.New("not a mail of the bucket")

// Found says that a mail was found in the bucket of which nobody has said what became of it.
type Found struct {
	Object string    `json:"object"` // key of the mail
	At     time.Time `json:"at"`     // since when it has lain there
}

// foundMessage sets the message apart from what the mail service says of a mail.
type foundMessage struct {
	Found Found `json:"found"`
}

// Encode gives the body to send, such as {"found":{"object":"k0f3","at":"2026-11-23T07:30:00Z"}}.
func (f Found) Encode() (string, error) { return foundMessage{f}.Encode() }

// Encode is that of Found.
func (m foundMessage) Encode() (string, error) {
	if m.Found.Object == "" || m.Found.At.IsZero() {
		return "", fmt.Errorf("encode message for mail %q: %w", m.Found.Object, ErrBadFound)
	}
	m.Found.At = m.Found.At.UTC()
	body, err := json.Marshal(m)
	if err != nil {
		return "", fmt.Errorf("encode message for mail %q: %w", m.Found.Object, err)
	}
	return string(body), nil
}

// DecodeFound is Decode for a Found.
func DecodeFound(body string) (Found, error) {
	m, err := decode[foundMessage](body)
	return m.Found, err
}

// SendFound is Send for mails that were found; one that names none is ErrBadFound.
func (s *Sender) SendFound(ctx context.Context, queueURL string, mails ...Found) error {
	names, bodies := make([]string, len(mails)), make([]string, len(mails))
	for i, mail := range mails {
		body, err := mail.Encode()
		if err != nil {
			return fmt.Errorf("send to %s: %w", queueURL, err)
		}
		names[i], bodies[i] = mail.Object, body
	}
	return s.send(ctx, queueURL, names, bodies)
}
