package view_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/access"
	"flatsupport/shared/docket"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
	"flatsupport/shared/web"
)

// Every refusal of the rules and of the table has its answer; what is not known is our own fault and tells nothing.
func TestProblems(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		err    error
		status int
		code   string
		retry  string
	}{
		{"an unlawful command", &ticket.Unlawful{Code: ticket.CallbackOwed, Clause: "PR-P1"}, http.StatusConflict, "CALLBACK_OWED", ""},
		{"not for this person", access.ErrNotFound, http.StatusNotFound, web.NotFound, ""},
		{"a person of several customers", access.ErrChoose, http.StatusBadRequest, web.InvalidFields, ""},
		{"a person of no customer", access.ErrNobody, http.StatusForbidden, web.NoCustomer, ""},
		{"a key used for something else", docket.ErrKeyReused, http.StatusUnprocessableEntity, web.IdempotencyKeyReused, ""},
		{"a foreign cursor", store.ErrBadCursor, http.StatusBadRequest, web.InvalidFields, ""},
		{"others keep writing", store.ErrConflict, http.StatusConflict, web.Conflict, "2"},
		{"the table is away", store.ErrUnavailable, http.StatusServiceUnavailable, web.Unavailable, "2"},
		{"a record that is gone", store.ErrNotFound, http.StatusInternalServerError, web.Internal, ""},
		{"a record of the future", store.ErrUnreadable, http.StatusInternalServerError, web.Internal, ""},
		{"anything else", errors.New("secret of the table"), http.StatusInternalServerError, web.Internal, ""},
	}
	for _, c := range cases {
		resp := web.Answer(view.Problem(fmt.Errorf("secret of the table: %w", c.err)), "en")
		assert.Equal(t, c.status, resp.StatusCode, c.name)
		assert.Contains(t, resp.Body, `"code":"`+c.code+`"`, c.name)
		assert.Equal(t, c.retry, resp.Headers["Retry-After"], c.name)
		assert.NotContains(t, resp.Body, "secret", c.name)
	}
	assert.NoError(t, view.Problem(nil))
}
