package forms_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/forms"
	"flatsupport/infra/handlertest"
	"flatsupport/shared/web"
)

// A form is read the same in whichever of its media it comes, and again from what it said; whatever else comes is refused with
// a code, in words. An address that is taken can stand in one header and in one key.
func FuzzForm(f *testing.F) {
	for _, body := range []handlertest.Body{
		asked(ivan), asked("ИВАН@почта.рф"), asked(ivan).With("phone", "+7 (499) 000-00-01").With("website", "x").With("stamp", "1.2"),
		asked("a@b.example\r\nBcc: c@d.example"), asked(ivan).With("subject", " Ω «ё» 🚨 ").With("description", "one\r\ntwo\u2028\tthree").With("language", "en"),
	} {
		text, err := json.Marshal(body)
		require.NoError(f, err)
		f.Add(string(text), true)
		f.Add(typed(body).Encode(), false)
	}
	for _, event := range []string{"everything-wrong", "json-broken", "json-p1", "robot", "snippet-of-a-contact"} {
		text := handlertest.BodyText(f, handlertest.File[events.APIGatewayV2HTTPRequest](f, "forms/"+event))
		f.Add(text, strings.HasPrefix(text, "{"))
	}
	for _, text := range []string{`{"email":"\ud83d"}`, "email=%ff", "email=a&email=b", "a[]=b", "\xff", ""} {
		f.Add(text, strings.HasPrefix(text, "{"))
	}
	f.Fuzz(func(t *testing.T, text string, inJSON bool) {
		media := handlertest.FormBody
		if inJSON {
			media = handlertest.JSONBody
		}
		said, key, err := forms.Read(handlertest.Posted(media, text, false))
		saidEncoded, keyEncoded, errEncoded := forms.Read(handlertest.Posted(media, text, true))
		require.Equal(t, said, saidEncoded, "base64 changes nothing")
		require.Equal(t, key, keyEncoded)
		require.Equal(t, err == nil, errEncoded == nil)
		if err != nil {
			handlertest.RefusedInWords(t, err)
			assert.Equal(t, web.Answer(err, web.Russian), web.Answer(errEncoded, web.Russian))
			return
		}
		require.Equal(t, handlertest.PostedKey, key)
		var fields map[string]string
		require.NoError(t, json.Unmarshal([]byte(said), &fields))
		require.NotContains(t, fields["email"], "#")
		require.Equal(t, 1, strings.Count(fields["email"], "@"))
		require.False(t, strings.ContainsFunc(fields["email"], func(r rune) bool { return unicode.IsSpace(r) || unicode.IsUpper(r) }), fields["email"])
		values := url.Values{}
		for field, value := range fields {
			require.True(t, utf8.ValidString(value))
			limit := 10_000
			if field != "description" {
				require.False(t, strings.ContainsFunc(value, unicode.IsControl), "%s: %q", field, value)
				limit = 200
			}
			if field != "stamp" && field != "website" && field != "idempotencyKey" {
				require.LessOrEqual(t, utf8.RuneCountInString(value), limit, field)
			}
			values.Set(field, value)
		}
		for _, again := range []events.APIGatewayV2HTTPRequest{handlertest.Posted(handlertest.JSONBody, said, false), handlertest.Posted(handlertest.FormBody, values.Encode(), true)} {
			same, _, err := forms.Read(again)
			require.NoError(t, err, again.Body)
			require.Equal(t, said, same)
		}
	})
}
