package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// MaxMails is how many mails are asked for at once.
const MaxMails = 100

// ReceivedMails reads what became of up to MaxMails mails, by their keys. A mail of which nobody has heard is not among
// them.
func (s *Store) ReceivedMails(ctx context.Context, objects []string) (map[string]Received, error) {
	const operation = "read mails"
	if err := usable(objects...); err != nil {
		return nil, fmt.Errorf("%s: %w", operation, err)
	}
	byKey := make(map[key]string, len(objects))
	keys := make([]map[string]types.AttributeValue, 0, len(objects))
	for _, object := range objects {
		k := mailKey(object)
		byKey[k] = object
		keys = append(keys, k.item())
	}
	all := make(map[string]Received, len(objects))
	for try := 0; len(keys) > 0; try++ {
		if try == patience {
			return nil, failure(operation, s.table, fmt.Errorf("left unread %d times: %w", patience, ErrUnavailable))
		}
		if try > 0 {
			if err := pause(ctx, try); err != nil {
				return nil, failure(operation, s.table, err)
			}
		}
		out, err := s.db.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{
			s.table: {Keys: keys, ConsistentRead: aws.Bool(true)},
		}})
		if err != nil {
			return nil, failure(operation, s.table, err)
		}
		for _, it := range out.Responses[s.table] {
			r, err := receivedOf(it)
			if err != nil {
				return nil, err
			}
			all[byKey[keyOf(it)]] = r
		}
		keys = out.UnprocessedKeys[s.table].Keys
	}
	return all, nil
}

// FoundMail records that a mail as it was read was found without an outcome, and when it counts as found again. ErrConflict:
// somebody reads it, has read it, or found it first.
func (s *Store) FoundMail(ctx context.Context, object string, was Received, now, again time.Time) error {
	_, err := s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: mailKey(object).item(),
		UpdateExpression: aws.String("SET fa = :again, #x = :x ADD nf :one"),
		ConditionExpression: aws.String("attribute_not_exists(d) AND (attribute_not_exists(#until) OR #until <= :now)" +
			" AND (attribute_not_exists(nf) OR nf = :found)"),
		ExpressionAttributeNames: map[string]string{"#until": "until", "#x": "x"},
		ExpressionAttributeValues: item{
			":again": number(again.UnixMilli()), ":now": number(now.UnixMilli()), ":one": number(1), ":found": number(was.Trail.Found),
			":x": number(schemaNow),
		},
	})
	return failure("find mail", object, err)
}

// ReopenMail takes an outcome back, so that the mail is read again. Who was told of it and answered stays known. ErrConflict:
// the outcome is another, or none.
func (s *Store) ReopenMail(ctx context.Context, object string, was Received) error {
	d, err := document(was)
	if err != nil {
		return fmt.Errorf("reopen mail: %w", err)
	}
	_, err = s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: mailKey(object).item(),
		UpdateExpression: aws.String("SET rp = :d REMOVE d, fa, nf"), ConditionExpression: aws.String("d = :d"),
		ExpressionAttributeValues: item{":d": d},
	})
	return failure("reopen mail", object, err)
}

// Unfinished says after which mail a pass over the bucket goes on that was begun and not ended. false: none was.
func (s *Store) Unfinished(ctx context.Context, pass string) (after string, begun bool, err error) {
	it, err := s.get(ctx, "read pass", sweepKey(pass))
	if errors.Is(err, ErrNotFound) {
		return "", false, nil
	}
	return it.text("after"), err == nil, err
}

// LeaveOff records that the pass goes on after the mail; empty: from the beginning.
func (s *Store) LeaveOff(ctx context.Context, pass, after string) error {
	it := sweepKey(pass).with(nil)
	if after != "" {
		it["after"] = text(after)
	}
	return s.put(ctx, "leave off pass", it)
}

// EndPass records that the pass has come to its end.
func (s *Store) EndPass(ctx context.Context, pass string) error {
	return s.remove(ctx, "end pass", sweepKey(pass))
}
