package stack_test

import (
	"bytes"
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
	"github.com/aws/aws-sdk-go-v2/service/sqs"
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
