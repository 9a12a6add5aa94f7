package stack_test

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/running"
	"flatsupport/infra/local/stack"
)

func TestTheStackIsWhatTheTemplateSays(t *testing.T) {
	t.Parallel()
	options := room(t)
	s := start(t, options)

	status, body := post(t, s, "/v1/echo")
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, body, `"routeKey":"POST /v1/{name}"`)
	assert.Contains(t, body, `"sub":"ivan@volga.example"`)
	status, body = send(t, http.MethodPost, s.URL()+"/v1/echo", "Bearer forged")
	assert.Equal(t, http.StatusUnauthorized, status)
	assert.Contains(t, body, "UNAUTHENTICATED")
	status, _ = send(t, http.MethodGet, s.URL()+"/v2", "")
	assert.Equal(t, http.StatusNotFound, status)
	status, body = send(t, http.MethodGet, s.URL()+"/form", "")
	assert.Equal(t, http.StatusOK, status, body)

	found, err := running.Find(options.Data)
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(found.S3, "http://127.0.0.1:"), found.S3)
	assert.Equal(t, running.Stack{
		URL: s.URL(), DynamoDB: s.DynamoDBEndpoint(), Table: "ProbeTable", SQS: s.SQSEndpoint(), S3: found.S3, Mails: "mailbucket",
	}, found)
	env := environment(t, s)
	assert.Equal(t, "ProbeTable", env["TABLE_NAME"])
	assert.Equal(t, "filesbucket", env["BUCKET"])
	assert.Equal(t, s.URL(), env["PORTAL_URL"])
	assert.Equal(t, s.DynamoDBEndpoint(), env["AWS_ENDPOINT_URL_DYNAMODB"])
	assert.Equal(t, s.SQSEndpoint(), env["AWS_ENDPOINT_URL_SQS"])
	for _, name := range []string{"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_SESV2", "AWS_ACCESS_KEY_ID", "AWS_REGION", "CLOCK_OFFSET_FILE"} {
		assert.NotEmpty(t, env[name], name)
	}
	assert.NotContains(t, env, "HOME", "nothing of the developer's")
	status, body = send(t, http.MethodGet, env["JWKS_URL"], "")
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, body, `"kty":"RSA"`)

	enqueue(t, s, env["QUEUE_URL"], "a message")
	eventually(t, options, "a message")
	enqueue(t, s, env["QUEUE_URL"], "fail")
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		depths, err := s.QueueDepths(context.Background())
		if assert.NoError(c, err) {
			assert.Equal(c, 1, depths["WorkQueueDeadLetterQueue"].Waiting)
			assert.Zero(c, depths["WorkQueue"].Total())
		}
	}, 20*time.Second, 100*time.Millisecond)
}

func TestMovingTheClockTicksOnTheWay(t *testing.T) {
	t.Parallel()
	options := room(t)
	s := start(t, options)
	require.NoError(t, s.Forward(t.Context(), 2*time.Hour))
	assert.WithinDuration(t, time.Now().Add(2*time.Hour), s.Now(), time.Minute)

	last := time.Now()
	for _, line := range noted(t, options) {
		at, err := time.Parse(time.RFC3339, strings.TrimPrefix(line, "tick "))
		require.NoError(t, err, line)
		assert.WithinRange(t, at, last.Add(-time.Minute), last.Add(3*time.Minute), "in order and in strides")
		last = at
	}
	assert.WithinDuration(t, s.Now(), last, time.Minute)
	require.NoError(t, s.ResetClock())
	assert.WithinDuration(t, time.Now(), s.Now(), time.Minute)
}

func TestAKilledFunctionFailsWhatItDidAndComesBack(t *testing.T) {
	t.Parallel()
	s := start(t, room(t))
	killing := time.AfterFunc(500*time.Millisecond, func() {
		killed, err := s.KillFunction("ProbeFunction")
		assert.NoError(t, err)
		assert.Positive(t, killed)
	})
	defer killing.Stop()
	status, _ := post(t, s, "/v1/sleep")
	assert.Equal(t, http.StatusBadGateway, status)
	status, _ = post(t, s, "/v1/echo")
	assert.Equal(t, http.StatusOK, status)

	status, _ = post(t, s, "/v1/die")
	assert.Equal(t, http.StatusBadGateway, status, "killed by itself")
	status, _ = post(t, s, "/v1/echo")
	assert.Equal(t, http.StatusOK, status)
}

func TestDataSurviveARestartAndStopLeavesNothing(t *testing.T) {
	t.Parallel()
	options := room(t)
	first := start(t, options)
	item := map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: "a"}, "sk": &types.AttributeValueMemberS{Value: "b"},
	}
	_, err := first.DynamoDB().PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String(first.Table()), Item: item})
	require.NoError(t, err)
	require.NoError(t, first.Forward(t.Context(), time.Minute))
	assert.NotEmpty(t, processes(t, options))
	_, err = stack.Reset(options)
	assert.ErrorIs(t, err, stack.ErrInUse)
	first.Stop()
	first.Stop() // twice does no harm
	assert.Empty(t, processes(t, options))
	_, err = running.Find(options.Data)
	assert.ErrorIs(t, err, running.ErrNotRunning)
	_, err = http.Get(first.URL()) //nolint:bodyclose // there is no body
	assert.Error(t, err, "nobody listens any more")

	second := start(t, options)
	got, err := second.DynamoDB().GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String(second.Table()), Key: item})
	require.NoError(t, err)
	assert.Equal(t, item, got.Item)
	assert.WithinDuration(t, time.Now().Add(time.Minute), second.Now(), 30*time.Second)
	second.Stop()

	dir, err := stack.Reset(options)
	require.NoError(t, err)
	assert.NoDirExists(t, dir)
}

func TestTheEndOfAPartIsTold(t *testing.T) {
	t.Parallel()
	options := room(t)
	s := start(t, options)
	killed := false
	for _, p := range processes(t, options) {
		command, _ := os.ReadFile(filepath.Join(p, "cmdline"))
		if bytes.Contains(command, []byte("ElasticMQ")) || bytes.Contains(command, []byte("org.elasticmq.server.Main")) {
			killed = kill(t, filepath.Base(p))
		}
	}
	require.True(t, killed)
	select {
	case err := <-s.Failed():
		assert.ErrorIs(t, err, stack.ErrPartEnded)
	case <-time.After(10 * time.Second):
		assert.Fail(t, "nobody was told")
	}
	s.Stop()
	assert.Empty(t, processes(t, options))
}
