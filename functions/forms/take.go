package forms

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
	"flatsupport/shared/triage"
	"flatsupport/shared/view"
	"flatsupport/shared/web"
)

// take puts the form on record and answers it (OP-FORM). All that depends on whose address it has comes later and elsewhere.
func (h Handler) take(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	now := h.now()
	rule, hotline, err := h.rules(now)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	var f form
	var fields web.Fields
	key, err := read(req, &f, &fields)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	f.Language = language(req, f.Language)
	if err := fields.Err(); err != nil {
		if web.WantsHTML(req) {
			return formPage(http.StatusBadRequest, f, err, hotline)
		}
		return events.APIGatewayV2HTTPResponse{}, err
	}
	sent, err := f.sent(key, !h.human(f, key, rule.MinFill, now), now)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	if err := h.within(ctx, req, sent, f.Language, hotline); err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	if sent, err = h.keep(ctx, sent); err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	slog.InfoContext(ctx, "form taken", "form", sent.ID, "priority", sent.Priority, "robot", sent.Robot)
	return thanks(req, received{
		Reference: ticket.FormReference(sent.ID), Hotline: hotline, Critical: sent.Priority == string(policy.P1), Lang: f.Language,
	})
}

// keep puts the form on record, lists it for the desk and sends it on. The same form again finds what the first made, and
// is sent on again: whoever sees to it does so once.
func (h Handler) keep(ctx context.Context, f store.Form) (store.Form, error) {
	said := f.Said
	f, err := h.Store.PutForm(ctx, f)
	if err != nil {
		return store.Form{}, err
	}
	if f.Said != said {
		return store.Form{}, docket.ErrKeyReused
	}
	reason := triage.Unconfirmed
	if f.Robot {
		reason = triage.Robot
	}
	u := store.Unverified{
		At: f.At, Object: f.ID, Reason: reason, From: f.Email, Subject: f.Subject, Text: f.Description,
		Channel: policy.Form, Name: f.Name, Company: f.Company, Phone: f.Phone, System: f.System, Priority: f.Priority,
	}
	if f.Robot { // nobody is to look at what a machine has filled in
		err = h.Store.PutUnverified(ctx, u)
	} else {
		err = triage.Desk{Docket: h.Docket}.List(ctx, u, nil)
	}
	if err != nil {
		return store.Form{}, err
	}
	if err := h.Queue.SendForm(ctx, h.FormQueue, queue.Form{Form: f.ID}); err != nil {
		return store.Form{}, &web.Error{Status: http.StatusServiceUnavailable, Code: web.Unavailable, RetryAfter: retry, Cause: err}
	}
	return f, nil
}
