package intake_test

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/intake"
	"flatsupport/infra/handlertest"
	"flatsupport/shared/web"
)

const (
	jsonBody = "application/json"
	formBody = "application/x-www-form-urlencoded"
)

// submitted is a request as API Gateway delivers it: as text, or encoded when the gateway does not take it for text.
func submitted(media, text string, encoded bool) events.APIGatewayV2HTTPRequest {
	req := events.APIGatewayV2HTTPRequest{Body: text, Headers: map[string]string{"content-type": media, "idempotency-key": "a-key-of-mine"}}
	if encoded {
		req.Body, req.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte(text)), true
	}
	return req
}

// A form is read the same in whichever of its forms it comes, and again from what it said; whatever else comes is refused
// with a code, in words. A stated call lies within its bounds.
func FuzzForm(f *testing.F) {
	now := time.Date(2026, time.November, 23, 7, 30, 0, 0, time.UTC)
	for _, body := range []handlertest.Body{
		handlertest.Request("hq"), handlertest.Critical("hq"),
		handlertest.Critical("hq").With("customer", "volga").With("contact", "ivan").With("callStartedAt", "2026-11-23T10:20:00+03:00").With("overrideReason", "moved"),
		handlertest.Request("hq").With("subject", " Ω «ё» 🚨 ").With("description", "one\r\ntwo\u2028\tthree").With("findings", "a\nb"),
	} {
		text, err := json.Marshal(body)
		require.NoError(f, err)
		for _, byOperator := range []bool{false, true} {
			f.Add(string(text), true, byOperator)
			f.Add(form(body).Encode(), false, byOperator)
		}
	}
	for _, event := range []string{
		"intake/hotline-p1", "intake/hotline-p3-with-reason", "intake/portal-form-p1", "intake/portal-json-broken", "intake/portal-json-p3",
		"intake/portal-json-p1-without-phone-and-unknown-fields",
	} {
		req := handlertest.File[events.APIGatewayV2HTTPRequest](f, event)
		text := req.Body
		if req.IsBase64Encoded {
			plain, err := base64.StdEncoding.DecodeString(text)
			require.NoError(f, err)
			text = string(plain)
		}
		f.Add(text, strings.HasPrefix(text, "{"), strings.Contains(event, "hotline"))
	}
	for _, text := range []string{`{"subject":"\ud83d"}`, `{"callStartedAt":"2026-11-23T03:30:00Z","customer":"\u0000"}`, "subject=%ff", "subject=a&subject=b", "a[]=b", "\xff", ""} {
		f.Add(text, strings.HasPrefix(text, "{"), true)
	}
	f.Fuzz(func(t *testing.T, text string, inJSON, byOperator bool) {
		read := func(req events.APIGatewayV2HTTPRequest) (string, string, error) {
			if !byOperator {
				return intake.ReadPortal(req)
			}
			said, key, stated, err := intake.ReadHotline(req, now)
			if err == nil && !stated.IsZero() {
				require.False(t, stated.After(now) || stated.Before(now.Add(-4*time.Hour)), "%s", stated)
			}
			return said, key, err
		}
		media := formBody
		if inJSON {
			media = jsonBody
		}
		said, key, err := read(submitted(media, text, false))
		saidEncoded, keyEncoded, errEncoded := read(submitted(media, text, true))
		require.Equal(t, said, saidEncoded, "base64 changes nothing")
		require.Equal(t, key, keyEncoded)
		require.Equal(t, err == nil, errEncoded == nil)
		if err != nil {
			refused(t, err)
			assert.Equal(t, web.Answer(err, web.Russian), web.Answer(errEncoded, web.Russian))
			return
		}
		require.Equal(t, "a-key-of-mine", key)
		var fields map[string]string
		require.NoError(t, json.Unmarshal([]byte(said), &fields))
		require.Empty(t, fields["idempotencyKey"], "the key is no part of what is said")
		values := url.Values{}
		for field, value := range fields {
			require.True(t, utf8.ValidString(value))
			limit := 60_000
			if field != "description" && field != "findings" {
				require.False(t, strings.ContainsFunc(value, unicode.IsControl), "%s: %q", field, value)
				limit = 500
			}
			require.LessOrEqual(t, utf8.RuneCountInString(value), limit, field)
			values.Set(field, value)
		}
		for _, again := range []events.APIGatewayV2HTTPRequest{submitted(jsonBody, said, false), submitted(formBody, values.Encode(), true)} {
			same, _, err := read(again)
			require.NoError(t, err, again.Body)
			require.Equal(t, said, same)
		}
	})
}

// refused checks that the sender is told what was wrong, in both languages.
func refused(t *testing.T, err error) {
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
