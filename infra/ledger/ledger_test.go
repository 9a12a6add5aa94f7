package ledger_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/ledger"
	"flatsupport/shared/store"
	"flatsupport/shared/store/storetest"
)

// Every kind of request, in an order in which each finds what the ones before it have left.
func TestTheLedgerAgreesWithDynamoDBLocal(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	wake := aws.String(store.WakeIndex)
	const bare = len("pk") + len("a") + len("sk") + len("T") + len("body") // an item without its body
	cases := []struct {
		name        string
		write, read float64
		index       float64 // of the index alone
		free        float64 // units that DynamoDB Local does not count, though DynamoDB charges them; pinned to notice a change
		do          func() []types.ConsumedCapacity
	}{
		{"a small item into the index", 2, 0, 1, 0, func() []types.ConsumedCapacity { return d.put(with("a", 10, "1")) }},
		{"the same again", 1, 0, 0, 0, func() []types.ConsumedCapacity { return d.put(with("a", 10, "1")) }},
		{"its body grows", 1, 0, 0, 0, func() []types.ConsumedCapacity { return d.update("a", "SET body = :b", item{":b": s("longer")}) }},
		{"it moves along the index", 3, 0, 2, 0, func() []types.ConsumedCapacity { return d.update("a", "SET wsk = :w", item{":w": s("2")}) }},
		{"it leaves the index", 2, 0, 1, 0, func() []types.ConsumedCapacity { return d.update("a", "REMOVE wpk, wsk", nil) }},
		{"it comes back and gets a number", 2, 0, 1, 0, func() []types.ConsumedCapacity {
			return d.update("a", "SET wpk = :p, wsk = :w, v = :v REMOVE body", item{":p": s("W#00"), ":w": s("3"), ":v": n("12")})
		}},
		{"an update makes an item", 1, 0, 0, 0, func() []types.ConsumedCapacity { return d.update("u", "SET body = :b", item{":b": s("b")}) }},
		{"a set of strings is begun", 1, 0, 0, 0, func() []types.ConsumedCapacity { return d.update("s", "ADD k :k", item{":k": set(700)}) }},
		{"it has them all already", 1, 0, 0, 0, func() []types.ConsumedCapacity { return d.update("s", "ADD k :k", item{":k": set(700)}) }},
		{"it grows beyond a kilobyte", 2, 0, 0, 0, func() []types.ConsumedCapacity {
			return d.update("s", "ADD k :k SET v = :v", item{":k": set(400), ":v": n("1")})
		}},
		{"two in a transaction, and a third that must not be there", 10, 0, 2, 0, func() []types.ConsumedCapacity {
			return d.transact(
				types.TransactWriteItem{Put: &types.Put{TableName: &d.table, Item: with("t1", 10, "1")}},
				types.TransactWriteItem{Put: &types.Put{TableName: &d.table, Item: with("t2", 1025-bare, "")}},
				types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{TableName: &d.table, Key: key("t3"), ConditionExpression: aws.String(absent)}},
			)
		}},
		{"exactly a kilobyte", 1, 0, 0, 0, func() []types.ConsumedCapacity { return d.put(with("k", 1024-bare, "")) }},
		{"a byte more", 2, 0, 0, 0, func() []types.ConsumedCapacity { return d.put(with("k", 1025-bare, "")) }},
		{"the larger of the old and the new", 2, 0, 0, 0, func() []types.ConsumedCapacity { return d.put(with("k", 1, "")) }},
		{"a large item into the index", 11, 0, 1, 0, func() []types.ConsumedCapacity { return d.put(with("l", 9300, "9")) }},
		{"reading it, as it is now", 0, 3, 0, 0, func() []types.ConsumedCapacity { return d.get("l", true) }},
		{"reading it, as it lately was", 0, 1.5, 0, 0, func() []types.ConsumedCapacity { return d.get("l", false) }},
		{"reading what is not there", 0, 1, 0, 0, func() []types.ConsumedCapacity { return d.get("none", true) }},
		{"deleting it", 11, 0, 1, 0, func() []types.ConsumedCapacity { return d.remove("l") }},
		{"deleting what is not there", 1, 0, 0, 0, func() []types.ConsumedCapacity { return d.remove("l") }},
		{"a batch of writes", 6, 0, 3, 0, func() []types.ConsumedCapacity {
			return d.batchWrite(
				types.WriteRequest{PutRequest: &types.PutRequest{Item: with("b1", 10, "4")}},
				types.WriteRequest{PutRequest: &types.PutRequest{Item: with("b2", 10, "5")}},
				types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: key("a")}},
			)
		}},
		{"a batch of reads, each by itself", 0, 3, 0, 1, func() []types.ConsumedCapacity { return d.batchGet(true, "b1", "b2", "none") }},
		{"a batch of reads of lately", 0, 1, 0, 0, func() []types.ConsumedCapacity { return d.batchGet(false, "b1", "b2") }},
		{"a query, the sum of what it read", 0, 1, 0, 0, func() []types.ConsumedCapacity { return d.query(nil, "pk = :pk", item{":pk": s("b1")}, true) }},
		{"a query that finds nothing", 0, 0.5, 0, 0.5, func() []types.ConsumedCapacity { return d.query(nil, "pk = :pk", item{":pk": s("none")}, false) }},
		{"a query of the index", 0, 0.5, 0.5, 0, func() []types.ConsumedCapacity { return d.query(wake, "wpk = :w", item{":w": s("W#00")}, false) }},
	}
	for _, c := range cases {
		d.book.Step(c.name)
		reported := c.do()
		write, read := d.book.Sum(c.name)
		assert.InDelta(t, c.write, write, 0, c.name)
		assert.InDelta(t, c.read, read, 0, c.name)
		var total, index float64
		for _, capacity := range reported {
			total += aws.ToFloat64(capacity.CapacityUnits)
			for _, gsi := range capacity.GlobalSecondaryIndexes {
				index += aws.ToFloat64(gsi.CapacityUnits)
			}
		}
		assert.InDelta(t, total, write+read-c.free, 0, "DynamoDB Local: "+c.name)
		assert.InDelta(t, index, onIndex(d.book, c.name), 0, "DynamoDB Local, index: "+c.name)
		assert.InDelta(t, c.index, onIndex(d.book, c.name), 0, c.name)
	}
	require.NoError(t, d.book.Err())
}

