package intake

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/access"
	"flatsupport/shared/auth"
	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
	"flatsupport/shared/web"
)

// promise says what would be decided on a request and until when it would be answered, were it sent at this instant. It
// takes the request's own form, as far as it is filled in, and judges it as the request will be. A refusal is an answer
// too. Nothing is stored and nobody is told, so that it needs no idempotency key.
func (h Handler) promise(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	caller, err := h.Auth.Require(ctx, req, h.Now(), auth.Contact, auth.PartnerContact, auth.Operator)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	weigh := h.weigh
	if caller.Has(auth.Operator) {
		weigh = h.weighCall
	}
	w, err := weigh(ctx, req, caller)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	forecast, err := h.Docket.Forecast(w.registration().Event(w.about.Facts), w.about)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	slog.InfoContext(ctx, "promised", "edition", forecast.Fact.Edition, "clause", forecast.Fact.Clause,
		"answer", forecast.Fact.Answer, "code", forecast.Fact.Code, "package", forecast.Fact.Package,
		"priority", forecast.Ticket.Priority, "channel", w.channel)
	shown, err := view.PromiseOf(forecast, w.channel == policy.Hotline, web.Language(req))
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	if web.WantsHTML(req) {
		return h.html(view.PromisePage(shown, w.sheet(), web.Language(req)))
	}
	return web.JSON(http.StatusOK, shown), nil
}

// weighed is a form that was checked to be answered and not to be registered.
type weighed struct {
	draft
	typed hotlineForm // all that was filled in, for the page
	about docket.Known
}

// weigh checks the form of a contact or a partner contact.
func (h Handler) weigh(ctx context.Context, req events.APIGatewayV2HTTPRequest, caller auth.Caller) (weighed, error) {
	var form portalForm
	var fields web.Fields
	if err := fields.Decode(req, &form); err != nil {
		return weighed{}, err
	}
	form.asks(&fields)
	seat, about, err := h.asked(ctx, caller, form, &fields)
	if err != nil {
		return weighed{}, view.Problem(err)
	}
	return weighed{
		draft: draft{seat: seat, by: seat.Actor(), form: form, channel: policy.Portal, received: h.receivedAt(req)},
		typed: hotlineForm{portalForm: form}, about: about,
	}, fields.Err()
}

// weighCall checks the form of an operator, who asks for the person who calls (R40).
func (h Handler) weighCall(ctx context.Context, req events.APIGatewayV2HTTPRequest, caller auth.Caller) (weighed, error) {
	var form hotlineForm
	var fields web.Fields
	if err := fields.Decode(req, &form); err != nil {
		return weighed{}, err
	}
	received := h.receivedAt(req)
	form.asks(&fields)
	stated := form.states(&fields, received)
	about, err := h.called(ctx, form, &fields)
	if err != nil {
		return weighed{}, view.Problem(err)
	}
	return weighed{
		draft: draft{
			seat: access.Seat{Customer: form.Customer, Contact: form.Contact},
			by:   ticket.Actor{Role: ticket.Operator, ID: caller.Subject},
			form: form.portalForm, channel: policy.Hotline, stated: stated, override: form.OverrideReason, received: received,
		},
		typed: form, about: about,
	}, fields.Err()
}

// sheet is the form with all that was typed, to be changed or sent from the page of the promise. It keeps its key: sent
// twice, also from there, it is one request.
func (w weighed) sheet() view.Sheet {
	f := w.typed
	s := view.Sheet{
		Action: "/v1/requests", Hotline: w.channel == policy.Hotline, Partner: w.by.Role == ticket.PartnerContact,
		Key: f.IdempotencyKey, Customer: f.Customer, Contact: f.Contact, CallStartedAt: f.CallStartedAt,
		Override: f.OverrideReason, Installation: f.Installation, Installations: []string{f.Installation},
		Type: f.Type, Priority: f.Priority, Subject: f.Subject, Description: f.Description,
		CallbackPhone: f.CallbackPhone, Findings: f.Findings,
	}
	if s.Hotline {
		s.Action = "/v1/hotline/requests"
	}
	if s.Key == "" {
		s.Key = formKey()
	}
	if len(w.about.Facts.Installations) > 0 {
		s.Installations = nil
	}
	for _, inst := range w.about.Facts.Installations {
		s.Installations = append(s.Installations, inst.ID)
	}
	return s
}
