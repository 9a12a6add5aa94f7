package objects_test

import (
	"bytes"
	"io"
	"maps"
	"mime/multipart"
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

// browser posts forms to a store of its own.
type browser struct {
	client *s3.Client
	ahead  atomic.Int64 // of the store's clock
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	b := &browser{}
	handler, err := objects.InMemory([]string{"attachments", "other"}, func() time.Time { return time.Now().Add(time.Duration(b.ahead.Load())) })
	require.NoError(t, err)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	b.client = objects.Client(server.URL)
	return b
}

// form is one to put a file under volga/T1/u1/upload, its fields by name.
func (b *browser) form(t *testing.T) (to string, fields map[string]string) {
	t.Helper()
	form, err := presign.New(b.client, "attachments").Upload(t.Context(), "volga/T1/u1/upload", "https://desk.example/done?file=u1")
	require.NoError(t, err)
	fields = map[string]string{}
	for _, f := range form.Fields {
		fields[f.Name] = f.Value
	}
	return form.URL, fields
}

func (b *browser) post(t *testing.T, to string, fields map[string]string, name string, content io.Reader) (status int, location string) {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for field, value := range fields {
		require.NoError(t, form.WriteField(field, value))
	}
	file, err := form.CreateFormFile("file", name)
	require.NoError(t, err)
	_, err = io.Copy(file, content)
	require.NoError(t, err)
	require.NoError(t, form.Close())
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, to, &body)
	require.NoError(t, err)
	req.Header.Set("Content-Type", form.FormDataContentType())
	stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := stay.Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	return resp.StatusCode, resp.Header.Get("Location")
}

// keys are all objects of both buckets.
func (b *browser) keys(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, bucket := range []string{"attachments", "other"} {
		out, err := b.client.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: &bucket})
		require.NoError(t, err)
		for _, o := range out.Contents {
			all = append(all, bucket+"/"+aws.ToString(o.Key))
		}
	}
	return all
}

func TestAFormPutsItsFile(t *testing.T) {
	t.Parallel()
	b := newBrowser(t)
	to, fields := b.form(t)
	status, location := b.post(t, to, fields, "журнал.log", strings.NewReader("a trace"))
	require.Equal(t, http.StatusSeeOther, status)
	goOn, err := url.Parse(location)
	require.NoError(t, err)
	assert.Equal(t, "/done", goOn.Path)
	assert.Equal(t, "u1", goOn.Query().Get("file"))
	assert.Equal(t, "volga/T1/u1/upload", goOn.Query().Get("key"))
	got, err := b.client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String("attachments"), Key: aws.String("volga/T1/u1/upload")})
	require.NoError(t, err)
	defer func() { require.NoError(t, got.Body.Close()) }()
	body, err := io.ReadAll(got.Body)
	require.NoError(t, err)
	assert.Equal(t, "a trace", string(body))
	assert.Equal(t, "application/octet-stream", aws.ToString(got.ContentType))
	assert.Equal(t, "=?UTF-8?b?0LbRg9GA0L3QsNC7LmxvZw==?=", got.Metadata["name"])
}

// The same form again replaces nothing: a ticket may name what was sent first.
func TestAFormReplacesNoFile(t *testing.T) {
	t.Parallel()
	b := newBrowser(t)
	to, fields := b.form(t)
	status, _ := b.post(t, to, fields, "first.log", strings.NewReader("a trace"))
	require.Equal(t, http.StatusSeeOther, status)
	status, location := b.post(t, to, fields, "second.log", strings.NewReader("another"))
	assert.Equal(t, http.StatusForbidden, status)
	assert.Empty(t, location)
	got, err := b.client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String("attachments"), Key: aws.String("volga/T1/u1/upload")})
	require.NoError(t, err)
	defer func() { require.NoError(t, got.Body.Close()) }()
	body, err := io.ReadAll(got.Body)
	require.NoError(t, err)
	assert.Equal(t, "a trace", string(body))
}

// Whatever field is changed, left out or added, the form is refused and nothing is written.
func TestAFormThatWasAlteredIsRefused(t *testing.T) {
	t.Parallel()
	b := newBrowser(t)
	to, whole := b.form(t)
	refused := func(why, to string, change func(fields map[string]string), content string) {
		fields := maps.Clone(whole)
		change(fields)
		status, _ := b.post(t, to, fields, "a.log", strings.NewReader(content))
		assert.Equal(t, http.StatusForbidden, status, why)
		assert.Empty(t, b.keys(t), why)
	}
	for name := range whole {
		if name != "x-amz-meta-name" { // anything goes, it has to be there
			refused("another "+name, to, func(f map[string]string) { f[name] += "x" }, "a trace")
			refused("an empty "+name, to, func(f map[string]string) { f[name] = "" }, "a trace")
		}
		refused("no "+name, to, func(f map[string]string) { delete(f, name) }, "a trace")
	}
	refused("one more field", to, func(f map[string]string) { f["acl"] = "public-read" }, "a trace")
	refused("more metadata", to, func(f map[string]string) { f["x-amz-meta-more"] = "1" }, "a trace")
	refused("another bucket", strings.Replace(to, "attachments", "other", 1), func(map[string]string) {}, "a trace")
	refused("a name in the key", to, func(f map[string]string) { f["key"] = "volga/T1/u1/${filename}" }, "a trace")
	refused("an empty file", to, func(map[string]string) {}, "")
	refused("nothing but a file", to, func(f map[string]string) { clear(f) }, "a trace")
	refused("another's credentials", to, func(f map[string]string) {
		f["X-Amz-Credential"] = strings.Replace(f["X-Amz-Credential"], "local/", "other/", 1)
	}, "a trace")
}

func TestAFormRunsOut(t *testing.T) {
	t.Parallel()
	b := newBrowser(t)
	to, fields := b.form(t)
	for _, c := range []struct {
		ahead  time.Duration
		status int
	}{
		{presign.UploadLifetime + time.Second, http.StatusForbidden},
		{-2 * time.Minute, http.StatusForbidden}, // not signed yet
		{presign.UploadLifetime - 5*time.Second, http.StatusSeeOther},
	} {
		assert.Empty(t, b.keys(t))
		b.ahead.Store(int64(c.ahead))
		status, _ := b.post(t, to, fields, "a.log", strings.NewReader("a trace"))
		assert.Equal(t, c.status, status, c.ahead)
	}
}

// What is longer than its policy allows is refused, by a policy for a few bytes.
func TestAFormBoundsItsFile(t *testing.T) {
	t.Parallel()
	b := newBrowser(t)
	req, err := s3.NewPresignClient(b.client).PresignPostObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String("attachments"), Key: aws.String("k")},
		func(o *s3.PresignPostOptions) { o.Conditions = []any{[]any{"content-length-range", 3, 5}} })
	require.NoError(t, err)
	for _, content := range []string{"ab", "abcdef"} {
		status, _ := b.post(t, req.URL, req.Values, "a.log", strings.NewReader(content))
		assert.Equal(t, http.StatusForbidden, status, content)
		assert.Empty(t, b.keys(t))
	}
	status, _ := b.post(t, req.URL, req.Values, "a.log", strings.NewReader("abcde"))
	assert.Equal(t, http.StatusNoContent, status)
}
