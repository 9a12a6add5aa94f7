package web_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"flatsupport/shared/web"
)

// written is one field as a person gave it: the same content, to be written as JSON and as a form.
type written struct{ name, content string }

var (
	oneLine = rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{"", " ", "a\x00b", "a\nb", "a\r\nb", "\t", "\u2028", "\u0085", "\U0001F600", "+%&=;\"\\<>", "null", "true", "5"}),
	)
	wholeNumber = rapid.OneOf(
		rapid.Map(rapid.Int64(), func(n int64) string { return fmt.Sprint(n) }),
		rapid.Map(rapid.IntRange(-200, 200), func(n int) string { return fmt.Sprint(n) }),
		rapid.SampledFrom([]string{"9223372036854775808", "1.0", "1e3", "x", "007", "-0"}),
	)
	truth   = rapid.SampledFrom([]string{"true", "false", "on", "1", "TRUE"})
	instant = rapid.SampledFrom([]string{"2026-11-23T07:30:00Z", "2026-11-23T10:30:00+03:00", "2026-11-23", "2026-02-30T00:00:00Z", "soon"})
)

func anyField() *rapid.Generator[written] {
	return rapid.Custom(func(t *rapid.T) written {
		name := rapid.SampledFrom([]string{
			"place", "subject", "text", "count", "small", "urgent", "at", "until", "note", "limit", "level", "nope", "Subject", "-", "",
		}).Draw(t, "name")
		content := oneLine
		switch name {
		case "count", "small", "limit":
			content = wholeNumber
		case "urgent":
			content = truth
		case "at", "until":
			content = instant
		}
		return written{name, content.Draw(t, "content")}
	})
}

func asJSON(t require.TestingT, fields []written, tags []string) string {
	quote := func(s string) string {
		quoted, err := json.Marshal(s)
		require.NoError(t, err)
		return string(quoted)
	}
	var parts []string
	for _, f := range fields {
		content := quote(f.content)
		bare := slices.Contains([]string{"count", "small", "limit", "urgent"}, f.name) && json.Valid([]byte(f.content))
		if bare {
			content = f.content
		}
		parts = append(parts, quote(f.name)+":"+content)
	}
	if tags != nil {
		var items []string
		for _, tag := range tags {
			items = append(items, quote(tag))
		}
		parts = append(parts, `"tags":[`+strings.Join(items, ",")+`]`)
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func asForm(fields []written, tags []string) string {
	var parts []string
	for _, f := range fields {
		parts = append(parts, url.QueryEscape(f.name)+"="+url.QueryEscape(f.content))
	}
	for _, tag := range tags {
		parts = append(parts, "tags="+url.QueryEscape(tag))
	}
	return strings.Join(parts, "&")
}

// Whatever is given, right or wrong, JSON and form come to the same values and the same errors.
func TestBothMediaTypesAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		fields := rapid.SliceOfN(anyField(), 0, 12).Draw(t, "fields")
		var tags []string
		if rapid.Bool().Draw(t, "has tags") {
			tags = rapid.SliceOfN(oneLine, 1, 4).Draw(t, "tags")
		}
		var fromJSON, fromForm thing
		jsonErr := web.Decode(postJSON(asJSON(t, fields, tags)), &fromJSON)
		formErr := web.Decode(postForm(asForm(fields, tags)), &fromForm)
		want, wantFields := refused(t, jsonErr)
		got, gotFields := refused(t, formErr)
		require.Equal(t, want, got)
		require.Equal(t, wantFields, gotFields)
		require.Equal(t, fromJSON, fromForm)
	})
}

// What was accepted, written again, is accepted again and comes to the same.
func FuzzDecode(f *testing.F) {
	for _, body := range []string{
		``, `{}`, `{"subject":"a","subject":"b"}`, `{"text":"a\r\nb","count":5,"tags":["a"],"at":"2026-11-23T07:30:00Z","until":null}`,
		`subject=a&tags=b&tags=c&urgent=true`, `{"subject":"\ud83d"}`, `[[[[[[[[[`, `%`, "\xff", `{"a":{"b":[1,2,{"c":null}]}}`,
	} {
		f.Add(body, true, false)
		f.Add(body, false, false)
		f.Add(body, true, true)
	}
	f.Fuzz(func(t *testing.T, body string, inJSON, encoded bool) {
		req := postForm(body)
		if inJSON {
			req = postJSON(body)
		}
		var first, packed thing
		packedErr := web.Decode(asBase64(req), &packed)
		req.IsBase64Encoded = encoded
		err := web.Decode(req, &first)
		if !encoded {
			assert.Equal(t, web.Answer(err, web.Russian), web.Answer(packedErr, web.Russian), "base64 changes nothing")
			assert.Equal(t, first, packed)
		}
		if err != nil {
			code, fields := refused(t, err)
			require.NotEmpty(t, code)
			assert.Equal(t, code == web.InvalidFields, len(fields) > 0)
			resp := web.Answer(err, web.Russian)
			assert.True(t, json.Valid([]byte(resp.Body)))
			assert.Less(t, len(resp.Body), 100<<10)
			return
		}
		again, err := json.Marshal(first)
		require.NoError(t, err)
		if first.Tags == nil { // a list may be left out but not null
			again = []byte(strings.Replace(string(again), `"tags":null,`, "", 1))
		}
		var second thing
		require.NoError(t, web.Decode(postJSON(string(again)), &second), "%s", again)
		assert.Equal(t, first, second)
	})
}
