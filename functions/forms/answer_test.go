package forms_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/web"
)

// The answer is the same for every address, byte for byte but for the reference; so is what is asked of the table for it,
// and therefore the time that it takes.
func TestNobodyLearnsWhetherAnAddressIsKnown(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga", "neva")
	var mu sync.Mutex
	var requests []string
	watch := &handlertest.Outage{Of: func(input any) bool {
		mu.Lock()
		defer mu.Unlock()
		requests = append(requests, fmt.Sprintf("%T", input))
		return false
	}}
	through := d.Through(t, watch.Options)
	for _, header := range []map[string]string{{"accept": browser}, {"accept": "application/json"}, {"accept": browser, "accept-language": "ru"}} {
		var answers []any
		var asked1 [][]string
		for i, body := range []handlertest.Body{
			asked(ivan), asked(stranger), asked("IVAN@volga.example"), asked("nobody@volga.example"), asked(ivan).With("website", "https://spam.example"),
		} {
			requests = nil
			resp := through.Do(t, handlertest.Call{
				Route: post, Form: typed(body.With("idempotencyKey", fmt.Sprintf("same-answer-%d-%p", i, header))), Header: header,
			})
			require.Equal(t, http.StatusAccepted, resp.StatusCode, resp.Body)
			reference := reference(t, resp.Body)
			resp.Body = strings.ReplaceAll(resp.Body, reference, "F-")
			answers, asked1 = append(answers, resp), append(asked1, requests)
		}
		for i := range answers {
			assert.Equal(t, answers[0], answers[i])
			assert.Equal(t, asked1[0], asked1[i], "requests to the table")
		}
	}
	assert.Empty(t, d.Outbox.Mails(), "nobody is written to before the answer")
}

func reference(t *testing.T, body string) string {
	t.Helper()
	i := strings.Index(body, "F-")
	require.GreaterOrEqual(t, i, 0, body)
	return body[i : i+len("F-K7M29-QXF4T")]
}

// Both media are checked by the same rules, and everything that is wrong is told at once.
func TestWhatIsWrongIsToldAtOnce(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	cases := []struct {
		name   string
		body   handlertest.Body
		fields []string
	}{
		{"nothing", handlertest.Body{}, []string{"description REQUIRED", "email REQUIRED", "priority REQUIRED", "subject REQUIRED"}},
		{"everything", handlertest.Body{
			"email": "ivan at volga", "phone": "call me", "priority": "P0", "subject": strings.Repeat("x", 201), "description": strings.Repeat("я", 10_001),
			"language": "fr", "name": strings.Repeat("x", 201), "urgent": "yes",
		}, []string{
			"description TOO_LONG", "email INVALID", "language NOT_ALLOWED", "name TOO_LONG", "phone INVALID", "priority NOT_ALLOWED",
			"subject TOO_LONG", "urgent UNKNOWN_FIELD",
		}},
		{"a header in the address", asked("a@b.example\r\nBcc: everybody@c.example"), []string{"email INVALID"}},
		{"two addresses", asked("a@b.example,c@d.example"), []string{"email INVALID"}},
		{"an address with a name", asked("Ivan <ivan@volga.example>"), []string{"email INVALID"}},
		{"a subject of two lines", asked(ivan).With("subject", "a\nb"), []string{"subject INVALID"}},
		{"only what is needed", asked(ivan), nil},
	}
	for _, c := range cases {
		for _, call := range []handlertest.Call{{JSON: c.body}, {Form: typed(c.body)}} {
			call.Route = post
			resp := d.Do(t, call)
			var found []string
			if resp.StatusCode != http.StatusAccepted {
				for _, e := range handlertest.Read[web.Problem](t, resp).Errors {
					found = append(found, e.Field+" "+e.Code)
				}
			}
			assert.Equal(t, c.fields, found, c.name)
		}
	}
	assert.Len(t, listed(t, d), 1, "a form and its JSON are the same")
}

