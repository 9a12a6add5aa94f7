package policy_test

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
)

func TestEveryRuleOfTheDocumentComesFromOneClause(t *testing.T) {
	t.Parallel()
	var rules []string
	for _, c := range flat(t).Clauses {
		rules = append(rules, c.Rules...)
	}
	var want []string
	for n := 1; n <= 40; n++ {
		want = append(want, fmt.Sprintf("R%d", n))
	}
	assert.ElementsMatch(t, want, rules)
}

func TestEveryQuotationOccursInTheDocument(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("editions/flat-1.4.ru.md")
	require.NoError(t, err)
	document := plain(string(text))
	e := flat(t)
	for _, c := range e.Clauses {
		if !c.Operator {
			assert.Contains(t, document, plain(c.Quote), "clause %s", c.Code)
		} else {
			assert.NotContains(t, document, plain(c.Quote), "clause %s is not an addition", c.Code)
		}
	}
	for _, p := range e.Priorities {
		assert.Contains(t, document, plain(p.Definition.RU), "definition of %s", p.Code)
	}
	for _, c := range e.Channels {
		if clause, _ := e.Clause(c.Clause); !clause.Operator {
			assert.Contains(t, document, c.Address)
		}
	}
}

var markup = regexp.MustCompile(`(?m)<[^>]*>|\\|\*|^#+ |^- `)

// plain is the words of a Markdown text, without its markup and line breaks.
func plain(markdown string) string {
	return strings.Join(strings.Fields(markup.ReplaceAllString(markdown, "")), " ")
}

func TestEveryTextForPeopleExistsInBothLanguages(t *testing.T) {
	t.Parallel()
	seen := 0
	eachText(reflect.ValueOf(*flat(t)), "edition", func(path string, text policy.Text) {
		seen++
		assert.True(t, strings.ContainsFunc(text.RU, isCyrillic), "%s has no Russian: %q", path, text.RU)
		assert.NotEmpty(t, text.EN, path)
		assert.False(t, strings.ContainsFunc(text.EN, isCyrillic), "%s is not English: %q", path, text.EN)
	})
	for _, r := range flat(t).PublishedReadings() {
		seen++
		assert.True(t, strings.ContainsFunc(r.Note.RU, isCyrillic), r.Datum)
		assert.False(t, strings.ContainsFunc(r.Note.EN, isCyrillic), r.Datum)
	}
	assert.Greater(t, seen, 90)
	assert.Equal(t, "ru", policy.Text{RU: "ru", EN: "en"}.In("de"), "another language reads as Russian")
}

func isCyrillic(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }

// eachText visits the texts that a value holds, wherever they are.
func eachText(v reflect.Value, path string, visit func(string, policy.Text)) {
	if text, ok := reflect.TypeAssert[policy.Text](v); ok {
		visit(path, text)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				eachText(v.Field(i), path+"."+field.Name, visit)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), fmt.Sprintf("%s[%d]", path, i), visit)
		}
	default:
	}
}
