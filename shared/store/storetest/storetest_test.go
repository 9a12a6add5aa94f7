package storetest_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/store"
	"flatsupport/shared/store/storetest"
)

func TestATableIsMadeByTheSchemaWithExpiryOn(t *testing.T) {
	t.Parallel()
	client, table := storetest.Table(t)

	described, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String(table)})
	require.NoError(t, err)
	expiry, err := client.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: aws.String(table)})
	require.NoError(t, err)

	got, want := described.Table, store.Schema(table)
	assert.Equal(t, types.TableStatusActive, got.TableStatus)
	assert.ElementsMatch(t, want.KeySchema, got.KeySchema)
	assert.ElementsMatch(t, want.AttributeDefinitions, got.AttributeDefinitions)
	require.Len(t, got.GlobalSecondaryIndexes, 1)
	assert.Equal(t, want.GlobalSecondaryIndexes[0].IndexName, got.GlobalSecondaryIndexes[0].IndexName)
	assert.ElementsMatch(t, want.GlobalSecondaryIndexes[0].KeySchema, got.GlobalSecondaryIndexes[0].KeySchema)
	assert.Equal(t, types.ProjectionTypeKeysOnly, got.GlobalSecondaryIndexes[0].Projection.ProjectionType)
	assert.Equal(t, store.ExpiryAttribute, aws.ToString(expiry.TimeToLiveDescription.AttributeName))
}

func TestTwoTestsShareNothing(t *testing.T) {
	t.Parallel()
	client, mine := storetest.Table(t)
	_, other := storetest.Table(t)
	require.NotEqual(t, mine, other)
	key := map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: "a"},
		"sk": &types.AttributeValueMemberS{Value: "b"},
	}
	_, err := client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String(mine), Item: key})
	require.NoError(t, err)

	found, err := storetest.Client(t).GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String(mine), Key: key})
	require.NoError(t, err)
	assert.Equal(t, key, found.Item, "another client sees the same table")
	missing, err := client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String(other), Key: key})
	require.NoError(t, err)
	assert.Empty(t, missing.Item)
}

func TestATableGoesWithItsTest(t *testing.T) {
	t.Parallel()
	var table string
	t.Run("a test of its own, with a name in Russian: срок", func(t *testing.T) {
		_, table = storetest.Table(t)
	})
	listed, err := storetest.Client(t).ListTables(t.Context(), &dynamodb.ListTablesInput{ExclusiveStartTableName: aws.String(strings.TrimSuffix(table, table[len(table)-1:]))})
	require.NoError(t, err)
	assert.NotContains(t, listed.TableNames, table)
}