// set is a set of one string of that length.
func set(length int) types.AttributeValue {
	return &types.AttributeValueMemberSS{Value: []string{strings.Repeat("k", length)}}
}

func onIndex(book *ledger.Ledger, step string) (units float64) {
	for _, row := range book.Units() {
		if row.Step == step && row.Index != "" {
			units += row.Write + row.Read
		}
	}
	return units
}

func TestAFailedConditionIsChargedForTheLargerItem(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		old  int
		new  int
		want float64
	}{
		{"both small", 10, 10, 1},
		{"the one that stands is large", 2000, 10, 2},
		{"the one that was to be written is large", 10, 4000, 4},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.put(with("a", c.old, "1"))
			d.book.Step("refused")
			_, err := d.db.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &d.table, Item: with("a", c.new, "2"), ConditionExpression: aws.String(absent)})
			require.Error(t, err)
			_, err = d.db.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
				TableName: &d.table, Key: key("a"), ConditionExpression: aws.String(absent), UpdateExpression: aws.String("SET body = :b"),
				ExpressionAttributeValues: item{":b": s(strings.Repeat("b", c.new))},
			})
			require.Error(t, err)
			assert.Equal(t, []ledger.Row{
				{Step: "refused", Operation: "PutItem, refused", Requests: 1, Write: c.want},
				{Step: "refused", Operation: "UpdateItem, refused", Requests: 1, Write: c.want},
			}, d.book.Units()[2:])
			d.book.Step("after")
			d.put(with("a", 10, "1"))
			write, _ := d.book.Sum("after")
			assert.InDelta(t, float64((max(c.old, 10)+30+1023)/1024), write, 0, "what was refused has changed nothing")
			assert.NoError(t, d.book.Err())
		})
	}
}

