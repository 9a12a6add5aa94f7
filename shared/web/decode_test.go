package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/web"
)

func TestDecodeReadsBothMediaTypesAlike(t *testing.T) {
	t.Parallel()
	note, limit, until := "", 7, time.Date(2026, 11, 23, 7, 30, 0, 0, time.UTC)
	want := thing{
		inner:   inner{Place: "Москва"},
		Subject: "Нет связи & \"звонков\"", Text: "раз\nдва\n\tтри\n", Count: -12, Small: 127, Urgent: true,
		At: until, Until: &until, Note: &note, Limit: &limit, Tags: []string{"a", "", "б"}, Level: "P1",
	}
	inJSON := `{"place":"Москва","subject":"Нет связи & \"звонков\"","text":"раз\r\nдва\r\tтри\n","count":-12,"small":127,"urgent":true,
		"at":"2026-11-23T07:30:00Z","until":"2026-11-23T07:30:00Z","note":"","limit":7,"tags":["a","","б"],"level":"P1"}`
	inForm := url.Values{
		"place": {"Москва"}, "subject": {`Нет связи & "звонков"`}, "text": {"раз\r\nдва\r\tтри\n"}, "count": {"-12"}, "small": {"127"},
		"urgent": {"true"}, "at": {"2026-11-23T07:30:00Z"}, "until": {"2026-11-23T07:30:00Z"}, "note": {""}, "limit": {"7"},
		"tags": {"a", "", "б"}, "level": {"P1"},
	}.Encode()
	for _, req := range []events.APIGatewayV2HTTPRequest{
		postJSON(inJSON), postForm(inForm), asBase64(postJSON(inJSON)), asBase64(postForm(inForm)),
		post("Application/JSON; charset=UTF-8", inJSON), post("application/x-www-form-urlencoded;charset=utf-8", inForm),
	} {
		var got thing
		require.NoError(t, web.Decode(req, &got))
		assert.Equal(t, want, got)
	}
}

