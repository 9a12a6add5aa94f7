package handlertest

import (
	"encoding/base64"
	"encoding/json"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/web"
)

// The media of bodies that the desk reads.
const (
	JSONBody = "application/json"
	FormBody = "application/x-www-form-urlencoded"
)

// PostedKey is the idempotency key of what is Posted.
const PostedKey = "a-key-of-mine"

// Posted is a request as API Gateway delivers it: as text, or encoded when the gateway does not take it for text.
func Posted(media, text string, encoded bool) events.APIGatewayV2HTTPRequest {
	req := events.APIGatewayV2HTTPRequest{Body: text, Headers: map[string]string{"content-type": media, "idempotency-key": PostedKey}}
	if encoded {
		req.Body, req.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte(text)), true
	}
	return req
}

// BodyText is the body of a request, however the gateway delivers it.
func BodyText(t testing.TB, req events.APIGatewayV2HTTPRequest) string {
	t.Helper()
	if !req.IsBase64Encoded {
		return req.Body
	}
	plain, err := base64.StdEncoding.DecodeString(req.Body)
	require.NoError(t, err)
	return string(plain)
}

// RefusedInWords checks that the sender of bad input is told what was wrong, in both languages.
func RefusedInWords(t testing.TB, err error) {
	t.Helper()
	var e *web.Error
	require.ErrorAs(t, err, &e)
	require.True(t, e.Status >= 400 && e.Status < 500, "%s", err)
	require.NotEmpty(t, e.Code)
	require.Equal(t, e.Code == web.InvalidFields, len(e.Fields) > 0)
	for _, lang := range []string{web.Russian, web.English} {
		answer := web.Answer(err, lang)
		require.True(t, json.Valid([]byte(answer.Body)))
		require.Less(t, len(answer.Body), 100<<10)
	}
}
