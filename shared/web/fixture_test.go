package web_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/web"
)

var update = flag.Bool("update", false, "rewrite golden files")

// golden compares with a file under testdata, or rewrites it.
func golden(t *testing.T, name string, got any) {
	t.Helper()
	text, err := json.MarshalIndent(got, "", "  ")
	require.NoError(t, err)
	text = append(text, '\n')
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
		require.NoError(t, os.WriteFile(path, text, 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(text))
}

// post is a write with a body of the media type.
func post(contentType, body string) events.APIGatewayV2HTTPRequest {
	var req events.APIGatewayV2HTTPRequest
	req.RouteKey = "POST /v1/things"
	req.RequestContext.HTTP.Method = "POST"
	req.Headers = map[string]string{"content-type": contentType, "host": "desk.example"}
	req.Body = body
	return req
}

func postJSON(body string) events.APIGatewayV2HTTPRequest { return post("application/json", body) }

func postForm(body string) events.APIGatewayV2HTTPRequest {
	return post("application/x-www-form-urlencoded", body)
}

func asBase64(req events.APIGatewayV2HTTPRequest) events.APIGatewayV2HTTPRequest {
	req.Body, req.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte(req.Body)), true
	return req
}

func withHeaders(req events.APIGatewayV2HTTPRequest, headers ...string) events.APIGatewayV2HTTPRequest {
	all := map[string]string{}
	for name, value := range req.Headers {
		all[name] = value
	}
	for i := 0; i < len(headers); i += 2 {
		all[headers[i]] = headers[i+1]
	}
	req.Headers = all
	return req
}

// thing has a field of every kind that can be decoded.
type thing struct {
	inner
	Subject string     `json:"subject"`
	Text    string     `json:"text" web:"multiline"`
	Count   int        `json:"count"`
	Small   int8       `json:"small"`
	Urgent  bool       `json:"urgent"`
	At      time.Time  `json:"at"`
	Until   *time.Time `json:"until"`
	Note    *string    `json:"note"`
	Limit   *int       `json:"limit"`
	Tags    []string   `json:"tags"`
	Level   level      `json:"level"`
	Secret  string     `json:"-"`
}

type inner struct {
	Place string `json:"place"`
}

type level string

// refused returns the code of the whole refusal and those of the fields, each as "field CODE".
func refused(t require.TestingT, err error) (code string, fields []string) {
	if err == nil {
		return "", nil
	}
	var e *web.Error
	require.ErrorAs(t, err, &e)
	for _, field := range e.Fields {
		fields = append(fields, field.Field+" "+field.Code)
	}
	return e.Code, fields
}

func status(err error) int {
	var e *web.Error
	if errors.As(err, &e) {
		return e.Status
	}
	return 0
}
