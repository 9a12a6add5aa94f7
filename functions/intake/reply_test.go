package intake_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/ticket"
)

// A reply by the life of its ticket: what it makes of it, and what it is answered.
func TestAReplyByTheStateOfTheTicket(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		before []string // commands of the desk
		later  time.Duration
		status int
		code   string
		is     ticket.Status
		facts  string // what the reply appends
	}{
		{name: "an open ticket", status: http.StatusCreated, is: ticket.StatusOpen, facts: "Replied"},
		{name: "a ticket that waits is resumed", before: []string{"waiting"}, status: http.StatusCreated, is: ticket.StatusOpen, facts: "Replied"},
		{name: "a resolved ticket is reopened", before: []string{"resolution"}, status: http.StatusCreated, is: ticket.StatusOpen, facts: "Replied Reopened"},
		{name: "a closed ticket is reopened", before: []string{"resolution", "closure"}, status: http.StatusCreated, is: ticket.StatusOpen, facts: "Replied Reopened"},
		{
			name: "a millisecond before the period ends", before: []string{"resolution"}, later: 14*24*time.Hour - time.Millisecond,
			status: http.StatusCreated, is: ticket.StatusOpen, facts: "Replied Reopened",
		},
		{
			name: "when the period has ended", before: []string{"resolution"}, later: 14 * 24 * time.Hour,
			status: http.StatusConflict, code: "REOPEN_PERIOD_OVER", is: ticket.StatusResolved,
		},
	}
	commands := map[string]handlertest.Body{
		"waiting": {"reason": "Logs are needed."}, "resolution": {"message": "Mended."}, "closure": {},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "volga")
			id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
			number := ticket.ShowNumber(id)
			for _, name := range c.before {
				resp := d.Do(t, handlertest.Call{
					Route: "POST /v1/desk/tickets/{number}/" + name, Number: number, As: handlertest.Engineer,
					Key: "desk-" + name, JSON: commands[name],
				})
				require.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
				d.Settle(t)
			}
			d.Clock.Forward(c.later)
			before := d.Facts(t, id)
			call := handlertest.Call{Route: reply, Number: number, As: handlertest.Kate, Key: "the-reply", JSON: handlertest.Body{"message": "It still rings."}}
			resp := d.Do(t, call)
			assert.Equal(t, c.status, resp.StatusCode, resp.Body)
			assert.Equal(t, c.is, d.Ticket(t, id).Ticket.Status)
			assert.Equal(t, c.facts, strings.TrimSpace(strings.TrimPrefix(d.Facts(t, id), before)))
			if c.code != "" {
				assert.Equal(t, c.code, handlertest.Read[problem](t, resp).Code)
				assert.Empty(t, messages(t, d, id, "It still rings."), "nothing of a refused reply is kept")
				return
			}
			assert.Equal(t, string(c.is), handlertest.Read[replied](t, resp).Status, "the ticket as it now stands")
			assert.Equal(t, []string{"It still rings."}, messages(t, d, id, "It still rings."))
			assert.Equal(t, []string{id}, d.Queue.Sent(handlertest.NotifyQueue), "whoever is on duty is told")

			d.Do(t, call)
			assert.Equal(t, c.facts, strings.TrimSpace(strings.TrimPrefix(d.Facts(t, id), before)), "sent twice, taken once")
			other := call
			other.JSON = handlertest.Body{"message": "Something else."}
			assert.Equal(t, http.StatusUnprocessableEntity, d.Do(t, other).StatusCode)
		})
	}
}

func TestAReplyBeforeTheCheckTellsNobody(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Submit(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	resp := d.Do(t, handlertest.Call{Route: reply, Number: ticket.ShowNumber(id), As: handlertest.Ivan, Key: "an-early-one", JSON: handlertest.Body{"message": "One more thing."}})
	assert.Equal(t, http.StatusCreated, resp.StatusCode)
	assert.Empty(t, d.Queue.Sent(handlertest.NotifyQueue), "nobody works it yet")
	d.Settle(t)
	assert.Equal(t, ticket.Accepted, d.Ticket(t, id).Ticket.Decision.Answer)
}

func TestAReplyMustSaySomething(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	before := d.Stored(t)
	for name, c := range map[string]struct {
		body   handlertest.Body
		fields []string
	}{
		"nothing":          {handlertest.Body{}, []string{"message REQUIRED"}},
		"blanks":           {handlertest.Body{"message": " \n "}, []string{"message REQUIRED"}},
		"a number":         {handlertest.Body{"message": 1}, []string{"message WRONG_TYPE"}},
		"too much":         {handlertest.Body{"message": strings.Repeat("ы", 60_001)}, []string{"message TOO_LONG"}},
		"more than it may": {handlertest.Body{"message": " ", "status": "closed"}, []string{"message REQUIRED", "status UNKNOWN_FIELD"}},
	} {
		resp := d.Do(t, handlertest.Call{Route: reply, Number: ticket.ShowNumber(id), As: handlertest.Ivan, Key: "must-say-something", JSON: c.body})
		assert.Equal(t, c.fields, wrong(t, resp), name)
	}
	assert.ElementsMatch(t, before, d.Stored(t))
}

type replied struct{ Status string }

// messages are the ticket's messages with the text.
func messages(t *testing.T, d *handlertest.Desk, id, text string) []string {
	t.Helper()
	all, err := d.Store.Messages(t.Context(), id)
	require.NoError(t, err)
	var found []string
	for _, m := range all {
		if m.Text == text {
			found = append(found, m.Text)
		}
	}
	return found
}
