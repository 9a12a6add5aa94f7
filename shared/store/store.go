package store

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Store is the one table.
type Store struct {
	db    *dynamodb.Client
	table string
}

// New returns the store in a table that Schema describes.
func New(db *dynamodb.Client, table string) *Store { return &Store{db, table} }

// get reads one item, as it is now and not as it was a moment ago. A missing one is ErrNotFound.
func (s *Store) get(ctx context.Context, operation string, k key) (item, error) {
	out, err := s.db.GetItem(ctx, &dynamodb.GetItemInput{TableName: &s.table, Key: k.item(), ConsistentRead: aws.Bool(true)})
	switch {
	case err != nil:
		return nil, failure(operation, k.String(), err)
	case len(out.Item) == 0:
		return nil, failure(operation, k.String(), ErrNotFound)
	default:
		return out.Item, nil
	}
}

// create writes an item that must not exist yet. On ErrConflict it returns the item that stands in its place.
func (s *Store) create(ctx context.Context, operation string, it item) (item, error) {
	_, err := s.db.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &s.table, Item: it, ConditionExpression: aws.String("attribute_not_exists(pk)"),
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	return standing(err), failure(operation, keyOf(it).String(), err)
}

// put writes an item in place of whatever was there.
func (s *Store) put(ctx context.Context, operation string, it item) error {
	_, err := s.db.PutItem(ctx, &dynamodb.PutItemInput{TableName: &s.table, Item: it})
	return failure(operation, keyOf(it).String(), err)
}

func (s *Store) remove(ctx context.Context, operation string, k key) error {
	_, err := s.db.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &s.table, Key: k.item()})
	return failure(operation, k.String(), err)
}

// partition reads all items of a partition whose sort key begins with the prefix, in the order of the sort key, as
// they are now.
func (s *Store) partition(ctx context.Context, operation, pk, prefix string) ([]item, error) {
	in := &dynamodb.QueryInput{
		TableName: &s.table, ConsistentRead: aws.Bool(true),
		KeyConditionExpression:    aws.String("pk = :pk"),
		ExpressionAttributeValues: item{":pk": text(pk)},
	}
	if prefix != "" {
		in.KeyConditionExpression = aws.String("pk = :pk AND begins_with(sk, :sk)")
		in.ExpressionAttributeValues[":sk"] = text(prefix)
	}
	var items []item
	for pages := dynamodb.NewQueryPaginator(s.db, in); pages.HasMorePages(); {
		out, err := pages.NextPage(ctx)
		if err != nil {
			return nil, failure(operation, pk+" "+prefix, err)
		}
		for _, it := range out.Items {
			items = append(items, it)
		}
	}
	return items, nil
}

// nonce marks one call's write, so that the call knows its own write again when the answer to it was lost.
func nonce() string {
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// readBack is how long a call that lost the answer to its write looks whether the write was made, even when its own
// time has run out.
const readBack = 2 * time.Second

// written reads a record whose write had an unknown outcome.
func (s *Store) written(ctx context.Context, operation string, k key) (item, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readBack)
	defer cancel()
	return s.get(ctx, operation, k)
}
