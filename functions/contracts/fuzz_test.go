package contracts_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/contracts"
	"flatsupport/infra/handlertest"
	"flatsupport/shared/coverage"
	"flatsupport/shared/web"
)

// An act is read the same in whichever of its forms it comes; whatever else comes is refused with a code, in words.
func FuzzForms(f *testing.F) {
	forms := contracts.Forms()
	for i := range forms {
		for _, body := range []handlertest.Body{
			sale("annex"), bound("annex").With("level1", true).With("activationOn", "2026-12-01"), renewal("o-1"),
			{"licences": 201, "reason": "r", "cancelled": false},
			{"partner": "p", "reason": "r"},
			{"evidence": "письмо", "declaredOn": "2026-11-20"},
			{"on": "2026-11-20", "correct": true, "reason": "r"},
			{"activated": 0},
			{"order": "u", "version": "4.2", "boughtOn": "2026-11-20"},
			{"order": "", "version": "4.2", "on": "2026-02-29"},
			{},
		} {
			text, err := json.Marshal(body)
			require.NoError(f, err)
			f.Add(uint8(i), string(text), true)
			f.Add(uint8(i), form(body).Encode(), false)
		}
		for _, text := range []string{
			`{"soldOn":"9999-12-31","termMonths":9223372036854775807}`, `{"licences":1e3}`, `{"licences":-0}`, `{"order":"\u0000"}`, `{"order":"a#b"}`,
			`{"soldOn":""}`, `{"soldOn":null,"termMonths":null}`, "soldOn=&termMonths=&level1=", "order=%ff", "order=a&order=b", "\xff", "", "{}",
		} {
			f.Add(uint8(i), text, strings.HasPrefix(text, "{"))
		}
	}
	for _, event := range []string{"contracts/sale", "contracts/sale-form", "contracts/sale-incomplete", "contracts/correction", "contracts/installed-version"} {
		req := handlertest.File[events.APIGatewayV2HTTPRequest](f, event)
		last := req.RouteKey[strings.Index(req.RouteKey, "{customer}")+len("{customer}"):]
		require.Contains(f, forms, last)
		f.Add(uint8(slices.Index(forms, last)), req.Body, strings.HasPrefix(req.Body, "{"))
	}
	f.Fuzz(func(t *testing.T, which uint8, text string, inJSON bool) {
		name, media := forms[int(which)%len(forms)], handlertest.FormBody
		if inJSON {
			media = handlertest.JSONBody
		}
		said, reason, evidence, key, err := contracts.Read(handlertest.Posted(media, text, false), name)
		saidEncoded, _, _, _, errEncoded := contracts.Read(handlertest.Posted(media, text, true), name)
		require.Equal(t, said, saidEncoded, "base64 changes nothing")
		require.Equal(t, err == nil, errEncoded == nil)
		if err != nil {
			handlertest.RefusedInWords(t, err)
			assert.Equal(t, web.Answer(err, web.Russian), web.Answer(errEncoded, web.Russian))
			return
		}
		require.Equal(t, handlertest.PostedKey, key)
		for _, said := range []string{reason, evidence} {
			require.LessOrEqual(t, utf8.RuneCountInString(said), 500)
		}
		content := map[string]any{}
		from := json.NewDecoder(strings.NewReader(said))
		from.UseNumber()
		require.NoError(t, from.Decode(&content))
		delete(content, "idempotencyKey")
		values := url.Values{}
		for field, value := range content {
			bounded(t, field, value)
			if value == nil {
				delete(content, field)
				continue
			}
			values.Set(field, fmt.Sprint(value))
		}
		written, err := json.Marshal(content)
		require.NoError(t, err)
		again := []events.APIGatewayV2HTTPRequest{handlertest.Posted(handlertest.JSONBody, string(written), false)}
		if !slices.Contains(slices.Collect(maps.Values(content)), any("")) { // a browser cannot say that a day is to be taken away
			again = append(again, handlertest.Posted(handlertest.FormBody, values.Encode(), true))
		}
		for _, req := range again {
			same, _, _, _, err := contracts.Read(req, name)
			require.NoError(t, err, "%s", req.Body)
			require.Equal(t, said, same)
		}
	})
}

// bounded checks what is let through to the rules: texts of one line that can be part of a key, numbers and days that
// can be reckoned with.
func bounded(t *testing.T, field string, value any) {
	t.Helper()
	switch value := value.(type) {
	case string:
		require.True(t, utf8.ValidString(value))
		require.False(t, strings.ContainsFunc(value, unicode.IsControl), "%s: %q", field, value)
		require.LessOrEqual(t, utf8.RuneCountInString(value), 500)
		if slices.Contains([]string{"order", "product", "installation", "area", "partner", "package", "version"}, field) {
			require.NotContains(t, value, "#", field)
			require.LessOrEqual(t, utf8.RuneCountInString(value), 128, field)
		}
		if strings.HasSuffix(field, "On") && value != "" {
			_, err := coverage.ParseDate(value)
			require.NoError(t, err, field)
		}
	case json.Number:
		n, err := value.Int64()
		require.NoError(t, err)
		require.GreaterOrEqual(t, n, int64(0), field)
		require.LessOrEqual(t, n, int64(1_000_000), field)
	}
}
