package docket

import (
	"context"
	"errors"
	"fmt"
	"time"

	"flatsupport/shared/escalation"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// ErrKeyReused: the idempotency key has already been used on this ticket for another command.
var ErrKeyReused = errors.New("idempotency key already used for another command")

// Command is what a person asks to be done to a ticket, under an idempotency key.
type Command struct {
	Ticket  string
	By      ticket.Actor
	Key     string
	Text    string             // a message that goes with it; empty: none
	Public  bool               // the customer may see the message
	Subject string             // under which the message came, where it is another than the ticket's
	Channel policy.ChannelCode // by which the message came; empty: the portal
	Beside  store.Enclosure    // what goes with the message; its files are in the bucket before it is written
	Said    []string           // everything the command says, to tell a repetition from another command under the same key
}

// Tell is a notice that a command causes.
type Tell struct {
	Kind   policy.NoticeKind
	To     policy.Audience
	People []string // whom in person; nobody named: whoever stands behind the audience
}

// Run carries a command out once. A repetition under the same key returns the ticket as it stands; the same key with
// another command is refused with ErrKeyReused. The message is written first, under a name derived from the command,
// and becomes part of the ticket when the event names it.
func (d Docket) Run(ctx context.Context, cmd Command, now time.Time, decide func(t ticket.Ticket, message string) ([]ticket.Event, error)) (store.Record, error) {
	said := ticket.Print(cmd.Said...)
	key := ticket.CommandKey(cmd.By, cmd.Key)
	message := ""
	if cmd.Text != "" {
		message = ticket.CommandKey(cmd.By, cmd.Key+"\x00"+said)
	}
	written := false
	return d.Update(ctx, cmd.Ticket, now, func(rec store.Record) (store.Change, error) {
		if done, err := repetition(rec.Ticket, key, said); done || err != nil {
			return store.Change{}, err
		}
		events, err := decide(rec.Ticket, message)
		if err != nil || len(events) == 0 {
			return store.Change{}, err
		}
		if message != "" && !written {
			m := store.Message{
				ID: message, By: cmd.By, At: now, Text: cmd.Text, Public: cmd.Public, Subject: cmd.Subject, Channel: cmd.Channel, Enclosure: cmd.Beside,
			}
			if err := d.Store.PutMessage(ctx, cmd.Ticket, m); err != nil {
				return store.Change{}, fmt.Errorf("message: %w", err)
			}
			written = true
		}
		events[0].Key = key + "." + said
		for i := range events {
			events[i].By = cmd.By
		}
		return store.Change{Events: events}, nil
	})
}

func repetition(t ticket.Ticket, key, said string) (bool, error) {
	was, found := t.Command(key)
	if found && was != said {
		return false, ErrKeyReused
	}
	return found, nil
}

// Events makes events of facts that happen together; the first one announces what is to be told. Recipients are found
// now and as the facts leave the ticket, so that a new level's duty is told of it; the notices belong to the event that
// causes them.
func (d Docket) Events(ctx context.Context, t ticket.Ticket, now time.Time, facts []ticket.Fact, told ...Tell) ([]ticket.Event, error) {
	out := make([]ticket.Event, len(facts))
	for i, fact := range facts {
		out[i] = ticket.Event{At: now, Fact: fact}
	}
	if len(told) == 0 {
		return out, nil
	}
	after := ticket.Fold(t, out...)
	roster, err := d.rosterFor(ctx, after, now, told)
	if err != nil {
		return nil, err
	}
	cause := fmt.Sprintf("%d", t.Version+1)
	for _, tell := range told {
		for _, person := range tell.People {
			n := ticket.Notice{Key: cause + ">" + person, Kind: tell.Kind, Audience: tell.To, Person: person}
			out[0].Notices = append(out[0].Notices, n)
		}
		if len(tell.People) > 0 {
			continue
		}
		out[0].Notices = append(out[0].Notices,
			escalation.Announce(cause, tell.Kind, []policy.Audience{tell.To}, after, roster)...)
	}
	return out, nil
}

// rosterFor reads the rota only when somebody of the desk is to be told.
func (d Docket) rosterFor(ctx context.Context, t ticket.Ticket, now time.Time, told []Tell) (escalation.Roster, error) {
	for _, tell := range told {
		if tell.To != policy.ToCustomer && len(tell.People) == 0 {
			return d.Roster(ctx, t.Level, now)
		}
	}
	return escalation.Roster{}, nil
}
