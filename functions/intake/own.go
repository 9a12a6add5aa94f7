package intake

import (
	"context"
	"net/http"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/access"
	"flatsupport/shared/auth"
	"flatsupport/shared/docket"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
	"flatsupport/shared/web"
)

// pageSize is how many tickets a list shows at once.
const pageSize = 25

// list shows the tickets of the caller's customer, newest first.
func (h Handler) list(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	caller, err := h.Auth.Require(ctx, req, h.Now(), auth.Contact, auth.PartnerContact)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	seat, err := h.gate().Seat(ctx, caller, req.QueryStringParameters["customer"])
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	page, err := h.gate().Tickets(ctx, seat, h.Now(), req.QueryStringParameters["cursor"], pageSize)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	list := view.ListOf(page, seat.Customer, web.Language(req))
	if web.WantsHTML(req) {
		return h.html(view.ListPage(list))
	}
	return web.JSON(http.StatusOK, list), nil
}

// show shows one of the caller's own tickets with its timeline and how each due time was counted.
func (h Handler) show(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	rec, _, err := h.own(ctx, req)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	src, err := view.Load(ctx, h.Docket, rec, h.Now(), web.Language(req))
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	shown, err := view.ForCustomer(src)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	if web.WantsHTML(req) {
		return h.html(view.TicketPage(shown, src.Language, formKey()))
	}
	return web.JSON(http.StatusOK, shown), nil
}

func (h Handler) html(body string, err error) (events.APIGatewayV2HTTPResponse, error) {
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	return web.HTML(http.StatusOK, body, view.Style), nil
}

// replyForm is a message of the customer on a ticket.
type replyForm struct {
	Message        string `json:"message" web:"multiline"`
	IdempotencyKey string `json:"idempotencyKey"`
}

// reply takes the customer's message: it resumes a waiting ticket and reopens a resolved one within the period (G40); what
// is written to a merged ticket goes to the one in which the work goes on. Whoever works that is told.
func (h Handler) reply(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	rec, seat, err := h.own(ctx, req)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	var form replyForm
	var fields web.Fields
	key, err := fields.Command(req, &form, &form.IdempotencyKey)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	fields.Require("message", form.Message)
	fields.MaxLen("message", form.Message, maxDescription)
	if err := fields.Err(); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	now := h.Now()
	cmd := docket.Command{Ticket: rec.ID, By: seat.Actor(), Key: key, Text: form.Message, Public: true, Said: []string{"reply", form.Message}}
	sees := func(ctx context.Context, rec store.Record) (bool, error) { return h.gate().Sees(ctx, seat, rec, now) }
	after, err := h.Docket.Follow(ctx, cmd, now, sees, func(t ticket.Ticket, message string) ([]ticket.Event, error) {
		return h.Docket.Replied(ctx, t, message, now, now)
	})
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	h.Docket.Announce(ctx, h.Queue, h.NotifyQueue, after, now)
	if web.WantsHTML(req) {
		return web.SeeOther("/v1/tickets/" + ticket.ShowNumber(after.ID)), nil
	}
	number := ticket.ShowNumber(after.ID)
	return web.JSON(http.StatusCreated, taken{Number: number, Status: string(after.Ticket.Status), Ticket: "/v1/tickets/" + number}), nil
}

// taken is the answer to a reply: the ticket as it stands with it.
type taken struct {
	Number string `json:"number"`
	Status string `json:"status"`
	Ticket string `json:"ticket"` // where it can be read
}

// own finds the ticket of the path if it belongs to a customer of the caller.
func (h Handler) own(ctx context.Context, req events.APIGatewayV2HTTPRequest) (store.Record, access.Seat, error) {
	caller, err := h.Auth.Require(ctx, req, h.Now(), auth.Contact, auth.PartnerContact)
	if err != nil {
		return store.Record{}, access.Seat{}, err
	}
	rec, seat, err := h.gate().Own(ctx, caller, req.PathParameters["number"], h.Now())
	return rec, seat, view.Problem(err)
}
