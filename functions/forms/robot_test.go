package forms_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
)

var hidden = regexp.MustCompile(`name="(idempotencyKey|stamp)" value="([^"]*)"`)

// fromPage is a form with the hidden fields of a page that is fetched now.
func fromPage(t *testing.T, d *handlertest.Desk, body handlertest.Body) handlertest.Body {
	t.Helper()
	for _, found := range hidden.FindAllStringSubmatch(d.Do(t, handlertest.Call{Route: show}).Body, -1) {
		body = body.With(found[1], found[2])
	}
	require.NotEmpty(t, body["stamp"])
	return body
}

// What a robot fills in is answered like anything else, is listed as a robot's, and tells nobody.
func TestRobots(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		after time.Duration
		body  func(page handlertest.Body) handlertest.Body
		robot bool
	}{
		{"a person", 3 * time.Second, func(b handlertest.Body) handlertest.Body { return b }, false},
		{"a person who was called away", 24 * time.Hour, func(b handlertest.Body) handlertest.Body { return b }, false},
		{"too fast", 2 * time.Second, func(b handlertest.Body) handlertest.Body { return b }, true},
		{"a page of the day before", 24*time.Hour + time.Second, func(b handlertest.Body) handlertest.Body { return b }, true},
		{"the field that nobody sees", time.Minute, func(b handlertest.Body) handlertest.Body { return b.With("website", "x") }, true},
		{"a forged stamp", time.Minute, func(b handlertest.Body) handlertest.Body {
			second, _, _ := strings.Cut(b["stamp"].(string), ".")
			return b.With("stamp", second+".AAAAAAAAAAAAAAAAAAAAAA")
		}, true},
		{"an earlier second in a stamp", 0, func(b handlertest.Body) handlertest.Body {
			_, seal, _ := strings.Cut(b["stamp"].(string), ".")
			return b.With("stamp", "1795418000."+seal)
		}, true},
		{"the stamp of another page", time.Minute, func(b handlertest.Body) handlertest.Body { return b.With("idempotencyKey", "another-page-1") }, true},
		{"half a stamp", time.Minute, func(b handlertest.Body) handlertest.Body { return b.With("stamp", "1795418000") }, true},
		{"no stamp, of another site", 0, func(b handlertest.Body) handlertest.Body { return b.With("stamp", "") }, false},
	}
	for _, c := range cases {
		d := handlertest.New(t, "volga")
		body := fromPage(t, d, asked(ivan))
		d.Clock.Forward(c.after)
		resp := sendPage(t, d, c.body(body))
		assert.Equal(t, http.StatusAccepted, resp.StatusCode, c.name)
		d.Forward(t)
		require.Len(t, listed(t, d), 1, c.name)
		if c.robot {
			assert.Equal(t, "robot", listed(t, d)[0].Reason, c.name)
			assert.Empty(t, d.Outbox.Mails(), c.name)
			continue
		}
		assert.Equal(t, "unconfirmed", listed(t, d)[0].Reason, c.name)
		assert.Len(t, d.Outbox.Mails(), 2, c.name)
	}
}

// One network sends so much in an hour and one address so much in a day. Whoever is refused is shown the hotline.
func TestLimits(t *testing.T) {
	t.Parallel()
	from := func(d *handlertest.Desk, ip string, i int, body handlertest.Body) (status int, retry, said string) {
		req := d.Event(t, handlertest.Call{Route: post, JSON: body, Key: fmt.Sprintf("limit-%04d", i)})
		req.RequestContext.HTTP.SourceIP = ip
		resp := d.Answer(t, req)
		return resp.StatusCode, resp.Headers["Retry-After"], resp.Body
	}
	d := handlertest.New(t, "volga")
	for i := range 20 {
		status, _, said := from(d, "203.0.113.7", i, asked(fmt.Sprintf("p%d@elsewhere.example", i)))
		require.Equal(t, http.StatusAccepted, status, said)
	}
	status, _, _ := from(d, "203.0.113.7", 19, asked("p19@elsewhere.example"))
	assert.Equal(t, http.StatusAccepted, status, "the same again is no further one")
	status, retry, said := from(d, "203.0.113.7", 20, asked(ivan).With("priority", "P1").With("language", "en"))
	assert.Equal(t, http.StatusTooManyRequests, status)
	assert.Equal(t, "1800", retry)
	assert.Contains(t, said, "Try again in 30 min.")
	assert.Contains(t, said, "+7 (499) 917-03-64")
	status, _, _ = from(d, "203.0.113.8", 21, asked(ivan))
	assert.Equal(t, http.StatusAccepted, status, "another network")
	d.Clock.Forward(30 * time.Minute)
	status, _, _ = from(d, "203.0.113.7", 22, asked(ivan))
	assert.Equal(t, http.StatusAccepted, status, "another hour")

	for i := range 18 {
		status, _, said := from(d, fmt.Sprintf("2001:db8:0:%x::1", i), 100+i, asked(ivan))
		require.Equal(t, http.StatusAccepted, status, said)
	}
	status, _, said = from(d, "2001:db8:1::1", 200, asked("Ivan@Volga.example"))
	assert.Equal(t, http.StatusTooManyRequests, status, said)
	d.Forward(t)
	assert.Len(t, sentTo(d, ivan), 5, "so many mails of a day as the edition has")
	for _, id := range d.Keys(t, "Q#") {
		assert.NotContains(t, id, "203.0.113.7", "no address is kept")
		assert.NotContains(t, id, "volga")
	}
}

// A person who was taken for a robot, and sends the form again, does not vanish in the first.
func TestAPersonAfterARobot(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	body := fromPage(t, d, asked(ivan))
	sendPage(t, d, body)
	d.Clock.Forward(4 * time.Second)
	sendPage(t, d, body)
	require.Len(t, listed(t, d), 2)
	assert.Equal(t, "unconfirmed", listed(t, d)[0].Reason)
	d.Forward(t)
	assert.Len(t, sentTo(d, ivan), 1)
}
