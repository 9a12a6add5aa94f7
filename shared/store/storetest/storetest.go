// Package storetest gives each test a table of its own on a real DynamoDB Local.
//
// It uses the one that DYNAMODB_ENDPOINT names (`make test` starts one for all packages) and otherwise starts
// one for the test process, which ends with the process. Nothing here is a mock: what a condition, an index or
// a page does is what DynamoDB Local does.
package storetest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"flatsupport/infra/local/parts"
	"flatsupport/shared/store"
)

// Table creates an empty table by store.Schema, with expiry on, and drops it after the test.
func Table(t testing.TB) (client *dynamodb.Client, table string) {
	t.Helper()
	client, table = Client(t), tableName(t)
	if _, err := client.CreateTable(t.Context(), store.Schema(table)); err != nil {
		t.Fatalf("create table %s: %v", table, err)
	}
	t.Cleanup(func() {
		// The test's own context is over by now.
		if _, err := client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: aws.String(table)}); err != nil {
			var gone *types.ResourceNotFoundException
			if !errors.As(err, &gone) {
				t.Errorf("drop table %s: %v", table, err)
			}
		}
	})
	_, err := client.UpdateTimeToLive(t.Context(), &dynamodb.UpdateTimeToLiveInput{
		TableName:               aws.String(table),
		TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String(store.ExpiryAttribute), Enabled: aws.Bool(true)},
	})
	if err != nil {
		t.Fatalf("switch on expiry of table %s: %v", table, err)
	}
	return client, table
}

// Client is a further client of the same DynamoDB Local, for a test that watches or disturbs its requests. It
// sees every table, whatever client made it.
func Client(t testing.TB, options ...func(*dynamodb.Options)) *dynamodb.Client {
	t.Helper()
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: aws.String(Endpoint(t)),
		Region:       "eu-central-1",
		Credentials:  credentials.NewStaticCredentialsProvider("local", "local", ""),
	}, options...)
}

// Endpoint is the base URL of the DynamoDB Local of this test run.
func Endpoint(t testing.TB) string {
	t.Helper()
	url, err := endpoint()
	if err != nil {
		t.Fatalf("DynamoDB Local: %v", err)
	}
	return url
}

// endpoint is decided once for the process. What is started here ends with the process, by parts' own promise.
var endpoint = sync.OnceValues(func() (string, error) {
	return parts.Given(context.Background(), "DYNAMODB_ENDPOINT", parts.StartDynamoDB)
})

// tableName says in a listing whose table it is, and is never used twice.
func tableName(t testing.TB) string {
	t.Helper()
	const room = 200 // DynamoDB allows 255 characters
	readable := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
			return r
		default:
			return '-'
		}
	}, t.Name())
	return fmt.Sprintf("%.*s-%s", room, readable, rand.Text())
}
