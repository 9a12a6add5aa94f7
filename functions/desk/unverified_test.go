package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

const unverified = "/v1/desk/unverified/{id}"

// nobodys lists a request that is nobody's yet.
func nobodys(t *testing.T, d *handlertest.Desk, change func(u *store.Unverified)) store.Unverified {
	t.Helper()
	u := store.Unverified{
		At: d.Clock.Now(), Object: "o1", Reason: "unknown_sender", From: "who@else.example", Subject: "No calls", Mail: "m1@else.example",
		Text: strings.Repeat("All lines are dead. ", 200), Owner: "kuznetsova", LookBy: d.Clock.Now().Add(handlertest.Triage),
	}
	if change != nil {
		change(&u)
	}
	require.NoError(t, d.Store.PutUnverified(t.Context(), u))
	return u
}

type request struct {
	ID, State, Text, Owner string
	Settled                struct{ By, Reason, Contact, Number string }
}

func taking(u store.Unverified, as handlertest.Person, key string) handlertest.Call {
	return handlertest.Call{
		Route: "POST " + unverified + "/take", Path: map[string]string{"id": u.ID()}, As: as, Key: key,
		JSON: handlertest.Body{"customer": "volga", "contact": "kate", "reason": "She called from the number on record."},
	}
}

// A taken request is a ticket of the contact, from the instant of the taking, with the sender's words.
func TestTakingMakesATicketOnce(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	u := nobodys(t, d, nil)
	d.Clock.Forward(handlertest.Triage / 2)
	now := d.Clock.Now()
	first := d.Do(t, taking(u, handlertest.Operator, "taking-01"))
	require.Equal(t, http.StatusCreated, first.StatusCode, first.Body)
	d.Clock.Forward(handlertest.Triage)
	again := d.Do(t, taking(u, handlertest.Operator, "taking-01"))
	assert.Equal(t, http.StatusCreated, again.StatusCode)
	assert.Equal(t, first.Body, again.Body)
	other := taking(u, handlertest.Operator, "taking-01")
	other.JSON = handlertest.Body{"customer": "volga", "contact": "ivan", "reason": "No, it was him."}
	assert.Equal(t, http.StatusUnprocessableEntity, d.Do(t, other).StatusCode)
	assert.Equal(t, http.StatusConflict, d.Do(t, taking(u, handlertest.Engineer, "taking-02")).StatusCode)
	d.Settle(t)

	is := handlertest.Read[request](t, first)
	assert.Equal(t, "taken", is.State)
	assert.Equal(t, "hotline1", is.Settled.By)
	id, err := ticket.ParseNumber(is.Settled.Number)
	require.NoError(t, err)
	rec := d.Ticket(t, id)
	assert.Equal(t, ticket.Actor{Role: ticket.Operator, ID: "hotline1"}, rec.Events[0].By)
	assert.Equal(t, now, rec.Ticket.ReceivedAt)
	assert.Equal(t, policy.Email, rec.Ticket.Registered.Channel)
	assert.Equal(t, "kate", rec.Ticket.Registered.Contact)
	assert.Equal(t, "hq", rec.Ticket.Registered.Installation)
	assert.Equal(t, policy.P3, rec.Ticket.Priority)
	asked, err := d.Store.RequestOf(t.Context(), rec)
	require.NoError(t, err)
	assert.Equal(t, "No calls", asked.Subject)
	assert.Equal(t, strings.TrimSpace(u.Text), asked.Description)
	answers, err := d.Store.Conversation(t.Context(), "volga", "m1@else.example")
	require.NoError(t, err)
	assert.Equal(t, id, answers, "an answer to the mail finds the ticket")
	assert.Len(t, d.Keys(t, "T#"), 1)
}

// A mail that leaves open which of several systems is meant is taken for one of them, at the priority that it names.
func TestTakingNamesTheSystem(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "moskva")
	d.Deliver(t, handlertest.Letter{Object: "o1", From: "sergey@moskva.example", Subject: "[P1] Nothing works", Text: "All lines are dead."})
	page, err := d.Store.Unverified(t.Context(), d.Clock.Now(), false, "", 10)
	require.NoError(t, err)
	require.Len(t, page.Rows, 1)
	call := taking(page.Rows[0], handlertest.Operator, "taking-01")
	call.JSON = handlertest.Body{"customer": "moskva", "contact": "sergey", "reason": "He says which on the phone."}
	resp := d.Do(t, call)
	require.Equal(t, http.StatusBadRequest, resp.StatusCode, resp.Body)
	assert.Contains(t, resp.Body, `"field":"installation"`)
	call.JSON = handlertest.Body{"customer": "moskva", "contact": "sergey", "reason": "He says which on the phone."}.With("installation", "kazan")
	resp = d.Do(t, call)
	require.Equal(t, http.StatusCreated, resp.StatusCode, resp.Body)
	id, err := ticket.ParseNumber(handlertest.Read[request](t, resp).Settled.Number)
	require.NoError(t, err)
	rec := d.Ticket(t, id)
	assert.Equal(t, policy.P1, rec.Ticket.Priority)
	assert.Equal(t, "kazan", rec.Ticket.Registered.Installation)
}

