package ledger

import (
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// charge is what a request costs at the table or at one index.
type charge struct {
	operation, index string
	write, read      float64
}

// account charges one request.
type account struct {
	table   *table
	charges []charge
}

// request charges the request and keeps what it wrote or read. An error says that it could not.
func (a *account) request(in, out any, err error) error {
	var refused *types.ConditionalCheckFailedException
	var cancelled *types.TransactionCanceledException
	if err != nil && !errors.As(err, &refused) && !errors.As(err, &cancelled) {
		return nil
	}
	switch in := in.(type) {
	case *dynamodb.PutItemInput:
		a.write("PutItem", in.Item, in.Item, refused)
		return same(in.TableName, a.table.name)
	case *dynamodb.UpdateItemInput:
		return errors.Join(same(in.TableName, a.table.name), a.update(in, refused))
	case *dynamodb.DeleteItemInput:
		a.write("DeleteItem", in.Key, nil, refused)
		return same(in.TableName, a.table.name)
	case *dynamodb.BatchWriteItemInput:
		return a.batchWrite(in, out.(*dynamodb.BatchWriteItemOutput))
	case *dynamodb.GetItemInput:
		return errors.Join(same(in.TableName, a.table.name), a.get(in, out.(*dynamodb.GetItemOutput)))
	case *dynamodb.BatchGetItemInput:
		return a.batchGet(in, out.(*dynamodb.BatchGetItemOutput))
	case *dynamodb.QueryInput:
		return errors.Join(same(in.TableName, a.table.name), a.query(in, out.(*dynamodb.QueryOutput)))
	case *dynamodb.TransactWriteItemsInput:
		return a.transact(in, cancelled != nil)
	default:
		return unknown(in)
	}
}

// unknown lets the requests pass that manage tables and are not charged in units.
func unknown(in any) error {
	name := fmt.Sprintf("%T", in)
	for _, free := range []string{"Table", "TimeToLive", "Describe", "List", "Tag", "Backup"} {
		if strings.Contains(name, free) {
			return nil
		}
	}
	return errors.New(name)
}

func (a *account) update(in *dynamodb.UpdateItemInput, refused *types.ConditionalCheckFailedException) error {
	a.learn(refused)
	updated, err := a.after(in.Key, in.UpdateExpression, in.ExpressionAttributeNames, in.ExpressionAttributeValues)
	if err != nil {
		return err
	}
	a.write("UpdateItem", in.Key, updated, refused)
	return nil
}

// after is the item as an update leaves it.
func (a *account) after(key item, expression *string, names map[string]string, values item) (item, error) {
	old := a.table.old(key)
	if old == nil {
		old = key
	}
	return apply(old, aws.ToString(expression), names, values)
}

// write charges one item's change to the table and to each index that it touches. A nil item is deleted.
func (a *account) write(operation string, key, updated item, refused *types.ConditionalCheckFailedException) {
	a.learn(refused)
	old := a.table.old(key)
	c := charge{operation: operation, write: writeUnits(max(SizeOf(old), SizeOf(updated)))}
	if refused != nil {
		c.operation += ", refused"
		a.charges = append(a.charges, c)
		return
	}
	a.charges = append(a.charges, c)
	for _, ix := range a.table.indexes {
		if units := ix.units(old, updated); units > 0 {
			a.charges = append(a.charges, charge{operation: operation, index: ix.name, write: units})
		}
	}
	if updated == nil {
		a.table.drop(key)
		return
	}
	a.table.keep(updated)
}

// transact charges every part of a transaction twice, since each is prepared and then committed, also a condition that is
// only checked, and one that failed.
func (a *account) transact(in *dynamodb.TransactWriteItemsInput, cancelled bool) error {
	var faults error
	for _, part := range in.TransactItems {
		switch {
		case part.Put != nil:
			a.twice(part.Put.Item, part.Put.Item, cancelled)
			faults = errors.Join(faults, same(part.Put.TableName, a.table.name))
		case part.ConditionCheck != nil:
			a.twice(part.ConditionCheck.Key, a.table.old(part.ConditionCheck.Key), true)
			faults = errors.Join(faults, same(part.ConditionCheck.TableName, a.table.name))
		case part.Update != nil:
			u := part.Update
			updated, err := a.after(u.Key, u.UpdateExpression, u.ExpressionAttributeNames, u.ExpressionAttributeValues)
			if err == nil {
				a.twice(u.Key, updated, cancelled)
			}
			faults = errors.Join(faults, err, same(u.TableName, a.table.name))
		default:
			faults = errors.Join(faults, errors.New("a transaction that deletes"))
		}
	}
	return faults
}

// twice charges a part of a transaction; one that changes nothing leaves the item as it is.
func (a *account) twice(key, updated item, idle bool) {
	const operation = "TransactWriteItems"
	if idle {
		size := max(SizeOf(a.table.old(key)), SizeOf(updated))
		a.charges = append(a.charges, charge{operation: operation, write: 2 * writeUnits(size)})
		return
	}
	from := len(a.charges)
	a.write(operation, key, updated, nil)
	for i := range a.charges[from:] {
		a.charges[from+i].write *= 2
	}
}

// learn keeps the item that a failed condition has shown.
func (a *account) learn(refused *types.ConditionalCheckFailedException) {
	if refused != nil && len(refused.Item) > 0 {
		a.table.keep(refused.Item)
	}
}

func (a *account) batchWrite(in *dynamodb.BatchWriteItemInput, out *dynamodb.BatchWriteItemOutput) error {
	if len(out.UnprocessedItems) > 0 {
		return errors.New("a BatchWriteItem with items left unwritten")
	}
	for name, writes := range in.RequestItems {
		if err := same(&name, a.table.name); err != nil {
			return err
		}
		for _, w := range writes {
			if w.PutRequest != nil {
				a.write("BatchWriteItem", w.PutRequest.Item, w.PutRequest.Item, nil)
				continue
			}
			a.write("BatchWriteItem", w.DeleteRequest.Key, nil, nil)
		}
	}
	return nil
}

func (a *account) get(in *dynamodb.GetItemInput, out *dynamodb.GetItemOutput) error {
	if in.ProjectionExpression != nil {
		return errors.New("a GetItem with a projection")
	}
	a.read("GetItem", "", aws.ToBool(in.ConsistentRead), out.Item)
	return nil
}

// batchGet charges each item by itself, also those that are not there.
func (a *account) batchGet(in *dynamodb.BatchGetItemInput, out *dynamodb.BatchGetItemOutput) error {
	for name, asked := range in.RequestItems {
		if err := same(&name, a.table.name); err != nil {
			return err
		}
		if asked.ProjectionExpression != nil || len(out.UnprocessedKeys) > 0 {
			return errors.New("a BatchGetItem with a projection or with items left unread")
		}
		found := out.Responses[name]
		for _, it := range found {
			a.read("BatchGetItem", "", aws.ToBool(asked.ConsistentRead), it)
		}
		for range len(asked.Keys) - len(found) {
			a.read("BatchGetItem", "", aws.ToBool(asked.ConsistentRead))
		}
	}
	return nil
}

func (a *account) query(in *dynamodb.QueryInput, out *dynamodb.QueryOutput) error {
	if in.ProjectionExpression != nil || in.FilterExpression != nil || in.Select != "" {
		return errors.New("a Query with a projection or a filter")
	}
	a.read("Query", aws.ToString(in.IndexName), aws.ToBool(in.ConsistentRead), out.Items...)
	return nil
}

// read charges items that were read at once, and keeps them when they are whole.
func (a *account) read(operation, index string, consistent bool, items ...item) {
	size := 0
	for _, it := range items {
		size += SizeOf(it)
		if index == "" && len(it) > 0 {
			a.table.keep(it)
		}
	}
	a.charges = append(a.charges, charge{operation: operation, index: index, read: readUnits(size, consistent)})
}
