package intake

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/access"
	"flatsupport/shared/auth"
	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/web"
)

// read decodes a form and takes the idempotency key out of it, so that the key is no part of what the form says. What is
// wrong with single fields is gathered in fields, to be told in one go with what is wrong with their values.
func read(req events.APIGatewayV2HTTPRequest, dst any, form *portalForm, fields *web.Fields) (key string, err error) {
	if key, err = fields.Command(req, dst, &form.IdempotencyKey); err != nil {
		return "", err
	}
	form.IdempotencyKey = ""
	return key, nil
}

// asked finds for which customer a contact asks and checks the form against what is known of that customer. One who
// acts for several and names none is told so with the other field errors.
func (h Handler) asked(ctx context.Context, caller auth.Caller, form portalForm, fields *web.Fields) (access.Seat, docket.Known, error) {
	seat, err := h.gate().Seat(ctx, caller, form.Customer)
	if errors.Is(err, access.ErrChoose) {
		fields.Add("customer", web.Required, "")
		return access.Seat{}, docket.Known{}, nil
	}
	if err != nil {
		return access.Seat{}, docket.Known{}, err
	}
	about, err := h.facts(ctx, seat.Customer, form)
	if err == nil && about.Unread == nil {
		form.known(fields, about.Facts)
	}
	return seat, about, err
}

// called checks the form of an operator against what is known of the customer that it names.
func (h Handler) called(ctx context.Context, form hotlineForm, fields *web.Fields) (docket.Known, error) {
	if fields.Has("customer") {
		return docket.Known{}, nil
	}
	about, err := h.facts(ctx, form.Customer, form.portalForm)
	switch {
	case err != nil || about.Unread != nil:
	case about.Facts.Customer.ID == "":
		fields.Add("customer", web.Unknown, "")
	default:
		form.known(fields, about.Facts)
	}
	return about, err
}

// facts reads what is known of the customer. A critical request does not wait for that: when it cannot be read, the
// request is taken unchecked and the entitlement check decides it unverified.
func (h Handler) facts(ctx context.Context, customer string, form portalForm) (docket.Known, error) {
	facts, err := h.Store.Facts(ctx, customer)
	switch {
	case err == nil:
		return docket.Known{Facts: facts}, nil
	case form.Priority == string(policy.P1):
		slog.WarnContext(ctx, "critical request taken unchecked", "error", err.Error())
		return docket.Known{Unread: err}, nil
	default:
		return docket.Known{}, fmt.Errorf("facts of the customer: %w", err)
	}
}
