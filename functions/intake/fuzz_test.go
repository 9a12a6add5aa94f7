package intake_test

import (
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
		text := handlertest.BodyText(f, req)
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
		media := handlertest.FormBody
		if inJSON {
			media = handlertest.JSONBody
		}
		said, key, err := read(handlertest.Posted(media, text, false))
		saidEncoded, keyEncoded, errEncoded := read(handlertest.Posted(media, text, true))
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
		for _, again := range []events.APIGatewayV2HTTPRequest{handlertest.Posted(handlertest.JSONBody, said, false), handlertest.Posted(handlertest.FormBody, values.Encode(), true)} {
			same, _, err := read(again)
			require.NoError(t, err, again.Body)
			require.Equal(t, said, same)
		}
	})
}
