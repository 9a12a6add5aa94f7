package web_test

import (
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"

	"flatsupport/shared/web"
)

func TestWantsHTML(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, accept string
		want         bool
	}{
		{"nothing said", "", false},
		{"anything", "*/*", false},
		{"a browser", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", true},
		{"a page alone", "text/html", true},
		{"any text", "text/*", true},
		{"JSON alone", "application/json", false},
		{"both alike", "text/html, application/json", false},
		{"JSON rather", "text/html;q=0.8, application/json", false},
		{"a page rather", "application/json;q=0.8, text/html;q=0.9", true},
		{"the closest entry decides", "text/html;q=0.1, text/*;q=0.9, */*;q=0.5", false},
		{"anything but JSON", "*/*, application/json;q=0", true},
		{"no page at all", "text/html;q=0", false},
		{"capitals and blanks", " TEXT/HTML ; Q=1.0 , application/json ; q=0.2", true},
		{"a page with a parameter", "text/html;charset=utf-8;q=0.7", true},
		{"a quality that makes no sense", "text/html;q=2", false},
		{"a quality that is no number", "text/html;q=NaN, application/json;q=x", false},
		{"nonsense", ";;,,q=1,=", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			req := events.APIGatewayV2HTTPRequest{Headers: map[string]string{"accept": c.accept}}
			assert.Equal(t, c.want, web.WantsHTML(req))
		})
	}
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, accept, want string }{
		{"nothing said", "", "ru"},
		{"English", "en", "en"},
		{"English of a country", "en-GB", "en"},
		{"Russian", "ru-RU,ru;q=0.9", "ru"},
		{"a Russian browser", "ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7", "ru"},
		{"an English browser", "en-US,en;q=0.9,ru;q=0.8", "en"},
		{"of two wanted alike the first", "en, ru", "en"},
		{"a language that we do not speak", "de-DE,de;q=0.9", "ru"},
		{"a language that we do not speak, then English", "de,en;q=0.5", "en"},
		{"English refused", "en;q=0", "ru"},
		{"anything rather than English", "en;q=0.2, *", "ru"},
		{"a language that only begins alike", "enm, eng", "ru"},
		{"nonsense", "en;q=high", "ru"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			req := events.APIGatewayV2HTTPRequest{Headers: map[string]string{"Accept-Language": c.accept}}
			assert.Equal(t, c.want, web.Language(req))
		})
	}
}
