package store

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Each Replace writes a record that has no versions in place of the one that was read; was is nil where there was none.
// When another stands there by now it is ErrConflict and nothing is changed; when it is the very one that is to be
// written, nothing is left to do.

// ReplaceStaff writes a member of the desk in place of was.
func (s *Store) ReplaceStaff(ctx context.Context, was *Staff, m Staff) error {
	const operation = "write staff"
	if err := usable(m.ID); err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	d, err := document(m)
	if err != nil {
		return fmt.Errorf("%s %s: %w", operation, m.ID, err)
	}
	it := staffKey(m.ID).with(item{"d": d})
	if was == nil {
		return s.createSame(ctx, operation, it)
	}
	old, err := document(*was)
	if err != nil {
		return fmt.Errorf("%s %s: %w", operation, m.ID, err)
	}
	return s.overwrite(ctx, operation, it, "d", old)
}

// ReplaceShift writes a shift with another end than that of was, which has the same role, person and start.
func (s *Store) ReplaceShift(ctx context.Context, was *Shift, sh Shift) error {
	const operation = "write shift"
	it, err := shiftItem(operation, sh)
	if err != nil {
		return err
	}
	if was == nil {
		stands, err := s.create(ctx, operation, it)
		return unlessSame(err, stands, it, "to")
	}
	old, err := shiftItem(operation, *was)
	if err != nil {
		return err
	}
	return s.overwrite(ctx, operation, it, "to", old["to"])
}

// overwrite writes the item when the attribute has the value; nil: when there is the item without the attribute.
func (s *Store) overwrite(ctx context.Context, operation string, it item, name string, was types.AttributeValue) error {
	in := &dynamodb.PutItemInput{
		TableName: &s.table, Item: it, ConditionExpression: aws.String("#name = :was"),
		ExpressionAttributeNames: map[string]string{"#name": name}, ExpressionAttributeValues: item{":was": was},
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}
	if was == nil {
		in.ConditionExpression = aws.String("attribute_exists(pk) AND attribute_not_exists(#name)")
		in.ExpressionAttributeValues = nil
	}
	_, err := s.db.PutItem(ctx, in)
	return unlessSame(failure(operation, keyOf(it).String(), err), standing(err), it, name)
}

// unlessSame forgives a conflict with what was to be written: the answer to the first try was lost, or somebody else
// wished the same.
func unlessSame(err error, stands, it item, name string) error {
	if err != nil && len(stands) > 0 && stands.text(name) == it.text(name) {
		return nil
	}
	return err
}
