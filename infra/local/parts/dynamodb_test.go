package parts_test

import (
	"net"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/parts"
)

func TestDynamoDBInMemoryForgetsAndFreesItsPort(t *testing.T) {
	t.Parallel()
	dir := fetched(t)
	first, err := parts.StartDynamoDB(t.Context(), parts.Options{Dir: dir})
	require.NoError(t, err)
	defer first.Stop()
	createTable(t, first)

	first.Stop()

	require.True(t, free(t, first.Endpoint()))
	<-first.Done()
	second, err := parts.StartDynamoDB(t.Context(), parts.Options{Dir: dir, Port: port(t, first.Endpoint())})
	require.NoError(t, err)
	defer second.Stop()
	assert.Equal(t, first.Endpoint(), second.Endpoint(), "the port that was asked for")
	assert.Empty(t, tables(t, second, "anyone", "eu-west-1"))
}

func TestDynamoDBKeepsItsTablesInADataFolder(t *testing.T) {
	t.Parallel()
	opts := parts.Options{Dir: fetched(t), DataDir: t.TempDir() + "/data"}
	first, err := parts.StartDynamoDB(t.Context(), opts)
	require.NoError(t, err)
	defer first.Stop()
	createTable(t, first)
	first.Stop()

	second, err := parts.StartDynamoDB(t.Context(), opts)
	require.NoError(t, err)
	defer second.Stop()

	assert.Equal(t, []string{"kept"}, tables(t, second, "anotherkey", "eu-west-1"), "whatever the key and the region")
}

func TestATakenPortIsOneClearSentence(t *testing.T) {
	t.Parallel()
	dir := fetched(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	taken := listener.Addr().(*net.TCPAddr).Port

	_, err = parts.StartDynamoDB(t.Context(), parts.Options{Dir: dir, Port: taken})
	require.ErrorIs(t, err, parts.ErrPortTaken)
	assert.Regexp(t, `^start DynamoDB Local: another program listens on port \d+: port taken$`, err.Error())

	_, err = parts.StartElasticMQ(t.Context(), parts.Options{Dir: dir, Port: taken})
	assert.ErrorIs(t, err, parts.ErrPortTaken)
}

func TestAPartThatWasNotFetchedIsNotStarted(t *testing.T) {
	t.Parallel()
	_, err := parts.StartDynamoDB(t.Context(), parts.Options{Dir: t.TempDir()})
	assert.ErrorIs(t, err, parts.ErrNotFetched)
	_, err = parts.StartElasticMQ(t.Context(), parts.Options{Dir: t.TempDir()})
	assert.ErrorIs(t, err, parts.ErrNotFetched)
}

func createTable(t *testing.T, p *parts.Process) {
	t.Helper()
	_, err := dynamoDBClient(p, "local", "eu-central-1").CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName:            aws.String("kept"),
		BillingMode:          types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}},
	})
	require.NoError(t, err)
}

func tables(t *testing.T, p *parts.Process, key, region string) []string {
	t.Helper()
	out, err := dynamoDBClient(p, key, region).ListTables(t.Context(), &dynamodb.ListTablesInput{})
	require.NoError(t, err)
	return out.TableNames
}

func dynamoDBClient(p *parts.Process, key, region string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: aws.String(p.Endpoint()),
		Region:       region,
		Credentials:  credentials.NewStaticCredentialsProvider(key, "secret", ""),
	})
}
