package ledger_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/ledger"
	"flatsupport/shared/store"
	"flatsupport/shared/store/storetest"
)

type item = map[string]types.AttributeValue

func s(text string) types.AttributeValue { return &types.AttributeValueMemberS{Value: text} }

func n(number string) types.AttributeValue { return &types.AttributeValueMemberN{Value: number} }

func key(id string) item { return item{"pk": s(id), "sk": s("T")} }

// with is the item of that key with a body of some bytes, and in the index when wake is not empty.
func with(id string, body int, wake string) item {
	it := key(id)
	it["body"] = s(strings.Repeat("b", body))
	if wake != "" {
		it["wpk"], it["wsk"] = s("W#00"), s(wake)
	}
	return it
}

// desk makes requests that the ledger sees and for which DynamoDB Local gives its own figures.
type desk struct {
	*testing.T
	db    *dynamodb.Client
	table string
	book  *ledger.Ledger
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	_, table := storetest.Table(t)
	book := ledger.New(store.Schema(table))
	return &desk{t, storetest.Client(t, book.Attach), table, book}
}

const (
	onIndexes = types.ReturnConsumedCapacityIndexes
	absent    = "attribute_not_exists(pk)"
)

func (d *desk) put(it item) []types.ConsumedCapacity {
	d.Helper()
	out, err := d.db.PutItem(d.Context(), &dynamodb.PutItemInput{TableName: &d.table, Item: it, ReturnConsumedCapacity: onIndexes})
	require.NoError(d, err)
	return []types.ConsumedCapacity{*out.ConsumedCapacity}
}

func (d *desk) update(id, expression string, values item) []types.ConsumedCapacity {
	d.Helper()
	out, err := d.db.UpdateItem(d.Context(), &dynamodb.UpdateItemInput{
		TableName: &d.table, Key: key(id), UpdateExpression: &expression, ExpressionAttributeValues: values, ReturnConsumedCapacity: onIndexes,
	})
	require.NoError(d, err)
	return []types.ConsumedCapacity{*out.ConsumedCapacity}
}

func (d *desk) transact(parts ...types.TransactWriteItem) []types.ConsumedCapacity {
	d.Helper()
	out, err := d.db.TransactWriteItems(d.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: parts, ReturnConsumedCapacity: onIndexes})
	require.NoError(d, err)
	return out.ConsumedCapacity
}

func (d *desk) remove(id string) []types.ConsumedCapacity {
	d.Helper()
	out, err := d.db.DeleteItem(d.Context(), &dynamodb.DeleteItemInput{TableName: &d.table, Key: key(id), ReturnConsumedCapacity: onIndexes})
	require.NoError(d, err)
	return []types.ConsumedCapacity{*out.ConsumedCapacity}
}

func (d *desk) get(id string, consistent bool) []types.ConsumedCapacity {
	d.Helper()
	out, err := d.db.GetItem(d.Context(), &dynamodb.GetItemInput{TableName: &d.table, Key: key(id), ConsistentRead: &consistent, ReturnConsumedCapacity: onIndexes})
	require.NoError(d, err)
	return []types.ConsumedCapacity{*out.ConsumedCapacity}
}

func (d *desk) query(index *string, condition string, values item, consistent bool) []types.ConsumedCapacity {
	d.Helper()
	out, err := d.db.Query(d.Context(), &dynamodb.QueryInput{
		TableName: &d.table, IndexName: index, KeyConditionExpression: &condition, ExpressionAttributeValues: values,
		ConsistentRead: &consistent, ReturnConsumedCapacity: onIndexes,
	})
	require.NoError(d, err)
	return []types.ConsumedCapacity{*out.ConsumedCapacity}
}

func (d *desk) batchGet(consistent bool, ids ...string) []types.ConsumedCapacity {
	d.Helper()
	asked := types.KeysAndAttributes{ConsistentRead: &consistent}
	for _, id := range ids {
		asked.Keys = append(asked.Keys, key(id))
	}
	out, err := d.db.BatchGetItem(d.Context(), &dynamodb.BatchGetItemInput{
		RequestItems: map[string]types.KeysAndAttributes{d.table: asked}, ReturnConsumedCapacity: onIndexes,
	})
	require.NoError(d, err)
	return out.ConsumedCapacity
}

func (d *desk) batchWrite(writes ...types.WriteRequest) []types.ConsumedCapacity {
	d.Helper()
	out, err := d.db.BatchWriteItem(d.Context(), &dynamodb.BatchWriteItemInput{
		RequestItems: map[string][]types.WriteRequest{d.table: writes}, ReturnConsumedCapacity: onIndexes,
	})
	require.NoError(d, err)
	return out.ConsumedCapacity
}
