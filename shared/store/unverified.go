package store

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Unverified is a request that came in by mail and could not be taken for that of a contact, or by the public form. From,
// Subject, Text and what only a form has are the sender's words; the mail itself is kept under its object key, and so is
// the form.
type Unverified struct {
	At      time.Time `json:"-"` // when it was received
	Object  string    `json:"object"`
	Reason  string    `json:"reason"`
	From    string    `json:"from,omitempty"`
	Subject string    `json:"subject,omitempty"`
	Text    string    `json:"text,omitempty"`

	Channel  string `json:"channel,omitempty"` // form; empty: by mail
	Name     string `json:"name,omitempty"`
	Company  string `json:"company,omitempty"`
	Phone    string `json:"phone,omitempty"`
	System   string `json:"system,omitempty"`
	Priority string `json:"priority,omitempty"`

	Confirmed bool   `json:"-"` // by the contact whose address it has
	Ticket    string `json:"-"` // that it became by that
}

// ConfirmedUnverified records that a contact has confirmed the request, and the ticket that it became; without one it stays
// with the desk.
func (s *Store) ConfirmedUnverified(ctx context.Context, at time.Time, object, ticket string) error {
	_, err := s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: unverifiedKey(at, object).item(),
		UpdateExpression: aws.String("SET f = :yes, t = :ticket"), ConditionExpression: aws.String("attribute_exists(d)"),
		ExpressionAttributeValues: item{":yes": number(1), ":ticket": text(ticket)},
	})
	return failure("confirm unverified request", object, err)
}

// UnverifiedPage is a part of the list.
type UnverifiedPage struct {
	Rows []Unverified
	Next string // cursor of the next part; empty: no more
}

const (
	unverifiedList  = "unverified" // whose cursors they are
	daysOfPage      = 31           // read for one page at most
	daysOfUnchecked = 366          // that the list goes back
)

// PutUnverified lists the request. The same once more changes nothing.
func (s *Store) PutUnverified(ctx context.Context, u Unverified) error {
	if err := usable(u.Object); err != nil {
		return fmt.Errorf("list unverified request: %w", err)
	}
	d, err := document(u)
	if err != nil {
		return fmt.Errorf("list unverified request: %w", err)
	}
	return s.createSame(ctx, "list unverified request", unverifiedKey(u.At, u.Object).with(item{"d": d}))
}

// Unverified reads the unverified requests of the last year, newest first, at most limit of them (1 to 100). A page may
// hold fewer and yet have a next one. cursor is empty for the newest, or what the page before gave as Next; anything else
// is ErrBadCursor.
func (s *Store) Unverified(ctx context.Context, now time.Time, cursor string, limit int) (UnverifiedPage, error) {
	const operation = "list unverified requests"
	limit = min(max(limit, 1), maxPage)
	after, err := openCursor(unverifiedList, cursor, "")
	if err != nil {
		return UnverifiedPage{}, fmt.Errorf("%s: %w", operation, err)
	}
	day := now.UTC()
	if after != "" {
		if day, err = time.Parse(time.DateOnly, after[:min(len(after), len(time.DateOnly))]); err != nil {
			return UnverifiedPage{}, fmt.Errorf("%s: %w", operation, ErrBadCursor)
		}
	}
	var page UnverifiedPage
	for range daysOfPage {
		name := day.Format(time.DateOnly)
		items, more, err := s.latest(ctx, operation, unverifiedPK(day), name, after, limit-len(page.Rows))
		if err != nil {
			return UnverifiedPage{}, err
		}
		for _, it := range items {
			u, err := unverifiedOf(it)
			if err != nil {
				return UnverifiedPage{}, err
			}
			page.Rows = append(page.Rows, u)
		}
		if more == "" { // the day is read to its end
			more, day = name, day.AddDate(0, 0, -1)
		}
		page.Next = sealCursor(unverifiedList, more)
		if now.Sub(day) > daysOfUnchecked*24*time.Hour {
			page.Next = ""
			return page, nil
		}
		if len(page.Rows) == limit {
			return page, nil
		}
		after = ""
	}
	return page, nil
}

func unverifiedOf(it item) (Unverified, error) {
	var u Unverified
	if err := it.decode(&u); err != nil {
		return Unverified{}, err
	}
	sk := it.text("sk")
	at, err := time.Parse(toMilliseconds, sk[:min(len(sk), len(toMilliseconds))])
	if err != nil {
		return Unverified{}, fmt.Errorf("%s: %w", keyOf(it), ErrUnreadable)
	}
	u.At, u.Confirmed, u.Ticket = at, it.number("f") == 1, it.text("t")
	return u, nil
}