func TestDecodeFields(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, body string   // JSON where it begins with a brace, else a form
		want       []string // in the order of names; none: accepted
	}{
		{"an empty object", `{}`, nil},
		{"an empty form", ``, nil},
		{"empty inputs of a form are not given", `count=&urgent=&at=&until=&limit=`, nil},
		{"an empty number is no number in JSON", `{"count":""}`, []string{"count WRONG_TYPE"}},
		{"null for what may be left out", `{"until":null,"note":null,"limit":null}`, nil},
		{"null for what may not", `{"subject":null,"count":null,"tags":null}`, []string{"count WRONG_TYPE", "subject WRONG_TYPE", "tags WRONG_TYPE"}},
		{"several mistakes of several kinds at once", `{"nope":1,"subject":5,"count":"x","urgent":"yes","at":"soon","tags":"a"}`, []string{
			"at INVALID", "count WRONG_TYPE", "nope UNKNOWN_FIELD", "subject WRONG_TYPE", "tags WRONG_TYPE", "urgent WRONG_TYPE",
		}},
		{"several mistakes in a form", `nope=1&count=x&urgent=yes&at=soon`, []string{
			"at INVALID", "count WRONG_TYPE", "nope UNKNOWN_FIELD", "urgent WRONG_TYPE",
		}},
		{"a field twice", `{"subject":"a","subject":"b"}`, []string{"subject DUPLICATE_FIELD"}},
		{"a field twice, escaped once", `{"subject":"a","\u0073ubject":"b"}`, []string{"subject DUPLICATE_FIELD"}},
		{"a list twice", `{"tags":["a"],"tags":["b"]}`, []string{"tags DUPLICATE_FIELD"}},
		{"a field twice in a form", `subject=a&subject=b`, []string{"subject DUPLICATE_FIELD"}},
		{"a field twice in a form, escaped once", `subject=a&%73ubject=b`, []string{"subject DUPLICATE_FIELD"}},
		{"the name in capitals is another name", `{"Subject":"a"}`, []string{"Subject UNKNOWN_FIELD"}},
		{"the name of the Go field is no name", `Secret=a`, []string{"Secret UNKNOWN_FIELD"}},
		{"a hidden field cannot be set", `{"-":"a"}`, []string{"- UNKNOWN_FIELD"}},
		{"the embedded struct is no field", `{"inner":{"place":"x"}}`, []string{"inner UNKNOWN_FIELD"}},
		{"an empty name", `=x`, []string{" UNKNOWN_FIELD"}},
		{"the prototype of a browser", `{"__proto__":{}}`, []string{"__proto__ UNKNOWN_FIELD"}},
		{"a form's brackets are part of the name", `tags[]=a`, []string{"tags[] UNKNOWN_FIELD"}},
		{"an object for a text", `{"subject":{"a":1}}`, []string{"subject WRONG_TYPE"}},
		{"a list for a text", `{"subject":["a"]}`, []string{"subject WRONG_TYPE"}},
		{"a number in a list of texts", `{"tags":["a",1]}`, []string{"tags WRONG_TYPE"}},
		{"a fraction", `{"count":1.5}`, []string{"count WRONG_TYPE"}},
		{"a whole number with an exponent", `{"count":1e2}`, []string{"count WRONG_TYPE"}},
		{"a number with a leading zero", `count=007`, []string{"count WRONG_TYPE"}},
		{"a number with a plus", `count=%2B7`, []string{"count WRONG_TYPE"}},
		{"a number with a blank", `count=+7`, []string{"count WRONG_TYPE"}},
		{"a number that does not fit", `{"small":128,"count":9223372036854775808}`, []string{"count INVALID", "small INVALID"}},
		{"a number that does not fit, in a form", `small=-129`, []string{"small INVALID"}},
		{"a zero byte", `{"subject":"a\u0000b","text":"a\u0000b"}`, []string{"subject INVALID", "text INVALID"}},
		{"a zero byte in a form", `subject=a%00b&text=a%00b`, []string{"subject INVALID", "text INVALID"}},
		{"a line break in one line", `subject=a%0D%0AX-Header:+b`, []string{"subject INVALID"}},
		{"a tab in one line", `{"subject":"a\tb"}`, []string{"subject INVALID"}},
		{"a line separator in one line", `{"subject":"a\u2028b"}`, []string{"subject INVALID"}},
		{"an escape sequence for terminals", `{"text":"\u001b[2J"}`, []string{"text INVALID"}},
		{"a control character above ASCII", `{"text":"\u0085"}`, []string{"text INVALID"}},
		{"half a character", `{"subject":"\ud83d"}`, []string{"subject INVALID"}},
		{"the other half", `{"subject":"\ude00"}`, []string{"subject INVALID"}},
		{"two halves the wrong way round", `{"subject":"\ude00\ud83d"}`, []string{"subject INVALID"}},
		{"half a character in a list", `{"tags":["\ud83d"]}`, []string{"tags INVALID"}},
		{"both halves", `{"subject":"\ud83d\ude00"}`, nil},
		{"an escaped backslash before what looks like half a character", `{"subject":"\\ud83d"}`, nil},
		{"the replacement character itself", `{"subject":"\ufffd` + "\uFFFD" + `"}`, nil},
		{"bytes that are no UTF-8 in a form", `subject=%ff%fe`, []string{"subject INVALID"}},
		{"a surrogate in UTF-8 in a form", `subject=%ed%a0%bd`, []string{"subject INVALID"}},
		{"one field of a form only once, and empty pairs", `&&subject=a&`, nil},
		{"a name that is shown safely", `{"<b>\u0000\n":1}`, []string{"<b>?? UNKNOWN_FIELD"}},
		{"a name that is shown in part", `{"` + strings.Repeat("я", 70) + `":1}`, []string{strings.Repeat("я", 64) + "… UNKNOWN_FIELD"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			req := postForm(c.body)
			if strings.HasPrefix(c.body, "{") {
				req = postJSON(c.body)
			}
			code, fields := refused(t, web.Decode(req, &thing{}))
			assert.Equal(t, c.want, fields)
			if c.want != nil {
				assert.Equal(t, web.InvalidFields, code)
			}
		})
	}
}