// On the page errors stand beside their fields, and what was typed stays.
func TestThePageKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	empty := d.Do(t, handlertest.Call{Route: show, Header: map[string]string{"accept-language": "ru"}})
	assert.Contains(t, empty.Body, `<html lang="ru">`)
	assert.NotContains(t, empty.Body, "<script")
	assert.NotContains(t, empty.Body, "aria-describedby")
	assert.Contains(t, empty.Headers["Content-Security-Policy"], "default-src 'none'")
	english := d.Do(t, handlertest.Call{Route: show, Query: map[string]string{"lang": "en"}, Header: map[string]string{"accept-language": "ru"}})
	assert.Contains(t, english.Body, `<html lang="en">`)
	assert.Equal(t, "en", english.Headers["Content-Language"])

	resp := sendPage(t, d, asked("ivan at volga").With("name", `"><b>Ivan`).With("priority", "P2").With("description", "one\ntwo").
		With("idempotencyKey", "key-of-a-page").With("stamp", "0.stamp").With("language", "en"))
	assert.Equal(t, http.StatusBadRequest, resp.StatusCode)
	for _, part := range []string{
		`value="ivan at volga" maxlength="200" autocomplete="email" required aria-invalid="true" aria-describedby="email-wrong"`,
		`<p class="wrong" id="email-wrong">The value is not valid.</p>`, `<a href="#email">E-mail</a>: The value is not valid.`,
		`value="&#34;&gt;&lt;b&gt;Ivan"`, `<option value="P2" selected>`, ">\none\ntwo</textarea>",
		`name="idempotencyKey" value="key-of-a-page"`, `name="stamp" value="0.stamp"`, "&#43;7 (499) 917-03-64",
	} {
		assert.Contains(t, resp.Body, part)
	}
	assert.Empty(t, listed(t, d))
}

// A form posted again is one request: by its key, or by its content on the same day.
func TestAFormSentAgainIsOneRequest(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	first := send(t, d, "one-and-the-same", asked(ivan))
	assert.Equal(t, first, send(t, d, "one-and-the-same", asked(ivan)))
	assert.Equal(t, http.StatusUnprocessableEntity, send(t, d, "one-and-the-same", asked(ivan).With("subject", "Another")).StatusCode)
	other := send(t, d, "one-and-the-same", asked(stranger))
	assert.Equal(t, http.StatusAccepted, other.StatusCode, "the key of another person")
	assert.NotEqual(t, first.Body, other.Body)
	plain := send(t, d, "", asked(ivan))
	assert.NotEqual(t, first.Body, plain.Body)
	assert.Equal(t, plain, send(t, d, "", asked(ivan)))
	assert.Len(t, listed(t, d), 3)
	d.Forward(t)
	assert.Len(t, told(d), 3)
	assert.Len(t, sentTo(d, ivan), 2)
	assert.Empty(t, sentTo(d, stranger))
}

// A P1 tells the duty at once, and whoever sent it the hotline; a clock runs for nobody.
func TestACriticalForm(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	resp := send(t, d, "", asked(stranger).With("priority", "P1").With("language", "en"))
	assert.Equal(t, http.StatusAccepted, resp.StatusCode)
	assert.Contains(t, resp.Body, "promised at once only by the hotline phone and on the portal")
	assert.Contains(t, resp.Body, "+7 (499) 917-03-64")
	page := sendPage(t, d, asked(stranger).With("priority", "P1").With("language", "ru"))
	assert.Contains(t, page.Body, "сразу срок реакции обещается только по телефону горячей линии")
	d.Forward(t)
	require.Len(t, told(d), 1)
	assert.Contains(t, told(d)[0].Subject, "Критическое")
	assert.Empty(t, tickets(t, d))
}

// The form cannot be used to write to people: a mail has nothing in it that was typed.
func TestTheMailRepeatsNothing(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	body := asked(ivan)
	for _, field := range []string{"name", "company", "system", "subject", "description"} {
		body[field] = "BUY-" + field + " https://spam.example"
	}
	require.Equal(t, http.StatusAccepted, send(t, d, "", body).StatusCode)
	d.Forward(t)
	require.Len(t, d.Outbox.Mails(), 2)
	for _, m := range d.Outbox.Mails() {
		assert.NotContains(t, m.Subject+m.Text+m.HTML, "BUY-")
		assert.NotContains(t, m.Text, "spam")
	}
	d.Forward(t)
	assert.Len(t, d.Outbox.Mails(), 2)
}
