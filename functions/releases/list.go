package releases

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/access"
	"flatsupport/shared/auth"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
	"flatsupport/shared/view"
	"flatsupport/shared/web"
)

// list shows the releases of a product, the greatest version first. The staff see all of them. A contact sees those of a
// product that one of the customer's systems runs, a partner's one those of the systems that are the partner's to support,
// each with whether it may be had now; a page may hold fewer and yet have a next one.
func (h Handler) list(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	caller, err := h.Auth.Require(ctx, req, h.Now(), auth.Contact, auth.PartnerContact, auth.Sales, auth.Engineer, auth.Manager)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	product := req.QueryStringParameters["product"]
	staff := caller.Has(auth.Sales) || caller.Has(auth.Engineer) || caller.Has(auth.Manager)
	look := onlooker{staff: staff, lang: web.Language(req), at: h.receivedAt(req)}
	if !staff {
		if look, err = h.onlooker(ctx, caller, req, product); err != nil {
			return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
		}
	}
	var fields web.Fields
	fields.Require("product", product)
	fields.MaxLen("product", product, maxID)
	if err := fields.Err(); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	out := releaseList{Releases: []releaseView{}, Customer: look.seat.Customer}
	if !staff && len(look.installations) == 0 {
		return web.JSON(http.StatusOK, out), nil
	}
	page, err := h.Store.Releases(ctx, product, req.QueryStringParameters["cursor"], pageSize)
	if errors.Is(err, store.ErrBadID) {
		return web.JSON(http.StatusOK, out), nil // no product has such a name
	}
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	out.Next = page.Next
	for _, r := range page.Rows {
		if !staff && !r.WithdrawnOn.IsZero() {
			continue
		}
		row := shown(r, staff, look.lang)
		if row.Rights, err = h.rights(r, look); err != nil {
			return events.APIGatewayV2HTTPResponse{}, err
		}
		out.Releases = append(out.Releases, row)
	}
	return web.JSON(http.StatusOK, out), nil
}

// onlooker is who looks at a list, and for which systems.
type onlooker struct {
	staff         bool
	seat          access.Seat
	facts         entitlement.Facts
	installations []string // that run the product
	lang          string
	at            time.Time
}

func (h Handler) onlooker(ctx context.Context, caller auth.Caller, req events.APIGatewayV2HTTPRequest, product string) (onlooker, error) {
	seat, err := h.gate().Seat(ctx, caller, req.QueryStringParameters["customer"])
	if err != nil {
		return onlooker{}, err
	}
	facts, err := h.Store.Facts(ctx, seat.Customer)
	if err != nil {
		return onlooker{}, fmt.Errorf("systems of the customer: %w", err)
	}
	look := onlooker{seat: seat, facts: facts, lang: web.Language(req), at: h.receivedAt(req)}
	for _, inst := range facts.Installations {
		bound := seat.Partner == "" || slices.ContainsFunc(facts.Certificates, func(c entitlement.Certificate) bool {
			return c.Installation == inst.ID && c.Partner == seat.Partner
		})
		if inst.Product == product && bound {
			look.installations = append(look.installations, inst.ID)
		}
	}
	return look, nil
}

// rights tells for each system whether the release may be had for it now, without any ticket.
func (h Handler) rights(r store.Release, look onlooker) ([]rightView, error) {
	var all []rightView
	for _, installation := range look.installations {
		d, err := entitlement.Decide(h.Editions, look.facts, entitlement.Request{
			ReceivedAt: look.at, Installation: installation, Contact: look.seat.Contact, Release: r.Release,
		})
		if err != nil {
			return nil, fmt.Errorf("right to release %s %s: %w", r.Product, r.Version, err)
		}
		ed, err := h.edition(d.Edition)
		if err != nil {
			return nil, err
		}
		refused, _ := d.Refusal(ed)
		all = append(all, rightView{
			Installation: installation, Answer: string(d.Answer), Code: string(d.Code), Clause: string(d.Clause),
			Reason: refused.Reason.In(look.lang),
		})
	}
	return all, nil
}
