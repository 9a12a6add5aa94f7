package forms_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/store"
)

// taking is how the desk takes a request of a form.
func taking(u store.Unverified) handlertest.Call {
	return handlertest.Call{
		Route: "POST /v1/desk/unverified/{id}/take", Path: map[string]string{"id": u.ID()}, As: handlertest.Operator, Key: "taking-a-form",
		JSON: handlertest.Body{"customer": "volga", "contact": "ivan", "reason": "He called."},
	}
}

// Of the desk and the contact whoever comes first makes the ticket; the other is told, and there is no second.
func TestTheDeskAndTheContactMakeOneTicket(t *testing.T) {
	t.Parallel()
	for _, deskFirst := range []bool{true, false} {
		d := handlertest.New(t, "volga")
		send(t, d, "", asked(ivan))
		d.Forward(t)
		require.Len(t, listed(t, d), 1)
		u := listed(t, d)[0]
		assert.Equal(t, "kuznetsova", u.Owner)
		assert.Equal(t, u.At.Add(handlertest.Triage), u.LookBy)
		key := token(t, d, ivan)
		if deskFirst {
			assert.Equal(t, http.StatusCreated, d.Do(t, taking(u)).StatusCode)
			assert.Equal(t, http.StatusGone, follow(t, d, confirm, key).StatusCode)
		} else {
			assert.Equal(t, http.StatusOK, follow(t, d, confirm, key).StatusCode)
			assert.Equal(t, http.StatusConflict, d.Do(t, taking(u)).StatusCode)
			assert.Equal(t, http.StatusOK, follow(t, d, confirm, key).StatusCode)
		}
		assert.Len(t, tickets(t, d), 1)
		assert.False(t, listed(t, d)[0].Open())
	}
}