func TestDecodeBodies(t *testing.T) {
	t.Parallel()
	nested := func(depth int) string {
		return `{"x":` + strings.Repeat("[", depth-1) + strings.Repeat("]", depth-1) + `}`
	}
	cases := []struct {
		name string
		req  events.APIGatewayV2HTTPRequest
		code string
	}{
		{"nothing", postJSON(``), web.MalformedBody},
		{"blanks", postJSON("  "), web.MalformedBody},
		{"a list", postJSON(`[]`), web.MalformedBody},
		{"a text", postJSON(`"x"`), web.MalformedBody},
		{"null", postJSON(`null`), web.MalformedBody},
		{"broken off", postJSON(`{"subject":"a"`), web.MalformedBody},
		{"a comma too many", postJSON(`{"subject":"a",}`), web.MalformedBody},
		{"a comma missing", postJSON(`{"subject":"a" "text":"b"}`), web.MalformedBody},
		{"single quotes", postJSON(`{'subject':'a'}`), web.MalformedBody},
		{"a comment", postJSON(`{/**/}`), web.MalformedBody},
		{"not a number", postJSON(`{"count":NaN}`), web.MalformedBody},
		{"a raw line break in a text", postJSON("{\"subject\":\"a\nb\"}"), web.MalformedBody},
		{"a second object behind", postJSON(`{}{}`), web.MalformedBody},
		{"a word behind", postJSON(`{} x`), web.MalformedBody},
		{"a byte order mark", postJSON("\uFEFF{}"), web.MalformedBody},
		{"UTF-16", postJSON("\xff\xfe{\x00}\x00"), web.MalformedBody},
		{"bytes that are no UTF-8 in JSON", postJSON("{\"subject\":\"\xff\"}"), web.MalformedBody},
		{"bytes that are no UTF-8 in a form", postForm("subject=\xff"), web.MalformedBody},
		{"a percent sign without digits", postForm(`subject=100%`), web.MalformedBody},
		{"a percent sign without digits in a name", postForm(`%zz=1`), web.MalformedBody},
		{"what only claims to be base64", func() events.APIGatewayV2HTTPRequest {
			req := postJSON(`{}`)
			req.IsBase64Encoded = true
			return req
		}(), web.MalformedBody},
		{"eight levels", postJSON(nested(8)), web.InvalidFields},
		{"nine levels", postJSON(nested(9)), web.BodyTooDeep},
		{"brackets within a text are no levels", postJSON(`{"subject":"` + strings.Repeat(`[\"{`, 20) + `"}`), ""},
		{"ten thousand levels", postJSON(nested(9_000)), web.BodyTooDeep},
		{"more levels than a parser takes", postJSON(strings.Repeat("[", 200_000)), web.MalformedBody},
		{"no content type", withHeaders(postJSON(`{}`), "content-type", ""), web.UnsupportedMediaType},
		{"plain text", post("text/plain", `{}`), web.UnsupportedMediaType},
		{"a form with files", post("multipart/form-data; boundary=x", ``), web.UnsupportedMediaType},
		{"another charset", post("application/json; charset=windows-1251", `{}`), web.UnsupportedMediaType},
		{"another parameter", post("application/json; version=2", `{}`), web.UnsupportedMediaType},
		{"two content types", withHeaders(postJSON(`{}`), "Content-Type", "application/json"), web.UnsupportedMediaType},
		{"two content types joined", post("application/json,application/json", `{}`), web.UnsupportedMediaType},
		{"compressed", withHeaders(postJSON(`{}`), "content-encoding", "gzip"), web.UnsupportedMediaType},
		{"not compressed, as it says", withHeaders(postJSON(`{}`), "content-encoding", "identity"), ""},
	}
	want := map[string]int{
		web.MalformedBody: http.StatusBadRequest, web.BodyTooDeep: http.StatusBadRequest, web.InvalidFields: http.StatusBadRequest,
		web.UnsupportedMediaType: http.StatusUnsupportedMediaType, "": 0,
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := web.Decode(c.req, &thing{})
			code, _ := refused(t, err)
			assert.Equal(t, c.code, code)
			assert.Equal(t, want[c.code], status(err))
		})
	}
}

func TestDecodeSize(t *testing.T) {
	t.Parallel()
	const limit = 256 << 10
	cases := []struct {
		name string
		size int
		ok   bool
	}{
		{"one byte less", limit - 1, true},
		{"to the byte", limit, true},
		{"one byte more", limit + 1, false},
		{"two bytes more, where base64 is as long as for the limit", limit + 2, false},
		{"300 KB", 300_000, false},
		{"6 MB", 6 << 20, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			inJSON := postJSON(`{"text":"` + strings.Repeat("x", c.size-len(`{"text":""}`)) + `"}`)
			inForm := postForm("text=" + strings.Repeat("x", c.size-len("text=")))
			for _, req := range []events.APIGatewayV2HTTPRequest{inJSON, inForm, asBase64(inJSON), asBase64(inForm)} {
				err := web.Decode(req, &thing{})
				if c.ok {
					require.NoError(t, err)
					continue
				}
				code, _ := refused(t, err)
				assert.Equal(t, web.BodyTooLarge, code)
				assert.Equal(t, http.StatusRequestEntityTooLarge, status(err))
			}
		})
	}
}

func TestDecodeKeepsTheListOfErrorsReadable(t *testing.T) {
	t.Parallel()
	var body strings.Builder
	for i := range 10_000 {
		body.WriteString("&f")
		body.WriteString(strings.Repeat("x", i%5))
		body.WriteString(time.Duration(i).String())
		body.WriteString("=")
	}
	_, fields := refused(t, web.Decode(postForm(body.String()), &thing{}))
	assert.Len(t, fields, 100)
}

func TestDecodeTargets(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		dst  any
	}{
		{"no pointer", thing{}},
		{"a nil pointer", (*thing)(nil)},
		{"no struct", new(string)},
		{"a field without a name", &struct{ Name string }{}},
		{"two fields of one name", &struct {
			inner
			Spot string `json:"place"`
		}{}},
		{"a field that cannot be set", &struct{ name string }{}},
		{"a nested object", &struct {
			A struct{} `json:"a"`
		}{}},
		{"a fraction", &struct {
			A float64 `json:"a"`
		}{}},
		{"lists of lists", &struct {
			A [][]string `json:"a"`
		}{}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := web.Decode(postJSON(`{}`), c.dst)
			require.Error(t, err)
			assert.Zero(t, status(err), "a mistake of ours is no refusal")
		})
	}
}
