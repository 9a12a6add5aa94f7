package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Form is a request by the public form as it was sent, in the sender's words. Who the sender is is not known.
type Form struct {
	ID          string    `json:"-"` // the unverified request has it as its object
	At          time.Time `json:"at"`
	Name        string    `json:"name,omitempty"`
	Email       string    `json:"email"`
	Company     string    `json:"company,omitempty"`
	Phone       string    `json:"phone,omitempty"`
	System      string    `json:"system,omitempty"` // as it was called
	Priority    string    `json:"priority"`
	Subject     string    `json:"subject"`
	Description string    `json:"description"`
	Robot       bool      `json:"robot,omitempty"`

	Said      string    `json:"said"` // tells a repetition from another form of the same id
	Confirmed *FormSeat `json:"-"`    // nil: not yet
}

// FormSeat is who has confirmed a form, and for which customer and system it counts from then on.
type FormSeat struct {
	At           time.Time `json:"at"`
	Customer     string    `json:"customer,omitempty"` // empty: it is left to the desk which one
	Contact      string    `json:"contact,omitempty"`
	Role         string    `json:"role,omitempty"`
	Installation string    `json:"installation,omitempty"`
}

// PutForm keeps the form. Of two with the same id the first stands, and is returned: whether it is the same is for the
// caller to see.
func (s *Store) PutForm(ctx context.Context, f Form) (Form, error) {
	const operation = "keep form"
	if err := usable(f.ID); err != nil {
		return Form{}, fmt.Errorf("%s: %w", operation, err)
	}
	f.At = f.At.UTC().Truncate(time.Millisecond)
	d, err := document(f)
	if err != nil {
		return Form{}, fmt.Errorf("%s: %w", operation, err)
	}
	stands, err := s.create(ctx, operation, formKey(f.ID).with(item{"d": d}))
	if errors.Is(err, ErrConflict) {
		return formOf(f.ID, stands)
	}
	return f, err
}

// Form reads a form; ErrNotFound for one that was never sent.
func (s *Store) Form(ctx context.Context, id string) (Form, error) {
	it, err := s.get(ctx, "read form", formKey(id))
	if err != nil {
		return Form{}, err
	}
	return formOf(id, it)
}

// ConfirmForm records who has confirmed the form. Of two the first stands, and is returned.
func (s *Store) ConfirmForm(ctx context.Context, id string, by FormSeat) (FormSeat, error) {
	by.At = by.At.UTC().Truncate(time.Millisecond)
	d, err := document(by)
	if err != nil {
		return FormSeat{}, fmt.Errorf("confirm form: %w", err)
	}
	out, err := s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: formKey(id).item(),
		UpdateExpression: aws.String("SET k = if_not_exists(k, :by)"), ConditionExpression: aws.String("attribute_exists(d)"),
		ExpressionAttributeValues: item{":by": d}, ReturnValues: types.ReturnValueAllNew,
	})
	if err != nil {
		return FormSeat{}, failure("confirm form", id, err)
	}
	f, err := formOf(id, out.Attributes)
	if err != nil {
		return FormSeat{}, err
	}
	return *f.Confirmed, nil
}

func formOf(id string, it item) (Form, error) {
	var f Form
	if err := it.decode(&f); err != nil {
		return Form{}, err
	}
	f.ID = id
	if by := it.text("k"); by != "" {
		f.Confirmed = new(FormSeat)
		if err := json.Unmarshal([]byte(by), f.Confirmed); err != nil {
			return Form{}, fmt.Errorf("%s: %w: %w", keyOf(it), ErrUnreadable, err)
		}
	}
	return f, nil
}

// PutLink lets the holder of a token confirm the form until the instant. The table keeps a digest of the token only.
func (s *Store) PutLink(ctx context.Context, token, form string, until time.Time) error {
	if err := usable(form); err != nil {
		return fmt.Errorf("keep link: %w", err)
	}
	return s.put(ctx, "keep link", linkKey(token).with(item{
		"f": text(form), "until": number(until.UnixMilli()), ExpiryAttribute: number(until.Add(24 * time.Hour).Unix()),
	}))
}

// Link reads which form the token confirms. A token that is unknown or whose time is over is ErrNotFound.
func (s *Store) Link(ctx context.Context, token string, now time.Time) (string, error) {
	it, err := s.get(ctx, "read link", linkKey(token))
	if err != nil {
		return "", err
	}
	if int64(it.number("until")) <= now.UnixMilli() {
		return "", fmt.Errorf("read link: its time is over: %w", ErrNotFound)
	}
	return it.text("f"), nil
}

// CountForm counts a form among those of a source, such as an address, in the period; the same form counts once. false: the
// limit is reached, and nothing is counted. The count is forgotten after the end of the period.
func (s *Store) CountForm(ctx context.Context, source, period, form string, limit int, end time.Time) (bool, error) {
	return s.count(ctx, key{"Q#" + short("form\x00"+source), period}, form, limit, end.Add(24*time.Hour))
}
