// Package releases is the function of the catalogue: it publishes releases, says which of them somebody may have, and
// gives out links and upgrade licences. Whether something may be had is decided as support is, on the same records, and
// every answer is on record before anything is given.
package releases

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/access"
	"flatsupport/shared/auth"
	"flatsupport/shared/policy"
	"flatsupport/shared/presign"
	"flatsupport/shared/store"
	"flatsupport/shared/view"
	"flatsupport/shared/web"
)

// Handler answers the routes of the catalogue.
type Handler struct {
	Store    *store.Store
	Editions *policy.Library
	Auth     *auth.Verifier
	Links    presign.Links
	Random   func() string // a new id that nobody can guess
	Now      func() time.Time
}

// pageSize is how many rows a list shows at once.
const pageSize = 25

// Routes are the routes of this function, as API Gateway names them.
func (h Handler) Routes() web.Routes {
	return web.Routes{
		"POST /v1/releases": h.publish,
		"GET /v1/releases":  h.list,
		"POST /v1/releases/{product}/{version}/withdrawal":       h.withdraw,
		"POST /v1/releases/{product}/{version}/downloads":        h.download,
		"POST /v1/releases/{product}/{version}/upgrade-licences": h.licences,
		"GET /v1/customers/{customer}/downloads":                 h.log,
	}
}

func (h Handler) gate() access.Gate { return access.Gate{Store: h.Store, Editions: h.Editions} }

// publish puts a release into the catalogue, once and for all; sent again it is the same release.
func (h Handler) publish(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	caller, err := h.Auth.Require(ctx, req, h.Now(), auth.Manager)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	var form releaseForm
	var fields web.Fields
	if err := fields.Decode(req, &form); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	release, err := form.release(&fields, h.Editions, h.Now())
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	if err := fields.Err(); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	release.By = caller.Subject
	if release, err = h.Store.PublishRelease(ctx, release); err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	resp := web.JSON(http.StatusCreated, shown(release, true, web.Language(req)))
	resp.Headers["Location"] = "/v1/releases?product=" + release.Product
	return resp, nil
}

// withdraw takes a release out of the catalogue from today on. Who has it keeps it.
func (h Handler) withdraw(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	caller, err := h.Auth.Require(ctx, req, h.Now(), auth.Manager)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	var form withdrawalForm
	var fields web.Fields
	if err := fields.Decode(req, &form); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	fields.Require("reason", form.Reason)
	fields.MaxLen("reason", form.Reason, maxText)
	if err := fields.Err(); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	release, err := h.release(ctx, req)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, missing(err)
	}
	if release.WithdrawnOn.IsZero() {
		release.WithdrawnOn, release.Why, release.By, release.At = today(h.Now()), form.Reason, caller.Subject, h.Now()
		release, err = h.Store.WithdrawRelease(ctx, release)
		if err != nil && !errors.Is(err, store.ErrConflict) { // somebody else was first: it is withdrawn
			return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
		}
	}
	return web.JSON(http.StatusOK, shown(release, true, web.Language(req))), nil
}

// release reads the release of the path.
func (h Handler) release(ctx context.Context, req events.APIGatewayV2HTTPRequest) (store.Release, error) {
	product := req.PathParameters["product"]
	if len(product) > maxID {
		return store.Release{}, store.ErrNotFound
	}
	return h.Store.Release(ctx, product, req.PathParameters["version"])
}

// missing answers what the catalogue does not have like everything else that is not there.
func missing(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return &web.Error{Status: http.StatusNotFound, Code: web.NotFound, Cause: err}
	}
	return view.Problem(err)
}

// log shows what was asked for of a customer's releases and how it was answered, newest first.
func (h Handler) log(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	caller, err := h.Auth.Require(ctx, req, h.Now(), auth.Contact, auth.Sales, auth.Manager)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	customer, staff := req.PathParameters["customer"], caller.Has(auth.Sales) || caller.Has(auth.Manager)
	if err := h.mayRead(ctx, caller, customer, staff); err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	page, err := h.Store.Downloads(ctx, customer, req.QueryStringParameters["cursor"], pageSize)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	list := decisionList{Decisions: []decision{}, Next: page.Next}
	for _, d := range page.Rows {
		one, err := h.decision(d, staff, web.Language(req))
		if err != nil {
			return events.APIGatewayV2HTTPResponse{}, err
		}
		list.Decisions = append(list.Decisions, one)
	}
	return web.JSON(http.StatusOK, list), nil
}

// mayRead reports whether the caller may read the records of the customer; a foreign one looks like a missing one.
func (h Handler) mayRead(ctx context.Context, caller auth.Caller, customer string, staff bool) error {
	if !staff {
		caller.Roles = []auth.Role{auth.Contact} // as which the route is open
		_, err := h.gate().Seat(ctx, caller, customer)
		return err
	}
	_, err := h.customer(ctx, customer)
	return err
}

// receivedAt is the instant at which the gateway received the request: the one that is judged (G9).
func (h Handler) receivedAt(req events.APIGatewayV2HTTPRequest) time.Time {
	if req.RequestContext.TimeEpoch > 0 {
		return time.UnixMilli(req.RequestContext.TimeEpoch).UTC()
	}
	return h.Now().UTC().Truncate(time.Millisecond)
}

func (h Handler) edition(id string) (*policy.Edition, error) {
	ed, err := h.Editions.Edition(id)
	if err != nil {
		return nil, fmt.Errorf("edition %s of a decision on a release: %w", id, err)
	}
	return ed, nil
}
