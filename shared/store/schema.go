package store

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const (
	// WakeIndex names the sparse index of what must be looked at, and when.
	WakeIndex = "wake"
	// ExpiryAttribute names the attribute that holds when an expiring record may go, in seconds since 1970.
	ExpiryAttribute = "ttl"
)

// Schema describes the one table, for whoever creates it outside of AWS: the local stack, the story runner and
// the tests. In AWS the template creates it; a test holds the two together. Expiry (ExpiryAttribute) is not
// part of a table's creation and is switched on apart.
func Schema(table string) *dynamodb.CreateTableInput {
	text := types.ScalarAttributeTypeS
	return &dynamodb.CreateTableInput{
		TableName:   aws.String(table),
		BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String("pk"), AttributeType: text},
			{AttributeName: aws.String("sk"), AttributeType: text},
			{AttributeName: aws.String("wpk"), AttributeType: text},
			{AttributeName: aws.String("wsk"), AttributeType: text},
		},
		KeySchema: keys("pk", "sk"),
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
			IndexName:  aws.String(WakeIndex),
			KeySchema:  keys("wpk", "wsk"),
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly},
		}},
	}
}

func keys(partition, sorting string) []types.KeySchemaElement {
	return []types.KeySchemaElement{
		{AttributeName: aws.String(partition), KeyType: types.KeyTypeHash},
		{AttributeName: aws.String(sorting), KeyType: types.KeyTypeRange},
	}
}
