package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// Message is a text of some length that an event names: a response, a reply, a note, a resolution.
type Message struct {
	ID     string // by ticket.CommandKey: the same again for a repetition, and never that of another's message
	By     ticket.Actor
	At     time.Time
	Text   string
	Public bool // the customer may see it

	Subject string             // under which it came, where it is another than the ticket's
	Channel policy.ChannelCode // by which it came; empty: the portal
	Enclosure
}

// message is the record of a Message.
type message struct {
	Role   string `json:"role"`
	By     string `json:"by,omitempty"`
	At     int64  `json:"at"` // milliseconds since 1970
	Text   string `json:"text"`
	Public bool   `json:"public,omitempty"`

	Subject string `json:"subject,omitempty"`
	Channel string `json:"channel,omitempty"`
	Enclosure
}

func (m Message) record() message {
	return message{
		Role: string(m.By.Role), By: m.By.ID, At: m.At.UnixMilli(), Text: m.Text, Public: m.Public, Subject: m.Subject,
		Channel: string(m.Channel), Enclosure: m.Enclosure,
	}
}

func messageOf(it item) (Message, error) {
	var m message
	if err := it.decode(&m); err != nil {
		return Message{}, err
	}
	return Message{
		ID: keyOf(it).sk[len(messageSK):], By: ticket.Actor{Role: ticket.Role(m.Role), ID: m.By},
		At: time.UnixMilli(m.At).UTC(), Text: m.Text, Public: m.Public, Subject: m.Subject, Channel: policy.ChannelCode(m.Channel),
		Enclosure: m.Enclosure,
	}, nil
}

// PutMessage writes a message, which nobody sees until an event names it. Writing it once more leaves the first as it
// is, whatever the time; another text under the same id is ErrConflict, because an event may name the first already.
func (s *Store) PutMessage(ctx context.Context, ticketID string, m Message) error {
	const operation = "write message"
	if err := usable(ticketID, m.ID); err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	d, err := document(m.record())
	if err != nil {
		return fmt.Errorf("%s %s of ticket %s: %w", operation, m.ID, ticketID, err)
	}
	stands, err := s.create(ctx, operation, messageKey(ticketID, m.ID).with(item{"d": d}))
	if stands == nil {
		return err
	}
	first, unread := messageOf(stands)
	if unread != nil {
		return unread
	}
	if first.By == m.By && first.Text == m.Text && first.Public == m.Public {
		return nil
	}
	return err
}

// Messages reads the messages that the ticket's events name, in the order of the events; one that is gone is left out,
// so that the rest of the ticket can still be read. A missing ticket is ErrNotFound. Ticket, history and messages stand
// in one partition and are read at once.
func (s *Store) Messages(ctx context.Context, id string) ([]Message, error) {
	items, err := s.partition(ctx, "read messages of ticket", ticketPK+id, "")
	if err != nil {
		return nil, err
	}
	said := map[string]item{}
	var stands item
	for _, it := range items {
		switch sk := it.text("sk"); {
		case sk == hotSK:
			stands = it
		case len(sk) > len(messageSK) && sk[:len(messageSK)] == messageSK:
			said[sk[len(messageSK):]] = it
		}
	}
	if stands == nil {
		return nil, failure("read messages of ticket", id, ErrNotFound)
	}
	rec, err := recordOf(stands)
	if err != nil {
		return nil, err
	}
	earlier, err := chain(rec, items)
	if err != nil {
		return nil, err
	}
	var messages []Message
	for _, name := range names(slices.Concat(earlier, rec.Events)) {
		it, ok := said[name]
		if !ok {
			continue
		}
		m, err := messageOf(it)
		if err != nil {
			return nil, err
		}
		messages = append(messages, m)
	}
	return messages, nil
}

// names are the messages that the events name, each once.
func names(events []ticket.Event) []string {
	var named []string
	for _, e := range events {
		if id := ticket.MessageOf(e.Fact); id != "" && !slices.Contains(named, id) {
			named = append(named, id)
		}
	}
	return named
}
