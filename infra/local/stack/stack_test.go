package stack_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/stack"
)

const ivan = "ivan@volga.example"

// room is a folder of the test's own with the probe's wiring, in which old is replaced by new.
func room(t *testing.T, replace ...string) stack.Options {
	t.Helper()
	dir := t.TempDir()
	text, err := os.ReadFile("testdata/template.yaml")
	require.NoError(t, err)
	replace = append(replace, "/nowhere", filepath.Join(dir, "probe"))
	wiring := filepath.Join(dir, "template.yaml")
	require.NoError(t, os.WriteFile(wiring, []byte(strings.NewReplacer(replace...).Replace(string(text))), 0o600))
	return stack.Options{Template: wiring, Data: filepath.Join(dir, "data"), Progress: t.Output(), Log: t.Output()}
}

func start(t *testing.T, options stack.Options) *stack.Stack {
	t.Helper()
	s, err := stack.Start(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(s.Stop)
	return s
}

// post sends a request to the probe as Ivan and gives status and body.
func post(t *testing.T, s *stack.Stack, path string) (int, string) {
	t.Helper()
	token, err := s.Token(ivan)
	require.NoError(t, err)
	return send(t, http.MethodPost, s.URL()+path, "Bearer "+token)
}

func send(t *testing.T, method, url, authorization string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader("{}"))
	require.NoError(t, err)
	request.Header.Set("Authorization", authorization)
	request.Header.Set("Content-Type", "application/json")
	response, err := (&http.Client{Timeout: time.Minute}).Do(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(body)
}

func environment(t *testing.T, s *stack.Stack) map[string]string {
	t.Helper()
	status, body := post(t, s, "/v1/env")
	require.Equal(t, http.StatusOK, status, body)
	env := map[string]string{}
	require.NoError(t, json.Unmarshal([]byte(body), &env))
	return env
}

// noted are the lines that the probe has written.
func noted(t *testing.T, options stack.Options) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(filepath.Dir(options.Data), "probe"))
	if os.IsNotExist(err) {
		return nil
	}
	require.NoError(t, err)
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

func eventually(t *testing.T, options stack.Options, line string) {
	t.Helper()
	require.Eventually(t, func() bool {
		for _, each := range noted(t, options) {
			if each == line {
				return true
			}
		}
		return false
	}, 20*time.Second, 50*time.Millisecond, line)
}

func enqueue(t *testing.T, s *stack.Stack, url, body string) {
	t.Helper()
	client := sqs.New(sqs.Options{
		Region: "local", BaseEndpoint: aws.String(s.SQSEndpoint()),
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
	_, err := client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: aws.String(url), MessageBody: aws.String(body)})
	require.NoError(t, err)
}

// processes of the room that still run: functions know the folder by their environment, the parts work in it.
func processes(t *testing.T, options stack.Options) []string {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*")
	require.NoError(t, err)
	var left []string
	for _, p := range all {
		env, _ := os.ReadFile(filepath.Join(p, "environ")) // gone meanwhile
		cwd, _ := os.Readlink(filepath.Join(p, "cwd"))
		if bytes.Contains(env, []byte(options.Data)) || strings.HasPrefix(cwd, filepath.Dir(options.Data)) {
			left = append(left, p)
		}
	}
	return left
}

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
		assert.WithinRange(t, at, last.Add(-time.Minute), last.Add(11*time.Minute), "in order and in strides")
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