// Of people who take at once one does, and nobody makes a second ticket.
func TestTwoTakeAtOnce(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	u := nobodys(t, d, nil)
	statuses := make([]int, 6)
	var all sync.WaitGroup
	for i := range statuses {
		person := []handlertest.Person{handlertest.Operator, handlertest.Engineer, handlertest.Manager}[i%3]
		all.Go(func() { statuses[i] = d.Do(t, taking(u, person, fmt.Sprint("at-once-", i))).StatusCode })
	}
	all.Wait()
	made := 0
	for _, status := range statuses {
		if status == http.StatusCreated {
			made++
			continue
		}
		assert.Equal(t, http.StatusConflict, status)
	}
	assert.Equal(t, 1, made)
	assert.Len(t, d.Keys(t, "T#"), 1)
}

// When the table fails after the taking was written, whoever comes next finishes it; the request is open until then.
func TestATakingThatBreaksOffIsFinished(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	u := nobodys(t, d, nil)
	_, err := d.Store.SettleUnverified(t.Context(), u, store.Settled{
		What: store.Taken, By: "hotline1", Role: "operator", Key: "broke-off", At: d.Clock.Now(), Reason: "She called.",
		Customer: "volga", Contact: "kate", Installation: "hq", Priority: policy.P2,
	})
	require.NoError(t, err)
	page, err := d.Store.Unverified(t.Context(), d.Clock.Now(), false, "", 10)
	require.NoError(t, err)
	assert.Len(t, page.Rows, 1, "it is no ticket yet")
	assert.Equal(t, http.StatusConflict, d.Do(t, taking(u, handlertest.Engineer, "comes-next")).StatusCode)
	is, err := d.Store.UnverifiedRequest(t.Context(), u.ID())
	require.NoError(t, err)
	rec := d.Ticket(t, is.Settled.Ticket)
	assert.Equal(t, policy.P2, rec.Ticket.Registered.Priority)
	assert.Equal(t, "hotline1", rec.Events[0].By.ID)
	assert.False(t, is.Open())
}

func TestTheListShowsWhatIsOpen(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	var all []store.Unverified
	for i := range 60 {
		all = append(all, nobodys(t, d, func(u *store.Unverified) { u.Object = fmt.Sprint("o", i) }))
		d.Clock.Forward(handlertest.Triage)
	}
	for i, u := range all {
		if i%3 == 0 {
			resp := d.Do(t, handlertest.Call{
				Route: "POST " + unverified + "/dismissal", Path: map[string]string{"id": u.ID()}, As: handlertest.Engineer, Key: fmt.Sprint("dismissal-", i),
				JSON: handlertest.Body{"reason": "An advertisement."},
			})
			require.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
		}
	}
	for state, want := range map[string]int{"": 40, "open": 40, "all": 60} {
		seen, cursor := 0, ""
		for {
			query := map[string]string{}
			if state != "" {
				query["state"] = state
			}
			if cursor != "" {
				query["cursor"] = cursor
			}
			page := handlertest.Read[struct {
				Requests []request
				Next     string
			}](t, d.Do(t, handlertest.Call{Route: "GET /v1/desk/unverified", As: handlertest.Operator, Query: query}))
			for _, r := range page.Requests {
				seen++
				assert.LessOrEqual(t, len([]rune(r.Text)), 1001)
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		assert.Equal(t, want, seen, "state %q", state)
	}
	whole := handlertest.Read[request](t, d.Do(t, handlertest.Call{Route: "GET " + unverified, Path: map[string]string{"id": all[1].ID()}, As: handlertest.Operator}))
	assert.Len(t, whole.Text, len(all[1].Text))
	assert.Equal(t, "kuznetsova", whole.Owner)
}

// The mail itself is fetched by a link that saves it; a request that came otherwise has none.
func TestTheOriginalOfARequest(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	u := nobodys(t, d, nil)
	call := handlertest.Call{Route: "GET " + unverified + "/original", Path: map[string]string{"id": u.ID()}, As: handlertest.Engineer}
	link := handlertest.Read[struct{ URL string }](t, d.Do(t, call)).URL
	for _, part := range []string{"/" + handlertest.MailBucket + "/o1?", "response-content-type=application%2Foctet-stream", "attachment", "X-Amz-Expires=300"} {
		assert.Contains(t, link, part)
	}
	form := nobodys(t, d, func(u *store.Unverified) { u.Object, u.Channel = "form-1", policy.Portal })
	call.Path = map[string]string{"id": form.ID()}
	assert.Equal(t, http.StatusNotFound, d.Do(t, call).StatusCode)
}
