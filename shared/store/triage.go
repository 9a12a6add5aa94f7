package store

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Unlooked is an open unverified request at which somebody should have looked by now.
type Unlooked struct {
	at  key
	due string
}

// Unlooked reads which they are, the longest due first, at most limit of them. The index follows the table with a short
// delay, so one may be named that has been seen to: ClaimUnlooked finds out.
func (s *Store) Unlooked(ctx context.Context, now time.Time, limit int) ([]Unlooked, error) {
	const operation = "read unverified requests that wait"
	out, err := s.db.Query(ctx, &dynamodb.QueryInput{
		TableName: &s.table, IndexName: aws.String(WakeIndex), Limit: aws.Int32(int32(max(limit, 1))),
		KeyConditionExpression:    aws.String("wpk = :shard AND wsk <= :now"),
		ExpressionAttributeValues: item{":shard": text(triageShard), ":now": text(now.UTC().Format(toSeconds))},
	})
	if err != nil {
		return nil, failure(operation, WakeIndex, err)
	}
	var all []Unlooked
	for _, it := range out.Items {
		all = append(all, Unlooked{keyOf(it), item(it).text("wsk")})
	}
	return all, nil
}

// ClaimUnlooked leaves the request to the caller until the lease ends, and reads it. ErrConflict: somebody else has it, or it
// was settled.
func (s *Store) ClaimUnlooked(ctx context.Context, waits Unlooked, lease time.Time) (Unverified, error) {
	const operation = "claim unverified request"
	_, err := s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: waits.at.item(),
		UpdateExpression: aws.String("SET wsk = :lease"), ConditionExpression: aws.String("wsk = :due"),
		ExpressionAttributeValues: item{":lease": text(wakeText(lease)), ":due": text(waits.due)},
	})
	if err != nil {
		return Unverified{}, failure(operation, waits.at.String(), err)
	}
	it, err := s.get(ctx, operation, waits.at)
	if err != nil {
		return Unverified{}, err
	}
	return unverifiedOf(it)
}

// MarkLate records that it was told that nobody has looked at the request in time; it is waited for no more.
func (s *Store) MarkLate(ctx context.Context, u Unverified) error {
	_, err := s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: unverifiedKey(u.At, u.Object).item(),
		UpdateExpression: aws.String("SET late = :yes REMOVE wpk, wsk"), ConditionExpression: aws.String("attribute_exists(pk)"),
		ExpressionAttributeValues: item{":yes": number(1)},
	})
	if err != nil {
		return fmt.Errorf("mark late: %w", failure("unverified request", u.ID(), err))
	}
	return nil
}
