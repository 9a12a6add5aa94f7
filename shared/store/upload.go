package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"flatsupport/shared/ticket"
)

// Upload is a link by which files can be added to one ticket in the name of the person who was given it. Of its token
// only the digest is kept.
type Upload struct {
	Ticket   string
	Customer string
	By       ticket.Actor
	Until    time.Time
	Told     bool // the person has it
}

type uploadRecord struct {
	Ticket   string    `json:"ticket"`
	Customer string    `json:"customer"`
	Role     string    `json:"role"`
	By       string    `json:"by"`
	Until    time.Time `json:"until"`
}

// keptAfterwards is how long a link that has run out is still known: an upload that was begun may end later.
const keptAfterwards = 7 * 24 * time.Hour

// OpenUpload makes the link of a token, or finds it as it was made.
func (s *Store) OpenUpload(ctx context.Context, token string, u Upload) (Upload, error) {
	const operation = "open upload link"
	if err := usable(u.Ticket, u.Customer, u.By.ID); err != nil {
		return Upload{}, fmt.Errorf("%s: %w", operation, err)
	}
	d, err := document(uploadRecord{u.Ticket, u.Customer, string(u.By.Role), u.By.ID, u.Until.UTC()})
	if err != nil {
		return Upload{}, fmt.Errorf("%s: %w", operation, err)
	}
	stands, err := s.create(ctx, operation, uploadKey(token).with(item{"d": d, ExpiryAttribute: number(u.Until.Add(keptAfterwards).Unix())}))
	if errors.Is(err, ErrConflict) && stands != nil {
		return uploadOf(stands)
	}
	return u, err
}

// TellUpload records that the person was told of the link.
func (s *Store) TellUpload(ctx context.Context, token string) error {
	_, err := s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: uploadKey(token).item(),
		UpdateExpression: aws.String("SET told = :yes"), ConditionExpression: aws.String("attribute_exists(d)"),
		ExpressionAttributeValues: item{":yes": number(1)},
	})
	return failure("tell of upload link", "of a ticket", err)
}

// Upload reads the link of a token; ErrNotFound: there is none.
func (s *Store) Upload(ctx context.Context, token string) (Upload, error) {
	it, err := s.get(ctx, "read upload link", uploadKey(token))
	if err != nil {
		return Upload{}, err
	}
	return uploadOf(it)
}

// CountUpload counts a file that was added by the link; the same file counts once. false: there are as many as the limit
// already, and nothing is counted.
func (s *Store) CountUpload(ctx context.Context, token, file string, limit int) (bool, error) {
	_, err := s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: uploadKey(token).item(),
		UpdateExpression:    aws.String("ADD k :file"),
		ConditionExpression: aws.String("attribute_exists(d) AND (attribute_not_exists(k) OR contains(k, :one) OR size(k) < :limit)"),
		ExpressionAttributeValues: item{
			":file": &types.AttributeValueMemberSS{Value: []string{file}}, ":one": text(file), ":limit": number(limit),
		},
	})
	if err = failure("count file of upload link", "of a ticket", err); errors.Is(err, ErrConflict) {
		return false, nil
	}
	return err == nil, err
}

func uploadOf(it item) (Upload, error) {
	var r uploadRecord
	if err := it.decode(&r); err != nil {
		return Upload{}, err
	}
	return Upload{
		Ticket: r.Ticket, Customer: r.Customer, By: ticket.Actor{Role: ticket.Role(r.Role), ID: r.By}, Until: r.Until, Told: it.number("told") == 1,
	}, nil
}
