package handlertest_test

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/policy"
	"flatsupport/shared/web"
)

const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

// What a ticket refuses is told in a sentence of its own, in both languages: "Conflict." helps nobody.
func TestEveryCodeOfTheTicketHasItsSentence(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{web.Russian, web.English} {
		wordless := sentence(t, "NO_SUCH_CODE", lang)
		said := map[string]string{}
		for _, code := range constants(t, "shared/ticket/command.go", func(typ string) bool { return typ == "Code" }) {
			words := sentence(t, code, lang)
			assert.NotEqual(t, wordless, words, "%s has no sentence in %s", code, lang)
			assert.Empty(t, said[words], "%s says the same", code)
			said[words] = code
			cyrillic := false
			for _, r := range words {
				cyrillic = cyrillic || unicode.Is(unicode.Cyrillic, r)
			}
			assert.Equal(t, lang == web.Russian, cyrillic, "%s in %s: %s", code, lang, words)
		}
	}
}

func sentence(t *testing.T, code, lang string) string {
	t.Helper()
	var problem web.Problem
	require.NoError(t, json.Unmarshal([]byte(web.Answer(&web.Error{Status: http.StatusConflict, Code: code}, lang).Body), &problem))
	return problem.Detail
}

func TestABrowserThatPostsAFormInVainGetsAPageWithTheHotline(t *testing.T) {
	t.Parallel()
	editions, err := policy.Editions()
	require.NoError(t, err)
	edition, err := editions.Edition("flat-1.4")
	require.NoError(t, err)
	hotline, ok := edition.Channel(policy.Hotline)
	require.True(t, ok)
	d := handlertest.New(t, "volga")
	header := map[string]string{"accept": browser, "accept-language": "ru", "sec-fetch-site": "same-origin"}
	before := d.Stored(t)
	resp := d.Do(t, handlertest.Call{
		Route: "POST /v1/requests", As: handlertest.Ivan, Header: header,
		Form: url.Values{"installation": {"hq"}, "priority": {"P9"}, "<b>": {"x"}, "idempotencyKey": {"from-a-page"}},
	})
	assert.Equal(t, http.StatusBadRequest, resp.StatusCode)
	assert.Equal(t, "text/html; charset=utf-8", resp.Headers["Content-Type"])
	assert.Contains(t, resp.Body, "<dt>subject</dt><dd>Заполните это поле.</dd>")
	assert.Contains(t, resp.Body, "<dt>&lt;b&gt;</dt><dd>Такого поля нет.</dd>")
	assert.Contains(t, html.UnescapeString(resp.Body), hotline.Address, "the number of the policy's clause %s", hotline.Clause)
	assert.ElementsMatch(t, before, d.Stored(t))

	for route, operation := range guarded(t) {
		call := handlertest.Call{Route: route, Number: "K7M29-QXF4T", Header: header}
		page := d.Do(t, call)
		assert.Equal(t, http.StatusUnauthorized, page.StatusCode, route)
		assert.Contains(t, page.Body, "<!doctype html>", route)
		assert.NotNil(t, operation.Responses.Value("429"), "%s: the gateway may answer 429", route)
	}
}
