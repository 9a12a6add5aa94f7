package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"flatsupport/infra/local/parts"
)

// database is the DynamoDB Local that DYNAMODB_ENDPOINT names, or one started for this run, which ends with the
// process.
func database(ctx context.Context) (*dynamodb.Client, error) {
	endpoint, err := parts.Given(ctx, "DYNAMODB_ENDPOINT", parts.StartDynamoDB)
	if err != nil {
		return nil, err
	}
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: aws.String(endpoint), Region: "eu-central-1",
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	}), nil
}
