// Package desk is the function of the engineers' work on a ticket: answering, calling back, resolving, and what lies
// between. Each command is carried out once, however often it arrives, and is refused with a code when the ticket is
// in no state for it.
package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/access"
	"flatsupport/shared/auth"
	"flatsupport/shared/docket"
	"flatsupport/shared/presign"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
	"flatsupport/shared/web"
)

// Handler answers the routes of the desk.
type Handler struct {
	Store            *store.Store
	Docket           docket.Docket
	Auth             *auth.Verifier
	Queue            docket.Sender
	EntitlementQueue string
	NotifyQueue      string
	Originals        presign.Links // to mails as they arrived
	Now              func() time.Time
}

// Routes are the routes of this function, as API Gateway names them.
func (h Handler) Routes() web.Routes {
	routes := web.Routes{
		"GET /v1/desk/tickets/{number}":           h.show,
		"GET /v1/desk/unverified":                 h.unverified,
		"GET /v1/desk/unverified/{id}":            h.showUnverified,
		"GET /v1/desk/unverified/{id}/original":   h.original,
		"POST /v1/desk/unverified/{id}/take":      h.take,
		"POST /v1/desk/unverified/{id}/dismissal": h.dismiss,
	}
	for name, command := range commands {
		command.name = name
		routes["POST /v1/desk/tickets/{number}/"+name] = func(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
			return h.run(ctx, req, command)
		}
	}
	return routes
}

// show shows a ticket to the staff, with what would change it where they ask for that.
func (h Handler) show(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	if _, err := h.Auth.Require(ctx, req, h.Now(), auth.Engineer, auth.Manager, auth.Operator); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	rec, err := h.any(ctx, req)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	return h.answer(ctx, req, rec)
}

func (h Handler) run(ctx context.Context, req events.APIGatewayV2HTTPRequest, command command) (events.APIGatewayV2HTTPResponse, error) {
	may := []auth.Role{auth.Engineer, auth.Manager}
	if command.lead {
		may = []auth.Role{auth.Manager}
	}
	caller, err := h.Auth.Require(ctx, req, h.Now(), may...)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	var form form
	var fields web.Fields
	key, err := fields.Command(req, &form, &form.IdempotencyKey)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	form.check(command, &fields)
	if err := h.known(ctx, form, &fields); err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	if err := fields.Err(); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	rec, err := h.any(ctx, req)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	now := h.Now()
	asked := docket.Command{
		Ticket: rec.ID, By: actor(caller), Key: key, Text: form.Message, Public: command.shows(form), Said: form.said(command),
	}
	after, err := h.Docket.Run(ctx, asked, now, func(t ticket.Ticket, message string) ([]ticket.Event, error) {
		return h.decide(ctx, t, command, turn{form: form, by: asked.By, message: message, now: now, id: rec.ID})
	})
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	h.Docket.Announce(ctx, h.Queue, h.NotifyQueue, after, now)
	return h.answer(ctx, req, after)
}

// known checks the engineer whom the form names: somebody of the staff who works on tickets.
func (h Handler) known(ctx context.Context, form form, fields *web.Fields) error {
	if form.Engineer == "" || fields.Has("engineer") {
		return nil
	}
	staff, err := h.Store.Staff(ctx, form.Engineer)
	switch {
	case errors.Is(err, store.ErrNotFound):
		fields.Add("engineer", web.Unknown, "")
		return nil
	case err != nil:
		return fmt.Errorf("engineer to assign: %w", err)
	case !slices.Contains(staff.Roles, string(auth.Engineer)) && !slices.Contains(staff.Roles, string(auth.Manager)):
		fields.Add("engineer", web.NotAllowed, "")
	}
	return nil
}

func (h Handler) decide(ctx context.Context, t ticket.Ticket, command command, turn turn) ([]ticket.Event, error) {
	ed, err := h.Docket.Edition(t)
	if err != nil {
		return nil, err
	}
	turn.edition = ed
	if command.look != nil {
		if err := command.look(ctx, h, t, &turn); err != nil {
			return nil, err
		}
	}
	facts, err := command.decide(t, turn)
	if err != nil {
		return nil, err
	}
	if err := allowed(t, turn, facts); err != nil {
		return nil, err
	}
	if facts, err = h.attach(ctx, t, facts, turn); err != nil {
		return nil, err
	}
	return h.Docket.Events(ctx, t, turn.now, facts, command.tells(turn, facts)...)
}

func (h Handler) any(ctx context.Context, req events.APIGatewayV2HTTPRequest) (store.Record, error) {
	rec, err := access.Gate{Store: h.Store}.Any(ctx, req.PathParameters["number"])
	return rec, view.Problem(err)
}

func (h Handler) answer(ctx context.Context, req events.APIGatewayV2HTTPRequest, rec store.Record) (events.APIGatewayV2HTTPResponse, error) {
	src, err := view.Load(ctx, h.Docket, rec, h.Now(), web.Language(req))
	if err == nil && req.QueryStringParameters["whatIf"] == "true" {
		src, err = src.WithAlternatives(ctx, h.Docket)
	}
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	// Who would get an answer is told by the records; where they cannot be read the ticket is shown without.
	if src.Facts, err = h.Store.Facts(ctx, rec.Ticket.Registered.Customer); err != nil {
		slog.WarnContext(ctx, "recipient not read", "ticket", rec.ID, "error", err.Error())
	}
	shown, err := view.ForStaff(src)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	return web.JSON(http.StatusOK, shown), nil
}

// actor is the caller as author of events: a manager acts as one even when he is an engineer too, an engineer even when he
// sits at the hotline.
func actor(caller auth.Caller) ticket.Actor {
	switch {
	case caller.Has(auth.Manager):
		return ticket.Actor{Role: ticket.Manager, ID: caller.Subject}
	case caller.Has(auth.Engineer):
		return ticket.Actor{Role: ticket.Engineer, ID: caller.Subject}
	default:
		return ticket.Actor{Role: ticket.Operator, ID: caller.Subject}
	}
}
