package stack_test

import (
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/stack"
)

// A release of the demo is asked for and fetched: through the gateway, the function in its process, and the bucket.
func TestAReleaseIsDownloaded(t *testing.T) {
	t.Parallel()
	s := start(t, stack.Options{Data: filepath.Join(t.TempDir(), "data"), Progress: t.Output(), Log: io.Discard})
	send := func(person, installation, key string) (int, []byte) {
		token, err := s.Token(person)
		require.NoError(t, err)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+"/v1/releases/softswitch/4.2/downloads",
			strings.NewReader(`{"installation":"`+installation+`"}`))
		require.NoError(t, err)
		for name, value := range map[string]string{
			"Authorization": "Bearer " + token, "Content-Type": "application/json", "Idempotency-Key": key,
		} {
			req.Header.Set(name, value)
		}
		return do(t, req)
	}
	status, body := send("ivan@volga.example", "hq", "the-file-please")
	require.Equal(t, http.StatusCreated, status, string(body))
	var answer struct{ Link struct{ URL string } }
	require.NoError(t, json.Unmarshal(body, &answer))
	link, err := http.NewRequestWithContext(t.Context(), http.MethodGet, answer.Link.URL, http.NoBody)
	require.NoError(t, err)
	status, body = do(t, link)
	assert.Equal(t, http.StatusOK, status, string(body))
	assert.Equal(t, "FLAT Softswitch 4.2\n", string(body))

	status, body = send("dina@kama.example", "perm", "not-in-loyalty")
	assert.Equal(t, http.StatusForbidden, status)
	assert.Contains(t, string(body), "RELEASE_NOT_ENTITLED")
}

func do(t *testing.T, req *http.Request) (int, []byte) {
	t.Helper()
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { require.NoError(t, resp.Body.Close()) }()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, body
}
