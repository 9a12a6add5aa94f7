package texts_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/texts"
)

func TestWhichFilesWereTooLarge(t *testing.T) {
	t.Parallel()
	about := texts.TooLarge{Number: "K7M29-QXF4T", Files: []string{"<b>.log"}, FileMB: 10, AllMB: 25, Days: 7, Link: "https://desk.example/v1/uploads/x"}
	for _, lang := range languages {
		about.More, about.Whole = 2, false
		words, err := texts.FilesTooLarge(lang, about)
		require.NoError(t, err)
		for _, part := range []string{"K7M29-QXF4T", "\n<b>.log\n", " 2", "10 ", "25 ", "7 ", "\n" + about.Link + "\n"} {
			assert.Contains(t, words.Text, part, lang)
		}
		assert.Contains(t, words.HTML, "&lt;b&gt;.log")
		assert.Contains(t, words.HTML, `<a href="`+about.Link+`">`)
		about.Whole = true
		words, err = texts.FilesTooLarge(lang, about)
		require.NoError(t, err)
		assert.NotContains(t, words.Text, "<b>.log")
	}
	about.Whole, about.More = false, 0
	for range 30 {
		about.Files = append(about.Files, "one-more.log")
	}
	words, err := texts.FilesTooLarge("en", about)
	require.NoError(t, err)
	assert.Equal(t, 9, strings.Count(words.Text, "one-more.log"))
	assert.Contains(t, words.Text, "and 21 more")
}
