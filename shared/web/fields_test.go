package web_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/web"
)

func TestFields(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		fill func(*web.Fields)
		want []string
	}{
		{"nothing wrong", func(f *web.Fields) {
			f.Require("a", "x")
			f.MaxLen("a", "яяя", 3)
			f.OneOf("a", "x", "x", "y")
		}, nil},
		{"a blank is not filled in", func(f *web.Fields) { f.Require("a", " \n\t") }, []string{"a REQUIRED"}},
		{"one character too many, counted as people count", func(f *web.Fields) { f.MaxLen("a", "яяяя", 3) }, []string{"a TOO_LONG"}},
		{"none of those allowed", func(f *web.Fields) { f.OneOf("a", "z", "x", "y") }, []string{"a NOT_ALLOWED"}},
		{"a choice that was not made is missing, not wrong", func(f *web.Fields) { f.OneOf("a", "", "x", "y") }, []string{"a REQUIRED"}},
		{"a field that has an error is not also missing", func(f *web.Fields) {
			f.Add("a", web.WrongType, "")
			f.Require("a", "")
			f.MaxLen("a", "xx", 1)
			f.OneOf("a", "", "x")
		}, []string{"a WRONG_TYPE"}},
		{"the same twice is told once", func(f *web.Fields) {
			f.Add("a", web.Unknown, "")
			f.Add("a", web.Unknown, "")
		}, []string{"a UNKNOWN"}},
		{"in the order of names, then codes", func(f *web.Fields) {
			f.Add("b", web.Invalid, "")
			f.Add("a", web.TooLong, "")
			f.Add("a", web.Invalid, "")
		}, []string{"a INVALID", "a TOO_LONG", "b INVALID"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var f web.Fields
			c.fill(&f)
			err := f.Err()
			_, got := refused(t, err)
			assert.Equal(t, c.want, got)
			assert.Equal(t, c.want != nil, err != nil)
		})
	}
}

func TestDecodingAndCheckingTellEverythingAtOnce(t *testing.T) {
	t.Parallel()
	var f web.Fields
	got := thing{}
	require.NoError(t, f.Decode(postJSON(`{"subject":5,"nope":1,"level":"P9"}`), &got))
	f.Require("subject", got.Subject)
	f.Require("place", got.Place)
	f.OneOf("level", string(got.Level), "P1", "P2")
	_, fields := refused(t, f.Err())
	assert.Equal(t, []string{"level NOT_ALLOWED", "nope UNKNOWN_FIELD", "place REQUIRED", "subject WRONG_TYPE"}, fields)
}

func TestFieldErr(t *testing.T) {
	t.Parallel()
	_, fields := refused(t, web.FieldErr("cursor", web.Invalid))
	assert.Equal(t, []string{"cursor INVALID"}, fields)
}

// Every sentence exists in both languages, and each language in its own letters.
func TestFieldSentences(t *testing.T) {
	t.Parallel()
	var f web.Fields
	f.Require("required", "")
	f.MaxLen("tooLong", "xx", 1)
	f.OneOf("notAllowed", "z", "P1", "P2")
	for _, code := range []string{
		web.TooLong, web.NotAllowed, web.Invalid, web.Unknown, web.UnknownField, web.WrongType, web.DuplicateField, "OF_A_HANDLER",
	} {
		f.Add("plain", code, "")
	}
	f.Add("own", web.Invalid, "Своя фраза.")
	for _, lang := range []string{web.Russian, web.English} {
		var problem web.Problem
		require.NoError(t, json.Unmarshal([]byte(web.Answer(f.Err(), lang).Body), &problem))
		for _, e := range problem.Errors {
			assert.True(t, strings.HasSuffix(e.Detail, "."), e.Code)
			if e.Field != "own" {
				assert.Equal(t, lang == web.Russian, strings.ContainsAny(e.Detail, "еоаи"), e.Detail)
			}
		}
		golden(t, "fields."+lang+".json", problem)
	}
}