func TestARequestThatCannotBeChargedIsReported(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		do   func(*desk) error
	}{
		{"a transaction that deletes", func(d *desk) error {
			_, err := d.db.TransactWriteItems(d.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
				{Delete: &types.Delete{TableName: &d.table, Key: key("a")}},
			}})
			return err
		}},
		{"a scan", func(d *desk) error {
			_, err := d.db.Scan(d.Context(), &dynamodb.ScanInput{TableName: &d.table})
			return err
		}},
		{"an update that counts", func(d *desk) error {
			_, err := d.db.UpdateItem(d.Context(), &dynamodb.UpdateItemInput{
				TableName: &d.table, Key: key("a"), UpdateExpression: aws.String("ADD v :one"), ExpressionAttributeValues: item{":one": n("1")},
			})
			return err
		}},
		{"an update that reckons", func(d *desk) error {
			_, err := d.db.UpdateItem(d.Context(), &dynamodb.UpdateItemInput{
				TableName: &d.table, Key: key("a"), UpdateExpression: aws.String("SET v = if_not_exists(w, :one)"), ExpressionAttributeValues: item{":one": n("1")},
			})
			return err
		}},
		{"a filtered query", func(d *desk) error {
			_, err := d.db.Query(d.Context(), &dynamodb.QueryInput{
				TableName: &d.table, KeyConditionExpression: aws.String("pk = :a"), FilterExpression: aws.String("v = :a"), ExpressionAttributeValues: item{":a": s("a")},
			})
			return err
		}},
		{"another table", func(d *desk) error {
			_, other := storetest.Table(d.T)
			_, err := d.db.PutItem(d.Context(), &dynamodb.PutItemInput{TableName: &other, Item: key("a")})
			return err
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			require.NoError(t, d.book.Err())
			require.NoError(t, c.do(d))
			assert.ErrorIs(t, d.book.Err(), ledger.ErrNotUnderstood)
		})
	}
}

func TestManagingTablesCostsNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, err := d.db.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &d.table})
	require.NoError(t, err)
	_, err = d.db.ListTables(t.Context(), &dynamodb.ListTablesInput{})
	require.NoError(t, err)
	assert.Empty(t, d.book.Units())
	assert.NoError(t, d.book.Err())
}

func TestTheTableShowsStepsAndTheirSums(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.book.Step("first")
	d.put(with("a", 10, "1"))
	d.put(with("b", 10, "1"))
	d.book.Step("second")
	d.get("a", false)
	d.remove("a")
	var lines []string
	for line := range strings.Lines(d.book.Table()) {
		lines = append(lines, strings.Join(strings.Fields(line), " "))
	}
	assert.Equal(t, []string{
		"step operation index requests write units read units",
		"first PutItem 2 2 0",
		"PutItem wake 2 2 0",
		"second GetItem 1 0 0.5",
		"DeleteItem 1 1 0",
		"DeleteItem wake 1 1 0",
		"",
		"first sum 4 0",
		"second sum 2 0.5",
		"total 6 0.5",
	}, lines)
}

func TestSizesFollowTheRules(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		value types.AttributeValue
		want  int
	}{
		{"a text in bytes of UTF-8", s("срок"), 8},
		{"a small number", n("7"), 2},
		{"two digits a byte", n("1234567"), 5},
		{"zeros at both ends do not count", n("0012000"), 2},
		{"a sign does", n("-12"), 3},
		{"a fraction", n("12.345"), 4},
		{"zero", n("0"), 1},
		{"bytes", &types.AttributeValueMemberB{Value: make([]byte, 5)}, 5},
		{"a truth", &types.AttributeValueMemberBOOL{Value: true}, 1},
		{"nothing", &types.AttributeValueMemberNULL{Value: true}, 1},
		{"a set of texts", &types.AttributeValueMemberSS{Value: []string{"ab", "c"}}, 3},
		{"a set of numbers", &types.AttributeValueMemberNS{Value: []string{"1", "2"}}, 4},
		{"a list", &types.AttributeValueMemberL{Value: []types.AttributeValue{s("ab"), n("1")}}, 3 + 1 + 2 + 1 + 2},
		{"a map", &types.AttributeValueMemberM{Value: item{"ab": s("cd")}}, 3 + 1 + 2 + 2},
	}
	for _, c := range cases {
		assert.Equal(t, c.want+len("name"), ledger.SizeOf(item{"name": c.value}), c.name)
	}
}
