package view

import (
	"errors"
	"net/http"
	"time"

	"flatsupport/shared/access"
	"flatsupport/shared/docket"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
	"flatsupport/shared/web"
)

// retry is when a caller may try again after a passing trouble.
const retry = 2 * time.Second

// Problem turns what the rules and the table refuse into what the API answers: a code, a status and no inner text.
// What it does not know stays as it is and becomes an internal error. A foreign ticket looks the same as a missing one.
func Problem(err error) error {
	var unlawful *ticket.Unlawful
	switch {
	case err == nil:
		return nil
	case errors.As(err, &unlawful):
		return &web.Error{Status: http.StatusConflict, Code: string(unlawful.Code), Clause: string(unlawful.Clause), Cause: err}
	case errors.Is(err, access.ErrNotFound):
		return &web.Error{Status: http.StatusNotFound, Code: web.NotFound, Cause: err}
	case errors.Is(err, access.ErrChoose):
		return web.FieldErr("customer", web.Required)
	case errors.Is(err, access.ErrNobody):
		return &web.Error{Status: http.StatusForbidden, Code: web.NoCustomer, Cause: err}
	case errors.Is(err, docket.ErrKeyReused):
		return &web.Error{Status: http.StatusUnprocessableEntity, Code: web.IdempotencyKeyReused, Cause: err}
	case errors.Is(err, store.ErrBadCursor):
		return web.FieldErr("cursor", web.Invalid)
	case errors.Is(err, store.ErrConflict):
		return &web.Error{Status: http.StatusConflict, Code: web.Conflict, RetryAfter: retry, Cause: err}
	case errors.Is(err, store.ErrUnavailable):
		return &web.Error{Status: http.StatusServiceUnavailable, Code: web.Unavailable, RetryAfter: retry, Cause: err}
	default:
		return err
	}
}
