package main

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/mailroom"
	"flatsupport/infra/handlertest"
)

// Every mail goes through the whole mailroom, vouched for as if its sender were who it says: something becomes of it, and the
// mail is kept as it arrived.
func TestTheMailroomTakesTheMailsOfOthers(t *testing.T) { //nolint:paralleltest // the memory of what runs beside it would be counted there
	d := handlertest.New(t, "volga")
	became := map[string]int{}
	for _, l := range libraries {
		all, err := l.samples()
		require.NoError(t, err)
		for i, s := range all {
			object := fmt.Sprintf("%s-%d", l.version, i)
			d.Deliver(t, handlertest.Letter{Object: object, Whole: string(s.raw)})
			done, err := d.Store.ReceivedMail(t.Context(), object)
			require.NoError(t, err, s.name)
			assert.NotEmpty(t, done.Outcome, s.name)
			became[done.Outcome]++
			kept, err := d.Letters.Read(t.Context(), object, int64(len(s.raw)))
			require.NoError(t, err, s.name)
			assert.Equal(t, s.raw, kept, s.name)
		}
	}
	assert.Zero(t, became[mailroom.Ticket]+became[mailroom.Reply], "none of them is a contact's")
	assert.Positive(t, became[mailroom.Unverified])
	assert.Positive(t, became[mailroom.Kept], "some are from machines")
}
