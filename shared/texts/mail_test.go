package texts_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/texts"
)

func TestWhichFilesWereNotTakenAndWhy(t *testing.T) {
	t.Parallel()
	about := texts.NotTaken{Number: "K7M29-QXF4T", FileMB: 10, AllMB: 25, Most: 50, Days: 7, Link: "https://desk.example/v1/uploads/x"}
	say := func(lang string, large, beyond []string, whole bool) texts.Mail {
		about.Large, about.Beyond, about.Whole = large, beyond, whole
		words, err := texts.FilesNotTaken(lang, about)
		require.NoError(t, err)
		assert.Contains(t, words.Subject, "K7M29-QXF4T")
		for _, part := range []string{"K7M29-QXF4T", "7 ", "\n" + about.Link + "\n"} {
			assert.Contains(t, words.Text, part, lang)
		}
		assert.Contains(t, words.HTML, `<a href="`+about.Link+`">`)
		return words
	}
	for _, lang := range languages {
		large := say(lang, []string{"<b>.log"}, nil, false)
		assert.Contains(t, large.Text, "\n<b>.log\n")
		assert.Contains(t, large.Text, "10 ")
		assert.Contains(t, large.Text, "25 ")
		assert.NotContains(t, large.Text, "50")
		assert.Contains(t, large.HTML, "&lt;b&gt;.log")
		beyond := say(lang, nil, []string{"a.log", "b.log"}, false)
		assert.Contains(t, beyond.Text, " 50")
		assert.Contains(t, beyond.Text, "\na.log\nb.log\n")
		assert.NotContains(t, beyond.Text, "25", "they are not too large")
		assert.NotEqual(t, large.Subject, beyond.Subject)
		both := say(lang, []string{"<b>.log"}, []string{"a.log"}, false)
		assert.Regexp(t, `(?s)25 .*\n<b>\.log\n.* 50.*\na\.log\n`, both.Text)
		assert.NotContains(t, say(lang, []string{"<b>.log"}, []string{"a.log"}, true).Text, ".log")
	}
	words := say("en", nil, slices.Repeat([]string{"one-more.log"}, 61), false)
	assert.Equal(t, 40, strings.Count(words.Text, "one-more.log"))
	assert.Contains(t, words.Text, "and 21 more")
}
