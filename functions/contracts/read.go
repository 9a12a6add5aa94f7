package contracts

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/access"
	"flatsupport/shared/auth"
	"flatsupport/shared/contract"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/view"
	"flatsupport/shared/view/shelf"
	"flatsupport/shared/web"
)

// shelf reads what is on record about a customer's support now.
func (h Handler) shelf(ctx context.Context, customer string) (shelf.Shelf, error) {
	known, err := h.known(ctx, customer, h.Now())
	return shelf.Shelf{Known: known}, err
}

// withHistory adds who put on record what when.
func (h Handler) withHistory(ctx context.Context, s shelf.Shelf) (shelf.Shelf, error) {
	var err error
	if s.Book, err = h.Store.Book(ctx, s.Known.Facts.Customer.ID); err != nil {
		return shelf.Shelf{}, err
	}
	s.Versions, err = h.Store.FactHistory(ctx, s.Known.Facts.Customer.ID)
	return s, err
}

var readers = []auth.Role{auth.Sales, auth.Manager, auth.Engineer, auth.Operator, auth.Contact, auth.PartnerContact}

// list shows the certificates of a customer.
func (h Handler) list(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	by, all, err := h.look(ctx, req)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	list, err := shelf.CertificatesOf(all, by.seat.Partner, web.Language(req), by.ofStaff())
	return answer(http.StatusOK, list, err)
}

// show shows a certificate: its course, its chain, and what was put on record about it when.
func (h Handler) show(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	by, all, err := h.look(ctx, req)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	id := req.PathParameters["certificate"]
	if !by.sees(all.Known, asked{certificate: id}) {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(access.ErrNotFound)
	}
	if by.ofStaff() {
		if all, err = h.withHistory(ctx, all); err != nil {
			return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
		}
	}
	shown, ok, err := shelf.CertificateOf(all, id, web.Language(req), by.ofStaff())
	if err == nil && !ok {
		err = access.ErrNotFound
	}
	return answer(http.StatusOK, shown, err)
}

func (h Handler) look(ctx context.Context, req events.APIGatewayV2HTTPRequest) (author, shelf.Shelf, error) {
	by, err := h.who(ctx, req, readers...)
	if err != nil {
		return author{}, shelf.Shelf{}, err
	}
	all, err := h.shelf(ctx, req.PathParameters["customer"])
	return by, all, err
}

// quote tells what a renewal would give, or why it is refused: a refusal is an answer here. Nothing is put on record.
func (h Handler) quote(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	none := events.APIGatewayV2HTTPResponse{}
	by, err := h.who(ctx, req, sellers...)
	if err != nil {
		return none, view.Problem(err)
	}
	var f renewalForm
	var fields web.Fields
	if err := fields.Decode(req, &f); err != nil {
		return none, err
	}
	f.check(&fields)
	if err := fields.Err(); err != nil {
		return none, err
	}
	known, err := h.known(ctx, req.PathParameters["customer"], h.Now())
	if err == nil {
		known, err = h.withPartner(ctx, known, f.Partner)
	}
	if err != nil {
		return none, view.Problem(err)
	}
	q, err := contract.QuoteFor(known, f.renewalBy(by, req.PathParameters["certificate"]))
	if err != nil {
		return none, problem(err, web.Language(req))
	}
	shown := shelf.QuoteOf(q, web.Language(req))
	shown.ToReopen, err = h.missed(ctx, known, q.Certificate, known.Now)
	return answer(http.StatusOK, shown, err)
}

// missed are the requests refused for want of support in the past time that a renewal covers (G17).
func (h Handler) missed(ctx context.Context, k contract.Known, renewal entitlement.Certificate, recorded time.Time) ([]shelf.Missed, error) {
	if renewal.ID == "" {
		return nil, nil
	}
	from, to, err := k.Gap(renewal, recorded)
	if err != nil {
		return nil, err
	}
	rows, err := h.Store.TicketsReceived(ctx, k.Facts.Customer.ID, from, to)
	return shelf.MissedOf(rows, renewal.Installation), err
}

// entitlements shows the caller what support their customer has: certificates, rights and the next dates.
func (h Handler) entitlements(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	none := events.APIGatewayV2HTTPResponse{}
	caller, err := h.Auth.Require(ctx, req, h.Now(), auth.Contact, auth.PartnerContact)
	if err != nil {
		return none, err
	}
	seat, err := access.Gate{Store: h.Store, Editions: h.Editions}.Seat(ctx, caller, req.QueryStringParameters["customer"])
	if err != nil {
		return none, view.Problem(err)
	}
	all, err := h.shelf(ctx, seat.Customer)
	if err != nil {
		return none, view.Problem(err)
	}
	all.Reader = author{seat: seat}.contact(all.Known.Facts)
	shown, err := shelf.EntitlementsOf(all, seat.Partner, web.Language(req))
	if err == nil && web.WantsHTML(req) {
		return page(shelf.EntitlementsPage(shown, web.Language(req), rand.Text()))
	}
	return answer(http.StatusOK, shown, err)
}

func page(body string, err error) (events.APIGatewayV2HTTPResponse, error) {
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	return web.HTML(http.StatusOK, body, view.Style), nil
}

// answer shows what was found, unless it could not be worded.
func answer(status int, shown any, err error) (events.APIGatewayV2HTTPResponse, error) {
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	return web.JSON(status, shown), nil
}
