package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// Unverified is a request that came in and could not be taken for that of a contact. From, Subject and Text are the sender's
// words; a mail itself is kept under its object key.
type Unverified struct {
	At      time.Time          `json:"-"` // when it was received
	Object  string             `json:"object"`
	Channel policy.ChannelCode `json:"channel,omitempty"` // empty: e-mail
	Reason  string             `json:"reason"`
	From    string             `json:"from,omitempty"`
	Subject string             `json:"subject,omitempty"`
	Text    string             `json:"text,omitempty"`
	Mail    string             `json:"mail,omitempty"`  // Message-ID
	Owner   string             `json:"owner,omitempty"` // member of the desk who is to look at it
	LookBy  time.Time          `json:"lookBy,omitzero"` // until when

	// What only a form has.
	Name     string `json:"name,omitempty"`
	Company  string `json:"company,omitempty"`
	Phone    string `json:"phone,omitempty"`
	System   string `json:"system,omitempty"`
	Priority string `json:"priority,omitempty"`

	Settled Settled `json:"-"` // zero: it is open

	// Confirmed: by the contact whose address the form has. Ticket: that it became by that; without one it stays with the desk.
	Confirmed bool   `json:"-"`
	Ticket    string `json:"-"`

	Late bool `json:"-"` // it was told that nobody had looked in time
}

// ConfirmedUnverified records that a contact has confirmed the request of whom it is not known for which system it is: it
// stays with the desk. One that is known is settled by its contact.
func (s *Store) ConfirmedUnverified(ctx context.Context, at time.Time, object string) error {
	_, err := s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: unverifiedKey(at, object).item(),
		UpdateExpression: aws.String("SET f = :yes"), ConditionExpression: aws.String("attribute_exists(d)"),
		ExpressionAttributeValues: item{":yes": number(1)},
	})
	return failure("confirm unverified request", object, err)
}

// Settled is what became of an unverified request.
type Settled struct {
	What   string    `json:"what"` // one of the constants; empty: nothing yet
	By     string    `json:"by"`   // member of the desk, or the contact who has confirmed a form
	Role   string    `json:"role,omitempty"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason,omitempty"`

	// Of one that is taken: as whose request, under which key, and the ticket that it became. While there is no ticket
	// whoever comes next makes it.
	Key          string              `json:"key,omitempty"`
	Customer     string              `json:"customer,omitempty"`
	Contact      string              `json:"contact,omitempty"`
	Installation string              `json:"installation,omitempty"`
	Priority     policy.PriorityCode `json:"priority,omitempty"`
	Ticket       string              `json:"ticket,omitempty"`
}

// What can become of an unverified request.
const (
	Taken     = "taken"     // it is a contact's
	Dismissed = "dismissed" // it is nobody's
	Replayed  = "replayed"  // its mail is read again
)

// Open reports whether somebody still has to look at the request: nobody has settled it, or it was taken and is no ticket yet.
func (u Unverified) Open() bool {
	return u.Settled.What == "" || u.Settled.What == Taken && u.Settled.Ticket == ""
}

// ID names the request in addresses.
func (u Unverified) ID() string {
	return strconv.FormatInt(u.At.UnixMilli(), 10) + "-" + short(u.Object)
}

// unverifiedByID is the key of the request with the id; false: there can be none.
func unverifiedByID(id string) (key, bool) {
	ms, mail, _ := strings.Cut(id, "-")
	at, err := strconv.ParseInt(ms, 10, 64)
	if err != nil || at < 0 || at > 1<<45 || mail == "" || !Usable(mail) {
		return key{}, false
	}
	received := time.UnixMilli(at)
	return key{unverifiedPK(received), received.UTC().Format(toMilliseconds) + "#" + mail}, true
}

// triageShard is the part of the wake index in which open requests wait for somebody to look.
const triageShard = shardPrefix + "unverified"

// PutUnverified lists the request. The same once more changes nothing, except that one whose mail was read again is open
// again.
func (s *Store) PutUnverified(ctx context.Context, u Unverified) error {
	const operation = "list unverified request"
	if err := usable(u.Object); err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	d, err := document(u)
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	it := unverifiedKey(u.At, u.Object).with(item{"d": d})
	if !u.LookBy.IsZero() {
		it["wpk"], it["wsk"] = text(triageShard), text(wakeText(u.LookBy))
	}
	_, err = s.db.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &s.table, Item: it, ConditionExpression: aws.String("attribute_not_exists(pk) OR #what = :replayed"),
		ExpressionAttributeNames: map[string]string{"#what": "what"}, ExpressionAttributeValues: item{":replayed": text(Replayed)},
	})
	if err = failure(operation, u.Object, err); errors.Is(err, ErrConflict) {
		return nil
	}
	return err
}

