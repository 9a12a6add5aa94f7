package mailroom_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/mailroom"
	"flatsupport/infra/handlertest"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// merge puts it on record that a ticket was merged, whatever the rules would say: records may lie.
func merge(t *testing.T, d *handlertest.Desk, id, into string) {
	t.Helper()
	_, err := d.Docket.Update(t.Context(), id, d.Clock.Now(), func(store.Record) (store.Change, error) {
		return store.Change{Events: []ticket.Event{{
			At: d.Clock.Now(), By: ticket.Actor{Role: ticket.Engineer, ID: "petrov"}, Key: "merged by hand", Fact: ticket.Merged{Into: into},
		}}}, nil
	})
	require.NoError(t, err)
}

// Where merged tickets lead round a circle, too far, to nothing or to another's ticket, a reply stays where it was written:
// once, however often it comes (EML-20).
func TestAReplyThatCannotGoOnIsKept(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		merge func(d *handlertest.Desk, ids []string, foreign string)
	}{
		{"into itself", func(d *handlertest.Desk, ids []string, _ string) { merge(t, d, ids[0], ids[0]) }},
		{"round a circle", func(d *handlertest.Desk, ids []string, _ string) {
			for i, id := range ids {
				merge(t, d, id, ids[(i+1)%len(ids)])
			}
		}},
		{"into a circle that it is no part of", func(d *handlertest.Desk, ids []string, _ string) {
			merge(t, d, ids[0], ids[1])
			merge(t, d, ids[1], ids[2])
			merge(t, d, ids[2], ids[1])
		}},
		{"too far", func(d *handlertest.Desk, ids []string, _ string) {
			for i, id := range ids[:len(ids)-1] {
				merge(t, d, id, ids[i+1])
			}
		}},
		{"into nothing", func(d *handlertest.Desk, ids []string, _ string) { merge(t, d, ids[0], "ZZZZZZZZZZ") }},
		{"into another customer's", func(d *handlertest.Desk, ids []string, foreign string) { merge(t, d, ids[0], foreign) }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "volga", "neva")
			var ids []string
			for i := range 13 {
				ids = append(ids, d.Open(t, handlertest.Ivan, "the-ticket-"+string(rune('a'+i)), handlertest.Request("hq")))
			}
			foreign := d.Open(t, handlertest.Anna, "anothers-ticket", handlertest.Request("spb"))
			before := d.Facts(t, foreign)
			c.merge(d, ids, foreign)
			l := letter("o1")
			l.Headers = append(l.Headers, "In-Reply-To: <"+handlertest.Threads().Root(ids[0])+">")
			for range 3 {
				d.Deliver(t, l)
			}
			resp := d.Do(t, handlertest.Call{
				Route: "POST /v1/tickets/{number}/replies", Number: ticket.ShowNumber(ids[0]), As: handlertest.Ivan, Key: "by-the-portal",
				JSON: handlertest.Body{"message": "And by the portal."},
			})
			require.Equal(t, 201, resp.StatusCode, resp.Body)
			assert.Equal(t, store.Received{Outcome: mailroom.Reply, Ticket: ids[0]}, outcome(t, d, "o1"))
			messages, err := d.Store.Messages(t.Context(), ids[0])
			require.NoError(t, err)
			assert.Len(t, messages, 2)
			assert.Equal(t, ticket.StatusMerged, d.Ticket(t, ids[0]).Ticket.Status)
			for _, id := range ids[1:] {
				assert.NotContains(t, d.Facts(t, id), "Replied")
			}
			assert.Equal(t, before, d.Facts(t, foreign))
		})
	}
}

// A reply that came before the merging is not taken a second time by the other ticket.
func TestAReplyFromBeforeTheMergingStays(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id, into := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq")), d.Open(t, handlertest.Kate, "the-other", handlertest.Request("hq"))
	call := handlertest.Call{
		Route: "POST /v1/tickets/{number}/replies", Number: ticket.ShowNumber(id), As: handlertest.Ivan, Key: "by-the-portal",
		JSON: handlertest.Body{"message": "Any news?"},
	}
	require.Equal(t, 201, d.Do(t, call).StatusCode)
	resp := d.Do(t, handlertest.Call{
		Route: "POST /v1/desk/tickets/{number}/merge", Number: id, As: handlertest.Engineer, Key: "merged-once",
		JSON: handlertest.Body{"into": ticket.ShowNumber(into), "message": "The same."},
	})
	require.Equal(t, 200, resp.StatusCode, resp.Body)
	again := d.Do(t, call)
	require.Equal(t, 201, again.StatusCode)
	assert.Contains(t, again.Body, ticket.ShowNumber(id))
	assert.NotContains(t, d.Facts(t, into), "Replied")
	call.Key, call.JSON = "by-the-portal-once-more", handlertest.Body{"message": "And now?"}
	next := d.Do(t, call)
	require.Equal(t, 201, next.StatusCode)
	assert.Contains(t, next.Body, ticket.ShowNumber(into))
	assert.Contains(t, d.Facts(t, into), "Replied")
}
