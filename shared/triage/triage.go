// Package triage sees to it that a request that is nobody's is somebody's work: it goes on the list of unverified requests
// with whoever is on duty as its owner and with a time by which somebody is to have looked (OP-TRIAGE). The owner is told of
// it, and the managers are when that time is over.
package triage

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"flatsupport/shared/docket"
	"flatsupport/shared/mail"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
)

// firstLine is the level whose duty looks at what is nobody's.
const firstLine = policy.Level(2)

// Why a request by the public form is unverified.
const (
	Unconfirmed = "unconfirmed" // the contact whose address it has, if any, has not confirmed it yet
	Robot       = "robot"       // by the signs of it a machine has filled it in
)

// Mailer sends a mail. It returns mail.ErrRefused when trying again cannot help.
type Mailer interface {
	Send(ctx context.Context, m mail.Message) error
}

// Desk is the desk as far as it looks at what is nobody's.
type Desk struct {
	Docket    docket.Docket
	Mailer    Mailer
	PortalURL string
}

// People are members of the desk, by their ids.
type People []string

// Duty is who looks at requests at the instant: whoever is on duty, in their absence the last resort.
func (d Desk) Duty(ctx context.Context, now time.Time) (People, error) {
	roster, err := d.Docket.Roster(ctx, firstLine, now)
	return orLast(roster.Duty, roster.LastResort), err
}

// Managers is who is told that nobody has looked.
func (d Desk) Managers(ctx context.Context, now time.Time) (People, error) {
	roster, err := d.Docket.Roster(ctx, firstLine, now)
	return orLast(roster.Managers, roster.LastResort), err
}

func orLast(people []string, last string) People {
	if len(people) == 0 && last != "" {
		return People{last}
	}
	return people
}

// List puts the request on the list: the first of the people owns it, and the edition in force says by when somebody is to
// have looked (OP-TRIAGE). One that is on the list already stays as it is.
func (d Desk) List(ctx context.Context, u store.Unverified, people People) error {
	ed, err := d.Docket.Editions.CurrentAt(u.At)
	if err != nil {
		return err
	}
	if len(people) > 0 {
		u.Owner = people[0]
	}
	if ed.Triage > 0 {
		u.LookBy = u.At.Add(ed.Triage).UTC()
	}
	return d.Docket.Store.PutUnverified(ctx, u)
}

// Tell tells the people of a request that has come by mail; critical: a contact has called it so.
func (d Desk) Tell(ctx context.Context, u store.Unverified, critical bool, people People) error {
	return d.tell(ctx, u, people, "", func(lang, link string) (texts.Mail, error) {
		return texts.UnverifiedMail(lang, u.Reason, critical, link)
	})
}

// TellOfForm tells the people of a request that has come by the public form.
func (d Desk) TellOfForm(ctx context.Context, u store.Unverified, critical bool, people People) error {
	return d.tell(ctx, u, people, "", func(lang, link string) (texts.Mail, error) {
		return texts.UnverifiedForm(lang, critical, link)
	})
}

// TellLate tells the people of a request at which nobody has looked in time.
func (d Desk) TellLate(ctx context.Context, u store.Unverified, people People) error {
	return d.tell(ctx, u, people, "late/", texts.UnverifiedLate)
}

// tell sends each of the people a mail; its key, so that it is known again, has what it is about.
func (d Desk) tell(ctx context.Context, u store.Unverified, people People, about string, write func(lang, link string) (texts.Mail, error)) error {
	told := false
	for _, id := range people {
		person, err := d.Docket.Store.Staff(ctx, id)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("staff %s: %w", id, err)
		}
		if person.Email == "" {
			continue
		}
		words, err := write(person.Language, strings.TrimSuffix(d.PortalURL, "/")+"/v1/desk/unverified/"+u.ID())
		if err != nil {
			return err
		}
		err = d.Mailer.Send(ctx, mail.Message{
			To: person.Email, Subject: words.Subject, Text: words.Text, HTML: words.HTML, Key: Key(u) + ">" + about + id,
		})
		if err != nil && !errors.Is(err, mail.ErrRefused) {
			return fmt.Errorf("tell %s: %w", id, err)
		}
		told = told || err == nil
	}
	if !told {
		slog.WarnContext(ctx, "nobody could be told of an unverified request", "request", u.ID())
	}
	return nil
}

// Key is what the keys of all mails about the request begin with.
func Key(u store.Unverified) string { return "unverified/" + u.Object }