// UnverifiedRequest reads one request; ErrNotFound: there is none of that id.
func (s *Store) UnverifiedRequest(ctx context.Context, id string) (Unverified, error) {
	const operation = "read unverified request"
	k, ok := unverifiedByID(id)
	if !ok {
		return Unverified{}, failure(operation, id, ErrNotFound)
	}
	it, err := s.get(ctx, operation, k)
	if err != nil {
		return Unverified{}, err
	}
	return unverifiedOf(it)
}

// SettleUnverified records what became of an open request, and ErrConflict where that is settled already; either way the
// request is returned as it stands then.
func (s *Store) SettleUnverified(ctx context.Context, u Unverified, settled Settled) (Unverified, error) {
	const operation = "settle unverified request"
	e, err := document(settled)
	if err != nil {
		return Unverified{}, fmt.Errorf("%s: %w", operation, err)
	}
	set := "SET e = :e, #what = :what"
	if settled.What != Taken || settled.Ticket != "" { // one that is taken and is no ticket yet is still waited for
		set += " REMOVE wpk, wsk"
	}
	out, err := s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: unverifiedKey(u.At, u.Object).item(),
		UpdateExpression: aws.String(set), ConditionExpression: aws.String("attribute_exists(pk) AND attribute_not_exists(#what)"),
		ExpressionAttributeNames:            map[string]string{"#what": "what"},
		ExpressionAttributeValues:           item{":e": e, ":what": text(settled.What)},
		ReturnValues:                        types.ReturnValueAllNew,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if err == nil {
		return unverifiedOf(out.Attributes)
	}
	stands := standing(err)
	if len(stands) == 0 {
		return Unverified{}, failure(operation, u.ID(), err)
	}
	is, unread := unverifiedOf(stands)
	if unread == nil && is.Settled == settled {
		return is, nil // ours, by a first try whose answer was lost
	}
	return is, errors.Join(failure(operation, u.ID(), err), unread)
}

// OwnUnverified records who is to look at a request that was listed before anybody knew.
func (s *Store) OwnUnverified(ctx context.Context, u Unverified, owner string) error {
	_, err := s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: unverifiedKey(u.At, u.Object).item(),
		UpdateExpression: aws.String("SET o = :o"), ConditionExpression: aws.String("attribute_exists(pk)"),
		ExpressionAttributeValues: item{":o": text(owner)},
	})
	return failure("own unverified request", u.ID(), err)
}

// TicketOfUnverified records the ticket that a request became which was taken.
func (s *Store) TicketOfUnverified(ctx context.Context, u Unverified, id string) (Unverified, error) {
	u.Settled.Ticket = id
	e, err := document(u.Settled)
	if err != nil {
		return Unverified{}, fmt.Errorf("ticket of unverified request: %w", err)
	}
	_, err = s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: unverifiedKey(u.At, u.Object).item(),
		UpdateExpression: aws.String("SET e = :e REMOVE wpk, wsk"), ConditionExpression: aws.String("#what = :taken"),
		ExpressionAttributeNames:  map[string]string{"#what": "what"},
		ExpressionAttributeValues: item{":e": e, ":taken": text(Taken)},
	})
	return u, failure("ticket of unverified request", u.ID(), err)
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
	u.At, u.Confirmed, u.Late = at, it.number("f") == 1, it.number("late") == 1
	u.Owner = cmp.Or(u.Owner, it.text("o"))
	if it.text("e") != "" {
		if err := (item{"pk": it["pk"], "sk": it["sk"], "x": it["x"], "d": it["e"]}).decode(&u.Settled); err != nil {
			return Unverified{}, err
		}
	}
	if by := ticket.Role(u.Settled.Role); by == ticket.Contact || by == ticket.PartnerContact {
		u.Ticket = u.Settled.Ticket
		u.Confirmed = u.Confirmed || u.Ticket != ""
	}
	return u, nil
}
