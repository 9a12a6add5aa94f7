package desk_test

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/view"
)

func TestBadCommandsAreRefusedWithEverythingThatIsWrong(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 501)
	cases := []struct {
		name, command string
		body          any
		fields        []string
		unseen        bool // openapi.yaml cannot know it
	}{
		{"an answer that says nothing", "responses", handlertest.Body{}, []string{"message REQUIRED"}, false},
		{"an answer of blanks", "responses", handlertest.Body{"message": " \n"}, []string{"message REQUIRED"}, false},
		{"an answer that is too long", "responses", handlertest.Body{"message": strings.Repeat("ю", 60_001)}, []string{"message TOO_LONG"}, false},
		{"a field of another command", "responses", handlertest.Body{"message": "m", "waiver": "w"}, []string{"waiver UNKNOWN_FIELD"}, false},
		{"a field of no command", "notes", handlertest.Body{"message": "m", "public": true}, []string{"public UNKNOWN_FIELD"}, false},
		{"a call with no known outcome", "calls", handlertest.Body{"result": "busy"}, []string{"result NOT_ALLOWED"}, false},
		{"a call without an outcome", "calls", handlertest.Body{"message": "m"}, []string{"result REQUIRED"}, false},
		{"an unknown priority", "priority", handlertest.Body{"priority": "P9", "reason": "r"}, []string{"priority NOT_ALLOWED"}, false},
		{"everything about a priority", "priority", handlertest.Body{"priority": 1, "reason": long, "consent": "yes", "x": 1}, []string{"consent WRONG_TYPE", "priority WRONG_TYPE", "reason TOO_LONG", "x UNKNOWN_FIELD"}, false},
		{"a wait without a reason", "waiting", handlertest.Body{"reason": ""}, []string{"reason REQUIRED"}, false},
		{"a resumption with words", "resumption", handlertest.Body{"message": "m"}, []string{"message UNKNOWN_FIELD"}, false},
		{"a waiver that is too long", "resolution", handlertest.Body{"message": "m", "waiver": long}, []string{"waiver TOO_LONG"}, false},
		{"a stranger as engineer", "assignment", handlertest.Body{"engineer": "rasputin"}, []string{"engineer UNKNOWN"}, true},
		{"an operator as engineer", "assignment", handlertest.Body{"engineer": "hotline1"}, []string{"engineer NOT_ALLOWED"}, true},
		{"an engineer as long as a book", "assignment", handlertest.Body{"engineer": strings.Repeat("x", 5000)}, []string{"engineer TOO_LONG"}, false},
		{"a level that there is not", "escalation", handlertest.Body{"level": "4", "reason": "r"}, []string{"level NOT_ALLOWED"}, false},
		{"an escalation without anything", "escalation", handlertest.Body{}, []string{"level REQUIRED", "reason REQUIRED"}, false},
		{"a milestone that there is not", "milestones", handlertest.Body{"milestone": "coffee"}, []string{"milestone NOT_ALLOWED"}, false},
		{"a milestone with a reference as long as a book", "milestones", handlertest.Body{"milestone": "patch", "reference": strings.Repeat("x", 5000)}, []string{"reference TOO_LONG"}, false},
		{"a visit with words", "visits", handlertest.Body{"message": "m"}, []string{"message UNKNOWN_FIELD"}, false},
		{"nobody as engineer", "assignment", handlertest.Body{"reason": "r"}, []string{"engineer REQUIRED"}, false},
	}
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	before := d.Stored(t)
	for _, c := range cases {
		call := command(id, c.command, "a-bad-command", nil)
		call.JSON = c.body
		resp := d.Do(t, call)
		assert.Equal(t, http.StatusBadRequest, resp.StatusCode, c.name)
		assert.Equal(t, c.fields, wrong(t, resp), c.name)
		assert.Equal(t, c.unseen, handlertest.Allowed(t, d.Event(t, call)), "%s: what openapi.yaml says of it", c.name)
	}
	assert.ElementsMatch(t, before, d.Stored(t))
}

// Every command is carried out once under its key, also when it comes many times at once.
func TestEveryCommandHappensOnce(t *testing.T) {
	t.Parallel()
	for _, name := range slices.Sorted(maps.Keys(usual)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := map[string][]string{"resumption": {"waiting"}, "closure": {"resolution"}, "reopening": {"resolution"}}
			d := handlertest.New(t, "volga")
			id := after(t, d, handlertest.Request("hq"), before[name]...)
			version := d.Ticket(t, id).Ticket.Version
			const times = 4
			statuses := make([]int, times)
			var all sync.WaitGroup
			for i := range times {
				all.Go(func() { statuses[i] = d.Do(t, command(id, name, "the-command", usual[name])).StatusCode })
			}
			all.Wait()
			assert.Equal(t, slices.Repeat([]int{http.StatusOK}, times), statuses)
			assert.Equal(t, version+1, d.Ticket(t, id).Ticket.Version, d.Facts(t, id))

			assert.Equal(t, http.StatusOK, d.Do(t, command(id, name, "the-command", usual[name])).StatusCode, "and later")
			other := "notes"
			if name == other {
				other = "responses"
			}
			reused := d.Do(t, command(id, other, "the-command", handlertest.Body{"message": "Something else."}))
			assert.Equal(t, http.StatusUnprocessableEntity, reused.StatusCode, reused.Body)
			assert.Equal(t, version+1, d.Ticket(t, id).Ticket.Version)
		})
	}
}

// People who work on one ticket at once do not undo each other's work.
func TestCommandsOfSeveralPeopleAtOnce(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	const people = 6
	statuses := make([]int, people)
	var all sync.WaitGroup
	for i := range people {
		all.Go(func() {
			statuses[i] = d.Do(t, command(id, "notes", fmt.Sprintf("note-of-%02d", i), handlertest.Body{"message": fmt.Sprintf("note %d", i)})).StatusCode
		})
	}
	all.Wait()
	assert.Equal(t, slices.Repeat([]int{http.StatusOK}, people), statuses)
	shown := handlertest.Read[view.Ticket](t, d.Do(t, handlertest.Call{Route: "GET /v1/desk/tickets/{number}", Number: id, As: handlertest.Manager}))
	var notes []string
	for _, entry := range shown.Timeline {
		if entry.Kind == "noted" {
			notes = append(notes, entry.Text)
		}
	}
	assert.Len(t, notes, people)
	for i := range people {
		assert.Contains(t, notes, fmt.Sprintf("note %d", i))
	}
}

// A command stands when the queue is down; its notice goes out with a sweep.
func TestANoticeThatCouldNotBeSentOn(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	sent := len(d.Outbox.Mails())
	d.Queue.Fail = errors.New("the queue does not answer")
	require.Equal(t, http.StatusOK, d.Do(t, command(id, "responses", "an-answer", usual["responses"])).StatusCode)
	d.Queue.Fail = nil
	rec := d.Ticket(t, id)
	require.Len(t, rec.Ticket.Pending, 1)
	require.False(t, rec.Wake.IsZero(), "the ticket stays due")

	d.Clock.Set(rec.Wake)
	d.Sweep(t)
	d.Settle(t)
	mails := d.Outbox.Mails()[sent:]
	require.Len(t, mails, 1)
	assert.Contains(t, mails[0].Text, "We are on it.")
	assert.Empty(t, d.Ticket(t, id).Ticket.Pending)
}
