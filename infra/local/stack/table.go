package stack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"flatsupport/infra/template"
)

const tableWithin = time.Minute

// makeTable creates the table as the template describes it, unless it is there.
func makeTable(ctx context.Context, client *dynamodb.Client, t template.Table) error {
	_, err := client.CreateTable(ctx, describe(t))
	if exists := (*types.ResourceInUseException)(nil); errors.As(err, &exists) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("make table %s: %w", t.ID, err)
	}
	name := aws.String(t.ID)
	if err := dynamodb.NewTableExistsWaiter(client).Wait(ctx, &dynamodb.DescribeTableInput{TableName: name}, tableWithin); err != nil {
		return fmt.Errorf("wait for table %s: %w", t.ID, err)
	}
	if t.TTL == "" {
		return nil
	}
	_, err = client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName:               name,
		TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String(t.TTL), Enabled: aws.Bool(true)},
	})
	if err != nil {
		return fmt.Errorf("switch on expiry of table %s: %w", t.ID, err)
	}
	return nil
}

func describe(t template.Table) *dynamodb.CreateTableInput {
	input := &dynamodb.CreateTableInput{
		TableName: aws.String(t.ID), BillingMode: types.BillingModePayPerRequest, KeySchema: schema(t.Key),
	}
	declare := func(k template.Key) {
		for _, a := range []template.Attribute{k.Hash, k.Range} {
			known := slices.ContainsFunc(input.AttributeDefinitions, func(d types.AttributeDefinition) bool { return *d.AttributeName == a.Name })
			if a.Name != "" && !known {
				input.AttributeDefinitions = append(input.AttributeDefinitions, types.AttributeDefinition{
					AttributeName: aws.String(a.Name), AttributeType: types.ScalarAttributeType(a.Type),
				})
			}
		}
	}
	declare(t.Key)
	for _, index := range t.Indexes {
		declare(index.Key)
		input.GlobalSecondaryIndexes = append(input.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{
			IndexName: aws.String(index.Name), KeySchema: schema(index.Key),
			Projection: &types.Projection{ProjectionType: types.ProjectionType(index.Projection)},
		})
	}
	return input
}

func schema(k template.Key) []types.KeySchemaElement {
	elements := []types.KeySchemaElement{{AttributeName: aws.String(k.Hash.Name), KeyType: types.KeyTypeHash}}
	if k.Range.Name != "" {
		elements = append(elements, types.KeySchemaElement{AttributeName: aws.String(k.Range.Name), KeyType: types.KeyTypeRange})
	}
	return elements
}
