// Package intake is the function at the front door: it registers requests from the portal form and from the hotline's
// operators, says beforehand what would be promised, shows people their own tickets and takes their replies. A request
// is answered with 2xx only after it is stored; everything that follows is found from what is stored.
package intake

import (
	"context"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/access"
	"flatsupport/shared/auth"
	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
	"flatsupport/shared/web"
)

// Handler answers the routes of intake.
type Handler struct {
	Store            *store.Store
	Docket           docket.Docket
	Auth             *auth.Verifier
	Queue            docket.Sender
	EntitlementQueue string
	NotifyQueue      string
	Now              func() time.Time
}

// Routes are the routes of this function, as API Gateway names them.
func (h Handler) Routes() web.Routes {
	return web.Routes{
		"POST /v1/requests":                 h.portal,
		"POST /v1/hotline/requests":         h.hotline,
		"POST /v1/promise":                  h.promise,
		"GET /v1/tickets":                   h.list,
		"GET /v1/tickets/{number}":          h.show,
		"POST /v1/tickets/{number}/replies": h.reply,
	}
}

func (h Handler) gate() access.Gate { return access.Gate{Store: h.Store, Editions: h.Docket.Editions} }

// portal registers a request of a contact or a partner contact (R2, R39).
func (h Handler) portal(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	caller, err := h.Auth.Require(ctx, req, h.Now(), auth.Contact, auth.PartnerContact)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	var form portalForm
	var fields web.Fields
	key, err := read(req, &form, &form, &fields)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	form.check(&fields)
	seat, about, err := h.asked(ctx, caller, form, &fields)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	if err := fields.Err(); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	said, err := fingerprint(form)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	done, err := h.register(ctx, draft{
		seat: seat, by: seat.Actor(), key: key, form: form, channel: policy.Portal, said: said, received: h.receivedAt(req),
	}, about.Facts)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	return created(req, done), nil
}

// hotline registers a call for the person who called (R40). The operator names customer and contact; the contact must
// be one of that customer. The operator's entry is no response to the customer (G29).
func (h Handler) hotline(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	caller, err := h.Auth.Require(ctx, req, h.Now(), auth.Operator)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	var form hotlineForm
	var fields web.Fields
	key, err := read(req, &form, &form.portalForm, &fields)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	received := h.receivedAt(req)
	stated := form.check(&fields, received)
	about, err := h.called(ctx, form, &fields)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	if err := fields.Err(); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	said, err := fingerprint(form)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	done, err := h.register(ctx, draft{
		seat: access.Seat{Customer: form.Customer, Contact: form.Contact},
		by:   ticket.Actor{Role: ticket.Operator, ID: caller.Subject},
		key:  key, form: form.portalForm, channel: policy.Hotline, stated: stated, override: form.OverrideReason,
		said: said, received: received,
	}, about.Facts)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	return created(req, done), nil
}

// receivedAt is the instant at which the gateway received the request: the one that is judged (G9), whatever the
// function did until now.
func (h Handler) receivedAt(req events.APIGatewayV2HTTPRequest) time.Time {
	if req.RequestContext.TimeEpoch > 0 {
		return time.UnixMilli(req.RequestContext.TimeEpoch).UTC()
	}
	return h.Now().UTC().Truncate(time.Millisecond)
}

// created answers a program with 201 and a browser with a redirect to the ticket, so that reloading the page does not
// post the form again.
func created(req events.APIGatewayV2HTTPRequest, done registered) events.APIGatewayV2HTTPResponse {
	if web.WantsHTML(req) {
		return web.SeeOther(done.Ticket)
	}
	resp := web.JSON(http.StatusCreated, done)
	resp.Headers["Location"] = done.Ticket
	return resp
}
