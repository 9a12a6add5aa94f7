package desk_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/desk"
	"flatsupport/infra/handlertest"
	"flatsupport/shared/web"
)

// said are the names of what every command says, after its own name. What was added later follows as name=value.
var said = []string{"message", "result", "priority", "reason", "consent", "waiver", "engineer"}

const (
	jsonBody = "application/json"
	formBody = "application/x-www-form-urlencoded"
)

// body is a request as API Gateway delivers it: as text, or encoded when the gateway does not take it for text.
func body(media, text string, encoded bool) events.APIGatewayV2HTTPRequest {
	req := events.APIGatewayV2HTTPRequest{Body: text, Headers: map[string]string{"content-type": media, "idempotency-key": "a-key-of-mine"}}
	if encoded {
		req.Body, req.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte(text)), true
	}
	return req
}

// A command is read the same in whichever of its forms it comes; whatever else comes is refused with a code, in words.
func FuzzCommand(f *testing.F) {
	names := desk.Names()
	for i, name := range names {
		text, err := json.Marshal(usual[name])
		require.NoError(f, err)
		f.Add(uint8(i), string(text), true)
		values := url.Values{"idempotencyKey": {"a-key-of-mine"}}
		for field, value := range usual[name] {
			if s, isText := value.(string); isText {
				values.Set(field, s)
			}
		}
		f.Add(uint8(i), values.Encode(), false)
	}
	for _, event := range []string{"desk/assignment", "desk/priority", "desk/resolution-form", "desk/responses-without-a-message"} {
		req := handlertest.File[events.APIGatewayV2HTTPRequest](f, event)
		text := req.Body
		if req.IsBase64Encoded {
			plain, err := base64.StdEncoding.DecodeString(text)
			require.NoError(f, err)
			text = string(plain)
		}
		name := req.RouteKey[strings.LastIndexByte(req.RouteKey, '/')+1:]
		require.Contains(f, names, name)
		f.Add(uint8(slices.Index(names, name)), text, strings.HasPrefix(text, "{"))
	}
	for _, text := range []string{`{"message":"a\r\nb","waiver":"\u2028"}`, `{"priority":"P1","reason":" ","consent":true}`, `{"message":"\ud83d"}`, "message=%ff", "message=a&message=b", "consent=&message=x", "\xff", ""} {
		f.Add(uint8(6), text, strings.HasPrefix(text, "{"))
	}
	f.Fuzz(func(t *testing.T, which uint8, text string, inJSON bool) {
		name := names[int(which)%len(names)]
		media := formBody
		if inJSON {
			media = jsonBody
		}
		got, key, err := desk.Read(body(media, text, false), name)
		gotEncoded, keyEncoded, errEncoded := desk.Read(body(media, text, true), name)
		require.Equal(t, got, gotEncoded, "base64 changes nothing")
		require.Equal(t, key, keyEncoded)
		require.Equal(t, err == nil, errEncoded == nil)
		if err != nil {
			refused(t, err)
			assert.Equal(t, web.Answer(err, web.Russian), web.Answer(errEncoded, web.Russian))
			return
		}
		require.GreaterOrEqual(t, len(got), len(said)+1)
		require.Equal(t, name, got[0])
		content := map[string]string{}
		for i, field := range said {
			content[field] = got[i+1]
		}
		for _, more := range got[len(said)+1:] {
			field, value, _ := strings.Cut(more, "=")
			content[field] = value
		}
		require.Equal(t, "a-key-of-mine", key)
		object, values := map[string]any{}, url.Values{}
		for field, value := range content {
			require.True(t, utf8.ValidString(value))
			require.LessOrEqual(t, utf8.RuneCountInString(value), 60_000)
			if field != "message" {
				require.False(t, strings.ContainsFunc(value, unicode.IsControl), "%s: %q", field, value)
				require.LessOrEqual(t, utf8.RuneCountInString(value), 500)
			}
			if value != "" {
				object[field], values[field] = value, []string{value}
			}
			if field == "consent" && value != "" {
				object[field] = true
			}
		}
		written, err := json.Marshal(object)
		require.NoError(t, err)
		for _, again := range []events.APIGatewayV2HTTPRequest{body(jsonBody, string(written), false), body(formBody, values.Encode(), true)} {
			same, _, err := desk.Read(again, name)
			require.NoError(t, err, again.Body)
			require.Equal(t, got, same)
		}
	})
}

// refused checks that the sender is told what was wrong, in both languages.
func refused(t *testing.T, err error) {
	t.Helper()
	var e *web.Error
	require.ErrorAs(t, err, &e)
	require.True(t, errors.As(err, &e) && e.Status >= 400 && e.Status < 500, "%s", err)
	require.NotEmpty(t, e.Code)
	require.Equal(t, e.Code == web.InvalidFields, len(e.Fields) > 0)
	for _, lang := range []string{web.Russian, web.English} {
		answer := web.Answer(err, lang)
		require.True(t, json.Valid([]byte(answer.Body)))
		require.Less(t, len(answer.Body), 100<<10)
	}
}
