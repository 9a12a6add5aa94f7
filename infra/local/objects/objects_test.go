package objects_test

import (
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/objects"
)

func client(t *testing.T, dir string) *s3.Client {
	t.Helper()
	handler, err := objects.Open(dir, []string{"attachmentsbucket"}, time.Now)
	require.NoError(t, err)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return objects.Client(server.URL)
}

func TestObjectsSurviveARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	where, key := aws.String("attachmentsbucket"), aws.String("volga/K7M29QXF4/trace.log")
	_, err := client(t, dir).PutObject(t.Context(), &s3.PutObjectInput{
		Bucket: where, Key: key, Body: strings.NewReader("a trace"), ContentType: aws.String("text/plain"),
	})
	require.NoError(t, err)

	got, err := client(t, dir).GetObject(t.Context(), &s3.GetObjectInput{Bucket: where, Key: key})
	require.NoError(t, err)
	defer func() { require.NoError(t, got.Body.Close()) }()
	body, err := io.ReadAll(got.Body)
	require.NoError(t, err)
	assert.Equal(t, "a trace", string(body))
	assert.Equal(t, "text/plain", aws.ToString(got.ContentType))
}
