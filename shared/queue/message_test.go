package queue_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/queue"
)

func TestMessageBodyIsLiteral(t *testing.T) {
	t.Parallel()
	body, err := queue.Message{Ticket: "K7M29QXF4"}.Encode()
	require.NoError(t, err)
	assert.Equal(t, `{"ticket":"K7M29QXF4"}`, body) //nolint:testifylint // byte for byte, not just the same JSON
}

func TestMessageDecodesWhatItEncodes(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, body, ticket string }{
		{"as written by us", `{"ticket":"K7M29QXF4"}`, "K7M29QXF4"},
		{"with white space between the tokens, as a person redriving by hand leaves it", " {\n \"ticket\" : \"K7M29QXF4\" }\n", "K7M29QXF4"},
		{"the longest id", `{"ticket":"` + strings.Repeat("A", 64) + `"}`, strings.Repeat("A", 64)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			message, err := queue.Decode(c.body)
			require.NoError(t, err)
			assert.Equal(t, queue.Message{Ticket: c.ticket}, message)
		})
	}
}

func TestMessageRefusesEverythingElse(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, body string }{
		{"nothing", ``},
		{"no JSON", `ticket K7M29QXF4`},
		{"cut short", `{"ticket":"K7M29Q`},
		{"null", `null`},
		{"a list", `["K7M29QXF4"]`},
		{"a bare string", `"K7M29QXF4"`},
		{"an empty object", `{}`},
		{"another field only", `{"number":"K7M29QXF4"}`},
		{"one field too many", `{"ticket":"K7M29QXF4","priority":"P1"}`},
		{"the field twice", `{"ticket":"K7M29QXF4","ticket":"AAAAAAAAA"}`},
		{"another letter case of the field", `{"Ticket":"K7M29QXF4"}`},
		{"a number as id", `{"ticket":7}`},
		{"an object as id", `{"ticket":{"id":"K7M29QXF4"}}`},
		{"an empty id", `{"ticket":""}`},
		{"a key separator in the id", `{"ticket":"T#1"}`},
		{"a line break in the id", `{"ticket":"K7M29\nQXF4"}`},
		{"letters that look alike", `{"ticket":"К7М29QXF4"}`},
		{"an id too long", `{"ticket":"` + strings.Repeat("A", 65) + `"}`},
		{"an escaped letter, which we never write", `{"ticket":"\u004b7M29QXF4"}`},
		{"two objects", `{"ticket":"K7M29QXF4"}{"ticket":"K7M29QXF4"}`},
		{"text after the object", `{"ticket":"K7M29QXF4"} x`},
		{"a byte order mark", "\ufeff" + `{"ticket":"K7M29QXF4"}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := queue.Decode(c.body)
			assert.ErrorIs(t, err, queue.ErrMalformed)
		})
	}
}

func TestMessageIsNotWrittenForAnImpossibleID(t *testing.T) {
	t.Parallel()
	for _, ticket := range []string{"", "T#1", "a b", strings.Repeat("A", 65)} {
		_, err := queue.Message{Ticket: ticket}.Encode()
		assert.ErrorIs(t, err, queue.ErrBadTicket, "ticket %q", ticket)
	}
}

func TestAWatchDecodesWhatItEncodes(t *testing.T) {
	t.Parallel()
	body, err := queue.Watch{Customer: "volga", Certificate: "c1"}.Encode()
	require.NoError(t, err)
	assert.Equal(t, `{"customer":"volga","certificate":"c1"}`, body) //nolint:testifylint // byte for byte, not just the same JSON
	for _, w := range []queue.Watch{{Customer: "volga", Certificate: "ТП 12/2025"}, {Customer: "a<b>&c", Certificate: `"quoted" \ one`}} {
		body, err := w.Encode()
		require.NoError(t, err)
		got, err := queue.DecodeWatch(body)
		require.NoError(t, err)
		assert.Equal(t, w, got)
	}
}

func TestAWatchRefusesEverythingElse(t *testing.T) {
	t.Parallel()
	for _, w := range []queue.Watch{
		{},
		{Customer: "volga"},
		{Certificate: "c1"},
		{Customer: "a#b", Certificate: "c1"},
		{Customer: "volga", Certificate: "a\nb"},
		{Customer: "volga", Certificate: strings.Repeat("c", 513)},
		{Customer: "\xff", Certificate: "c1"},
	} {
		_, err := w.Encode()
		assert.ErrorIs(t, err, queue.ErrBadWatch, "%q", w)
	}
	for _, body := range []string{
		"", "{}", `{"ticket":"T01"}`, `{"customer":"volga"}`, `{"customer":"volga","certificate":"c1","at":"now"}`,
		`{"certificate":"c1","customer":"volga"}`, `{"Customer":"volga","certificate":"c1"}`, `{"customer":"volga","certificate":1}`,
		`{"customer":"volga","certificate":"c1"} ` + "x", `{"customer":"a#b","certificate":"c1"}`,
	} {
		_, err := queue.DecodeWatch(body)
		assert.ErrorIs(t, err, queue.ErrMalformed, body)
	}
	_, err := queue.Decode(`{"customer":"volga","certificate":"c1"}`)
	assert.ErrorIs(t, err, queue.ErrMalformed, "a watch is no ticket")
}

func TestAFormDecodesWhatItEncodesAndNothingElse(t *testing.T) {
	t.Parallel()
	body, err := queue.Form{Form: "form-K7M29QXF4T"}.Encode()
	require.NoError(t, err)
	assert.Equal(t, `{"form":"form-K7M29QXF4T"}`, body) //nolint:testifylint // byte for byte, not just the same JSON
	got, err := queue.DecodeForm(body)
	require.NoError(t, err)
	assert.Equal(t, queue.Form{Form: "form-K7M29QXF4T"}, got)
	for _, id := range []string{"", "a#b", "a b", strings.Repeat("A", 65)} {
		_, err := queue.Form{Form: id}.Encode()
		assert.ErrorIs(t, err, queue.ErrBadForm, id)
	}
	for _, body := range []string{"", "{}", `{"ticket":"K7M29QXF4T"}`, `{"form":"x","at":1}`, `{"Form":"x"}`, `{"Type":"Notification","Message":"{}"}`} {
		_, err := queue.DecodeForm(body)
		assert.ErrorIs(t, err, queue.ErrMalformed, body)
	}
}
