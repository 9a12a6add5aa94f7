package pages_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/demo"
	"flatsupport/infra/local/door"
	"flatsupport/infra/local/outbox"
	"flatsupport/infra/local/pages"
	"flatsupport/infra/local/queues"
	"flatsupport/shared/auth"
)

var (
	virtual = time.Date(2031, 5, 2, 9, 30, 0, 0, time.UTC)
	moscow  = time.FixedZone("MSK", 3*3600)
	ivan    = demo.Person{
		ID: "ivan@volga.example", Name: "Иван Волков", Role: auth.Contact, Phone: "+74990000001", Company: "АО «Волга»",
		About:  map[string]string{"ru": "действует", "en": "active"},
		Places: []demo.Place{{Customer: "volga", CustomerName: "АО «Волга»", Installation: "hq", Product: "softswitch"}},
	}
	petrov = demo.Person{ID: "petrov", Name: "Пётр Петров", Role: auth.Engineer}
)

// desk is what stands behind the pages of a test.
type desk struct {
	moved time.Duration
	reset bool
}

func serve(t *testing.T, d *desk) string {
	t.Helper()
	p, err := pages.New(pages.Config{
		URL: "http://localhost:8080", People: demo.People{ivan, petrov}, Zone: moscow,
		Token: func(p demo.Person) (string, error) { return "token-of-" + p.ID, nil },
		Subject: func(token string) (string, error) {
			id, ok := strings.CutPrefix(token, "token-of-")
			if !ok {
				return "", errors.New("forged")
			}
			return id, nil
		},
		Now:    func() time.Time { return virtual },
		Offset: func() time.Duration { return d.moved },
		Forward: func(_ context.Context, by time.Duration) error {
			if by < 0 {
				return door.ErrBackward
			}
			d.moved += by
			return nil
		},
		Reset: func() error { d.reset = true; return nil },
		Certificates: func(context.Context, string) ([]pages.Certificate, error) {
			return []pages.Certificate{{Customer: "volga", ID: "volga-1", Installation: "hq", Package: "TS_8X5", Shown: "active", Through: "2031-06-30"}}, nil
		},
		Tickets: func(context.Context, string) ([]pages.Ticket, error) {
			return []pages.Ticket{{
				Number: "K7M29QXF4A", Shown: "K7M29-QXF4A", Customer: "volga", Received: virtual, Priority: "P1", Status: "open",
				Decision: "accepted TS_8X5 (E1)", Clocks: []pages.Clock{{Name: "Reaction", State: "running", Shown: "running", Due: virtual.Add(2 * time.Hour)}},
			}}, nil
		},
		Depths: func(context.Context) (map[string]queues.Depth, error) {
			return map[string]queues.Depth{"NotifyQueue": {Waiting: 7}, "NotifyQueueDeadLetterQueue": {Waiting: 3}}, nil
		},
		Mails: func() []outbox.Mail {
			return []outbox.Mail{{ID: "m1", SentAt: virtual, To: []string{"ivan@volga.example"}, ReplyTo: []string{"support+k7m29qxf4a@flat.example"}, Subject: "<b>Принята</b>", Text: "текст", HTML: "<p>html</p>"}}
		},
	})
	require.NoError(t, err)
	mux := http.NewServeMux()
	p.Register(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// reply is what came back beside the body.
type reply struct {
	StatusCode int
	Header     http.Header
}

func cookiesOf(r reply) []*http.Cookie { return (&http.Response{Header: r.Header}).Cookies() }

func ask(t *testing.T, method, address, body string, headers ...string) (reply, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	require.NoError(t, err)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return reply{response.StatusCode, response.Header}, string(text)
}

func TestEveryPageIsThereInBothLanguages(t *testing.T) {
	t.Parallel()
	base := serve(t, &desk{})
	cases := []struct{ path, ru, en string }{
		{"/", "Что попробовать", "What to try"},
		{"/form", "Новая заявка", "New request"},
		{"/live", "Очереди", "Queues"},
		{"/demo", "Чего ждать", "What to expect"},
	}
	for _, c := range cases {
		t.Run(c.path, func(t *testing.T) {
			t.Parallel()
			for lang, want := range map[string]string{"ru": c.ru, "en": c.en} {
				response, body := ask(t, http.MethodGet, base+c.path+"?lang="+lang, "", "Cookie", "demo_session=token-of-"+ivan.ID)
				assert.Equal(t, http.StatusOK, response.StatusCode)
				assert.Contains(t, body, want)
				assert.Contains(t, body, `<html lang="`+lang+`">`)
				assert.Contains(t, body, "Иван Волков", "who is signed in")
				assert.NotContains(t, body, "<no value>")
				assert.Contains(t, response.Header.Get("Content-Security-Policy"), "default-src 'none'")
			}
		})
	}
}

func TestTheBrowserChoosesTheLanguageUntilThePersonDoes(t *testing.T) {
	t.Parallel()
	base := serve(t, &desk{})
	cases := []struct {
		name    string
		headers []string
		want    string
	}{
		{"nothing said", nil, "ru"},
		{"the browser's first known one", []string{"Accept-Language", "de, en-GB;q=0.8, ru;q=0.5"}, "en"},
		{"the person's choice", []string{"Accept-Language", "en", "Cookie", "lang=ru"}, "ru"},
		{"a choice that does not exist", []string{"Accept-Language", "en", "Cookie", "lang=xx"}, "en"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, body := ask(t, http.MethodGet, base+"/", "", c.headers...)
			assert.Contains(t, body, `<html lang="`+c.want+`">`)
		})
	}
}

func TestTheFormHasAFreshKeyAndThePersonsInstallations(t *testing.T) {
	t.Parallel()
	base := serve(t, &desk{})
	session := []string{"Cookie", "demo_session=token-of-" + ivan.ID}
	_, first := ask(t, http.MethodGet, base+"/form", "", session...)
	_, second := ask(t, http.MethodGet, base+"/form", "", session...)
	key := func(page string) string {
		_, rest, found := strings.Cut(page, `name="idempotencyKey" value="`)
		require.True(t, found)
		value, _, _ := strings.Cut(rest, `"`)
		return value
	}
	assert.Len(t, key(first), 26)
	assert.NotEqual(t, key(first), key(second))
	assert.Contains(t, first, `action="/v1/requests"`)
	assert.Contains(t, first, `formaction="/v1/promise" formnovalidate>Что будет обещано?</button>`, "asks before anything is written")
	assert.Contains(t, first, `<option value="hq">`)
	for _, field := range []string{"installation", "type", "priority", "subject", "description", "callbackPhone"} {
		assert.Contains(t, first, `name="`+field+`"`)
	}

	_, nobody := ask(t, http.MethodGet, base+"/form", "")
	assert.NotContains(t, nobody, "idempotencyKey", "sign in first")
	_, forged := ask(t, http.MethodGet, base+"/form", "", "Cookie", "demo_session=forged")
	assert.NotContains(t, forged, "idempotencyKey")
}

func TestTheBoardShowsWhatIsThere(t *testing.T) {
	t.Parallel()
	base := serve(t, &desk{})
	_, board := ask(t, http.MethodGet, base+"/live?part=board&lang=en", "")
	assert.Contains(t, board, "K7M29-QXF4A")
	assert.Contains(t, board, "02.05 14:30", "due in Moscow time")
	assert.Contains(t, board, "accepted TS_8X5 (E1)")
	assert.Contains(t, board, "<td>NotifyQueue</td><td>7</td>")
	assert.Contains(t, board, "<tr><td>volga / hq</td><td>volga-1</td><td>TS_8X5</td><td>active</td><td>2031-06-30</td></tr>")
	assert.Contains(t, board, `class="trouble"><td>NotifyQueueDeadLetterQueue</td><td>3</td>`)
	assert.Contains(t, board, "&lt;b&gt;Принята&lt;/b&gt;", "a mail's text is no markup")
	assert.Contains(t, board, "answers to <code>support&#43;k7m29qxf4a@flat.example</code>")
	assert.NotContains(t, board, "<html")
	assert.Contains(t, board, `href="/v1/tickets/K7M29QXF4A"`)

	_, board = ask(t, http.MethodGet, base+"/live?part=board", "", "Cookie", "demo_session=token-of-petrov")
	assert.Contains(t, board, `href="/v1/desk/tickets/K7M29QXF4A"`, "the staff go to the desk")

	response, mail := ask(t, http.MethodGet, base+"/live/mail/m1", "")
	assert.Equal(t, "<p>html</p>", mail)
	assert.Contains(t, response.Header.Get("Content-Security-Policy"), "sandbox")
	response, _ = ask(t, http.MethodGet, base+"/live/mail/m2", "")
	assert.Equal(t, http.StatusNotFound, response.StatusCode)
}
