package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"flatsupport/infra/local/parts"
	"flatsupport/shared/store"
)

// tables makes a fresh table for each story on the DynamoDB Local that DYNAMODB_ENDPOINT names, or on one started for
// this run, which ends with the process.
type tables struct{ client *dynamodb.Client }

func newTables(ctx context.Context) (tables, error) {
	endpoint := os.Getenv("DYNAMODB_ENDPOINT")
	if endpoint == "" {
		dir, err := parts.CheckoutDir()
		if err != nil {
			return tables{}, err
		}
		if err := parts.Fetch(ctx, dir, os.Stderr); err != nil {
			return tables{}, err
		}
		process, err := parts.StartDynamoDB(ctx, parts.Options{Dir: dir})
		if err != nil {
			return tables{}, err
		}
		endpoint = process.Endpoint()
	}
	return tables{dynamodb.New(dynamodb.Options{
		BaseEndpoint: aws.String(endpoint), Region: "eu-central-1",
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})}, nil
}

func (t tables) make(ctx context.Context) (*dynamodb.Client, string, error) {
	name := "story-" + rand.Text()
	if _, err := t.client.CreateTable(ctx, store.Schema(name)); err != nil {
		return nil, "", fmt.Errorf("create table %s: %w", name, err)
	}
	return t.client, name, nil
}
