package main

import (
	"context"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"flatsupport/infra/local/parts"
)

// database is the DynamoDB Local that DYNAMODB_ENDPOINT names, or one started for this run, which ends with the
// process.
func database(ctx context.Context) (*dynamodb.Client, error) {
	endpoint := os.Getenv("DYNAMODB_ENDPOINT")
	if endpoint == "" {
		dir, err := parts.CheckoutDir()
		if err != nil {
			return nil, err
		}
		if err := parts.Fetch(ctx, dir, os.Stderr); err != nil {
			return nil, err
		}
		process, err := parts.StartDynamoDB(ctx, parts.Options{Dir: dir})
		if err != nil {
			return nil, err
		}
		endpoint = process.Endpoint()
	}
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: aws.String(endpoint), Region: "eu-central-1",
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	}), nil
}
