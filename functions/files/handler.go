// Package files is the function through which files leave and reach the bucket of attachments: it signs links to the files
// of a ticket for those who may see it, and takes files that were too large for a mail by a link of their own. No file
// passes through it, and none is ever shown.
package files

import (
	"context"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/access"
	"flatsupport/shared/attachment"
	"flatsupport/shared/auth"
	"flatsupport/shared/docket"
	"flatsupport/shared/presign"
	"flatsupport/shared/store"
	"flatsupport/shared/view"
	"flatsupport/shared/web"
)

// Handler answers the routes of files.
type Handler struct {
	Store       *store.Store
	Docket      docket.Docket
	Auth        *auth.Verifier
	Links       presign.Links
	Files       attachment.Bucket
	Queue       docket.Sender
	NotifyQueue string
	PortalURL   string
	Random      func() string // a new id that nobody can guess
	Now         func() time.Time
}

// Routes are the routes of this function, as API Gateway names them.
func (h Handler) Routes() web.Routes {
	return web.Routes{
		"GET /v1/tickets/{number}/files/{file}":      h.own,
		"GET /v1/desk/tickets/{number}/files/{file}": h.any,
		"GET /v1/uploads/{token}":                    h.page,
		"GET /v1/uploads/{token}/done":               h.done,
	}
}

func (h Handler) gate() access.Gate { return access.Gate{Store: h.Store, Editions: h.Docket.Editions} }

// own gives the customer's people a link to a file of their ticket.
func (h Handler) own(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	caller, err := h.Auth.Require(ctx, req, h.Now(), auth.Contact, auth.PartnerContact)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	rec, _, err := h.gate().Own(ctx, caller, req.PathParameters["number"], h.Now())
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	return h.link(ctx, req, rec, false)
}

// any gives the staff a link to a file of any ticket.
func (h Handler) any(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	if _, err := h.Auth.Require(ctx, req, h.Now(), auth.Engineer, auth.Manager, auth.Operator); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	rec, err := h.gate().Any(ctx, req.PathParameters["number"])
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	return h.link(ctx, req, rec, true)
}

// linkView is where a file can be had, and until when.
type linkView struct {
	Name  string    `json:"name"`
	Size  int64     `json:"size,omitempty"` // bytes
	Link  string    `json:"link"`
	Until time.Time `json:"until"`
}

// link signs for one file that the reader may see. One that is not there looks like a ticket that is not.
func (h Handler) link(ctx context.Context, req events.APIGatewayV2HTTPRequest, rec store.Record, staff bool) (events.APIGatewayV2HTTPResponse, error) {
	request, err := h.Store.RequestOf(ctx, rec)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	messages, err := h.Store.Messages(ctx, rec.ID)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	file, found := view.FileOf(req.PathParameters["file"], request, messages, staff)
	if !found {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(access.ErrNotFound)
	}
	link, err := h.Links.Version(ctx, file.Key, file.Version, file.Name)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	if web.WantsHTML(req) {
		return web.ToFile(link.URL), nil
	}
	return web.JSON(http.StatusOK, linkView{Name: file.Name, Size: file.Size, Link: link.URL, Until: link.Until}), nil
}
