package web_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/web"
)

func TestHeaders(t *testing.T) {
	t.Parallel()
	golden(t, "headers.json", map[string]map[string]string{
		"json":              web.JSON(http.StatusOK, 1).Headers,
		"page":              web.HTML(http.StatusOK, "<p>").Headers,
		"page with a style": web.HTML(http.StatusOK, "<style>p{margin:0}</style>", "p{margin:0}").Headers,
		"redirect":          web.SeeOther("/v1/tickets/K7M2").Headers,
		"problem":           web.Answer(errors.New("x"), web.Russian).Headers,
		"unauthenticated":   web.Answer(&web.Error{Status: http.StatusUnauthorized, Code: web.Unauthenticated}, web.English).Headers,
	})
}

func TestJSON(t *testing.T) {
	t.Parallel()
	resp := web.JSON(http.StatusCreated, map[string]string{"a": "</script>"})
	assert.Equal(t, http.StatusCreated, resp.StatusCode)
	assert.JSONEq(t, `{"a":"</script>"}`, resp.Body)
	assert.NotContains(t, resp.Body, "</script>", "safe to show within a page")
	assert.Equal(t, http.StatusInternalServerError, web.JSON(http.StatusOK, func() {}).StatusCode)
}

func TestSeeOther(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, location string
		ok             bool
	}{
		{"a path", "/v1/tickets/K7M2-9QXF-4", true},
		{"a path with a query", "/v1/tickets?cursor=a%20b#end", true},
		{"another site", "https://evil.example/", false},
		{"another site by the same scheme", "//evil.example/", false},
		{"another site as some browsers read it", `/\evil.example/`, false},
		{"a script", "javascript:alert(1)", false},
		{"a relative path", "tickets", false},
		{"nothing", "", false},
		{"a second header", "/x\r\nSet-Cookie: a=b", false},
		{"a tab that browsers drop", "/\t/evil.example", false},
		{"letters beyond ASCII", "/заявка", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			resp := web.SeeOther(c.location)
			if c.ok {
				assert.Equal(t, http.StatusSeeOther, resp.StatusCode)
				assert.Equal(t, c.location, resp.Headers["Location"])
				return
			}
			assert.Equal(t, http.StatusInternalServerError, resp.StatusCode)
			assert.NotContains(t, resp.Headers, "Location")
		})
	}
}

func TestAPageMayPostToOneMoreOrigin(t *testing.T) {
	t.Parallel()
	own, more := web.HTML(http.StatusOK, "page"), web.Posting("https://files.example", http.StatusOK, "page")
	assert.Contains(t, own.Headers["Content-Security-Policy"], "; form-action 'self'; ")
	assert.Contains(t, more.Headers["Content-Security-Policy"], "; form-action 'self' https://files.example; ")
}

func TestAFileIsElsewhere(t *testing.T) {
	t.Parallel()
	resp := web.ToFile("https://files.example/a%20b?X-Amz-Signature=1")
	assert.Equal(t, http.StatusSeeOther, resp.StatusCode)
	assert.Equal(t, "https://files.example/a%20b?X-Amz-Signature=1", resp.Headers["Location"])
	for _, bad := range []string{"", "/v1/tickets", "//files.example", "javascript:x", "https://files.example/a\r\nSet-Cookie: x"} {
		assert.Equal(t, http.StatusInternalServerError, web.ToFile(bad).StatusCode, bad)
	}
}
