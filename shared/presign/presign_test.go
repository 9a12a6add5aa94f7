package presign_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/objects"
	"flatsupport/shared/presign"
)

func fetch(t *testing.T, link string) (int, string, http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, link, http.NoBody)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { require.NoError(t, resp.Body.Close()) }()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(body), resp.Header
}

func TestALinkGivesItsFileAndNoOther(t *testing.T) {
	t.Parallel()
	var ahead atomic.Int64 // of the bucket's clock
	handler, err := objects.Open(t.TempDir(), []string{"releases"}, func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })
	require.NoError(t, err)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	client := objects.Client(server.URL)
	for _, key := range []string{"softswitch/4.2 final+α.txt", "softswitch/other.txt"} {
		_, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String("releases"), Key: &key, Body: strings.NewReader("bytes of " + key)})
		require.NoError(t, err)
	}
	links := presign.New(client, "releases")
	before := time.Now()
	link, err := links.Download(t.Context(), "softswitch/4.2 final+α.txt", "softswitch 4.2.txt")
	require.NoError(t, err)
	assert.WithinRange(t, link.Until, before.Add(presign.Lifetime-2*time.Second), time.Now().Add(presign.Lifetime+time.Second))

	status, body, head := fetch(t, link.URL)
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, "bytes of softswitch/4.2 final+α.txt", body)
	assert.Equal(t, `attachment; filename="softswitch-4.2.txt"`, head.Get("Content-Disposition"))
	assert.Equal(t, "application/octet-stream", head.Get("Content-Type"))

	u, err := url.Parse(link.URL)
	require.NoError(t, err)
	altered := func(change func(u *url.URL, q url.Values)) string {
		other, q := *u, u.Query()
		change(&other, q)
		other.RawQuery = q.Encode()
		return other.String()
	}
	for name, bad := range map[string]string{
		"another file":  altered(func(u *url.URL, _ url.Values) { u.Path, u.RawPath = "/releases/softswitch/other.txt", "" }),
		"a longer life": altered(func(_ *url.URL, q url.Values) { q.Set("X-Amz-Expires", "604800") }),
		"another instant": altered(func(_ *url.URL, q url.Values) {
			q.Set("X-Amz-Date", time.Now().UTC().Add(30*time.Second).Format("20060102T150405Z"))
		}),
		"another signature":  altered(func(_ *url.URL, q url.Values) { q.Set("X-Amz-Signature", strings.Repeat("0", 64)) }),
		"shown in the page":  altered(func(_ *url.URL, q url.Values) { q.Set("response-content-disposition", "inline") }),
		"no signature":       altered(func(_ *url.URL, q url.Values) { q.Del("X-Amz-Signature") }),
		"nothing but a path": altered(func(_ *url.URL, q url.Values) { clear(q) }),
		"somebody else's":    altered(func(_ *url.URL, q url.Values) { q.Set("X-Amz-Credential", "other/20261123/local/s3/aws4_request") }),
	} {
		status, body, _ := fetch(t, bad)
		assert.Equal(t, http.StatusForbidden, status, name)
		assert.NotContains(t, body, "bytes of", name)
	}

	ahead.Store(int64(presign.Lifetime - 5*time.Second))
	status, _, _ = fetch(t, link.URL)
	assert.Equal(t, http.StatusOK, status, "it still lives")
	ahead.Store(int64(presign.Lifetime + time.Second))
	status, _, _ = fetch(t, link.URL)
	assert.Equal(t, http.StatusForbidden, status, "it has run out")
}

func TestFileNamesAreSafe(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"softswitch-4.2.tar.gz": "softswitch-4.2.tar.gz", "a b.txt": "a-b.txt", `x"; filename="y.exe`: "x---filename--y.exe",
		"../../etc/passwd": "passwd", `..\..\boot.ini`: "boot.ini", "a\r\nSet-Cookie: x": "a--Set-Cookie--x", ".bashrc": "bashrc",
		"обновление.txt": "txt", "": "file", "...": "file", "/": "file", strings.Repeat("a", 300) + ".zip": strings.Repeat("a", 96) + ".zip",
	} {
		assert.Equal(t, want, presign.FileName(name), "%q", name)
	}
}
