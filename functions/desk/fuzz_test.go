package desk_test

import (
	"encoding/json"
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

// A command is read the same in whichever of its forms it comes; whatever else comes is refused with a code, in words.
func FuzzCommand(f *testing.F) {
	names := desk.Names()
	for i, name := range names {
		body := usual[name]
		if body == nil {
			body = handlertest.Body{"into": "2H9CN-NPFZ4", "message": "The same.", "messageId": "m", "subject": "s"}
		}
		text, err := json.Marshal(body)
		require.NoError(f, err)
		f.Add(uint8(i), string(text), true)
		values := url.Values{"idempotencyKey": {handlertest.PostedKey}}
		for field, value := range body {
			if s, isText := value.(string); isText {
				values.Set(field, s)
			}
		}
		f.Add(uint8(i), values.Encode(), false)
	}
	for _, event := range []string{"desk/assignment", "desk/priority", "desk/resolution-form", "desk/responses-without-a-message"} {
		req := handlertest.File[events.APIGatewayV2HTTPRequest](f, event)
		text := handlertest.BodyText(f, req)
		name := req.RouteKey[strings.LastIndexByte(req.RouteKey, '/')+1:]
		require.Contains(f, names, name)
		f.Add(uint8(slices.Index(names, name)), text, strings.HasPrefix(text, "{"))
	}
	for _, text := range []string{`{"message":"a\r\nb","waiver":"\u2028"}`, `{"priority":"P1","reason":" ","consent":true}`, `{"message":"\ud83d"}`, "message=%ff", "message=a&message=b", `{"message":"m","to":["ivan","kate"],"recipient":"ivan"}`, "message=m&to=ivan&to=kate", "consent=&message=x", "\xff", ""} {
		f.Add(uint8(6), text, strings.HasPrefix(text, "{"))
	}
	f.Fuzz(func(t *testing.T, which uint8, text string, inJSON bool) {
		name := names[int(which)%len(names)]
		media := handlertest.FormBody
		if inJSON {
			media = handlertest.JSONBody
		}
		got, key, err := desk.Read(handlertest.Posted(media, text, false), name)
		gotEncoded, keyEncoded, errEncoded := desk.Read(handlertest.Posted(media, text, true), name)
		require.Equal(t, got, gotEncoded, "base64 changes nothing")
		require.Equal(t, key, keyEncoded)
		require.Equal(t, err == nil, errEncoded == nil)
		if err != nil {
			handlertest.RefusedInWords(t, err)
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
		require.Equal(t, handlertest.PostedKey, key)
		object, values := map[string]any{}, url.Values{}
		for field, value := range content {
			require.True(t, utf8.ValidString(value))
			require.LessOrEqual(t, utf8.RuneCountInString(value), 60_000)
			if field != "message" && field != "to" {
				require.False(t, strings.ContainsFunc(value, unicode.IsControl), "%s: %q", field, value)
				require.LessOrEqual(t, utf8.RuneCountInString(value), 500)
			}
			if value != "" {
				object[field], values[field] = value, []string{value}
			}
			if field == "to" {
				people := strings.Split(value, "\n")
				object[field], values[field] = people, people
			}
			if field == "consent" && value != "" {
				object[field] = true
			}
		}
		written, err := json.Marshal(object)
		require.NoError(t, err)
		for _, again := range []events.APIGatewayV2HTTPRequest{handlertest.Posted(handlertest.JSONBody, string(written), false), handlertest.Posted(handlertest.FormBody, values.Encode(), true)} {
			same, _, err := desk.Read(again, name)
			require.NoError(t, err, again.Body)
			require.Equal(t, got, same)
		}
	})
}
